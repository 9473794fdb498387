/** .NET: project files of C#, F# and Visual Basic, the Directory.*.props above them, and the solutions that name them. */
import { posix } from 'node:path'
import { byBytes } from '../core/order.ts'
import { RelError } from '../errors.ts'
import { editDotnetLocks, LOCK_FILE } from './dotnet-lock.ts'
import { dotnetManifest, isTaggedOnly } from './dotnet-manifest.ts'
import { BUILD_PROPS, CENTRAL_VERSIONS, filesAbove, packageId, PROJECT, projectOf } from './dotnet-project.ts'
import { stepNugetRange } from './dotnet-range.ts'
import { packageReferences, type ProjectReference, projectReferences } from './dotnet-references.ts'
import { SOLUTION, solutionProjects } from './dotnet-solution.ts'
import { versionChanges, versionPlace } from './dotnet-version.ts'
import type { CommitFiles, Ecosystem, FoundPackage, VersionEdit } from './ecosystem.ts'
import { inFolder, neededText } from './edited-files.ts'
import { fault } from './fault.ts'
import { changedFiles, type SpanChange } from './span-changes.ts'
import { type XmlFile, xmlFile, xmlTexts } from './xml-files.ts'
import { editXml } from './xml-span.ts'

export const dotnet: Ecosystem = {
  name: 'dotnet',
  manifest: '*.csproj',
  find,
  members,
  edit,
  stepRange: stepNugetRange,
}

async function find(folder: string, files: CommitFiles): Promise<FoundPackage | null> {
  const file = projectIn(folder, await files.list(folder))
  if (file === null) return null
  const project = await projectAt(file, files)
  if (project === null) return null
  const references = await Promise.all(projectReferences(project).map((reference) => named(reference, files)))
  const place = versionPlace(project)
  return {
    ...dotnetManifest(project, references),
    file,
    files: [file, ...filesAbove(folder), inFolder(folder, LOCK_FILE)],
    sharedVersion: place === null || place.number.file === file ? null : place.number.file,
    ...(isTaggedOnly(project) ? { taggedOnly: true } : {}),
  }
}

/** Of several the one that is called as its folder. */
function projectIn(folder: string, names: readonly string[]): string | null {
  const found = names.filter((name) => PROJECT.test(name))
  const own = found.find((name) => name.replace(PROJECT, '') === posix.basename(folder))
  const [only, ...others] = own === undefined ? found : [own]
  if (only === undefined) return null
  if (others.length === 0) return inFolder(folder, only)
  const where = folder === '.' ? 'the root' : folder
  throw new RelError('MANIFEST', `${where} holds several projects: ${found.join(', ')}`, {
    hint: 'give each a folder, name one of them as the folder, or give the package "ecosystem": "none"',
  })
}

async function projectAt(file: string, files: CommitFiles) {
  const above = filesAbove(posix.dirname(file))
  const [own, ...others] = await Promise.all([file, ...above].map((each) => xmlFile(files, each)))
  const known = new Map(above.map((each, index) => [each, others[index] ?? null]))
  return own ? projectOf(own, (each) => known.get(each) ?? null) : null
}

/** By what NuGet calls the other project; one that the commit lacks is called as its file. */
async function named({ file, kind }: ProjectReference, files: CommitFiles) {
  const project = await projectAt(file, files)
  const name = project === null ? posix.basename(file).replace(PROJECT, '') : packageId(project)
  return { name, range: '*', kind }
}

/** Those of the solutions in the folder; without one all projects below it, if a file for all of them lies there. */
async function members(folder: string, files: CommitFiles): Promise<readonly string[] | null> {
  const names = await files.list(folder)
  const solutions = names.filter((name) => SOLUTION.test(name)).map((name) => inFolder(folder, name))
  const isRoot = [BUILD_PROPS, CENTRAL_VERSIONS, 'global.json'].some((name) => names.includes(name))
  if (solutions.length === 0 && !isRoot) return null
  const projects = solutions.length === 0 ? await projectsBelow(folder, files) : await namedBy(solutions, files)
  const folders = new Set(projects.map((path) => posix.dirname(path)))
  folders.delete(folder)
  return solutions.length === 0 && folders.size === 0 ? null : [...folders].toSorted(byBytes)
}

async function namedBy(solutions: readonly string[], files: CommitFiles): Promise<readonly string[]> {
  const texts = await Promise.all(solutions.map((file) => files.read(file)))
  return solutions.flatMap((file, index) => solutionProjects(texts[index] ?? '', file))
}

async function projectsBelow(folder: string, files: CommitFiles): Promise<readonly string[]> {
  const start = folder === '.' ? '' : `${folder}/`
  return (await files.all()).filter((path) => path.startsWith(start) && PROJECT.test(path))
}

function edit(texts: ReadonlyMap<string, string | null>, edits: readonly VersionEdit[]): ReadonlyMap<string, string> {
  const get = xmlTexts(new Map([...texts].filter(([file]) => posix.basename(file) !== LOCK_FILE)))
  const changed = edits.flatMap((one) => {
    neededText(texts, one.file)
    const project = projectOf(get(one.file) as XmlFile, get)
    return [...setVersion(project, one.to), ...rangeChanges(project, one.ranges)]
  })
  return new Map([...changedFiles(changed, editXml), ...editDotnetLocks(texts, edits)])
}

function setVersion(project: ReturnType<typeof projectOf>, to: string | null): readonly SpanChange[] {
  if (to === null) return []
  const place = versionPlace(project)
  if (place !== null) return versionChanges(project, place, to)
  if (isTaggedOnly(project)) return []
  const { file, root } = project.at
  const what = `there is no version to set to ${to}`
  throw fault({ ...project.at, offset: root.start }, what, `add <Version>0.0.0</Version> to a PropertyGroup of ${file}`)
}

function rangeChanges(project: ReturnType<typeof projectOf>, ranges: VersionEdit['ranges']): readonly SpanChange[] {
  const all = packageReferences(project)
  return ranges.flatMap(({ name, kind, from, to }) => {
    const found = all.filter((edge) => edge.name === name && edge.kind === kind && edge.range === from)
    const changes = found.flatMap(({ place }) => (place === null ? [] : [{ ...place, to }]))
    if (changes.length > 0) return changes
    const what = `there is no reference to ${name} ${from}`
    throw fault({ ...project.at, offset: project.at.root.start }, what, 'plan again at this commit')
  })
}
