/** Maven: pom.xml with its parents, modules and the properties that hold versions. */
import { posix } from 'node:path'
import { byBytes } from '../core/order.ts'
import type { CommitFiles, Ecosystem, FoundPackage, VersionEdit } from './ecosystem.ts'
import { inFolder, neededText } from './edited-files.ts'
import { fault } from './fault.ts'
import { pomDependencies } from './maven-dependencies.ts'
import { mavenManifest } from './maven-manifest.ts'
import { isInherited, lineage, MANIFEST, parentFile, placeOf, type Pom, pomOf, versionPlaces } from './maven-pom.ts'
import { stepMavenRange } from './maven-range.ts'
import { resolved } from './member-folders.ts'
import { changedFiles, type SpanChange } from './span-changes.ts'
import { type XmlFile, xmlFile, xmlTexts } from './xml-files.ts'
import { childAt, editXml, localName, type XmlElement } from './xml-span.ts'

export const maven: Ecosystem = { name: 'maven', manifest: MANIFEST, find, members, edit, stepRange: stepMavenRange }

async function find(folder: string, files: CommitFiles): Promise<FoundPackage | null> {
  const own = await xmlFile(files, inFolder(folder, MANIFEST))
  if (own === null) return null
  const known = new Map<string, XmlFile | null>([[own.file, own]])
  for (let file = parentFile(own); file !== null && !known.has(file);) {
    const above: XmlFile | null = await xmlFile(files, file)
    known.set(file, above)
    file = above && parentFile(above)
  }
  const pom = pomOf(own, (file) => known.get(file) ?? null)
  return {
    ...mavenManifest(pom),
    file: own.file,
    files: [...known.keys()],
    sharedVersion: sharedIn(pom),
    ...(isMadeElsewhere(pom) ? { taggedOnly: true } : {}),
  }
}

/** What has the packaging `pom` is there to be inherited from, so its version counts as shared even when it stands alone. */
function sharedIn(pom: Pom): string | null {
  const file = versionPlaces(pom)?.[0]?.file ?? null
  return file === pom.at.file && childAt(pom.at.root, 'packaging')?.text !== 'pom' ? null : file
}

/** `${revision}` without a value: the command line gives it one. */
function isMadeElsewhere(pom: Pom): boolean {
  return (
    !isInherited(pom) && versionPlaces(pom) === null && (childAt(pom.at.root, 'version')?.text ?? '').includes('${')
  )
}

/** Folders of `<modules>` (Maven 4: `<subprojects>`), those of profiles and of modules too. */
async function members(folder: string, files: CommitFiles): Promise<readonly string[] | null> {
  const root = await xmlFile(files, inFolder(folder, MANIFEST))
  const declared = root === null ? [] : modulesOf(root)
  if (declared.length === 0) return null
  const found = new Set([folder])
  for (let open = declared; open.length > 0;) {
    const fresh = [...new Set(open)].filter((one) => !found.has(one))
    for (const one of fresh) found.add(one)
    const poms = await Promise.all(fresh.map((one) => xmlFile(files, inFolder(one, MANIFEST))))
    open = poms.flatMap((pom) => (pom === null ? [] : modulesOf(pom)))
  }
  found.delete(folder)
  return [...found].toSorted(byBytes)
}

function modulesOf({ file, root }: XmlFile): readonly string[] {
  const children = (element: XmlElement | undefined, name: string) =>
    element?.children.filter((child) => localName(child.name) === name) ?? []
  const scopes = [root, ...children(childAt(root, 'profiles'), 'profile')]
  return scopes
    .flatMap((scope) => ['module', 'subproject'].flatMap((name) => children(childAt(scope, `${name}s`), name)))
    .flatMap(({ text }) => {
      // A module may name its file; one with another name is none that a folder leads to.
      const path = text.replace(/(?:^|\/)pom\.xml$/, '') || '.'
      return path.endsWith('.xml') ? [] : (resolved(posix.dirname(file), path) ?? [])
    })
}

function edit(texts: ReadonlyMap<string, string | null>, edits: readonly VersionEdit[]): ReadonlyMap<string, string> {
  const get = xmlTexts(texts)
  const changes = edits.flatMap((one) => {
    neededText(texts, one.file)
    const pom = pomOf(get(one.file) as XmlFile, get)
    return [...(one.to === null ? [] : versionChanges(pom, one.to)), ...rangeChanges(pom, one.ranges)]
  })
  return changedFiles(changes, editXml)
}

/** The first part gets the version, the others nothing; every `<parent>` on the way to it names the same one. */
function versionChanges(pom: Pom, to: string): readonly SpanChange[] {
  if (isMadeElsewhere(pom)) return []
  const [first, ...others] = versionPlaces(pom) ?? []
  if (first === undefined) {
    const what = `there is no version to set to ${to}`
    throw fault({ ...pom.at, offset: pom.at.root.start }, what, `add <version> to ${pom.at.file}`)
  }
  return [{ ...first, to }, ...others.map((other) => ({ ...other, to: '' })), ...parentChanges(pom, to)]
}

function parentChanges(pom: Pom, to: string): readonly SpanChange[] {
  return lineage(pom).flatMap((each, index, all) => {
    const isOnTheWay = all.slice(0, index + 1).every(isInherited)
    const place = placeOf(each.at, childAt(each.at.root, 'parent', 'version'))
    return isOnTheWay && place !== null && !place.value.includes('${') ? [{ ...place, to }] : []
  })
}

function rangeChanges(pom: Pom, ranges: VersionEdit['ranges']): readonly SpanChange[] {
  const all = ranges.length === 0 ? [] : pomDependencies(pom)
  return ranges.flatMap(({ name, kind, from, to }) => {
    const found = all.filter((edge) => edge.name === name && edge.kind === kind && edge.range === from)
    const changes = found.flatMap(({ place }) => (place === null ? [] : [{ ...place, to }]))
    if (changes.length > 0) return changes
    const what = `there is nothing that needs ${name} ${from}`
    throw fault({ ...pom.at, offset: pom.at.root.start }, what, 'plan again at this commit')
  })
}
