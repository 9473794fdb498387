/** The ties between packages of one repository: what manifests say, and what the config adds across ecosystems. */
import type { Dependency, Package } from '../model.ts'
import { type RangeStep, stepRange } from './ranges.ts'

/** What a range of that ecosystem becomes. */
export type StepRange = (ecosystem: string, range: string, from: string | null, to: string) => RangeStep

/** `to` is what rel calls the other package, `name` what the manifest calls it; `range` null: the config says that this one
 *  is built from it, and no manifest does. */
export interface Edge {
  readonly to: string
  readonly name: string
  readonly range: string | null
  readonly kind: Dependency['kind']
}

export interface Node {
  readonly name: string
  readonly ecosystem: string
  readonly edges: readonly Edge[]
}

export interface Ties {
  readonly dependsOn: ReadonlyMap<string, readonly string[]>
  readonly stepRange: StepRange
  /** Versions that a package has now: its manifest's, and the one that its tags say. */
  readonly current: (name: string) => readonly string[]
  /** Only ranges that begin with `workspace:` tie. */
  readonly workspaceOnly: boolean
}

export const npmRanges: StepRange = (_, range, from, to) => stepRange(range, from, to)

/** A range that admits no current version of a package of this repository is not on that one: every package manager gets such
 *  a dependency from the registry. */
export function nodesOf(packages: readonly Package[], ties: Ties): readonly Node[] {
  const known = new Set(packages.map(({ name }) => name))
  return packages.map((one) => {
    const { name, ecosystem, dependencies } = one
    const declared = dependencies.map((each): Edge => ({ ...each, to: each.package ?? each.name }))
    const edges = declared.filter((edge) => known.has(edge.to) && isLocal(ecosystem, edge, ties))
    const added = ties.dependsOn.get(name) ?? cratesIn(one, packages)
    return { name, ecosystem, edges: [...edges, ...added.filter((to) => known.has(to)).map(builtFrom)] }
  })
}

function isLocal(ecosystem: string, { to, range }: Edge, { stepRange: step, current, workspaceOnly }: Ties): boolean {
  if (range === null || range.startsWith('workspace:')) return true
  if (workspaceOnly) return false
  const versions = current(to)
  return versions.length === 0 || versions.some((version) => step(ecosystem, range, version, version).admits)
}

/** What an npm package ships without saying so: the crates in its folder. A root package holds everything, and says so itself. */
function cratesIn({ ecosystem, path }: Package, packages: readonly Package[]): readonly string[] {
  if (ecosystem !== 'npm' || path === '.') return []
  const crates = packages.filter((each) => each.ecosystem === 'cargo' && each.path.startsWith(`${path}/`))
  return crates.map(({ name }) => name)
}

function builtFrom(to: string): Edge {
  return { to, name: to, range: null, kind: 'build' }
}
