/** Everything that a release may touch, in one folder by relative paths: two clones, a remote, a target, a registry's storage.
 *  It can be copied at any moment and put back, and described so that two ends of one release can be compared. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { keepPushLog } from './push-log.ts'
import { type Repo, repoAt, scratchEnv } from './scratch.ts'
import { SECRET_ENV } from './secrets.ts'
import { makeSshKey } from './signing-tools.ts'
import { tellHistory } from './told-history.ts'

const STORY = `
file package.json = { "name": "acme", "private": true, "workspaces": ["packages/*"] }
file packages/core/package.json = { "name": "core", "version": "1.0.0" }
file packages/core/stream.txt = streams
file packages/cli/package.json = { "name": "cli", "version": "0.3.0", "dependencies": { "core": "^1.0.0" } }
file release.config.json = CONFIG
feat: start
feat(core): streaming | packages/core/more.txt
fix(cli): help text | packages/cli/help.txt
`

/** Says what it should keep to itself. */
const HELP = 'echo "$DEPLOY_PASSWORD"; mkdir out && cp packages/cli/help.txt out/help.txt'

const CONFIG = {
  repository: 'https://example.invalid/acme',
  build: {
    env: ['HOME', 'PATH', 'DEPLOY_PASSWORD'],
    targets: [
      { name: 'source', artifacts: [{ kind: 'archive', name: '{name}-{version}' }] },
      {
        ...{ name: 'help', package: 'cli', run: [['sh', '-c', HELP]] },
        artifacts: [{ kind: 'file', from: 'out/help.txt' }],
      },
    ],
  },
}

/** What a scene consists of; what lies beside is not copied. */
const PARTS = ['repo', 'clone', 'remote.git', 'out', 'storage'] as const

export interface Scene {
  readonly folder: string
  readonly repo: Repo
  readonly clone: Repo
  readonly remote: Repo
  /** What the target `directory` publishes into. */
  readonly out: string
  /** The environment that signs, with secrets in it that must be found nowhere. */
  readonly env: Readonly<Record<string, string>>
}

export const sceneIn = (folder: string): Scene => ({
  folder,
  repo: repoAt(join(folder, 'repo')),
  clone: repoAt(join(folder, 'clone')),
  remote: repoAt(join(folder, 'remote.git')),
  out: join(folder, 'out'),
  env: { ...scratchEnv, REL_SIGN_KEY: join(folder, 'key'), ...SECRET_ENV },
})

/** Work that nobody has committed: a tracked file, a staged one and one that git does not know. */
const MINE = { 'packages/core/stream.txt': 'mine, changed\n', 'staged.txt': 'mine, staged\n', 'mine.txt': 'mine\n' }

export const leaveWork = async (repo: Repo): Promise<void> => {
  await repo.write(MINE)
  await repo.git('add', 'staged.txt')
}

/** Makes a scene in a folder; `config` has keys that take the place of the scene's own. */
export const makeScene = async (folder: string, config: object): Promise<Scene> => {
  const scene = sceneIn(folder)
  const { repo, remote } = scene
  await tellHistory(STORY.replace('CONFIG', JSON.stringify({ ...CONFIG, ...config })), repo.folder)
  await repoAt(folder).git('init', '--quiet', '--bare', '--template=', '--initial-branch=main', 'remote.git')
  keepPushLog(remote)
  await repo.git('remote', 'add', 'origin', '../remote.git')
  await repo.git('push', '--quiet', 'origin', 'main')
  // A copied file has another inode and another change time: neither makes it a changed one here.
  await repo.git('config', 'core.checkStat', 'minimal')
  await repo.git('config', 'core.trustctime', 'false')
  await leaveWork(repo)
  makeSshKey(folder, 'key')
  return scene
}

/** The remote as somebody else has it, in the same scene. */
export const cloneScene = async ({ folder, clone }: Scene): Promise<void> => {
  await repoAt(folder).git('clone', '--quiet', '--template=', 'remote.git', 'clone')
  await clone.git('remote', 'set-url', 'origin', '../remote.git')
  await leaveWork(clone)
}

const copyParts = (from: string, to: string): void => {
  const parts = PARTS.map((part) => join(from, part)).filter((part) => existsSync(part))
  execFileSync('cp', ['--archive', '--reflink=auto', ...parts, to])
}

/** Copies the state of a scene into a new folder. */
export const keepState = ({ folder }: Scene, kept: string): void => {
  mkdirSync(kept)
  copyParts(folder, kept)
}

/** The lock names the process that held it, which is this one, and alive: as a dead one's it has to have begun at another time. */
const disown = (repo: Repo): void => {
  const lock = join(repo.folder, '.git', 'rel', 'lock')
  if (existsSync(lock)) writeFileSync(lock, `${process.pid} 0\n`)
}

/** Puts a kept state back into the scene that it was taken from. */
export const putBack = (scene: Scene, kept: string): void => {
  for (const part of PARTS) rmSync(join(scene.folder, part), { recursive: true, force: true })
  copyParts(kept, scene.folder)
  disown(scene.repo)
  disown(scene.clone)
}

const VOLATILE = /\.git\/rel\/(?:lock|children)$/

/** Equal for equal states: every folder, and every file with its content, but for who holds the lock. */
export const stateHash = (kept: string): string => {
  const hash = createHash('sha256')
  const entries = readdirSync(kept, { recursive: true, withFileTypes: true })
  const paths = entries.map((entry) => ({ path: join(entry.parentPath, entry.name), isFile: entry.isFile() }))
  for (const { path, isFile } of paths.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(`${path.slice(kept.length)}\0`)
    if (isFile && !VOLATILE.test(path)) hash.update(createHash('sha256').update(readFileSync(path)).digest())
  }
  return hash.digest('hex')
}
