/** What every publish target promises, asked of each one in the registry at a real place. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { INDEX_FILE } from '../../src/evidence/describe/dist.ts'
import { TARGETS } from '../../src/targets/index.ts'
import type { Publishing, Target, Withdrawing } from '../../src/targets/target.ts'
import type { World } from '../../src/world/ports.ts'
import { npmRelease, putVersion } from '../support/npm-release.ts'
import { type Registry, startRegistry } from '../support/registry.ts'
import { scratchFolder, scratchRepo } from '../support/scratch.ts'
import { treeOf } from '../support/workspace.ts'
import { worldOf } from '../support/world.ts'

type Files = Readonly<Record<string, string>>

/** A place of its own for one release: what there is to tamper with. */
interface Place {
  readonly options: unknown
  /** Where consumers find the release. */
  readonly location: string
  /** The files of the release that the place holds, by name; empty when there is nothing. */
  readonly held: () => Files
  /** The files of the dist tree that it takes. */
  readonly takes: (dist: Files) => Files
  /** Other bytes where the release is, or has to go. */
  readonly spoilt: Readonly<Record<string, () => void | Promise<void>>>
  /** What a run that was killed half-way leaves. */
  readonly cutHalfWay: (dist: string) => void | Promise<void>
}

const LAYOUT = 'core/1.0.0'

const folderPlace = (): Place => {
  const path = join(scratchFolder('place'), 'out')
  const folder = join(path, LAYOUT)
  const put = (name: string, content: string): void => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return {
    options: { to: 'directory', path },
    location: `${path}/${LAYOUT}`,
    held: () => (existsSync(folder) ? treeOf(folder) : {}),
    takes: (files) => files,
    spoilt: {
      'a flipped byte': () => put('NOTES.md', '# Notes\n'),
      'a file more': () => put('more', ''),
      'another index': () => put(INDEX_FILE, '{}'),
    },
    cutHalfWay: (from) => {
      cpSync(from, `${folder}.part`, { recursive: true })
      rmSync(join(`${folder}.part`, INDEX_FILE))
      writeFileSync(join(`${folder}.part`, TARBALL), 'half')
      writeFileSync(join(`${folder}.part`, 'left over'), '')
    },
  }
}

const TARBALL = 'core-1.0.0.tgz'

/** The registry may lose its storage while it runs: each place begins with an empty one. */
const npmPlace = (): Place => {
  const folder = join(registry.storage, 'core')
  const empty = () => rmSync(folder, { recursive: true, force: true })
  empty()
  return {
    options: { to: 'npm', access: 'public' },
    location: 'npm:core@1.0.0',
    held: () => {
      const tarballs = registry.tarballs().filter((path) => path.startsWith('core/'))
      return Object.fromEntries(
        tarballs.map((path) => [basename(path), readFileSync(join(registry.storage, path), 'latin1')]),
      )
    },
    takes: (files) => ({ [TARBALL]: files[TARBALL] ?? '' }),
    spoilt: {
      'another tarball': async () => {
        empty()
        await putVersion(registry, ['core', '1.0.0', 'latest'], 'other bytes')
      },
    },
    cutHalfWay: async () => {
      const headers = { authorization: `Bearer ${registry.token}`, 'content-length': 1000 }
      const upload = request(`${registry.url}core`, { method: 'PUT', headers })
      await new Promise((done) => {
        upload.on('error', () => undefined).on('close', done)
        upload.write('{ "name": "core", "versions": { "1.0.0": {', () => upload.destroy())
      })
    },
  }
}

/** Every target needs a place here. */
const PLACES: Readonly<Record<string, () => Place>> = { directory: folderPlace, npm: npmPlace }

let registry: Registry
let world: World
let dist: string
let root: string

beforeAll(async () => {
  registry = await startRegistry(scratchFolder('registry'))
  const repo = await scratchRepo('feat: a')
  world = { ...(await worldOf(repo, registry.env)), sleep: () => Promise.resolve() }
  root = repo.folder
  dist = (await npmRelease('core', '1.0.0')).dist
})
afterAll(() => registry.stop())

interface At extends Place {
  readonly publishing: Publishing<never>
  readonly withdrawing: Withdrawing<never>
}

const at = (target: Target<never>): At => {
  const place = PLACES[target.kind]?.()
  if (place === undefined) throw new Error(`the target ${target.kind} has no place in this test`)
  const release = {
    ...{ package: 'core', version: '1.0.0', channel: 'latest', line: 'main' },
    ...{ root, dist, layout: LAYOUT },
  }
  const publishing = { ...release, options: place.options as never }
  return { ...place, publishing, withdrawing: { ...publishing, reason: 'it eats files', withdrawn: ['1.0.0'] } }
}

test('each target has a place here, and a word of its own', () => {
  expect(TARGETS.map(({ kind }) => kind).toSorted()).toEqual(Object.keys(PLACES).toSorted())
  expect(new Set(TARGETS.map(({ kind }) => kind)).size).toBe(TARGETS.length)
})

describe.each(TARGETS)('$kind', (target) => {
  test('absent, then made, then present; making it again changes nothing', async () => {
    const { publishing, held, takes } = at(target)
    expect(await target.probe(publishing, world)).toEqual({ state: 'absent' })
    expect(held()).toEqual({})
    await target.act(publishing, world)
    const present = await target.probe(publishing, world)
    expect(present).toMatchObject({ state: 'present', evidence: expect.anything() })
    expect(held()).toEqual(takes(treeOf(dist)))
    await target.act(publishing, world).catch(() => undefined)
    expect(await target.probe(publishing, world)).toEqual(present)
    expect(held()).toEqual(takes(treeOf(dist)))
  })

  test('says where it is', () => {
    const { publishing, location } = at(target)
    expect(target.location(publishing)).toBe(location)
  })

  test('needs no more of the dist tree than its index', async () => {
    const { publishing } = at(target)
    await target.act(publishing, world)
    const [index, nothing] = [scratchFolder('index'), scratchFolder('nothing')]
    cpSync(join(dist, INDEX_FILE), join(index, INDEX_FILE))
    expect(await target.probe({ ...publishing, dist: index }, world)).toMatchObject({ state: 'present' })
    expect(await target.probe({ ...publishing, dist: nothing }, world)).toMatchObject({ state: 'unknown' })
  })

  test('other bytes are a conflict, before and after publishing, and nothing is overwritten', async () => {
    const conflict = { state: 'conflict', found: expect.any(String), hint: expect.any(String) }
    const ways = Object.keys(at(target).spoilt).flatMap((what) => [true, false].map((after) => ({ what, after })))
    for (const { what, after } of ways) {
      const { publishing, held, spoilt } = at(target)
      if (after) await target.act(publishing, world)
      await spoilt[what]?.()
      const found = held()
      expect(await target.probe(publishing, world), `${what} ${after}`).toMatchObject(conflict)
      expect(held()).toEqual(found)
    }
  })

  test('gives back the files that it has, as they were, and none where it has none', async () => {
    const { publishing, takes } = at(target)
    const folder = scratchFolder('back')
    await target.retrieve(publishing, folder, world)
    expect(treeOf(folder)).toEqual({})
    await target.act(publishing, world)
    await target.retrieve(publishing, folder, world)
    expect(treeOf(folder)).toEqual(takes(treeOf(dist)))
  })

  test('cut half-way it is still absent, and the next run makes it whole', async () => {
    const { publishing, held, takes, cutHalfWay } = at(target)
    await cutHalfWay(dist)
    expect(await target.probe(publishing, world)).toEqual({ state: 'absent' })
    await target.act(publishing, world)
    expect(await target.probe(publishing, world)).toMatchObject({ state: 'present' })
    expect(held()).toEqual(takes(treeOf(dist)))
  })

  test('withdrawn once or twice, nothing is left to do; the bytes stay, and it says so', async () => {
    const { publishing, withdrawing, held } = at(target)
    expect(await target.probeWithdrawn(withdrawing, world)).toMatchObject({ state: 'present' })
    await target.act(publishing, world)
    const before = held()
    for (let turn = 0; turn < 2; turn += 1) {
      await target.withdraw(withdrawing, world)
      expect(await target.probeWithdrawn(withdrawing, world)).toMatchObject({ state: 'present' })
    }
    expect(held()).toEqual(before)
    expect(await target.probe(publishing, world)).toMatchObject({ state: 'present' })
    expect(target.stays(publishing)).toMatch(/\S$/)
  })

  test('the dist tree is left as it was', async () => {
    const { publishing } = at(target)
    const before = treeOf(dist)
    await target.act(publishing, world)
    expect(treeOf(dist)).toEqual(before)
  })
})
