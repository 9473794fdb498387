/** Which commits may carry the change of another one: those that say so, and those that could be it by who wrote them when. */

/** A commit with what a cherry-pick keeps: author and author date. */
export interface Authored {
  readonly id: string
  readonly author: string
  readonly email: string
  /** In seconds since 1970. */
  readonly authorDate: number
  readonly message: string
}

const PICKED = /^\(cherry picked from commit ([0-9a-f]{7,64})\)$/gm

/** What `git cherry-pick -x` wrote, oldest pick first. */
export const pickedFrom = (message: string): readonly string[] =>
  [...message.matchAll(PICKED)].map((match) => match[1] ?? '')

/** Commits that were picked from `commit`, or from one that was; git writes full ids, people shorten them. */
export const picksOf = (commit: string, commits: readonly Authored[]): readonly string[] => {
  const found = new Set([commit])
  const origins = commits.map(({ id, message }) => ({ id, from: pickedFrom(message) }))
  for (let before = 0; before !== found.size;) {
    before = found.size
    for (const { id, from } of origins)
      if (from.some((each) => [...found].some((known) => known.startsWith(each)))) found.add(id)
  }
  found.delete(commit)
  return [...found]
}

/** Whether two commits have the same author and author date, as a cherry-pick without `-x` and its origin do. */
export const isTwin = (a: Omit<Authored, 'message'>, b: Authored): boolean =>
  a.id !== b.id && a.author === b.author && a.email === b.email && a.authorDate === b.authorDate
