/** What is known between the commits of a history that were seen and those that were not: which tracks are closed there. */
import type { Step } from '../world/ports.ts'
import { EMPTY, type IndexSets } from './index-sets.ts'

export interface Frontier {
  /** The tracks that are closed at a commit, beside what its own tags close. */
  readonly visit: (step: Step, tagged: number) => number
  /** Whether all that is still to come is closed for every track. */
  readonly isOver: () => boolean
}

/** Children come first, so what a commit's children know is complete when it is its turn, and only the frontier between
 *  seen and unseen commits is kept. Most commits are followed by their parent, which is not put there at all. */
export const frontier = (head: string, sets: IndexSets): Frontier => {
  const known = new Map<string, number>()
  let near = head
  let nearSet = EMPTY
  /** How many commits of the frontier are open to some track. */
  let open = 1
  const count = (set: number, by: number): void => void (open += set === sets.all ? 0 : by)
  const take = (id: string): number => {
    const set = known.get(id)
    if (set === undefined || !known.delete(id)) return EMPTY
    count(set, -1)
    return set
  }
  const put = (id: string, set: number): void => {
    const joined = sets.union(take(id), set)
    known.set(id, joined)
    count(joined, 1)
  }
  const visit: Frontier['visit'] = ({ id, parents }, tagged) => {
    const isNear = near === id
    count(nearSet, -1)
    if (!isNear && near !== '') put(near, nearSet)
    const set = sets.union(take(id), isNear ? sets.union(nearSet, tagged) : tagged)
    for (let at = 1; at < parents.length; at += 1) put(parents[at] ?? '', set)
    near = parents[0] ?? ''
    nearSet = near === '' ? sets.all : set
    count(nearSet, 1)
    return set
  }
  return { visit, isOver: () => open === 0 }
}
