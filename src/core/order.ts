/** The order in which packages of one repository are released: dependencies first. */
import { RelError } from '../errors.ts'
import type { Package } from '../model.ts'

type Node = Pick<Package, 'name' | 'dependencies'>

/** Names, dependencies before dependents, ties in byte order; dev edges do not count. Throws `CYCLE`. */
export function topological(packages: readonly Node[]): string[] {
  const waiting = new Map(edgesOf(packages))
  const order: string[] = []
  for (let name = nextIn(waiting); name !== null; name = nextIn(waiting)) {
    order.push(name)
    waiting.delete(name)
    for (const needs of waiting.values()) needs.delete(name)
  }
  if (waiting.size > 0) throw cycleIn(waiting)
  return order
}

/** Compares as UTF-8 bytes, which no locale changes. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

function edgesOf(packages: readonly Node[]): readonly (readonly [string, Set<string>])[] {
  const known = new Set(packages.map(({ name }) => name))
  return packages
    .toSorted((a, b) => byBytes(a.name, b.name))
    .map(({ name, dependencies }) => {
      const counting = dependencies.filter((edge) => edge.kind !== 'dev' && known.has(edge.name))
      return [name, new Set(counting.map((edge) => edge.name))] as const
    })
}

function nextIn(waiting: ReadonlyMap<string, ReadonlySet<string>>): string | null {
  for (const [name, needs] of waiting) if (needs.size === 0) return name
  return null
}

// Everything left waits for something that is left, so following the first need of each must come round.
function cycleIn(waiting: ReadonlyMap<string, ReadonlySet<string>>): RelError {
  const path: string[] = []
  let name = waiting.keys().next().value ?? ''
  while (!path.includes(name)) {
    path.push(name)
    name = [...(waiting.get(name) ?? [])].toSorted(byBytes)[0] ?? ''
  }
  const cycle = path.slice(path.indexOf(name))
  const start = cycle.indexOf(cycle.toSorted(byBytes)[0] ?? '')
  const shown = [...cycle.slice(start), ...cycle.slice(0, start + 1)].join(' → ')
  return new RelError('CYCLE', `packages depend on each other in a circle: ${shown}`, {
    hint: 'remove one of these dependencies, or make it a dev dependency',
  })
}
