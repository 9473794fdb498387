/** Carries releases on to the packages that depend on them, until nothing changes any more. */
import type { Cause, Effect, Level, Package, RangeRewrite } from '../model.ts'
import { stepRange } from './ranges.ts'

/** A version that is decided. `from` is null before the first release. */
export interface Move {
  readonly from: string | null
  readonly to: string
  readonly level: Effect
}

export interface Consequence {
  /** Null: released neither on its own nor as a dependent; only its manifest follows (a dev dependency). */
  readonly move: Move | null
  /** Dependencies that were released, with the ranges' meaning. Not empty for every package pulled in. */
  readonly causes: readonly Extract<Cause, { kind: 'dependency' }>[]
  readonly ranges: readonly RangeRewrite[]
}

/** Dependents of every kind but dev get a patch release unless they are released anyway; a decided move is never touched.
 *  Ranges follow every release. `next` says what a patch of a package is. Packages without consequence are left out.
 *  Fixed and linked groups belong between two rounds of `pulled`, once there are any. */
export function propagate(
  packages: readonly Pick<Package, 'name' | 'dependencies'>[],
  decided: ReadonlyMap<string, Move>,
  next: (name: string, level: Level) => Move,
): ReadonlyMap<string, Consequence> {
  const moves = new Map(decided)
  for (let names = pulled(packages, moves); names.length > 0; names = pulled(packages, moves))
    for (const name of names) moves.set(name, next(name, 'patch'))
  const consequences = new Map<string, Consequence>()
  for (const { name, dependencies } of packages) {
    const { causes, ranges } = follow(dependencies, moves)
    if (causes.length + ranges.length > 0) consequences.set(name, { move: moves.get(name) ?? null, causes, ranges })
  }
  return consequences
}

function pulled(
  packages: readonly Pick<Package, 'name' | 'dependencies'>[],
  moves: ReadonlyMap<string, Move>,
): readonly string[] {
  return packages
    .filter(({ name, dependencies }) => !moves.has(name) && follow(dependencies, moves).causes.length > 0)
    .map(({ name }) => name)
}

function follow(
  dependencies: Package['dependencies'],
  moves: ReadonlyMap<string, Move>,
): Pick<Consequence, 'causes' | 'ranges'> {
  const causes = new Map<string, Consequence['causes'][number]>()
  const ranges: RangeRewrite[] = []
  for (const { name, range, kind } of dependencies) {
    const move = moves.get(name)
    if (move === undefined) continue
    const { text, meaning } = stepRange(range, move.from, move.to)
    if (text !== range) ranges.push({ name, kind, from: range, to: text })
    if (meaning !== null && kind !== 'dev' && !causes.has(name))
      causes.set(name, { kind: 'dependency', package: name, range: meaning, bump: 'patch' })
  }
  return { causes: [...causes.values()], ranges }
}
