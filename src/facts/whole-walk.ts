/** Answers what a history asks of git from one walk over all commits with their texts: for those who want all of these anyway. */
import type { Commit } from '../model.ts'
import type { GitLook } from '../world/ports.ts'
import type { HistoryLook } from './history.ts'

const plain = ({ id, parents, author, email, date, message }: Commit): Commit => ({
  ...{ id, parents, author, email, date, message, files: null },
})

/** `files`: whether the commits' files are wanted. */
export const wholeWalk = (git: Pick<GitLook, 'walk'>, files: () => Promise<boolean>): HistoryLook => {
  const all: Commit[] = []
  // What is asked for is little: looking for it costs less than a table of everything.
  const find = (ids: readonly string[]): ReadonlyMap<string, Commit> => {
    const wanted = new Set(ids)
    return new Map(all.filter(({ id }) => wanted.has(id)).map((commit) => [commit.id, commit] as const))
  }
  return {
    async ancestors(from, each) {
      await git.walk(from, { files: await files() }, (commit) => all.push(commit))
      await each(all)
    },
    async changedFiles(commits) {
      const found = find(commits.map(({ id }) => id))
      return commits.map(({ id }) => found.get(id)?.files ?? [])
    },
    async commits(ids, saying = '') {
      const found = find(ids)
      const known = ids.flatMap((id) => found.get(id) ?? [])
      const isWanted = ({ message }: Commit) => message.toLowerCase().includes(saying.toLowerCase())
      return (saying === '' ? known : known.filter(isWanted)).map(plain)
    },
  }
}
