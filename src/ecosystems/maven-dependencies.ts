/** What a POM says it is made with: its parent, dependencies and plugins, each with the place of its version. */
import type { Dependency } from '../model.ts'
import { coordinates, interpolated, isInherited, lineage, placeOf, type Pom, type PomPlace } from './maven-pom.ts'
import type { XmlFile } from './xml-files.ts'
import { childAt, localName, type XmlElement } from './xml-span.ts'

export interface PomDependency extends Dependency {
  /** Null where a release has nothing to rewrite: a property, or no version at all. */
  readonly place: PomPlace | null
}

type Kind = Dependency['kind']

/** Management only says which version others get: it is rewritten, and no release of its own follows from it. */
const SECTIONS: readonly (readonly [path: readonly string[], entry: string, kind: Kind | null])[] = [
  [['dependencies'], 'dependency', null],
  [['dependencyManagement', 'dependencies'], 'dependency', 'dev'],
  [['build', 'plugins'], 'plugin', 'build'],
  [['build', 'pluginManagement', 'plugins'], 'plugin', 'dev'],
  [['build', 'extensions'], 'extension', 'build'],
  [['reporting', 'plugins'], 'plugin', 'dev'],
]

/** Those of profiles too. The range of a property is the reference to it, that of a dependency whose version is managed in none of
 *  these files is `*`, as is that of a parent whose version the module has. */
export function pomDependencies(pom: Pom): readonly PomDependency[] {
  const parent = childAt(pom.at.root, 'parent')
  const all = [
    ...(parent === undefined ? [] : edgeOf(pom, parent, 'build').map((edge) => asParent(pom, edge))),
    ...scopesOf(pom).flatMap((scope) =>
      SECTIONS.flatMap(([path, entry, kind]) => entries(pom, scope, [path, entry], kind)),
    ),
  ]
  const own = coordinates(pom)
  return all.filter(({ name }) => name !== own)
}

/** The one whose version a module has goes with that version, so nothing is left to rewrite. */
function asParent(pom: Pom, edge: PomDependency): PomDependency {
  return isInherited(pom) && pom.parent !== null ? { ...edge, range: '*', place: null } : edge
}

function scopesOf({ at: { root } }: Pom): readonly XmlElement[] {
  return [root, ...childrenOf(childAt(root, 'profiles'), 'profile')]
}

function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => localName(child.name) === name) ?? []
}

function entries(
  pom: Pom,
  scope: XmlElement,
  [path, entry]: readonly [readonly string[], string],
  kind: Kind | null,
): readonly PomDependency[] {
  return childrenOf(childAt(scope, ...path), entry).flatMap((element) => {
    const needed = entry === 'plugin' ? childrenOf(childAt(element, 'dependencies'), 'dependency') : []
    const inner = needed.flatMap((each) => edgeOf(pom, each, kind ?? 'build'))
    return [...edgeOf(pom, element, kind), ...inner]
  })
}

/** Empty when its coordinates are not told in these files. */
function edgeOf(pom: Pom, element: XmlElement, kind: Kind | null): readonly PomDependency[] {
  const name = nameOf(pom, element)
  if (name === null) return []
  const managed = kind === null ? managedBy(pom, name) : null
  const version = childAt(element, 'version')
  const { range, place } = version?.text ? rangeOf(pom, version) : (managed ?? { range: '*', place: null })
  return [{ name, range, kind: kind ?? kindOf(element, managed?.element), place }]
}

function nameOf(pom: Pom, element: XmlElement): string | null {
  const isPlugin = localName(element.name) === 'plugin'
  const group = childAt(element, 'groupId')?.text ?? (isPlugin ? 'org.apache.maven.plugins' : '')
  const name = interpolated(pom, `${group}:${childAt(element, 'artifactId')?.text ?? ''}`)
  return name === null || /^:|:$/.test(name) ? null : name
}

function rangeOf({ at }: Pom, version: XmlElement): Pick<PomDependency, 'range' | 'place'> {
  return { range: version.text, place: version.text.includes('${') ? null : placeOf(at, version) }
}

function managedBy(
  pom: Pom,
  name: string,
): (Pick<PomDependency, 'range' | 'place'> & { readonly element: XmlElement }) | null {
  const artifact = name.slice(name.indexOf(':') + 1)
  for (const above of lineage(pom)) {
    const managed = managedIn(above.at)
    // Its properties mean what they mean to the module that inherits them.
    const all = [...(managed.get(artifact) ?? []), ...(managed.get('') ?? [])]
    const element = all.find((each) => nameOf(pom, each) === name)
    const version = childAt(element ?? above.at.root, 'version')
    if (element !== undefined && version?.text) return { element, ...rangeOf(above, version) }
  }
  return null
}

const MANAGED = new WeakMap<XmlFile, ReadonlyMap<string, readonly XmlElement[]>>()

/** By artifact; under `''` those that a property names. A parent of many modules is asked many times. */
function managedIn(at: XmlFile): ReadonlyMap<string, readonly XmlElement[]> {
  const all = () => childrenOf(childAt(at.root, 'dependencyManagement', 'dependencies'), 'dependency')
  const artifactOf = (element: XmlElement) => childAt(element, 'artifactId')?.text ?? ''
  const found = MANAGED.get(at) ?? Map.groupBy(all(), (each) => artifactOf(each).replace(/.*\$\{.*/, ''))
  MANAGED.set(at, found)
  return found
}

function kindOf(element: XmlElement, managed: XmlElement | undefined): Kind {
  const said = (name: string) => childAt(element, name)?.text || (managed && childAt(managed, name)?.text)
  if (said('scope') === 'test') return 'dev'
  return said('scope') === 'provided' || said('optional') === 'true' ? 'optional' : 'runtime'
}
