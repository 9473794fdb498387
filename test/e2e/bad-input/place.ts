/** A place for one bad input: a repository, its bare remote and a folder to publish into, copied from one that was told once. */
import { cpSync, existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { repoAt, type Repo, scratchFolder } from '../../support/scratch.ts'
import { tellHistory } from '../../support/told-history.ts'

/** Paths in settings are relative, so that a copy points at itself. */
const STORY = `
file package.json = { "name": "core", "version": "1.0.0" }
file release.config.json = { "publish": [{ "to": "directory", "path": "../out" }] }
feat: start | src.txt
tag v1.0.0
feat: more | src.txt
`

export interface Place {
  readonly folder: string
  readonly repo: Repo
  readonly remote: Repo
  readonly out: string
}

const placeAt = (folder: string): Place => ({
  folder,
  repo: repoAt(join(folder, 'repo')),
  remote: repoAt(join(folder, 'remote.git')),
  out: join(folder, 'out'),
})

const tell = async (story: string): Promise<string> => {
  const folder = scratchFolder('told')
  const { repo, remote } = placeAt(folder)
  await tellHistory(story, repo.folder)
  await tellHistory('', remote.folder, { bare: true })
  await repo.git('remote', 'add', 'origin', '../remote.git')
  if ((await refsOf(repo)).length > 0) await repo.git('push', '--quiet', 'origin', 'main', '--tags')
  return folder
}

const told = new Map<string, Promise<string>>()

/** A copy of the place that the story tells of: one package with something to release, unless another is given. */
export const freshPlace = async (story = STORY): Promise<Place> => {
  const template = told.get(story) ?? tell(story)
  told.set(story, template)
  const folder = scratchFolder('place')
  cpSync(await template, folder, { recursive: true })
  return placeAt(folder)
}

/** Commits files; null removes one. */
export const commitFiles = async (
  { repo }: Pick<Place, 'repo'>,
  files: Readonly<Record<string, string | null>>,
  message = 'chore: change',
): Promise<void> => {
  for (const [name, text] of Object.entries(files))
    if (text === null) await repo.git('rm', '--quiet', '--', name)
    else await repo.write({ [name]: text })
  await repo.git('add', '--all', '--force')
  await repo.git('commit', '--quiet', '-m', message)
}

/** Throws unless the bump was made. */
export const bumped = async (repo: Repo): Promise<void> => {
  const { code, stderr } = await repo.rel(['bump'])
  if (code !== 0) throw new Error(`the bump failed:\n${stderr}`)
}

const SEPARATE = new Set(['.git'])

/** A path whose characters stand for its bytes: names of files need not be UTF-8. */
const onDisk = (path: string): Buffer => Buffer.from(path, 'latin1')

const contentOf = (path: string): string => readFileSync(onDisk(path), 'latin1')

/** Every file at or below a path with its content (a link's target), in byte order, without what git keeps for itself. */
const filesBelow = (path: string): readonly string[] => {
  const kind = lstatSync(onDisk(path), { throwIfNoEntry: false })
  if (kind === undefined) return []
  if (kind.isSymbolicLink()) return [`${path} → ${readlinkSync(onDisk(path))}`]
  if (!kind.isDirectory()) return [`${path}: ${contentOf(path)}`]
  const names = readdirSync(onDisk(path), 'latin1').filter((name) => !SEPARATE.has(name))
  return names.toSorted().flatMap((name) => filesBelow(`${path}/${name}`))
}

const refsOf = async (repo: Repo): Promise<readonly string[]> =>
  existsSync(repo.folder)
    ? (await repo.git('for-each-ref', '--format=%(refname) %(objectname)')).split('\n').filter((line) => line !== '')
    : []

/** What rel knows of the remote is no state of this repository's own. */
const isMirror = (ref: string): boolean => ref.startsWith('refs/rel/remote/')
const isPending = (ref: string): boolean => ref.startsWith('refs/rel/pending/')

export interface Fingerprint {
  readonly head: string
  readonly refs: readonly string[]
  /** What a release that was started has made for itself. */
  readonly pending: readonly string[]
  readonly status: string
  readonly files: readonly string[]
  readonly remote: readonly string[]
  readonly published: readonly string[]
}

/** All that a refused command must leave as it was. */
export const fingerprint = async ({ repo, remote, out }: Place): Promise<Fingerprint> => {
  const isRepository = existsSync(join(repo.folder, '.git', 'HEAD'))
  const refs = isRepository ? (await refsOf(repo)).filter((ref) => !isMirror(ref)) : []
  return {
    head: isRepository ? contentOf(join(repo.folder, '.git', 'HEAD')) : '',
    refs: refs.filter((ref) => !isPending(ref)),
    pending: refs.filter(isPending),
    status: isRepository ? await repo.git('status', '--porcelain', '--untracked-files=all') : '',
    files: filesBelow(repo.folder),
    remote: await refsOf(remote),
    published: filesBelow(out),
  }
}

/** Locks that a run left in the git directory, and what an injected command would have made anywhere. */
export const litter = ({ folder, repo }: Place): readonly string[] => {
  const git = join(repo.folder, '.git')
  const locks = (existsSync(git) ? readdirSync(git, { recursive: true, encoding: 'utf8' }) : []).filter(
    (path) => path.endsWith('.lock') || path === join('rel', 'lock') || path === join('rel', 'children'),
  )
  const injected = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /(?:^|\/)pwn$/.test(path),
  )
  return [...locks, ...injected].toSorted()
}
