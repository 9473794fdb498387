/** The reading half of git: what a `Look` may ask. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { RelError } from '../errors.ts'
import { type Command, gitVersion } from './git-command.ts'
import { GitFailure } from './git-failure.ts'
import { refuseLocks } from './git-locks.ts'
import { readChanges, readPatchIds, walkAuthored } from './git-history.ts'
import { readObjects, readSizes, readTree } from './git-objects.ts'
import { fetchRefs, listRemote } from './git-remote.ts'
import { bringTags, completeHistory, deepenBy, lackIn } from './git-shallow.ts'
import { readChangedFiles, walkAncestors } from './git-graph.ts'
import { readCommits, walkCommits } from './git-walk.ts'
import type { GitLook, Identity, Place, Ref, WorkTree } from './ports.ts'

const REF_FORMAT = '--format=%(refname)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)'

const readRefs = async (git: Command, prefixes: readonly string[], containing?: string): Promise<readonly Ref[]> => {
  const only = containing === undefined ? [] : [`--contains=${containing}`]
  const text = await git.text(['for-each-ref', REF_FORMAT, ...only, ...prefixes])
  const rows = text.split('\n').filter((line) => line !== '')
  const refs = rows.map((line) => {
    const [name, type, id, inner, innerId] = line.split('\0') as [string, string, string, string, string]
    const commit = type === 'commit' ? id : inner === 'commit' ? innerId : null
    return { name, type, id, commit, nested: inner === 'tag' }
  })
  // for-each-ref peels one level only; tags of tags are rare enough to ask again.
  const nested = refs.filter((ref) => ref.nested)
  const peeled = await readObjects(
    git,
    nested.map((ref) => `${ref.id}^{commit}`),
  )
  const deep = new Map(nested.map((ref, index) => [ref.name, peeled[index]?.id ?? null] as const))
  return refs.map(({ name, type, id, commit, nested: again }) => ({
    name,
    type,
    id,
    commit: again ? (deep.get(name) ?? null) : commit,
  }))
}

export const readSettings = async (git: Command): Promise<ReadonlyMap<string, string>> => {
  const text = await git.text(['config', '--list', '-z'])
  return new Map(
    text.split('\0').map((entry) => {
      const cut = entry.indexOf('\n')
      return cut < 0 ? ([entry, 'true'] as const) : ([entry.slice(0, cut), entry.slice(cut + 1)] as const)
    }),
  )
}

/** Section and name of a setting are case-insensitive, what stands between is not. */
const settingKey = (name: string) =>
  name.replace(/^[^.]+/, (part) => part.toLowerCase()).replace(/[^.]+$/, (part) => part.toLowerCase())

const readIdentity = async (git: Command): Promise<Identity> => {
  const { code, stdout, stderr } = await git.read(['var', 'GIT_COMMITTER_IDENT'])
  const match = /^(.*) <(.*)> \d+ [+-]\d+$/.exec(stdout.toString().trim())
  if (code === 0 && match?.[1] !== undefined && match[2] !== undefined) return { name: match[1], email: match[2] }
  throw new RelError('GIT', 'git does not know who you are', {
    hint: 'set it with: git config user.name "…" and git config user.email "…"',
    cause: new GitFailure(code, stderr),
  })
}

const readWorkTrees = async (git: Command): Promise<readonly WorkTree[]> => {
  const text = await git.text(['worktree', 'list', '--porcelain', '-z'])
  return text
    .split('\0\0')
    .filter((block) => block.startsWith('worktree '))
    .map((block) => {
      const lines = block.split('\0')
      const branch = lines.find((line) => line.startsWith('branch '))?.slice('branch '.length) ?? null
      return { path: (lines[0] ?? '').slice('worktree '.length), branch }
    })
}

const STATES: readonly (readonly [string, string])[] = [
  ['MERGE_HEAD', 'a merge'],
  ['rebase-merge', 'a rebase'],
  ['rebase-apply', 'a rebase'],
  ['CHERRY_PICK_HEAD', 'a cherry-pick'],
  ['REVERT_HEAD', 'a revert'],
]

const tagSignature = async (git: Command, tag: string) => {
  const [object] = await readObjects(git, [`refs/tags/${tag}`])
  const body = object?.type === 'tag' ? object.body.toString() : ''
  if (!body.includes('\n-----BEGIN ')) return { state: 'unsigned', detail: 'not signed' } as const
  const { code, stderr } = await git.read(['verify-tag', '--end-of-options', tag])
  const detail = stderr.trim().split('\n')[0] ?? ''
  if (code === 0) return { state: 'good', detail } as const
  return {
    state: /BAD signature|incorrect signature|Could not verify/i.test(stderr) ? 'bad' : 'unknown',
    detail,
  } as const
}

const status = async (git: Command, args: readonly string[]): Promise<boolean> => {
  const { code, stderr } = await git.read(args)
  if (code > 1) throw new RelError('GIT', stderr.trim(), { hint: 'check the repository with: git fsck' })
  return code === 0
}

/** What all commits have in common is what the best common ancestors reach. */
const descend = async (git: Command, commits: readonly string[], ancestors: readonly string[]): Promise<boolean> => {
  const common = await git.read(['merge-base', '--octopus', '--all', ...commits])
  if (common.code !== 0) return false
  const bases = common.stdout.toString().trim().split('\n')
  const input = [...ancestors, ...bases.map((id) => `^${id}`)].map((id) => `${id}\n`).join('')
  const { code, stdout, stderr } = await git.read(['rev-list', '--max-count=1', '--stdin'], { input })
  if (code !== 0) throw new GitFailure(code, stderr)
  return stdout.length === 0
}

/** What a full id peels to. In a partial clone git ends over an object that it lacks. */
const peel = async (git: Command, name: string): Promise<string | null> => {
  const [found] = await git.batch([{ want: 'info', name }]).catch((error: unknown) => {
    if (error instanceof GitFailure) return []
    throw error
  })
  return found?.id ?? null
}

const resolve = async (git: Command, revision: string, commit: boolean): Promise<string | null> => {
  const name = commit ? `${revision}^{commit}` : revision
  if (/^[0-9a-f]{40}\^\{\w+\}$/.test(name)) return peel(git, name)
  const { code, stdout } = await git.read(['rev-parse', '--verify', '--quiet', '--end-of-options', name])
  return code === 0 ? stdout.toString().trim() : null
}

const mergeTrees = async (git: Command, ours: string, theirs: string) => {
  const { code, stdout, stderr } = await git.read([
    'merge-tree',
    '--write-tree',
    '--name-only',
    '--no-messages',
    '-z',
    ours,
    theirs,
  ])
  const [tree = '', ...conflicts] = stdout
    .toString()
    .split('\0')
    .filter((part) => part !== '')
  // A commit that is missing ends with 1 too, but then no tree is named (tried).
  if (code > 1 || tree === '') throw new RelError('GIT', stderr.trim(), { hint: 'check the repository with: git fsck' })
  return code === 0 ? { tree } : { conflicts }
}

const symbolicRef = async (git: Command, name: string): Promise<string | null> => {
  const { code, stdout } = await git.read(['symbolic-ref', '--quiet', name])
  return code === 0 ? stdout.toString().trim() : null
}

const remoteNames = (settings: ReadonlyMap<string, string>): readonly string[] =>
  [...settings.keys()].flatMap((key) => /^remote\.(.+)\.url$/.exec(key)?.[1] ?? []).toSorted()

const STATUS = ['status', '--porcelain', '-z', '--no-renames', '--ignored', '--untracked-files=all', '--']

const dirtyFiles = async (git: Command, place: Place, files: readonly string[]): Promise<readonly string[]> => {
  const { code, stdout, stderr } = await git.read([...STATUS, ...files], { cwd: place.top ?? place.gitDir })
  if (code !== 0) throw new RelError('GIT', stderr.trim(), { hint: 'check the work tree with: git status' })
  const entries = stdout.toString().split('\0')
  return entries.filter((entry) => entry !== '').map((entry) => entry.slice(3))
}

/** Line ends and filters make other bytes of a text in the work tree, so blobs are compared. */
const holdsText = async (git: Command, { top }: Place, file: string, text: string | null): Promise<boolean> => {
  const isThere = top !== null && existsSync(join(top, file))
  if (top === null || text === null || !isThere) return text === null && !isThere
  const here = await git.read(['hash-object', '--path', file, '--', file], { cwd: top })
  const wanted = await git.read(['hash-object', '--stdin', '--no-filters'], { cwd: top, input: text })
  return here.code === 0 && here.stdout.equals(wanted.stdout)
}

/** Who commits is asked once, as the settings are read once. */
const identityOnce = (git: Command): (() => Promise<Identity>) => {
  let identity: Promise<Identity> | null = null
  return () => (identity ??= readIdentity(git))
}

/** The read-only git of one place. */
export const openGitLook = (git: Command, place: Place, settings: Promise<ReadonlyMap<string, string>>): GitLook => ({
  place,
  resolve: (revision, commit = false) => resolve(git, revision, commit),
  refs: (prefixes, containing) => readRefs(git, prefixes, containing),
  symbolicRef: (name) => symbolicRef(git, name),
  remotes: async () => remoteNames(await settings),
  objects: (names) => readObjects(git, names),
  sizes: (ids) => readSizes(git, ids),
  tree: (treeish, path) => readTree(git, treeish, path),
  walk: (from, options, each) => walkCommits(git, from, options, each),
  ancestors: (...question) => walkAncestors(git, ...question),
  changedFiles: (commits) => readChangedFiles(git, commits),
  commits: (...question) => readCommits(git, ...question),
  isAncestor: (ancestor, descendant) => status(git, ['merge-base', '--is-ancestor', ancestor, descendant]),
  descend: (commits, ancestors) => descend(git, commits, ancestors),
  pathChanges: (question) => readChanges(git, question),
  authored: (prefixes, each) => walkAuthored(git, prefixes, each),
  patchIds: (commits) => readPatchIds(git, commits),
  setting: async (name) => (await settings).get(settingKey(name)) ?? null,
  identity: identityOnce(git),
  dirty: (files) => dirtyFiles(git, place, files),
  holds: (file, text) => holdsText(git, place, file, text),
  workTrees: () => readWorkTrees(git),
  inProgress: async () => STATES.find(([file]) => existsSync(join(place.gitDir, file)))?.[1] ?? null,
  refuseLocks: (refs, checkout) => refuseLocks(place, refs, checkout),
  remoteRefs: (remote, patterns) => listRemote(git, remote, patterns),
  fetch: (remote, refspecs) => fetchRefs(git, place, remote, refspecs),
  deepen: (remote) => completeHistory(git, place, remote),
  deepenBy: (remote, reach) => deepenBy(git, place, remote, reach),
  bringTags: (remote, tags) => bringTags(git, remote, tags),
  lack() {
    git.batch.renew()
    return lackIn(place)
  },
  mergeTrees: (ours, theirs) => mergeTrees(git, ours, theirs),
  tagSignature: (tag) => tagSignature(git, tag),
  version: () => gitVersion(git),
})
