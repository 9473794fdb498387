/** Commits for tests, told in lines: `name: message` or `name (parent, parent): message`, newest first. */
import { sha256 } from '../../src/core/canonical.ts'
import type { Commit } from '../../src/model.ts'

/** A stable id of a name, looking like git's. */
export const id = (name: string): string => sha256(name).slice(0, 40)

/** Without parents in brackets, a commit's parent is the one in the next line. */
export const told = (...lines: readonly string[]): Commit[] => {
  const parsed = lines.map((line) => /^(\w+)(?: \(([\w, ]*)\))?: ([^]*)$/.exec(line))
  return parsed.map((match, at) => {
    const [, name = '', parents = parsed[at + 1]?.[1] ?? 'root', message = ''] = match ?? []
    return {
      id: id(name),
      parents: parents.split(', ').map(id),
      author: 'Dev',
      email: 'dev@example.org',
      date: 0,
      message,
      files: null,
    }
  })
}
