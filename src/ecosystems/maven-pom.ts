/** A pom.xml with the parents that the repository has: where a value stands that a module writes itself or inherits. */
import { posix } from 'node:path'
import { fault } from './fault.ts'
import { resolved } from './member-folders.ts'
import type { FileSpan } from './span-changes.ts'
import type { XmlFile } from './xml-files.ts'
import { childAt, localName, type XmlElement } from './xml-span.ts'

export interface Pom {
  readonly at: XmlFile
  readonly parent: Pom | null
}

export interface PomPlace extends FileSpan {
  readonly value: string
}

export const MANIFEST = 'pom.xml'

/** The file in which the parent should be: `relativePath`, by default the pom.xml above; null when there is no parent or it
 *  is told not to be looked for. */
export function parentFile({ file, root }: XmlFile): string | null {
  const parent = childAt(root, 'parent')
  if (parent === undefined) return null
  const relative = childAt(parent, 'relativePath')?.text ?? '../pom.xml'
  const path = relative === '' ? null : resolved(posix.dirname(file), relative)
  return path === null || path.endsWith('.xml') ? path : posix.join(path, MANIFEST)
}

/** As Maven does it, a file in the parent's place with other coordinates is not the parent. Throws `MANIFEST` for what is no
 *  POM and for an element of it that is there twice. */
export function pomOf(at: XmlFile, get: (file: string) => XmlFile | null, seen: readonly string[] = []): Pom {
  checkPom(at)
  const file = parentFile(at)
  const above = file === null || file === at.file || seen.includes(file) ? null : get(file)
  const isParent = above !== null && localName(above.root.name) === 'project' && isNamedBy(above, at)
  return { at, parent: isParent ? pomOf(above, get, [...seen, at.file]) : null }
}

const HINT = 'write a POM that Maven takes: one project with an artifactId'

function checkPom(at: XmlFile): void {
  const { root } = at
  const refuse = (element: XmlElement, what: string) => fault({ ...at, offset: element.start }, what, HINT)
  if (localName(root.name) !== 'project') throw refuse(root, `<${root.name}> is no POM`)
  for (const name of ['parent', 'groupId', 'artifactId', 'version', 'properties']) {
    const [, second] = root.children.filter((child) => localName(child.name) === name)
    if (second !== undefined) throw refuse(second, `<${name}> is there twice`)
  }
  if (!childAt(root, 'artifactId')?.text) throw refuse(root, 'there is no artifactId')
}

function isNamedBy(above: XmlFile, child: XmlFile): boolean {
  const own = (name: string) => childAt(above.root, name)?.text || childAt(above.root, 'parent', name)?.text
  const wanted = (name: string) => childAt(child.root, 'parent', name)?.text
  const isSame = (name: string) =>
    own(name) === wanted(name) || [own(name), wanted(name)].some((text) => text?.includes('${'))
  return ['groupId', 'artifactId', 'version'].every(isSame)
}

/** The POM and its parents, the nearest first. */
export function lineage(pom: Pom): readonly Pom[] {
  return pom.parent === null ? [pom] : [pom, ...lineage(pom.parent)]
}

/** Null when the text is no single one: a comment in the midst of it, or an element without an end tag. */
export function placeOf({ file, text }: XmlFile, element: XmlElement | undefined): PomPlace | null {
  return element?.span ? { file, text, ...element.span, value: element.text } : null
}

export function isInherited({ at }: Pom): boolean {
  const own = childAt(at.root, 'version')?.text ?? ''
  return own === '' || /^\$\{(?:project\.)?parent\.version\}$/.test(own)
}

/** Where the parts of the version stand, in their order: one number, or the properties that it is put together from
 *  (`${revision}${changelist}`). Null when it is made otherwise or elsewhere. */
export function versionPlaces(pom: Pom): readonly PomPlace[] | null {
  if (isInherited(pom)) return pom.parent === null ? null : versionPlaces(pom.parent)
  return partsOf(pom, placeOf(pom.at, childAt(pom.at.root, 'version')), [])
}

const REFERENCE = /\$\{([^{}]+)\}/g

function partsOf(pom: Pom, place: PomPlace | null, seen: readonly string[]): readonly PomPlace[] | null {
  if (place === null || !place.value.includes('${')) return place && [place]
  if (place.value.replace(REFERENCE, '') !== '') return null
  const names = [...place.value.matchAll(REFERENCE)].map(([, name = '']) => name)
  const parts = names.map((name) => {
    const property = propertyPlace(pom, name)
    if (property === '') return []
    return seen.includes(name) ? null : partsOf(pom, property, [...seen, name])
  })
  return parts.includes(null) ? null : parts.flatMap((part) => part ?? [])
}

/** Of the nearest POM that has it; `''` when it is there and empty. */
function propertyPlace(pom: Pom, name: string): PomPlace | '' | null {
  // Of equal keys the last one counts.
  const element = childAt(pom.at.root, 'properties')?.children.findLast((child) => child.name === name)
  if (element === undefined) return pom.parent && propertyPlace(pom.parent, name)
  return element.text === '' && element.children.length === 0 ? '' : placeOf(pom.at, element)
}

/** The version in full; null when some of it is not told in these files. */
export function versionOf(pom: Pom): string | null {
  const places = versionPlaces(pom)
  return places?.map(({ value }) => value).join('') || null
}

/** The text with its properties put in; null when one is not told in these files. */
export function interpolated(pom: Pom, text: string, depth = 0): string | null {
  if (depth > 9) return null
  let isWhole = true
  const whole = text.replace(REFERENCE, (_, name: string) => {
    const value = valueOf(pom, name)
    const inner = value === null ? null : interpolated(pom, value, depth + 1)
    isWhole &&= inner !== null
    return inner ?? ''
  })
  return isWhole ? whole : null
}

function valueOf(pom: Pom, name: string): string | null {
  const [whole, key = ''] = /^(?:project\.|pom\.|)((?:parent\.)?(?:groupId|artifactId|version))$/.exec(name) ?? []
  if (whole === undefined) {
    const property = propertyPlace(pom, name)
    return property === '' ? '' : (property?.value ?? null)
  }
  return key === 'version' ? versionOf(pom) : coordinate(pom, key.split('.'))
}

/** The parent's where the POM has none of its own. */
function coordinate({ at: { root } }: Pom, path: readonly string[]): string | null {
  return childAt(root, ...path)?.text || childAt(root, 'parent', ...path)?.text || null
}

/** `groupId:artifactId` of the POM itself. */
export function coordinates(pom: Pom): string {
  return ['groupId', 'artifactId'].map((key) => interpolated(pom, coordinate(pom, [key]) ?? '') ?? '').join(':')
}
