/** The fuse itself: what it counts, and what is left of a world that it stopped. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Moment, openFuse, Stopped, stopAt, type Write } from './fuse.ts'
import { bareRemote, scratchFolder, scratchRepo } from './scratch.ts'
import { worldOf } from './world.ts'

const STORY = 'feat: start | a.txt'
const open = async () => worldOf(await scratchRepo(STORY))

test('writes are numbered and shown, looks are not', async () => {
  const shown: [Moment, Write][] = []
  const fuse = openFuse((...seen) => (shown.push(seen), 'go'))
  const world = fuse.around(await open())
  const file = join(scratchFolder(), 'a')
  expect(await world.files.read(file)).toBe(null)
  await world.git.resolve('HEAD')
  await world.files.write(file, 'a')
  await world.processes.run(['true'], { cwd: '.', env: { PATH: process.env['PATH'] ?? '' } })
  expect(fuse.writes).toEqual([
    { n: 1, kind: 'files.write' },
    { n: 2, kind: 'processes.run' },
  ])
  expect(shown.map(([moment, { n }]) => [moment, n])).toEqual([
    ['before', 1],
    ['after', 1],
    ['before', 2],
    ['after', 2],
  ])
})

test('stopped before a write: it was not done, and nothing is afterwards', async () => {
  const world = openFuse(stopAt(2, 'before')).around(await open())
  const folder = scratchFolder()
  await world.files.write(join(folder, 'a'), 'a')
  await expect(world.files.write(join(folder, 'b'), 'b')).rejects.toThrow(Stopped)
  expect(existsSync(join(folder, 'b'))).toBe(false)
  expect(() => world.files.remove(join(folder, 'a'))).toThrow(Stopped)
  expect(() => world.git.place).toThrow(Stopped)
  expect(() => world.now()).toThrow(Stopped)
  expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('a')
})

test('stopped after a write: it was done, and nobody heard of it', async () => {
  const world = openFuse(stopAt(1, 'after')).around(await open())
  const file = join(scratchFolder(), 'a')
  await expect(world.files.write(file, 'a')).rejects.toThrow(Stopped)
  expect(readFileSync(file, 'utf8')).toBe('a')
})

test('a lost answer: the write was done, is said to have failed, and the world goes on', async () => {
  const repo = await scratchRepo(STORY)
  const remote = await bareRemote(repo)
  const world = openFuse((moment) => (moment === 'after' ? 'lose' : 'go')).around(await worldOf(repo))
  const outcome = await world.git.push('origin', ['HEAD:refs/heads/next'], { atomic: true })
  expect(outcome).toMatchObject({ accepted: false, refused: [] })
  expect(await remote.git('rev-parse', 'next')).toBe(await world.git.resolve('HEAD'))
  const file = join(scratchFolder(), 'a')
  await expect(world.files.write(file, 'a')).rejects.toMatchObject({ code: 'DISK' })
  expect(readFileSync(file, 'utf8')).toBe('a')
})
