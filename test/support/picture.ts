/** What a release came to, in every place that it touches: the same for all runs that ended well, however often they were cut. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pushCounts } from './push-log.ts'
import type { Packument } from './registry.ts'
import type { Repo } from './scratch.ts'
import { expectNoSecrets } from './secrets.ts'
import type { Scene } from './worlds.ts'
import { treeOf } from './workspace.ts'

const LEDGER = 'refs/rel/ledger'
const FETCHED = 'refs/rel/remote/ledger'
const LOCKS = ['rel/lock', 'rel/children', 'index.lock', 'HEAD.lock', 'packed-refs.lock']

const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '')

const refs = async (repo: Repo, ...prefixes: readonly string[]): Promise<readonly string[]> =>
  lines(await repo.git('for-each-ref', '--format=%(refname) %(objectname)', ...prefixes))

/** The newest ledger that is there: in a clone, what was fetched last may be ahead of its own ref. */
const ledgerTree = async (repo: Repo): Promise<readonly string[]> => {
  const [newest] = [...(await refs(repo, FETCHED)), ...(await refs(repo, LEDGER))]
  return newest === undefined ? [] : lines(await repo.git('ls-tree', '-r', newest.split(' ')[1] ?? ''))
}

/** A clone: its refs, its trees, and the work in it that is not rel's. */
const cloneOf = async (repo: Repo): Promise<object> => ({
  refs: await refs(repo, 'refs/heads', 'refs/tags'),
  head: await repo.git('rev-parse', 'HEAD'),
  waiting: await refs(repo, 'refs/rel/pending', 'refs/rel/stage', 'refs/rel/scratch'),
  ledger: await ledgerTree(repo),
  dist: existsSync(join(repo.folder, 'artifacts')) ? treeOf(join(repo.folder, 'artifacts')) : {},
  status: lines(await repo.git('status', '--porcelain')),
  staged: await repo.git('diff', '--cached'),
  mine: await repo.git('diff'),
  untracked: readFileSync(join(repo.folder, 'mine.txt'), 'utf8'),
  locks: LOCKS.filter((name) => existsSync(join(repo.folder, '.git', name))),
})

/** Every version by its integrity, what leads to it, and how often the registry has written it down. */
const packageOf = (storage: string, name: string): object | null => {
  const file = join(storage, name, 'package.json')
  if (!existsSync(file)) return null
  const found = JSON.parse(readFileSync(file, 'utf8')) as Packument & Readonly<Record<'_rev', string>>
  const versions = Object.entries(found.versions).map(([version, { dist }]) => [version, dist.integrity])
  return { versions, tags: found['dist-tags'], written: found['_rev'].split('-')[0] }
}

/** The remote: its refs, how often each permanent one was moved, and that no ledger entry was written twice. */
const remoteOf = async (remote: Repo): Promise<object> => {
  const moved = Object.entries(pushCounts(remote)).filter(([ref]) => !ref.startsWith('refs/rel/stage/'))
  return {
    refs: await refs(remote, 'refs/heads', 'refs/tags', 'refs/rel/stage'),
    ledger: await ledgerTree(remote),
    written: lines(await remote.git('log', '--format=', '--name-status', LEDGER)).toSorted(),
    entries: lines(await remote.git('log', '--format=%s', LEDGER)).toSorted(),
    moved: Object.fromEntries(moved.toSorted()),
    damage: await remote.git('fsck', '--strict', '--no-dangling'),
  }
}

export type Picture = Readonly<Record<string, unknown>>

/** Fails where a secret that was planted in the scene has got into what is left of it. */
export const pictureOf = async (scene: Scene): Promise<Picture> => {
  expectNoSecrets({}, [...[scene.repo, scene.clone, scene.remote].map(({ folder }) => folder), scene.out])
  const clones = [scene.repo, scene.clone].filter(({ folder }) => existsSync(folder))
  const storage = join(scene.folder, 'storage')
  return {
    clones: await Promise.all(clones.map(cloneOf)),
    remote: await remoteOf(scene.remote),
    out: existsSync(scene.out) ? treeOf(scene.out) : {},
    registry: Object.fromEntries(['cli', 'core'].map((name) => [name, packageOf(storage, name)])),
  }
}

/** In which places two pictures differ, in words. */
export const differences = (picture: unknown, whole: unknown, place = ''): readonly string[] => {
  if (JSON.stringify(picture) === JSON.stringify(whole)) return []
  const isBranch = (value: unknown) => typeof value === 'object' && value !== null
  if (!isBranch(picture) || !isBranch(whole)) return [`${place}: ${short(picture)} instead of ${short(whole)}`]
  const [a, b] = [picture as Record<string, unknown>, whole as Record<string, unknown>]
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  return keys.flatMap((key) => differences(a[key], b[key], `${place}/${key}`))
}

const short = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 120)
