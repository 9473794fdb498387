/** The writing half of git: plumbing that makes objects beside the work tree and moves refs by compare-and-swap. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RelError } from '../errors.ts'
import { onDisk } from './disk.ts'
import { withTemporaryFolder } from './folders.ts'
import { type Answer, type Command, type WriteOptions } from './git-command.ts'
import { GitFailure } from './git-failure.ts'
import { cleanCheckout, moveCheckout, must } from './git-checkout.ts'
import { refuseLock, refuseLocks } from './git-locks.ts'
import { pushRefs } from './git-remote.ts'
import type { GitLook, GitWorld, Identity, NewCommit, NewTag, Place, RefUpdate } from './ports.ts'

const ZERO = '0'.repeat(40)

const dates = (date: number) => ({ GIT_AUTHOR_DATE: `@${date} +0000`, GIT_COMMITTER_DATE: `@${date} +0000` })

/** `old` is the mode in the commit, empty for a new file. */
const refuseNoFile = (path: string, old: string): void => {
  if (old === '' || old.startsWith('100')) return
  const what = old === '120000' ? 'a link' : 'a submodule'
  throw new RelError('CONFIG', `${path} is ${what} in this commit, and a release edits files`, {
    hint: 'name the file itself in the config, such as "changelog": { "file": "docs/CHANGELOG.md" }',
  })
}

/** Of those that the index has. Paths are taken literally, so that a folder's files are not taken for it. */
const oldModes = async (
  git: Command,
  paths: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, string>> => {
  if (paths.length === 0) return new Map()
  const output = (await must(git, ['ls-files', '-s', '-z', '--', ...paths], { env })).toString()
  const entries = output.split('\0').filter((entry) => entry !== '')
  return new Map(
    entries.map((entry) => [entry.slice(entry.indexOf('\t') + 1), entry.slice(0, '100644'.length)] as const),
  )
}

/** All in one process: from files, since standard input holds one. */
const writeBlobs = async (git: Command, folder: string, blobs: readonly Buffer[]): Promise<readonly string[]> => {
  if (blobs.length === 0) return []
  const paths = blobs.map((_, index) => join(folder, String(index)))
  await Promise.all(blobs.map((bytes, index) => onDisk(folder, () => writeFile(paths[index] ?? '', bytes))))
  const args = ['hash-object', '-w', '--no-filters', '--stdin-paths']
  return (await must(git, args, { input: `${paths.join('\n')}\n` })).toString().trimEnd().split('\n')
}

const writeTree = (git: Command, base: string, files: ReadonlyMap<string, Buffer | null>): Promise<string> =>
  withTemporaryFolder(async (folder) => {
    const env = { GIT_INDEX_FILE: join(folder, 'index') }
    await must(git, ['read-tree', base], { env })
    const old = await oldModes(git, [...files.keys()], env)
    for (const path of files.keys()) refuseNoFile(path, old.get(path) ?? '')
    const ids = await writeBlobs(
      git,
      folder,
      [...files.values()].filter((bytes) => bytes !== null),
    )
    let next = 0
    const lines = [...files].map(([path, bytes]) =>
      bytes === null ? `0 ${ZERO}\t${path}` : `${old.get(path) ?? '100644'} ${ids[next++] ?? ''}\t${path}`,
    )
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
const writeSignedTag = (git: Command, objects: string, tag: NewTag): Promise<string> =>
  withTemporaryFolder(async (folder) => {
    const settings = await signingSettings(git)
    await must(git, ['init', '--quiet', '--bare', '--object-format=sha1', '--template=', folder])
    const env = { GIT_DIR: folder, GIT_OBJECT_DIRECTORY: objects, ...dates(tag.date) }
    const how = ['tag', '--annotate', '--sign', '--cleanup=verbatim', '-F', '-', '--end-of-options']
    const answer = await signed('tag', git, [...settings, ...how, tag.name, tag.object], { env, input: tag.message })
    const id = (await must(git, ['rev-parse', '--verify', `refs/tags/${tag.name}`], { env })).toString().trim()
    // Git 2.39 ends with 0 and leaves the tag unsigned when ssh-keygen fails (tried).
    const isSigned = (await must(git, ['cat-file', 'tag', id], { env })).includes('\n-----BEGIN ')
    if (!isSigned) throw cannotSign('tag', answer)
    return id
  })

/** Byte for byte what `git tag --annotate --cleanup=verbatim` writes. */
const writePlainTag = async (git: Command, { name, email }: Identity, tag: NewTag): Promise<string> => {
  const head = `object ${tag.object}\ntype commit\ntag ${tag.name}\ntagger ${name} <${email}> ${tag.date} +0000\n\n`
  return (await must(git, ['mktag'], { input: `${head}${tag.message}` })).toString().trim()
}

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
    // The ref is taken back before it is written, so that none is left by whatever cuts this short.
    Buffer.from(`get-mark :1\nreset ${scratch}\nfrom ${ZERO}\n\ndone\n`),
  ])
  const id = (await must(git, ['fast-import', '--quiet', '--date-format=raw'], { input })).toString().trim()
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
  writeTag: async (tag) =>
    tag.sign
      ? writeSignedTag(git, join(look.place.commonDir, 'objects'), tag)
      : writePlainTag(git, await look.identity(), tag),
  updateRefs: (updates, reason) => updateRefs(git, look.place, updates, reason),
  push: (remote, refspecs, options) => pushRefs(git, remote, refspecs, options),
  importCommit: (commit) => importCommit(git, look, commit),
  moveCheckout: (from, to) => moveCheckout(git, look.place, from, to),
  cleanCheckout: (commit, folder) => onDisk(folder, () => cleanCheckout(git, look.place, commit, folder)),
})

export const notARepository = (folder: string, cause: unknown): RelError =>
  new RelError('NO_REPOSITORY', `${folder} is not in a git repository that can be read`, {
    hint: 'run rel inside a repository, or name one with --cwd',
    cause,
  })
