/** Which commits a merge brought in, and which contain which, answered from parents alone. */
import type { Commit } from '../model.ts'

export interface Ancestry {
  /** The known commits that a merge's second and later parents reach and its first parent does not. Empty for commits
   *  with fewer than two parents. */
  brought(id: string): readonly string[]
  /** Whether `ancestor` is the commit itself or one that it reaches. */
  contains(id: string, ancestor: string): boolean
}

/** For the given commits, in any order. Of several packages, hand over the commits of all: a walk cannot
 *  pass a commit that it does not know. */
export function ancestryOf(commits: Iterable<Pick<Commit, 'id' | 'parents'>>): Ancestry {
  // Most histories are never asked.
  let known: Graph['parents'] | null = null
  const parents = () => (known ??= new Map(Array.from(commits, (commit) => [commit.id, commit.parents] as const)))
  let ranked: Graph | null = null
  const graph = (): Graph => (ranked ??= { parents: parents(), ...rank(parents()) })
  return {
    brought(id) {
      const [first, ...others] = parents().get(id) ?? []
      return first === undefined || others.length === 0 ? [] : walk(graph(), first, others)
    },
    contains: (id, ancestor) => id === ancestor || reaches(graph(), id, ancestor),
  }
}

interface Ranks {
  /** All known commits, children before parents, what a merge brought in right behind it. */
  readonly order: readonly string[]
  readonly at: ReadonlyMap<string, number>
}

// The first parent's side is finished first and so comes last: the walk of a merge then only sees what it brought in.
function rank(parents: ReadonlyMap<string, readonly string[]>): Ranks {
  const done: string[] = []
  const seen = new Set<string>()
  for (const root of parents.keys()) {
    const path = seen.has(root) ? [] : [{ id: root, next: 0 }]
    seen.add(root)
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const parent = parents.get(top.id)?.[top.next++]
      if (parent === undefined) done.push(path.pop()?.id ?? '')
      else if (parents.has(parent) && !seen.has(parent)) {
        seen.add(parent)
        path.push({ id: parent, next: 0 })
      }
    }
  }
  const order = done.reverse()
  return { order, at: new Map(order.map((id, index) => [id, index])) }
}

interface Graph extends Ranks {
  readonly parents: ReadonlyMap<string, readonly string[]>
}

// Children come before parents, so each commit's side is settled when its turn comes; the walk ends when nothing that
// only the merged side reaches is left to visit.
function walk(graph: Graph, first: string, others: readonly string[]): readonly string[] {
  const side = new Map<number, 'first' | 'other'>()
  let open = 0
  const mark = (id: string, as: 'first' | 'other'): void => {
    const at = graph.at.get(id)
    if (at === undefined || side.get(at) === 'first' || side.get(at) === as) return
    open += as === 'other' ? 1 : side.has(at) ? -1 : 0
    side.set(at, as)
  }
  for (const id of others) mark(id, 'other')
  mark(first, 'first')
  const brought: string[] = []
  const starts = [first, ...others].flatMap((id) => graph.at.get(id) ?? [])
  for (let at = Math.min(...starts); open > 0; at++) {
    const as = side.get(at)
    const id = graph.order[at]
    if (as === undefined || id === undefined) continue
    if (as === 'other') {
      brought.push(id)
      open--
    }
    for (const parent of graph.parents.get(id) ?? []) mark(parent, as)
  }
  return brought
}

// What comes behind the ancestor in the order cannot lead to it.
function reaches({ parents, at }: Graph, id: string, ancestor: string): boolean {
  const end = at.get(ancestor)
  if (end === undefined) return false
  const seen = new Set([id])
  for (const one of seen) {
    if (one === ancestor) return true
    for (const parent of parents.get(one) ?? []) if ((at.get(parent) ?? Infinity) <= end) seen.add(parent)
  }
  return false
}
