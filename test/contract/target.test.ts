/** What every publish target promises, asked of each one in the registry at a real place. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { sha256 } from '../../src/core/canonical.ts'
import { checksumList, INDEX_FILE, indexText, SUMS_FILE } from '../../src/evidence/describe/dist.ts'
import { TARGETS } from '../../src/targets/index.ts'
import type { Publishing, Target } from '../../src/targets/target.ts'
import type { World } from '../../src/world/ports.ts'
import { scratchFolder, scratchRepo } from '../support/scratch.ts'
import { treeOf } from '../support/workspace.ts'
import { worldOf } from '../support/world.ts'

/** A place of its own for one release: what there is to tamper with. */
interface Place {
  readonly options: unknown
  /** The files that the place holds, by name; empty when there is nothing. */
  readonly held: () => Readonly<Record<string, string>>
  readonly put: (name: string, content: string) => void
  /** What a run that was killed half-way leaves. */
  readonly cutHalfWay: (dist: string) => void
}

const LAYOUT = 'core/1.0.0'

const folderPlace = (): Place => {
  const path = join(scratchFolder('place'), 'out')
  const folder = join(path, LAYOUT)
  return {
    options: { to: 'directory', path },
    held: () => (existsSync(folder) ? treeOf(folder) : {}),
    put: (name, content) => {
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, name), content)
    },
    cutHalfWay: (dist) => {
      cpSync(dist, `${folder}.part`, { recursive: true })
      rmSync(join(`${folder}.part`, INDEX_FILE))
      writeFileSync(join(`${folder}.part`, 'core.tar.gz'), 'half')
      writeFileSync(join(`${folder}.part`, 'left over'), '')
    },
  }
}

/** Every target needs a place here. */
const PLACES: Readonly<Record<string, () => Place>> = { directory: folderPlace }

const distTree = (): string => {
  const dist = scratchFolder('dist')
  const texts = { 'core.tar.gz': 'bytes\u0000of an archive', 'NOTES.md': '# notes\n' }
  const files = Object.entries(texts).map(([name, text]) => ({
    ...{ name, kind: 'file', sha256: sha256(text), size: Buffer.byteLength(text), mediaType: 'text/plain' },
    ...{ target: name === 'NOTES.md' ? null : 'source', recipe: null },
  }))
  const sums = checksumList(files)
  const summed = {
    ...{ name: SUMS_FILE, kind: 'text', mediaType: 'text/plain' },
    sha256: sha256(sums),
    size: sums.length,
  }
  const index = indexText({
    ...{ kind: 'rel.dist', version: 1, package: 'core', release: '1.0.0', tag: 'v1.0.0' },
    ...{ commit: 'c'.repeat(40), plan: `sha256:${'d'.repeat(64)}` },
    files: [...files, { ...summed, target: null, recipe: null }],
  })
  for (const [name, text] of Object.entries({ ...texts, [SUMS_FILE]: sums, [INDEX_FILE]: index }))
    writeFileSync(join(dist, name), text)
  return dist
}

let world: World
let dist: string
let root: string

beforeAll(async () => {
  const repo = await scratchRepo('feat: a')
  world = await worldOf(repo)
  root = repo.folder
  dist = distTree()
})

const at = (target: Target<never>): Place & { readonly publishing: Publishing<never> } => {
  const place = PLACES[target.kind]?.()
  if (place === undefined) throw new Error(`the target ${target.kind} has no place in this test`)
  const release = { package: 'core', version: '1.0.0', root, dist, layout: LAYOUT }
  return { ...place, publishing: { ...release, options: place.options as never } }
}

test('each target has a place here, and a word of its own', () => {
  expect(TARGETS.map(({ kind }) => kind).toSorted()).toEqual(Object.keys(PLACES).toSorted())
  expect(new Set(TARGETS.map(({ kind }) => kind)).size).toBe(TARGETS.length)
})

describe.each(TARGETS)('$kind', (target) => {
  test('absent, then made, then present; making it again changes nothing', async () => {
    const { publishing, held } = at(target)
    expect(await target.probe(publishing, world)).toEqual({ state: 'absent' })
    expect(held()).toEqual({})
    await target.act(publishing, world)
    const present = await target.probe(publishing, world)
    expect(present).toMatchObject({ state: 'present', evidence: expect.anything() })
    expect(held()).toEqual(treeOf(dist))
    await target.act(publishing, world).catch(() => undefined)
    expect(await target.probe(publishing, world)).toEqual(present)
    expect(held()).toEqual(treeOf(dist))
  })

  test('says where it is', () => {
    expect(target.location(at(target).publishing)).toContain(LAYOUT)
  })

  test.each([
    ['a flipped byte', 'core.tar.gz', 'Bytes\u0000of an archive'],
    ['a file more', 'more', ''],
    ['another index', INDEX_FILE, '{}'],
  ])('%s is a conflict that names the place, and nothing is overwritten', async (_, name, content) => {
    const { publishing, held, put } = at(target)
    await target.act(publishing, world)
    put(name, content)
    const tampered = held()
    expect(await target.probe(publishing, world)).toMatchObject({ state: 'conflict', hint: expect.any(String) })
    expect(held()).toEqual(tampered)
    await expect(target.retrieve(publishing, scratchFolder('back'), world)).rejects.toMatchObject({ code: 'TAMPERED' })
  })

  test('something else where the release has to go is a conflict', async () => {
    const { publishing, put, held } = at(target)
    put('other.txt', 'not a release')
    expect(await target.probe(publishing, world)).toMatchObject({ state: 'conflict', hint: expect.any(String) })
    expect(held()).toEqual({ 'other.txt': 'not a release' })
  })

  test('gives the same tree back, and none where it has none', async () => {
    const { publishing } = at(target)
    const folder = join(scratchFolder('back'), 'tree')
    expect(await target.retrieve(publishing, folder, world)).toBe(false)
    await target.act(publishing, world)
    expect(await target.retrieve(publishing, folder, world)).toBe(true)
    expect(treeOf(folder)).toEqual(treeOf(dist))
  })

  test('cut half-way it is still absent, and the next run makes it whole', async () => {
    const { publishing, held, cutHalfWay } = at(target)
    cutHalfWay(dist)
    expect(await target.probe(publishing, world)).toEqual({ state: 'absent' })
    await target.act(publishing, world)
    expect(await target.probe(publishing, world)).toMatchObject({ state: 'present' })
    expect(held()).toEqual(treeOf(dist))
  })

  test('the dist tree is left as it was', () => {
    expect(readdirSync(dist).toSorted()).toEqual([...['NOTES.md', SUMS_FILE, 'core.tar.gz', INDEX_FILE]].toSorted())
    expect(readFileSync(join(dist, 'NOTES.md'), 'utf8')).toBe('# notes\n')
  })
})
