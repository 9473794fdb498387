/** A project file with the Directory.Build.props above it: where a property stands, and what it says. */
import { posix } from 'node:path'
import { inFolder, upwards } from './edited-files.ts'
import type { FileSpan } from './span-changes.ts'
import type { XmlFile } from './xml-files.ts'
import { localName, type XmlElement } from './xml-span.ts'

export const BUILD_PROPS = 'Directory.Build.props'
export const CENTRAL_VERSIONS = 'Directory.Packages.props'
export const PROJECT = /\.(?:cs|fs|vb)proj$/i

export interface Project {
  readonly at: XmlFile
  /** The nearest Directory.Build.props, and those that it imports, the nearest first. */
  readonly props: readonly XmlFile[]
  /** The same of Directory.Packages.props. */
  readonly central: readonly XmlFile[]
}

export interface Place extends FileSpan {
  readonly value: string
}

/** The files that a project in this folder may take values from. */
export function filesAbove(folder: string): readonly string[] {
  return [BUILD_PROPS, CENTRAL_VERSIONS].flatMap((name) => upwards(folder).map((each) => inFolder(each, name)))
}

export function projectOf(at: XmlFile, get: (file: string) => XmlFile | null): Project {
  const above = (name: string) => chain(name, upwards(posix.dirname(at.file)), get)
  return { at, props: above(BUILD_PROPS), central: above(CENTRAL_VERSIONS) }
}

/** MSBuild takes the nearest one alone; that one may import the next. */
function chain(name: string, folders: readonly string[], get: (file: string) => XmlFile | null): readonly XmlFile[] {
  const found = folders.map((folder) => get(inFolder(folder, name)))
  const at = found.findIndex((file) => file !== null)
  const nearest = found[at]
  if (!nearest) return []
  const imports = elementsOf(nearest, 'Import').some(({ attributes }) =>
    attributes.get('Project')?.value.includes(name),
  )
  return imports ? [nearest, ...chain(name, folders.slice(at + 1), get)] : [nearest]
}

const NAMED = new WeakMap<XmlFile, ReadonlyMap<string, readonly XmlElement[]>>()

/** Every element of that name, wherever it stands (names count without regard to case, as MSBuild has them). */
export function elementsOf(at: XmlFile, name: string): readonly XmlElement[] {
  const walk = (element: XmlElement): readonly XmlElement[] =>
    element.children.flatMap((child) => [child, ...walk(child)])
  const found = NAMED.get(at) ?? Map.groupBy(walk(at.root), (each) => localName(each.name).toLowerCase())
  NAMED.set(at, found)
  return found.get(name.toLowerCase()) ?? []
}

/** The element that sets a property: the project's own before those of the files above; in one file the last one without a
 *  condition, else the last one. */
function setterOf({ at, props }: Project, name: string): { readonly at: XmlFile; readonly element: XmlElement } | null {
  for (const file of [at, ...props]) {
    const groups = elementsOf(file, 'PropertyGroup').map((group) => ({ group, isSure: isUnconditional(group) }))
    const all = groups.flatMap(({ group, isSure }) =>
      group.children
        .filter((child) => localName(child.name).toLowerCase() === name.toLowerCase())
        .map((element) => ({ element, isSure: isSure && isUnconditional(element) })),
    )
    const setter = all.findLast(({ isSure }) => isSure) ?? all.at(-1)
    if (setter !== undefined) return { at: file, element: setter.element }
  }
  return null
}

function isUnconditional({ attributes }: XmlElement): boolean {
  return !attributes.has('Condition')
}

const REFERENCE = /\$\((\w+)\)/g

/** Where the property's own text stands, led on where that is nothing but another property; null when it is not set, and
 *  when its text is in no single piece. */
export function propertyPlace(project: Project, name: string, depth = 0): Place | null {
  const setter = setterOf(project, name)
  if (!setter?.element.span || depth > 9) return null
  const value = setter.element.text
  const [, other] = /^\$\((\w+)\)$/.exec(value) ?? []
  const { file, text } = setter.at
  return other === undefined ? { file, text, ...setter.element.span, value } : propertyPlace(project, other, depth + 1)
}

/** The property's text with all others put in; `''` when it is not set, null when that takes MSBuild itself. */
export function propertyOf(project: Project, name: string): string | null {
  return expanded(project, setterOf(project, name)?.element.text ?? '')
}

export function expanded(project: Project, text: string, depth = 0): string | null {
  if (depth > 9 || /\$\((?!\w+\))/.test(text)) return null
  let isWhole = true
  const whole = text.replace(REFERENCE, (_, name: string) => {
    const value = builtIn(project, name) ?? setterOf(project, name)?.element.text
    const inner = value === undefined ? null : expanded(project, value, depth + 1)
    isWhole &&= inner !== null
    return inner ?? ''
  })
  return isWhole ? whole : null
}

function builtIn({ at: { file } }: Project, name: string): string | undefined {
  if (/^MSBuildProjectName$/i.test(name)) return baseName(file)
  return /^(?:MSBuildThisFileDirectory|MSBuildProjectDirectory)$/i.test(name) ? './' : undefined
}

export function baseName(file: string): string {
  return posix.basename(file).replace(PROJECT, '')
}

/** What NuGet calls it. */
export function packageId(project: Project): string {
  return propertyOf(project, 'PackageId') || propertyOf(project, 'AssemblyName') || baseName(project.at.file)
}
