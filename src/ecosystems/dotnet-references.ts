/** What a .NET project refers to: other projects, and packages with the versions that it or Directory.Packages.props gives. */
import { posix } from 'node:path'
import type { Dependency } from '../model.ts'
import { elementsOf, expanded, type Place, type Project } from './dotnet-project.ts'
import { resolved } from './member-folders.ts'
import type { XmlFile } from './xml-files.ts'
import { localName, type XmlElement } from './xml-span.ts'

export interface PackageReference extends Dependency {
  /** Null where there is nothing to rewrite. */
  readonly place: Place | null
}

export interface ProjectReference {
  readonly file: string
  readonly kind: Dependency['kind']
}

/** Paths from the repository's root; those that only MSBuild can work out are left out. */
export function projectReferences(project: Project): readonly ProjectReference[] {
  return elementsOf(project.at, 'ProjectReference').flatMap((element) => {
    const paths = (expanded(project, element.attributes.get('Include')?.value ?? '') ?? '').split(';')
    const isBuilt = valueOf(element, 'ReferenceOutputAssembly') === 'false' || valueOf(element, 'OutputItemType') !== ''
    const kind = isBuilt ? 'build' : isForItself(element) ? 'dev' : 'runtime'
    return paths.flatMap((path) => {
      const file = path.trim() === '' ? null : resolved(posix.dirname(project.at.file), path.trim())
      return file === null ? [] : [{ file, kind } as const]
    })
  })
}

/** Without a version the range is `''`; that of a property is the reference to it. */
export function packageReferences(project: Project): readonly PackageReference[] {
  const own = [project.at, ...project.props].flatMap((file) =>
    elementsOf(file, 'PackageReference').flatMap((element) => {
      const id = idOf(element)
      if (id === null) return []
      const place = versionOf(file, element, ['VersionOverride', 'Version']) ?? centralVersion(project, id)
      return [edge(id, place, isForItself(element) ? 'dev' : 'runtime')]
    }),
  )
  return own
}

function edge(name: string, place: Place | null, kind: Dependency['kind']): PackageReference {
  const range = place?.value ?? ''
  return { name, range, kind, place: range === '' || range.includes('$(') ? null : place }
}

function centralVersion({ central }: Project, id: string): Place | null {
  for (const file of central) {
    const element = centralIn(file).get(id.toLowerCase())
    const place = element === undefined ? null : versionOf(file, element, ['Version'])
    if (place !== null) return place
  }
  return null
}

const CENTRAL = new WeakMap<XmlFile, ReadonlyMap<string, XmlElement>>()

/** By names in lower case, as NuGet compares them; of equal ones the last counts. */
function centralIn(file: XmlFile): ReadonlyMap<string, XmlElement> {
  const all = () => elementsOf(file, 'PackageVersion').map((each) => [idOf(each)?.toLowerCase() ?? '', each] as const)
  const found = CENTRAL.get(file) ?? new Map(all())
  CENTRAL.set(file, found)
  return found
}

function idOf({ attributes }: XmlElement): string | null {
  return (attributes.get('Include') ?? attributes.get('Update'))?.value.trim() || null
}

/** An attribute, or an element within. */
function versionOf({ file, text }: XmlFile, element: XmlElement, names: readonly string[]): Place | null {
  for (const name of names) {
    const attribute = element.attributes.get(name)
    if (attribute !== undefined) return { file, text, ...attribute }
    const child = element.children.find((each) => localName(each.name) === name)
    if (child?.span) return { file, text, ...child.span, value: child.text }
  }
  return null
}

function isForItself(element: XmlElement): boolean {
  return /(?:^|;)\s*all\s*(?:;|$)/i.test(valueOf(element, 'PrivateAssets'))
}

function valueOf(element: XmlElement, name: string): string {
  const child = element.children.find((each) => localName(each.name) === name)
  return element.attributes.get(name)?.value ?? child?.text ?? ''
}
