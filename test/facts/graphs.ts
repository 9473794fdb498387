/** Histories of any shape for property tests: octopus merges, criss-cross ones, many roots; and what follows from them by plain reckoning. */
import { type Arbitrary, array, integer, option, tuple } from 'fast-check'
import type { Commit } from '../../src/model.ts'

export const commitOf = (id: string, parents: readonly string[], files: readonly string[] | null = null): Commit => ({
  ...{
    id,
    parents,
    author: '',
    email: '',
    date: Number.parseInt(id, 36),
    message: Number(id) % 5 === 0 ? 'release-as' : `of ${id}`,
    files,
  },
})

/** Commits children first; parents are further on in the list, up to four of them. Some are roots, and not every commit is
 *  an ancestor of the first. */
export const graphs = (most: number, files: readonly string[] = []): Arbitrary<readonly Commit[]> => {
  const parent = option(integer({ min: 1, max: 6 }), { freq: 2 })
  const changed = array(integer({ min: 0, max: Math.max(0, files.length - 1) }), { maxLength: 2 })
  const shape = tuple(integer({ min: 0, max: 9 }), parent, parent, parent, changed)
  return array(shape, { minLength: 1, maxLength: most }).map((rows) =>
    rows.map(([near, first, second, third, paths], at) => {
      const steps = [near === 0 ? null : 1 + (near >> 3), ...(near % 3 === 0 ? [first, second, third] : [])]
      const found = steps.flatMap((step) => (step === null || at + step >= rows.length ? [] : [at + step]))
      const names = [...new Set(paths.map((path) => files[path] ?? ''))]
      return commitOf(String(at), [...new Set(found)].map(String), files.length === 0 ? null : names)
    }),
  )
}

/** The commit itself and all that it descends from. */
export const reachOf = (commits: readonly Commit[], id: string): ReadonlySet<string> => {
  const parents = new Map(commits.map((commit) => [commit.id, commit.parents] as const))
  const seen = new Set([id])
  for (const one of seen) for (const parent of parents.get(one) ?? []) seen.add(parent)
  return seen
}
