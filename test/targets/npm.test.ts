/** The target `npm` at a real registry: dist-tags, conflicts, lost answers, refusals, withdrawals. */
import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { INDEX_FILE } from '../../src/evidence/describe/dist.ts'
import { npm } from '../../src/targets/npm.ts'
import type { NpmOptions } from '../../src/targets/npm-options.ts'
import type { Publishing, Withdrawing } from '../../src/targets/target.ts'
import type { NpmOutcome, NpmWorld, World } from '../../src/world/ports.ts'
import { npmRelease, putVersion } from '../support/npm-release.ts'
import { type Registry, startRegistry } from '../support/registry.ts'
import { scratchFolder, scratchRepo } from '../support/scratch.ts'
import { worldOf } from '../support/world.ts'

let registry: Registry
let repo: { readonly folder: string }
let world: World

beforeAll(async () => {
  registry = await startRegistry(scratchFolder('registry'))
  repo = await scratchRepo('feat: a')
  world = await worldOf(repo, registry.env)
})
afterAll(() => registry.stop())

type Around = Partial<Pick<Publishing<NpmOptions>, 'channel' | 'line' | 'options' | 'dist'>>

const publishing = async (name: string, version: string, around: Around = {}): Promise<Publishing<NpmOptions>> => {
  const dist = around.dist ?? (await npmRelease(name, version)).dist
  const release = { package: name, version, channel: 'latest', line: 'main', root: repo.folder, layout: 'x' }
  return { ...release, options: { to: 'npm' }, ...around, dist }
}

const tagsOf = (name: string): Readonly<Record<string, string>> => registry.packument(name)?.['dist-tags'] ?? {}

/** What was asked of a world whose clock does not wait. */
interface Watched extends World {
  readonly asked: string[]
}

type Write = Exclude<keyof NpmWorld, 'version' | 'package' | 'download'>

/** `answer` may do other things than the real client, which it is handed. */
const watched = (answer: (write: Write, real: () => Promise<NpmOutcome>) => Promise<NpmOutcome>): Watched => {
  const asked: string[] = []
  const heard = <Args extends readonly unknown[]>(write: Write, real: (...args: Args) => Promise<NpmOutcome>) => {
    return (...args: Args) => {
      asked.push(write)
      return answer(write, () => real(...args))
    }
  }
  const { publish, setTag, removeTag, deprecate } = world.npm
  const writes = { publish: heard('publish', publish), setTag: heard('setTag', setTag) }
  const more = { removeTag: heard('removeTag', removeTag), deprecate: heard('deprecate', deprecate) }
  const sleep = async (ms: number) => void asked.push(`sleep ${ms}`)
  return { ...world, npm: { ...world.npm, ...writes, ...more }, sleep, asked }
}

const failed = (code: string | null): NpmOutcome => ({ accepted: false, code, text: 'it did not work', hint: 'do it' })

test('publishes the sealed tarball; latest is for the highest stable version alone', async () => {
  const { dist, integrity } = await npmRelease('core', '1.0.0')
  const first = await publishing('core', '1.0.0', { dist })
  expect(await npm.probe(first, world)).toEqual({ state: 'absent' })
  await npm.act(first, world)
  expect(await npm.probe(first, world)).toEqual({ state: 'present', evidence: { integrity } })
  expect(registry.packument('core')?.versions['1.0.0']?.dist.integrity).toBe(integrity)
  await putVersion(registry, ['core', '2.0.0', 'latest'])
  await npm.act(await publishing('core', '1.1.0', { line: '1.x' }), world)
  await npm.act(await publishing('core', '3.0.0-rc.1'), world)
  await npm.act(await publishing('core', '2.1.0'), world)
  expect(tagsOf('core')).toEqual({ latest: '2.1.0', 'release-1.x': '1.1.0', rc: '3.0.0-rc.1' })
})

test('says where it is, without asking anybody', async () => {
  expect(npm.location(await publishing('@acme/core', '1.0.0'))).toBe('npm:@acme/core@1.0.0')
})

test('other bytes are a conflict that names both, and stay what they are', async () => {
  await putVersion(registry, ['taken', '1.0.0', 'latest'], 'other bytes')
  const { dist, integrity } = await npmRelease('taken', '1.0.0')
  const ours = await publishing('taken', '1.0.0', { dist })
  const theirs = registry.packument('taken')?.versions['1.0.0']?.dist.integrity ?? ''
  const conflict = {
    state: 'conflict',
    found: `the registry has other bytes as taken@1.0.0: ${theirs}, the sealed ones are ${integrity}`,
    hint: expect.stringContaining('rel withdraw 1.0.0'),
  }
  expect(await npm.probe(ours, world)).toEqual(conflict)
  await npm.act(ours, { ...world, sleep: () => Promise.resolve() })
  expect(await npm.probe(ours, world)).toEqual(conflict)
  expect(registry.packument('taken')?.versions['1.0.0']?.dist.integrity).toBe(theirs)
})

test('an upload whose answer was lost has landed, and is not made again', async () => {
  const lost = watched((_, real) => real().then(() => failed('ECONNRESET')))
  const ours = await publishing('lost', '1.0.0')
  await npm.act(ours, lost)
  expect(lost.asked).toEqual(['publish', 'sleep 1000'])
  expect(await npm.probe(ours, world)).toMatchObject({ state: 'present' })
})

test.each([
  ['nobody', 'unscoped', () => Promise.resolve(null), /set the token that \.npmrc names/],
  ['a wrong token', 'unscoped', () => Promise.resolve('d3Jvbmc6d3Jvbmctd3Jvbmc='), /missing, wrong or expired/],
  ['somebody else', '@private/core', () => registry.logIn('bob'), /npm whoami/],
])('%s may not publish, is told what to do, and is not tried again', async (_, name, token, hint) => {
  const { npm: client } = await worldOf(repo, registry.envFor(registry.url, await token()))
  const sleep = () => Promise.reject(new Error('waited'))
  const ours = await publishing(name, '1.0.0', { channel: 'next' })
  const refused = npm.act(ours, { ...world, npm: client, sleep })
  await expect(refused).rejects.toMatchObject({ code: 'REGISTRY', hint: expect.stringMatching(hint) })
  expect(registry.packument(name)).toBeNull()
})

test('a registry that does not answer has said nothing', async () => {
  const ours = await publishing('core', '1.0.0')
  const gone = await worldOf(repo, registry.envFor('http://127.0.0.1:1/', null))
  await expect(npm.probe(ours, gone)).rejects.toMatchObject({ code: 'REGISTRY' })
  await expect(npm.probeWithdrawn(await withdrawing('core', '1.0.0'), gone)).rejects.toMatchObject({ code: 'REGISTRY' })
  await expect(npm.retrieve(ours, scratchFolder('back'), gone)).rejects.toMatchObject({ code: 'REGISTRY' })
})

test('nothing is uploaded but the sealed bytes', async () => {
  const { dist, tarball } = await npmRelease('sealed', '1.0.0')
  const ours = await publishing('sealed', '1.0.0', { dist, channel: 'next' })
  appendFileSync(join(dist, tarball), 'more')
  await expect(npm.act(ours, world)).rejects.toMatchObject({ code: 'TAMPERED' })
  rmSync(join(dist, tarball))
  await expect(npm.act(ours, world)).rejects.toMatchObject({ code: 'TAMPERED', message: /is missing$/ })
  const index = readFileSync(join(dist, INDEX_FILE), 'utf8')
  writeFileSync(join(dist, INDEX_FILE), index.replace('"package",', '"file",'))
  await expect(npm.act(ours, world)).rejects.toMatchObject({ code: 'BUILD', message: /no tarball of sealed@1\.0\.0/ })
  expect(registry.packument('sealed')).toBeNull()
})

test('needs the index to know the sealed bytes', async () => {
  await putVersion(registry, ['unknown', '1.0.0', 'latest'])
  const ours = await publishing('unknown', '1.0.0', { dist: scratchFolder('empty') })
  expect(await npm.probe(ours, world)).toEqual({ state: 'unknown', why: expect.stringContaining('not in this clone') })
})

test.each(['Core', '@acme/Core', '--registry', '../core'])('%s is never asked for', async (name) => {
  const { dist } = await npmRelease('core', '1.0.0')
  const ours = await publishing(name, '1.0.0', { dist })
  await expect(npm.probe(ours, world)).rejects.toMatchObject({ code: 'MANIFEST' })
  await expect(npm.retrieve(ours, scratchFolder('back'), world)).rejects.toMatchObject({ code: 'MANIFEST' })
})

test('gives the tarball back under the name that npm pack gives it', async () => {
  const { dist, bytes } = await npmRelease('@acme/back', '1.0.0')
  const ours = await publishing('@acme/back', '1.0.0', { dist, options: { to: 'npm', access: 'public' } })
  const folder = scratchFolder('back')
  await npm.retrieve(ours, folder, world)
  expect(readdirSync(folder)).toEqual([])
  await npm.act(ours, world)
  await npm.retrieve(ours, folder, world)
  expect(readdirSync(folder)).toEqual(['acme-back-1.0.0.tgz'])
  expect(readFileSync(join(folder, 'acme-back-1.0.0.tgz')).equals(bytes)).toBe(true)
})

const withdrawing = async (
  name: string,
  version: string,
  withdrawn: readonly string[] = [version],
): Promise<Withdrawing<NpmOptions>> => ({
  ...(await publishing(name, version, { dist: scratchFolder('none') })),
  ...{ reason: 'it eats files', withdrawn },
})

const ABSENT = { state: 'absent' }
const PRESENT = { state: 'present', evidence: null }

test('withdrawn: tags go back, the version is deprecated and can still be had; once is enough', async () => {
  await putVersion(registry, ['eater', '1.0.0', 'latest'])
  await putVersion(registry, ['eater', '1.1.0', 'latest'])
  await putVersion(registry, ['eater', '1.1.0-beta.1', 'beta'])
  await world.npm.setTag('eater', '1.1.0', 'next')
  const gone = await withdrawing('eater', '1.1.0')
  expect(await npm.probeWithdrawn(gone, world)).toEqual(ABSENT)
  const seen = watched((_, real) => real())
  await npm.withdraw(gone, seen)
  expect(seen.asked.toSorted()).toEqual(['deprecate', 'setTag', 'setTag'])
  expect(await npm.probeWithdrawn(gone, world)).toEqual(PRESENT)
  await npm.withdraw(gone, seen)
  expect(seen.asked).toHaveLength(3)
  expect(tagsOf('eater')).toEqual({ latest: '1.0.0', next: '1.0.0', beta: '1.1.0-beta.1' })
  expect(registry.packument('eater')?.versions['1.1.0']?.deprecated).toBe('withdrawn: it eats files')
  expect(await world.npm.download('eater', '1.1.0')).not.toBeNull()
})

test('latest stays on the only version there is, other tags go', async () => {
  await putVersion(registry, ['lonely', '1.0.0', 'latest'])
  await world.npm.setTag('lonely', '1.0.0', 'next')
  const gone = await withdrawing('lonely', '1.0.0')
  await npm.withdraw(gone, world)
  expect(tagsOf('lonely')).toEqual({ latest: '1.0.0' })
  expect(await npm.probeWithdrawn(gone, world)).toEqual(PRESENT)
  expect(npm.stays(gone)).toMatch(/^lonely@1\.0\.0 can still be installed by its exact number/)
})

test('a version that the registry does not have, and a package, need no withdrawing', async () => {
  for (const gone of [await withdrawing('lonely', '9.0.0'), await withdrawing('nobody', '1.0.0')]) {
    const seen = watched(() => Promise.resolve(failed(null)))
    expect(await npm.probeWithdrawn(gone, world)).toEqual(PRESENT)
    await npm.withdraw(gone, seen)
    expect(seen.asked).toEqual([])
  }
})

test('another reason is written; what npm masks in one is not compared', async () => {
  await putVersion(registry, ['reasons', '1.0.0', 'latest'])
  const id = '123e4567-e89b-12d3-a456-426614174000'
  for (const reason of ['first words', `see incident ${id}`]) {
    const gone = { ...(await withdrawing('reasons', '1.0.0')), reason }
    expect(await npm.probeWithdrawn(gone, world)).toEqual(ABSENT)
    await npm.withdraw(gone, world)
    expect(await npm.probeWithdrawn(gone, world)).toEqual(PRESENT)
    expect(registry.packument('reasons')?.versions['1.0.0']?.deprecated).toBe(`withdrawn: ${reason}`)
  }
})

test('answers that were lost do not stop a withdrawal, and refusals are told', async () => {
  await putVersion(registry, ['flaky', '1.0.0', 'latest'])
  await putVersion(registry, ['flaky', '1.1.0', 'latest'])
  const gone = await withdrawing('flaky', '1.1.0')
  const refusing = watched(() => Promise.resolve(failed('E403')))
  await expect(npm.withdraw(gone, refusing)).rejects.toMatchObject({
    ...{ code: 'REGISTRY', message: 'npm cannot move the dist-tag latest of flaky to 1.0.0: it did not work' },
  })
  const lost = watched((_, real) => real().then(() => failed('ECONNRESET')))
  await npm.withdraw(gone, lost)
  expect(lost.asked).toEqual(['setTag', 'sleep 1000', 'deprecate', 'sleep 1000'])
  expect(await npm.probeWithdrawn(gone, world)).toEqual(PRESENT)
})
