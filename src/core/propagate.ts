/** Carries releases on to dependents and groups, until nothing changes any more. */
import type { Cause, Effect, RangeRewrite } from '../model.ts'
import type { Edge, Node, StepRange } from './edges.ts'
import type { Group } from './groups.ts'
import { mergedWish, sameWish, type Wish } from './numbering.ts'

/** A version that is decided. `from` is null before the first release. */
export interface Move {
  readonly from: string | null
  readonly to: string
  readonly level: Effect
}

/** What follows for one package, released or not. */
export interface Consequence {
  /** Null: it is released neither on its own nor as a dependent; only its manifest follows. */
  readonly wish: Wish | null
  /** What was released and takes it along, with the ranges' meaning. Not empty for every package pulled in. */
  readonly causes: readonly Extract<Cause, { kind: 'dependency' | 'group' }>[]
  readonly ranges: readonly RangeRewrite[]
}

export interface Spread {
  readonly nodes: readonly Node[]
  readonly groups: readonly Group[]
  readonly dependents: 'always' | 'out-of-range'
  readonly stepRange: StepRange
  /** The version that a wish gives a package, in its group if it has one. */
  readonly moveOf: (name: string, wish: Wish) => Move
  readonly compare: (a: string, b: string) => number
  /** What moves a package that was not asked for, as soon as anything takes it along. */
  readonly waiting: (name: string) => Wish | null
  /** Never released, whatever happens; its ranges are rewritten. */
  readonly isIgnored: (name: string) => boolean
  /** Whether a package takes note of the releases of another at all. */
  readonly follows: (dependent: string, dependency: string) => boolean
  /** Whether a release of a peer breaks a package, which is then raised to a major step even when it is released anyway. */
  readonly breaks: (edge: Edge, move: Move, admits: boolean) => boolean
  /** Whether a package that is released anyway gets a new range where the old one would do. */
  readonly refreshes: (edge: Edge, move: Move) => boolean
  /** Whether its own base is below that of its group. */
  readonly isBehind: (name: string) => boolean
}

const PATCH: Wish = { level: 'patch', version: null }

/** Dependents of every kind but dev get a patch release unless they are released anyway; what a package wants of itself is
 *  never lowered. Members of fixed groups are all released when one is; members of linked ones that are released share the
 *  highest wish. Packages for which nothing follows are left out. */
export function propagate(own: ReadonlyMap<string, Wish>, spread: Spread): ReadonlyMap<string, Consequence> {
  const [single, wishes] = [new Map(own), new Map(own)]
  const moves = new Map<string, Move>()
  const settled = new Map<string, Wish>()
  const dependents = dependentsIn(spread.nodes)
  for (;;) {
    for (const group of spread.groups) matchGroup(group, wishes, spread)
    const changed = [...wishes].filter(([name, wish]) => !sameWish(settled.get(name), wish))
    if (changed.length === 0) return consequencesOf({ single, wishes, moves }, spread)
    for (const [name, wish] of changed) {
      settled.set(name, wish)
      moves.set(name, spread.moveOf(name, wish))
    }
    // Only what depends on something that has just moved can be pulled now.
    const near = new Set(changed.flatMap(([name]) => dependents.get(name) ?? []))
    for (const [name, wish] of pulledBy([...near], { moves, wishes }, spread)) {
      single.set(name, wish)
      wishes.set(name, wish)
    }
  }
}

function dependentsIn(nodes: readonly Node[]): ReadonlyMap<string, readonly Node[]> {
  const dependents = new Map<string, Node[]>()
  for (const node of nodes)
    for (const { to } of node.edges) {
      const known = dependents.get(to)
      if (known === undefined) dependents.set(to, [node])
      else known.push(node)
    }
  return dependents
}

function matchGroup({ kind, packages }: Group, wishes: Map<string, Wish>, spread: Spread): void {
  const all = packages.filter((name) => !spread.isIgnored(name))
  const moving = all.filter((name) => wishes.has(name))
  const released = kind === 'fixed' && moving.length > 0 ? all : moving
  const [first, ...others] = released.flatMap((name) => wishes.get(name) ?? spread.waiting(name) ?? [])
  if (first === undefined) return
  const shared = others.reduce((a, b) => mergedWish(a, b, spread.compare), first)
  for (const name of released) wishes.set(name, shared)
}

function pulledBy(
  nodes: readonly Node[],
  { moves, wishes }: Pick<Settled, 'moves' | 'wishes'>,
  spread: Spread,
): ReadonlyMap<string, Wish> {
  const pulled = new Map<string, Wish>()
  for (const node of nodes) {
    if (spread.isIgnored(node.name)) continue
    const { causes } = follow(node, moves, spread)
    if (causes.length === 0) continue
    const known = wishes.get(node.name)
    const wish = known ?? spread.waiting(node.name) ?? PATCH
    const isBroken = wish.version === null && causes.some(({ bump }) => bump === 'major')
    if (isBroken && wish.level !== 'major') pulled.set(node.name, { level: 'major', version: null })
    else if (known === undefined) pulled.set(node.name, wish)
  }
  return pulled
}

interface Settled {
  /** Before groups were matched. */
  readonly single: ReadonlyMap<string, Wish>
  readonly wishes: ReadonlyMap<string, Wish>
  readonly moves: ReadonlyMap<string, Move>
}

function consequencesOf(settled: Settled, spread: Spread): ReadonlyMap<string, Consequence> {
  const consequences = new Map<string, Consequence>()
  for (const node of spread.nodes) {
    const wish = settled.wishes.get(node.name) ?? null
    const { causes, ranges } = follow(node, settled.moves, spread)
    const group = wish === null ? [] : groupCauses(node.name, wish, settled, spread)
    const all = wish === null ? [] : [...causes, ...group]
    if (all.length + ranges.length > 0) consequences.set(node.name, { wish, causes: all, ranges })
  }
  return consequences
}

function groupCauses(name: string, wish: Wish, { single, moves }: Settled, spread: Spread): Consequence['causes'] {
  const group = spread.groups.find((each) => each.packages.includes(name))
  const brings = (each: string) => sameWish(single.get(each), wish)
  if (group === undefined || (brings(name) && !spread.isBehind(name))) return []
  const others = group.packages.filter((each) => each !== name && !spread.isIgnored(each))
  const ahead = (each: string) => !spread.isBehind(each)
  const packages = [others.filter(brings), others.filter(ahead), others].find((some) => some.length > 0) ?? []
  return [{ kind: 'group', group: group.kind, packages, bump: moves.get(name)?.level ?? 'none' }]
}

type Follow = Pick<Consequence, 'ranges'> & {
  readonly causes: readonly Extract<Cause, { kind: 'dependency' }>[]
}

function follow(node: Node, moves: ReadonlyMap<string, Move>, spread: Spread): Follow {
  const touches = node.edges.flatMap((edge) => touchOf(node, edge, moves, spread) ?? [])
  const causes = new Map<string, Follow['causes'][number]>()
  for (const { edge, touched, breaks, meaning } of touches)
    if (touched && edge.kind !== 'dev' && (breaks || !causes.has(edge.to)))
      causes.set(edge.to, { kind: 'dependency', package: edge.to, range: meaning, bump: breaks ? 'major' : 'patch' })
  return { causes: [...causes.values()], ranges: touches.flatMap(rewritten) }
}

function rewritten({ edge: { name, kind, range }, text, touched, refreshed }: Touch): readonly RangeRewrite[] {
  const stays = range === null || text === range || !(touched || refreshed)
  return stays ? [] : [{ name, kind, from: range, to: text }]
}

interface Touch {
  readonly edge: Edge
  readonly touched: boolean
  readonly breaks: boolean
  readonly refreshed: boolean
  readonly meaning: string
  readonly text: string
}

function touchOf(node: Node, edge: Edge, moves: ReadonlyMap<string, Move>, spread: Spread): Touch | null {
  const move = moves.get(edge.to)
  if (move === undefined || edge.to === node.name || !spread.follows(node.name, edge.to)) return null
  const { from, to } = move
  const always = { edge, touched: true, breaks: false, refreshed: false, text: '' }
  if (edge.range === null) return { ...always, meaning: from === null ? to : `${from} → ${to}` }
  const { text, meaning, admits } = spread.stepRange(node.ecosystem, edge.range, from, to)
  const breaks = spread.breaks(edge, move, admits)
  const refreshed = moves.has(node.name) && spread.refreshes(edge, move)
  const said = meaning ?? `${edge.range} ${admits ? 'admits' : 'does not admit'} ${to}`
  return { edge, touched: breaks || asksFor(spread, admits, meaning), breaks, refreshed, text, meaning: said }
}

function asksFor({ dependents }: Spread, admits: boolean, meaning: string | null): boolean {
  return !admits || (dependents === 'always' && meaning !== null)
}
