/** The writing half of git: plumbing that makes objects beside the work tree and moves refs by compare-and-swap. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RelError } from '../errors.ts'
import { type Answer, type Command, GitFailure, type WriteOptions } from './git-command.ts'
import { cleanCheckout, moveCheckout, must } from './git-checkout.ts'
import { refuseLock, refuseLocks } from './git-locks.ts'
import { pushRefs } from './git-remote.ts'
import type { GitLook, GitWorld, NewCommit, NewTag, Place, RefUpdate } from './ports.ts'

const ZERO = '0'.repeat(40)

const dates = (date: number) => ({ GIT_AUTHOR_DATE: `@${date} +0000`, GIT_COMMITTER_DATE: `@${date} +0000` })

const withFolder = async <T>(use: (folder: string) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'rel-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** `old` is the mode in the commit, empty for a new file. */
const refuseNoFile = (path: string, old: string): void => {
  if (old === '' || old.startsWith('100')) return
  const what = old === '120000' ? 'a link' : 'a submodule'
  throw new RelError('CONFIG', `${path} is ${what} in this commit, and a release edits files`, {
    hint: 'name the file itself in the config, such as "changelog": { "file": "docs/CHANGELOG.md" }',
  })
}

const writeTree = (git: Command, base: string, files: ReadonlyMap<string, Buffer | null>): Promise<string> =>
  withFolder(async (folder) => {
    const env = { GIT_INDEX_FILE: join(folder, 'index') }
    await must(git, ['read-tree', base], { env })
    const lines: string[] = []
    for (const [path, bytes] of files) {
      const id =
        bytes === null ? ZERO : (await must(git, ['hash-object', '-w', '--stdin'], { input: bytes })).toString().trim()
      const old = (await must(git, ['ls-files', '-s', '-z', '--', path], { env })).toString().slice(0, 6)
      refuseNoFile(path, old)
      lines.push(`${bytes === null ? '0' : old || '100644'} ${id}\t${path}`)
    }
    if (lines.length > 0)
      await must(git, ['update-index', '-z', '--index-info'], { env, input: lines.join('\0') + '\0' })
    return (await must(git, ['write-tree'], { env })).toString().trim()
  })

const cannotSign = (what: 'commit' | 'tag', { code, stderr }: Answer): RelError =>
  new RelError('KEY', `git cannot sign the ${what}: ${stderr.trim().replaceAll(/\s*\n\s*/g, '; ')}`, {
    hint: `correct user.signingkey, gpg.format or gpg.program, or do without: git config ${what}.gpgsign false`,
    cause: new GitFailure(code, stderr),
  })

/** As `must`, for a command whose new part is the signature. Throws `KEY`. */
const signed = async (
  what: 'commit' | 'tag',
  git: Command,
  args: readonly string[],
  options: WriteOptions,
): Promise<Answer> => {
  const answer = await git.write(args, options)
  if (answer.code === 0) return answer
  throw cannotSign(what, answer)
}

const writeCommit = async (git: Command, commit: NewCommit): Promise<string> => {
  const parents = commit.parents.flatMap((parent) => ['-p', parent])
  const sign = commit.sign ? ['-S'] : ['--no-gpg-sign']
  const args = ['commit-tree', ...sign, ...parents, '-F', '-', commit.tree]
  const options = { env: dates(commit.date), input: commit.message }
  const output = commit.sign ? (await signed('commit', git, args, options)).stdout : await must(git, args, options)
  return output.toString().trim()
}

/** What `git tag` needs to know of the user to sign: it runs in a pen, where the repository's own settings are not. */
const signingSettings = async (git: Command): Promise<string[]> => {
  const entries = (await must(git, ['config', '--list', '-z'])).toString().split('\0')
  return entries
    .filter((entry) => /^(user|gpg|tag|committer)\./.test(entry))
    .flatMap((entry) => ['-c', entry.replace('\n', '=')])
}

/** `git tag` writes a ref too, so it runs in a bare pen that shares the object folder and is thrown away. */
const writeTag = (git: Command, objects: string, tag: NewTag): Promise<string> =>
  withFolder(async (folder) => {
    const settings = await signingSettings(git)
    await must(git, ['init', '--quiet', '--bare', '--object-format=sha1', '--template=', folder])
    const env = { GIT_DIR: folder, GIT_OBJECT_DIRECTORY: objects, ...dates(tag.date) }
    const how = tag.sign ? '--sign' : '--no-sign'
    const args = [
      ...settings,
      'tag',
      '--annotate',
      how,
      '--cleanup=verbatim',
      '-F',
      '-',
      '--end-of-options',
      tag.name,
      tag.object,
    ]
    const options = { env, input: tag.message }
    const answer = tag.sign ? await signed('tag', git, args, options) : null
    if (answer === null) await must(git, args, options)
    const id = (await must(git, ['rev-parse', '--verify', `refs/tags/${tag.name}`], { env })).toString().trim()
    // Git 2.39 ends with 0 and leaves the tag unsigned when ssh-keygen fails (tried).
    const isSigned = (await must(git, ['cat-file', 'tag', id], { env })).includes('\n-----BEGIN ')
    if (answer !== null && !isSigned) throw cannotSign('tag', answer)
    return id
  })

const updateRefs = async (git: Command, place: Place, updates: readonly RefUpdate[], reason: string): Promise<void> => {
  if (updates.length === 0) return
  const lines = updates.map(({ ref, new: next, old }) =>
    next === null ? `delete ${ref}\0${old ?? ''}\0` : `update ${ref}\0${next}\0${old ?? ZERO}\0`,
  )
  const args = ['update-ref', '--create-reflog', '-m', `rel: ${reason}`, '--stdin', '-z']
  await must(git, args, { input: lines.join('') }).catch((error: unknown) => {
    refuseLocks(
      place,
      updates.map(({ ref }) => ref),
      false,
    )
    refuseLock(join(place.gitDir, 'HEAD.lock'))
    throw error
  })
}

const data = (bytes: Buffer) => [Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n')]

/** A path for fast-import: quoted, since it may hold any byte that rel's own encoding lets through. */
const quoted = (path: string) => `"${path.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n')}"`

const importCommit: (
  git: Command,
  look: GitLook,
  commit: Parameters<GitWorld['importCommit']>[0],
) => Promise<string> = async (git, look, commit) => {
  const { name, email } = await look.identity()
  const scratch = `refs/rel/scratch/${process.pid}-${process.hrtime.bigint()}`
  const from = commit.base === null ? [] : [Buffer.from(`from ${commit.base}\n`)]
  const files = [...commit.files].flatMap(([path, bytes]) => [
    Buffer.from(`M 100644 inline ${quoted(path)}\n`),
    ...data(bytes),
  ])
  const head = Buffer.from(
    `feature done\ncommit ${scratch}\nmark :1\ncommitter ${name} <${email}> ${commit.date} +0000\n`,
  )
  const input = Buffer.concat([
    head,
    ...data(Buffer.from(commit.message)),
    ...from,
    ...files,
    Buffer.from('get-mark :1\ndone\n'),
  ])
  const id = (await must(git, ['fast-import', '--quiet', '--date-format=raw'], { input })).toString().trim()
  await updateRefs(git, look.place, [{ ref: scratch, new: null, old: id }], 'scratch')
  if (!commit.sign) return id
  const tree = (await must(git, ['rev-parse', '--verify', `${id}^{tree}`])).toString().trim()
  const parents = commit.base === null ? [] : [commit.base]
  return writeCommit(git, { tree, parents, message: commit.message, date: commit.date, sign: true })
}

/** The read-and-write git of one place. */
export const openGitWorld = (git: Command, look: GitLook): GitWorld => ({
  ...look,
  writeTree: (base, files) => writeTree(git, base, files),
  writeCommit: (commit) => writeCommit(git, commit),
  writeTag: (tag) => writeTag(git, join(look.place.commonDir, 'objects'), tag),
  updateRefs: (updates, reason) => updateRefs(git, look.place, updates, reason),
  push: (remote, refspecs, options) => pushRefs(git, remote, refspecs, options),
  importCommit: (commit) => importCommit(git, look, commit),
  moveCheckout: (from, to) => moveCheckout(git, look.place, from, to),
  cleanCheckout: (commit, folder) => cleanCheckout(git, look.place, commit, folder),
})

export const notARepository = (folder: string, cause: unknown): RelError =>
  new RelError('NO_REPOSITORY', `${folder} is not in a git repository that can be read`, {
    hint: 'run rel inside a repository, or name one with --cwd',
    cause,
  })
