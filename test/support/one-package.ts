/** One package with its remote, its target and its clones in one folder, by relative paths: small, and can be copied. */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { type Repo, repoAt, scratchFolder } from './scratch.ts'
import { tellHistory } from './told-history.ts'

const STORY = `
file package.json = { "name": "core", "version": "1.0.0" }
file release.config.json = CONFIG
feat: start | a.txt
`
export const TAG = 'v1.0.0'
export const ARCHIVE = 'core-1.0.0.tar.gz'

export interface OnePackage {
  readonly repo: Repo
  readonly remote: Repo
  /** What the target `directory` publishes into, and the release in it. */
  readonly out: string
  readonly published: string
  /** A clone of the remote, as somebody else has it. */
  readonly clone: () => Promise<Repo>
  readonly copy: () => OnePackage
}

const placed = (folder: string): OnePackage => {
  const [repo, remote] = [repoAt(join(folder, 'repo')), repoAt(join(folder, 'remote.git'))]
  const out = join(folder, 'out')
  return {
    ...{ repo, remote, out, published: join(out, 'core', '1.0.0') },
    clone: async () => {
      await repoAt(folder).git('clone', '--quiet', 'remote.git', 'clone')
      await repoAt(join(folder, 'clone')).git('remote', 'set-url', 'origin', '../remote.git')
      return repoAt(join(folder, 'clone'))
    },
    copy: () => {
      const other = scratchFolder('copy')
      cpSync(folder, other, { recursive: true, preserveTimestamps: true })
      return placed(other)
    },
  }
}

export const onePackage = async (config: object = {}): Promise<OnePackage> => {
  const folder = scratchFolder('one')
  const whole = { publish: [{ to: 'directory', path: '../out' }], ...config }
  await tellHistory(STORY.replace('CONFIG', JSON.stringify(whole)), join(folder, 'repo'))
  const place = placed(folder)
  await repoAt(folder).git('init', '--quiet', '--bare', '--initial-branch=main', 'remote.git')
  await place.repo.git('remote', 'add', 'origin', '../remote.git')
  await place.repo.git('push', '--quiet', 'origin', 'main')
  return place
}
