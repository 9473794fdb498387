/** Go modules: go.mod, whose version lives in tags, and the modules that a go.work names. */
import { byBytes } from '../core/order.ts'
import type { RangeStep } from '../core/ranges.ts'
import {
  admitsGoVersion,
  canonicalGoVersion,
  compareGoVersions,
  goTagPrefix,
  isModulePath,
  splitModulePath,
} from '../core/schemes/go-module.ts'
import type { CommitFiles, Ecosystem, FoundPackage, VersionEdit } from './ecosystem.ts'
import { inFolder, neededText } from './edited-files.ts'
import { fault } from './fault.ts'
import { checkMajor } from './go-major.ts'
import { editGoMod, type GoLine, type GoWord, readGoMod } from './go-mod.ts'
import { resolved } from './member-folders.ts'

const MANIFEST = 'go.mod'
const WORKSPACE = 'go.work'

export const go: Ecosystem = { name: 'go', manifest: MANIFEST, find, members, edit, stepRange }

async function find(folder: string, files: CommitFiles): Promise<FoundPackage | null> {
  const file = inFolder(folder, MANIFEST)
  const text = await files.read(file)
  if (text === null) return null
  const lines = readGoMod(text, file)
  const name = moduleWord(lines, file, text).text
  return {
    name,
    version: null,
    private: !isModulePath(name),
    repository: repositoryOf(name, folder),
    dependencies: required(lines).map(([path, version]) => ({ name: path.text, range: version.text, kind: 'runtime' })),
    ...{ file, files: [file], sharedVersion: null },
    ...{ taggedOnly: true, tagForm: `${goTagPrefix(folder, name)}v{version}` },
  }
}

async function members(folder: string, files: CommitFiles): Promise<readonly string[] | null> {
  const file = inFolder(folder, WORKSPACE)
  const text = await files.read(file)
  if (text === null) return null
  const used = readGoMod(text, file).filter(({ verb }) => verb === 'use')
  const folders = used.flatMap(({ words }) => words.slice(0, 1).flatMap((word) => resolved(folder, word.text) ?? []))
  return [...new Set(folders)].filter((one) => one !== folder).toSorted(byBytes)
}

function moduleWord(lines: readonly GoLine[], file: string, text: string): GoWord {
  const [name, ...others] = lines.flatMap(({ verb, words }) => (verb === 'module' ? words : []))
  if (name !== undefined && others.length === 0) return name
  const what = name === undefined ? 'there is no module line' : 'there is more than one module'
  throw fault({ file, text, offset: others[0]?.offset ?? 0 }, what, 'write one line such as: module example.com/tool')
}

/** Path and version of each requirement, those for other modules' sake (`// indirect`) included. */
function required(lines: readonly GoLine[]): readonly (readonly [GoWord, GoWord])[] {
  return lines.flatMap(({ verb, words: [path, version] }) =>
    verb === 'require' && path !== undefined && version !== undefined ? [[path, version] as const] : [],
  )
}

/** Hosts of which the first two folders of a path are the repository; at GitLab groups nest, so there only the module's own
 *  folder and suffix are cut off. */
function repositoryOf(path: string, folder: string): string | null {
  const [host = '', owner, name] = path.split('/')
  if (owner === undefined || name === undefined) return null
  if (['github.com', 'bitbucket.org', 'codeberg.org'].includes(host)) return `https://${host}/${owner}/${name}`
  if (host !== 'gitlab.com') return null
  const whole = splitModulePath(path)?.prefix ?? path
  return `https://${folder !== '.' && whole.endsWith(`/${folder}`) ? whole.slice(0, -folder.length - 1) : whole}`
}

function edit(texts: ReadonlyMap<string, string | null>, edits: readonly VersionEdit[]): ReadonlyMap<string, string> {
  const changed = new Map<string, string>()
  for (const { file, to, ranges } of edits) {
    // Without ranges there is nothing to write, so a manifest is not needed.
    if (ranges.length === 0 && typeof texts.get(file) !== 'string') continue
    const text = neededText(texts, file)
    const lines = readGoMod(text, file)
    if (to !== null) checkMajor(moduleWord(lines, file, text), to, file, text)
    const after = editGoMod(text, file, new Map(ranges.flatMap((range) => rangeEdits(lines, range, file, text))))
    if (after !== text) changed.set(file, after)
  }
  return changed
}

function rangeEdits(
  lines: readonly GoLine[],
  { name, from, to }: VersionEdit['ranges'][number],
  file: string,
  text: string,
): readonly (readonly [GoWord, string])[] {
  const found = required(lines).filter(([path, version]) => path.text === name && version.text === from)
  const [first] = found
  if (first === undefined)
    throw fault({ file, text, offset: 0 }, `there is no line require ${name} ${from}`, 'plan again at this commit')
  if (!admitsGoVersion(name, to) || canonicalGoVersion(to) !== to)
    throw fault(
      { file, text, offset: first[1].offset },
      `module ${name} has no version ${to}`,
      `write its path for ${to}`,
    )
  // A replacement of one version by a folder (`m v1.0.0 => ../m`) has to follow, or it would no longer replace.
  const replaced = lines.flatMap(({ verb, words: [path, version, arrow, by] }) => {
    const isOurs = verb === 'replace' && path?.text === name && version?.text === from && arrow?.text === '=>'
    return isOurs && by !== undefined && /^\.\.?(?:\/|$)/.test(by.text) ? [version] : []
  })
  return [...found.map(([, version]) => version), ...replaced].map((word) => [word, to])
}

/** A requirement is the lowest version that will do, so it admits all later ones of the same path. */
function stepRange(range: string, _: string | null, to: string): RangeStep {
  const text = `v${to}`
  const isOlder = [range, text].every((one) => canonicalGoVersion(one) === one) && compareGoVersions(range, text) < 0
  if (!isOlder) return { text: range, meaning: null, admits: range === text }
  return { text, meaning: `${range} → ${text}`, admits: true }
}
