/** How the commits of several packages descend from each other, without the commits in between that nobody asks about. */
import type { Commit } from '../model.ts'

/** A commit and where its parents lead: to the nearest kept commit or merge; as they are when that is not known. */
export interface Link {
  readonly id: string
  readonly parents: string[]
}

interface Loose {
  readonly link: Link
  /** Which of its parents is not settled yet. */
  readonly at: number
}

/** `link` takes commits children first. A chain of commits that are not kept is drawn together as it goes by, so only kept
 *  commits, merges, and the frontier take memory. */
export const linking = () => {
  const links: Link[] = []
  const loose = new Map<string, readonly Loose[]>()
  const hang = (parent: string, more: readonly Loose[]): void => {
    const known = loose.get(parent)
    loose.set(parent, known === undefined ? more : [...known, ...more])
  }
  const link = ({ id, parents }: Pick<Commit, 'id' | 'parents'>, isKept: boolean): void => {
    const above = loose.get(id) ?? []
    loose.delete(id)
    const [only] = parents
    if (!isKept && parents.length === 1 && only !== undefined) {
      if (above.length > 0) hang(only, above)
      return
    }
    for (const { link: child, at } of above) child.parents[at] = id
    if (!isKept && parents.length === 0) return
    const own = { id, parents: [...parents] }
    links.push(own)
    for (const [at, parent] of parents.entries()) hang(parent, [{ link: own, at }])
  }
  return { links: links as readonly Link[], link }
}
