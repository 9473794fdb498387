/** The order in which packages of one repository are released: dependencies first. */
import { RelError } from '../errors.ts'
import type { Edge } from './edges.ts'

interface Ordered {
  readonly name: string
  readonly edges: readonly Pick<Edge, 'to' | 'kind'>[]
}

/** Names, dependencies before dependents, ties in byte order; dev edges do not count. A circle within one of the fixed
 *  groups is allowed, since its members are released as one; any other throws `CYCLE`. */
export function topological(packages: readonly Ordered[], fixed: readonly (readonly string[])[] = []): string[] {
  const waiting = new Map(needsOf(packages))
  const order: string[] = []
  while (waiting.size > 0) {
    const name = nextIn(waiting)
    if (name === null) {
      cut(circleIn(waiting), waiting, fixed)
      continue
    }
    order.push(name)
    waiting.delete(name)
    for (const needs of waiting.values()) needs.delete(name)
  }
  return order
}

/** Compares as UTF-8 bytes, which no locale changes. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

function needsOf(packages: readonly Ordered[]): readonly (readonly [string, Set<string>])[] {
  const known = new Set(packages.map(({ name }) => name))
  return packages
    .toSorted((a, b) => byBytes(a.name, b.name))
    .map(({ name, edges }) => {
      const counting = edges.filter((edge) => edge.kind !== 'dev' && known.has(edge.to))
      return [name, new Set(counting.map((edge) => edge.to))] as const
    })
}

function nextIn(waiting: ReadonlyMap<string, ReadonlySet<string>>): string | null {
  for (const [name, needs] of waiting) if (needs.size === 0) return name
  return null
}

/** From its first name in byte order, each needing the next one and the last one the first. Everything left waits for
 *  something that is left, so following the first need of each must come round. */
function circleIn(waiting: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const path: string[] = []
  let name = waiting.keys().next().value ?? ''
  while (!path.includes(name)) {
    path.push(name)
    name = [...(waiting.get(name) ?? [])].toSorted(byBytes)[0] ?? ''
  }
  const circle = path.slice(path.indexOf(name))
  const start = circle.indexOf(circle.toSorted(byBytes)[0] ?? '')
  return [...circle.slice(start), ...circle.slice(0, start)]
}

function cut(
  circle: readonly string[],
  waiting: ReadonlyMap<string, Set<string>>,
  fixed: readonly (readonly string[])[],
): void {
  const [first = '', second = first] = circle
  if (fixed.some((group) => circle.every((name) => group.includes(name)))) {
    waiting.get(first)?.delete(second)
    return
  }
  throw new RelError('CYCLE', `packages depend on each other in a circle: ${[...circle, first].join(' → ')}`, {
    hint: 'remove one of these dependencies, make it a dev dependency, or put all of them into one fixed group',
    keys: circle.map((name, index) => ['packages', name, 'dependsOn', circle[index + 1] ?? first]),
  })
}
