/** Sources give what they have, of what is wanted alone; what is gathered from them is what was sealed, or named as missing. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { sha256 } from '../../src/core/canonical.ts'
import { RelError } from '../../src/errors.ts'
import { stageRef } from '../../src/ledger/paths.ts'
import type { BuildInput } from '../../src/steps/build-record.ts'
import { gather } from '../../src/steps/gather.ts'
import { type SealedFile, sealedFiles } from '../../src/steps/sealed-files.ts'
import { folderSource, ledgerSource, rebuildSource, type Source, stageSource } from '../../src/steps/sources.ts'
import { stage } from '../../src/steps/stage.ts'
import type { World } from '../../src/world/ports.ts'
import { bareRemote, type Repo, scratchFolder, scratchRepo } from '../support/scratch.ts'
import { smallPlan, type SmallRelease, smallRelease, writeDist } from '../support/small-release.ts'
import { treeOf } from '../support/workspace.ts'
import { worldOf } from '../support/world.ts'

let repo: Repo
let remote: Repo
let world: World
let release: SmallRelease
beforeAll(async () => {
  repo = await scratchRepo('feat: a')
  remote = await bareRemote(repo)
  world = await worldOf(repo)
  release = smallRelease(smallPlan(await repo.git('rev-parse', 'HEAD')))
})

const sealed = (name: string, text: string): SealedFile => ({
  ...{ name, sha256: sha256(text), size: Buffer.byteLength(text), target: 'source' },
})

const broughtBy = async (source: Source, wanted: readonly SealedFile[]) => {
  const folder = scratchFolder('brought')
  await source.copy(wanted, folder, world)
  return treeOf(folder)
}

const inLedger = () => ({
  ...{ ...release, package: 'core', version: '1.0.0', seal: '' },
  ...{ publications: new Map<string, string>(), withdrawals: new Map<number, string>() },
  provenance: new Map([
    ['b', '{"b":1}\n'],
    ['a', '{"a":1}\n'],
  ]),
})

test('the ledger gives what describes a release, byte for byte, and no artifact', async () => {
  const { 'core.bin': _, ...texts } = release.files
  const source = ledgerSource(inLedger(), ['a', 'b'])
  const wanted = sealedFiles(inLedger())
  expect(await broughtBy(source, wanted)).toEqual(texts)
  expect(await broughtBy(source, wanted.slice(0, 1))).toEqual({ [wanted[0]?.name ?? '']: release.notes })
  const statements = sealed('provenance.intoto.jsonl', '{"a":1}\n{"b":1}\n')
  const folder = scratchFolder('whole')
  expect(await gather([source], [statements], folder, world)).toEqual({ missing: [], said: [] })
})

test('a folder gives regular files of the right size and nothing else', async () => {
  const folder = scratchFolder('from')
  const secret = join(scratchFolder('elsewhere'), 'secret')
  for (const path of [secret, join(folder, 'file')]) writeFileSync(path, 'bytes')
  symlinkSync(secret, join(folder, 'link'))
  mkdirSync(join(folder, 'folder'))
  execFileSync('mkfifo', [join(folder, 'pipe')])
  writeFileSync(join(folder, 'long'), 'more bytes')
  writeFileSync(join(folder, 'unasked'), 'bytes')
  const wanted = ['absent', 'file', 'folder', 'link', 'long', 'pipe'].map((name) => sealed(name, 'bytes'))
  expect(await broughtBy(folderSource(folder), wanted)).toEqual({ file: 'bytes' })
  expect(await broughtBy(folderSource(join(folder, 'nowhere')), wanted)).toEqual({})
})

test('the stage gives what is wanted, once, and leaves nothing in the clone', async () => {
  const dist = join(scratchFolder('dist'), 'tree')
  writeDist(release, dist)
  await stage.act({ package: 'core', version: '1.0.0', dist, remote: 'origin', required: true }, world)
  const source = stageSource('origin', stageRef('core', '1.0.0', sha256(release.indexText)))
  expect(await broughtBy(source, sealedFiles(inLedger()))).toEqual(release.files)
  expect(await broughtBy(source, [sealed('core.bin', 'bytes'), sealed('more', '')])).toEqual({ 'core.bin': 'bytes' })
  expect(await repo.git('for-each-ref', 'refs/rel')).toBe('')
  expect(await broughtBy(stageSource('origin', stageRef('core', '1.0.0', 'f'.repeat(64))), [])).toEqual({})
  rmSync(remote.folder, { recursive: true })
  await expect(broughtBy(source, sealedFiles(inLedger()))).rejects.toMatchObject({ code: 'REMOTE' })
})

test('a target is built anew when files of its own are missing, and only then', async () => {
  const work = scratchFolder('work')
  const built: string[] = []
  const build = async (input: BuildInput) => {
    built.push(input.target)
    writeFileSync(join(work, 'core.bin'), 'bytes')
    writeFileSync(join(work, 'build.log'), 'bytes')
  }
  const source = rebuildSource({ target: 'source', work } as BuildInput, build)
  const other = { ...sealed('build.log', 'bytes'), target: 'linux' }
  expect(await broughtBy(source, [other])).toEqual({})
  expect(built).toEqual([])
  expect(await broughtBy(source, [other, sealed('core.bin', 'bytes')])).toEqual({ 'core.bin': 'bytes' })
  expect(built).toEqual(['source'])
})

/** Brings these texts, then says that it failed. */
const giving = (name: string, texts: Readonly<Record<string, string>>, asked: string[], failure?: Error): Source => ({
  name,
  async copy(wanted, folder) {
    asked.push(`${name}: ${wanted.map((file) => file.name).join(' ')}`)
    for (const [file, text] of Object.entries(texts)) writeFileSync(join(folder, file), text)
    if (failure !== undefined) throw failure
  },
})

test('what is wrong is dropped, what fails is noted, and the next source is asked for the rest alone', async () => {
  const [folder, asked]: [string, string[]] = [scratchFolder('gathered'), []]
  const down = new RelError('REGISTRY', 'the registry does not answer')
  const sources = [
    giving('one', { a: 'right', b: 'wrong', more: '' }, asked),
    giving('two', { a: 'wrong', c: 'right' }, asked, down),
    giving('three', { b: 'right' }, asked),
    giving('four', {}, asked),
  ]
  const files = ['a', 'b', 'c'].map((name) => sealed(name, 'right'))
  const said = ['one has other bytes for b', 'two: the registry does not answer']
  expect(await gather(sources, files, folder, world)).toEqual({ missing: [], said })
  expect(asked).toEqual(['one: a b c', 'two: b c', 'three: b'])
  expect(treeOf(folder)).toEqual({ a: 'right', b: 'right', c: 'right' })
  expect(readdirSync(folder)).toEqual(['a', 'b', 'c'])
})

test('what an earlier run has gathered counts, and what it left else is cleared', async () => {
  const [folder, asked]: [string, string[]] = [scratchFolder('gathered'), []]
  mkdirSync(join(folder, '.brought'))
  for (const [name, text] of Object.entries({ a: 'right', b: 'wrong', more: '' }))
    writeFileSync(join(folder, name), text)
  const files = ['a', 'b'].map((name) => sealed(name, 'right'))
  expect(await gather([giving('one', { b: 'right' }, asked)], files, folder, world)).toEqual({ missing: [], said: [] })
  expect(asked).toEqual(['one: b'])
  expect(readdirSync(folder)).toEqual(['a', 'b'])
})

test('what nobody has is missing, and what is no answer of a source ends it', async () => {
  const files = [sealed('a', 'right'), sealed('b', 'right')]
  const folder = scratchFolder('gathered')
  const link: Source = {
    name: 'links',
    copy: async (_, to) => {
      writeFileSync(join(folder, '.target'), 'right')
      symlinkSync(join(folder, '.target'), join(to, 'a'))
    },
  }
  const found = await gather([link, giving('one', { b: 'right' }, [])], files, folder, world)
  expect(found).toEqual({ missing: [files[0]], said: ['links has other bytes for a'] })
  const broken = giving('broken', {}, [], new TypeError('a bug'))
  await expect(gather([broken], files, scratchFolder('gathered'), world)).rejects.toThrow(TypeError)
})
