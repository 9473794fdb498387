/** A release that was cut after its seal is finished by another machine, from whatever is left of its bytes. */
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RULES } from '../../src/core/plan.ts'
import { openFuse, Stopped } from '../support/fuse.ts'
import { releaseIn } from '../support/in-process.ts'
import { ARCHIVE, onePackage } from '../support/one-package.ts'
import { type Registry, startRegistry } from '../support/registry.ts'
import { type Repo, scratchFolder } from '../support/scratch.ts'
import { treeOf } from '../support/workspace.ts'
import { cloneScene, makeScene, type Scene, sceneIn } from '../support/worlds.ts'

const PUBLISH = [{ to: 'directory', path: '../out' }]

/** A file that no second build gives again, beside those that every build gives. */
const ONCE = {
  name: 'once',
  ...{ package: 'cli', run: [['sh', '-c', 'date +%s%N >once']], artifacts: [{ kind: 'file', from: 'once' }] },
}
const SOURCE = { name: 'source', artifacts: [{ kind: 'archive', name: '{name}-{version}' }] }

/** A release whose world stopped when the remote had taken the seal, and the dist trees that were sealed, file by file. */
interface Cut {
  readonly scene: Scene
  readonly bytes: Readonly<Record<string, string>>
}

const distOf = ({ folder }: Repo): Readonly<Record<string, string>> => {
  const { '.gitignore': _, ...files } = treeOf(join(folder, 'artifacts'))
  return files
}

const copyOf = (scene: Scene): Scene => {
  const folder = scratchFolder('machines')
  cpSync(scene.folder, folder, { recursive: true, preserveTimestamps: true })
  return sceneIn(folder)
}

const cutAfterSeal = async (config: object): Promise<Cut> => {
  const scene = await makeScene(scratchFolder('scene'), { publish: PUBLISH, ...config })
  const isSealed = () => existsSync(join(scene.remote.folder, 'refs', 'rel', 'ledger'))
  const fuse = openFuse((moment) => (moment === 'after' && isSealed() ? 'stop' : 'go'))
  await expect(releaseIn(scene.repo, { around: fuse.around })).rejects.toThrow(Stopped)
  return { scene, bytes: distOf(scene.repo) }
}

const loseHere = ({ folder }: Repo): void => {
  for (const lost of ['artifacts', '.git/rel/builds']) rmSync(join(folder, lost), { recursive: true })
}

const loseStage = async ({ remote }: Scene): Promise<void> => {
  const refs = (await remote.git('for-each-ref', '--format=%(refname)', 'refs/rel/stage')).split('\n')
  expect(refs).toHaveLength(2)
  for (const ref of refs) await remote.git('update-ref', '-d', ref)
}

const subjects = async ({ remote }: Scene): Promise<readonly string[]> =>
  (await remote.git('log', '--format=%s', 'refs/rel/ledger')).split('\n').toSorted()

const PUBLISHED = ['publish cli 0.3.0 to directory', 'publish core 1.0.0 to directory']
const SEALED = 'seal core@1.0.0, cli@0.3.0'

/** Everybody has the sealed bytes, every entry was made once, and nothing waits anywhere. */
const expectFinished = async (scene: Scene, machine: Repo, bytes: Cut['bytes']): Promise<void> => {
  expect(treeOf(scene.out)).toEqual(bytes)
  expect(distOf(machine)).toEqual(bytes)
  expect(await subjects(scene)).toEqual([...PUBLISHED, SEALED])
  expect(await scene.remote.git('for-each-ref', 'refs/rel/stage')).toBe('')
  expect(await machine.git('for-each-ref', 'refs/rel/remote/stage')).toBe('')
  expect(await machine.git('status', '--porcelain')).not.toContain('artifacts')
}

const finish = async (machine: Repo, ...args: readonly string[]): Promise<void> => {
  const run = await machine.rel(['publish', ...args])
  expect(run.code, run.stderr).toBe(0)
}

describe('what any machine can build again', () => {
  let cut: Cut
  beforeAll(async () => {
    cut = await cutAfterSeal({ build: { targets: [SOURCE] } })
  })

  test('a fresh clone in another folder finishes it with nothing but the remote', async () => {
    const scene = copyOf(cut.scene)
    await cloneScene(scene)
    rmSync(scene.repo.folder, { recursive: true })
    await finish(scene.clone)
    await expectFinished(scene, scene.clone, cut.bytes)
    expect(existsSync(join(scene.clone.folder, '.git', 'rel', 'builds'))).toBe(false)
  })

  test.each(['where it was sealed', 'on a fresh clone'])('%s, without what was staged here or there', async (where) => {
    const scene = copyOf(cut.scene)
    await loseStage(scene)
    loseHere(scene.repo)
    await cloneScene(scene)
    const machine = where === 'on a fresh clone' ? scene.clone : scene.repo
    await finish(machine, 'core@1.0.0')
    await expectFinished(scene, machine, cut.bytes)
  })
})

describe('what cannot be built again', () => {
  let cut: Cut
  let stuck: Scene
  beforeAll(async () => {
    cut = await cutAfterSeal({ build: { targets: [SOURCE, ONCE] }, stage: { to: 'local' } })
    stuck = copyOf(cut.scene)
    await cloneScene(stuck)
  })

  test('half of it is at the target: the other half is built, and nothing that is there', async () => {
    const scene = copyOf(stuck)
    for (const [name, text] of Object.entries(cut.bytes).filter(([path]) => /\/(?:once|NOTES\.md)$/.test(path))) {
      mkdirSync(join(scene.out, name, '..'), { recursive: true })
      writeFileSync(join(scene.out, name), text, 'latin1')
    }
    await finish(scene.clone)
    await expectFinished(scene, scene.clone, cut.bytes)
    const builds = readdirSync(join(scene.clone.folder, '.git', 'rel', 'builds'), { recursive: true, encoding: 'utf8' })
    expect(builds.some((path) => path.endsWith('cli/source'))).toBe(true)
    expect(builds.some((path) => path.endsWith('cli/once'))).toBe(false)
  })

  test('a clone that cannot have them ends with 5 and the ways out, and finishes what it can', async () => {
    const run = await stuck.clone.rel(['publish'])
    expect([run.code, run.stderr]).toEqual([5, expect.stringContaining('error[PARTIAL] cli 0.3.0 was sealed by ')])
    expect(run.stderr).toMatch(/its bytes are not reachable from here: once is missing \(.*a rebuild of once has other/)
    expect(run.stderr).toMatch(/hint: .*rel publish cli@0\.3\.0;.*rel publish cli@0\.3\.0 --from <dir>;.*rel withdraw/)
    expect(Object.keys(treeOf(stuck.out)).every((path) => path.startsWith('core/1.0.0/'))).toBe(true)
    expect(await subjects(stuck)).toEqual([PUBLISHED[1], SEALED])
  })

  test('first way out: it is finished where it was built', async () => {
    const scene = copyOf(stuck)
    await finish(scene.repo, 'cli@0.3.0')
    await expectFinished(scene, scene.repo, cut.bytes)
  })

  test('second way out: it is finished with a copy of its files', async () => {
    const scene = copyOf(stuck)
    renameSync(join(scene.repo.folder, 'artifacts', 'cli', '0.3.0'), join(scene.folder, 'brought'))
    await finish(scene.clone, 'cli@0.3.0', '--from', '../brought')
    await expectFinished(scene, scene.clone, cut.bytes)
  })

  test('third way out: it is given up, and nothing is left to finish', async () => {
    const scene = copyOf(stuck)
    const run = await scene.clone.rel(['withdraw', 'cli@0.3.0', '--reason', 'its bytes are lost', '--yes'])
    expect(run.code, run.stderr).toBe(0)
    await finish(scene.clone, '--nothing-ok')
    expect(await subjects(scene)).toEqual([PUBLISHED[1], SEALED, 'withdraw cli 0.3.0'])
  })
})

test('a rel of other rules finishes it by the plan that was sealed', async () => {
  const scene = await makeScene(scratchFolder('scene'), { publish: PUBLISH, build: { targets: [SOURCE] } })
  const older = ['--import', new URL('../support/other-rules.ts', import.meta.url).href]
  // A file where the target's folder belongs lets publishing fail after the seal.
  writeFileSync(scene.out, '')
  const sealed = await scene.repo.rel(['release'], { nodeArgs: older })
  expect(sealed.code, sealed.stderr).toBe(5)
  rmSync(scene.out)
  const plan = JSON.parse(await scene.remote.git('show', 'refs/rel/ledger:releases/core/1.0.0/plan.json')) as object
  expect(plan).toMatchObject({ rules: RULES - 1 })
  await cloneScene(scene)
  const again = await scene.clone.rel(['plan', 'core@1.0.0'])
  expect(again.code).not.toBe(0)
  await finish(scene.clone)
  await expectFinished(scene, scene.clone, distOf(scene.repo))
})

describe('with a registry', () => {
  let registry: Registry
  beforeAll(async () => {
    registry = await startRegistry(scratchFolder('registry'))
  })
  afterAll(() => registry.stop())

  test('one half is at npm, the other in a folder, and no build gives it again', async () => {
    const place = await onePackage({
      publish: [{ to: 'npm' }, ...PUBLISH],
      build: { env: ['HOME', 'PATH', 'HERE'], targets: [{ ...SOURCE, run: [['sh', '-c', 'test -n "$HERE"']] }] },
      stage: { to: 'local' },
    })
    const env = { ...registry.env, HERE: 'yes' }
    writeFileSync(place.out, '')
    const cut = await place.repo.rel(['release'], { env })
    expect(cut.code, cut.stderr).toBe(5)
    rmSync(place.out)
    mkdirSync(place.published, { recursive: true })
    cpSync(join(place.repo.folder, 'artifacts', 'core', '1.0.0', ARCHIVE), join(place.published, ARCHIVE))
    const clone = await place.clone()
    const run = await clone.rel(['publish'], { env: registry.env })
    expect(run.code, run.stderr).toBe(0)
    const bytes = distOf(place.repo)
    expect(Object.keys(bytes)).toContain('core/1.0.0/core-1.0.0.tgz')
    expect([treeOf(place.out), distOf(clone)]).toEqual([bytes, bytes])
    expect(registry.tarballs()).toEqual(['core/core-1.0.0.tgz'])
  })
})
