/** The files of one commit as ecosystems ask for them: what is asked for together is read together. */
import { isUtf8 } from 'node:buffer'
import type { CommitFiles } from '../ecosystems/ecosystem.ts'
import { RelError } from '../errors.ts'
import type { GitLook, GitObject } from '../world/ports.ts'
import { listingOf } from './folder-listing.ts'

type Ask = (name: string) => Promise<GitObject | null>

/** Whatever is asked for before the event loop's next turn goes to git as one question, and each name only once. */
const batched = (git: GitLook): Ask => {
  const known = new Map<string, Promise<GitObject | null>>()
  let open: { readonly names: string[]; readonly answer: Promise<readonly (GitObject | null)[]> } | null = null
  const begin = () => {
    const names: string[] = []
    const turn = new Promise<void>((resolve) => setImmediate(resolve))
    const answer = turn.then(() => {
      open = null
      return git.objects(names)
    })
    return { names, answer }
  }
  return (name) => {
    const before = known.get(name)
    if (before !== undefined) return before
    open ??= begin()
    const at = open.names.push(name) - 1
    const found = open.answer.then((objects) => objects[at] ?? null)
    known.set(name, found)
    return found
  }
}

/** A text that is decoded wrongly would be written back damaged. */
const textOf = (body: Buffer, file: string): string => {
  if (isUtf8(body)) return body.toString('utf8')
  throw new RelError('MANIFEST', `${file} is not UTF-8`, { hint: `convert it, and commit it: iconv -t UTF-8 ${file}` })
}

/** Everything that is read is kept: a commit does not change. Reading throws `MANIFEST` for what is no text. */
export const commitFiles = (git: GitLook, commit: string): CommitFiles => {
  const ask = batched(git)
  let all: Promise<readonly string[]> | null = null
  let paths: ReadonlySet<string> | null = null
  return {
    async read(file) {
      // Once the whole tree is known, what it lacks needs no question.
      if (paths?.has(file) === false) return null
      const object = await ask(`${commit}:${file}`)
      return object?.type === 'blob' ? textOf(object.body, file) : null
    },
    async list(folder) {
      const object = await ask(`${commit}:${folder === '.' ? '' : folder}`)
      return object?.type === 'tree' ? [...listingOf(object.body).keys()] : []
    },
    async all() {
      all ??= git.tree(commit).then((entries) => entries.map((entry) => entry.path))
      const known = await all
      paths ??= new Set(known)
      return known
    },
  }
}
