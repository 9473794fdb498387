/** One run at a time in a clone: the second is told, a dead one's place is taken, and what it left at work is waited for. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lockHolder, takeLock } from '../../src/world/lock.ts'
import { scratchFolder } from '../support/scratch.ts'

const MODULE = new URL('../../src/world/lock.ts', import.meta.url).href
const HOLD = `import(process.argv[1]).then(async ({ takeLock }) => {
  await takeLock(process.argv[2])
  console.log('held')
  setInterval(() => {}, 1000)
})`

/** Another process that holds the lock until it is killed. */
const holding = async (folder: string) => {
  const child = spawn(process.execPath, ['-e', HOLD, MODULE, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return {
    pid: child.pid,
    kill: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

const pathsIn = (folder: string) => ({ lock: join(folder, 'rel', 'lock'), children: join(folder, 'rel', 'children') })

/** The pid of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid

test('a second process gets BUSY, and after a kill the lock is taken over', async () => {
  const folder = scratchFolder('git')
  const other = await holding(folder)
  expect(lockHolder(folder)).toEqual({ pid: other.pid, alive: true })
  await expect(takeLock(folder)).rejects.toMatchObject({
    code: 'BUSY',
    exit: 4,
    message: expect.stringContaining(String(other.pid)),
  })
  await other.kill()
  expect(lockHolder(folder)).toEqual({ pid: other.pid, alive: false })
  const lock = await takeLock(folder)
  expect(lockHolder(folder)).toEqual({ pid: process.pid, alive: true })
  lock.release()
  expect([existsSync(pathsIn(folder).lock), existsSync(pathsIn(folder).children), lockHolder(folder)]).toEqual([
    false,
    false,
    null,
  ])
})

/** A child of one that never asks after it: `exec` keeps the children of the shell, and `sleep` waits for none. */
const orphaned = async (folder: string) => {
  const script = '"$0" -e "$1" "$2" "$3" & echo $!; exec sleep 60'
  const parent = spawn('sh', ['-c', script, process.execPath, HOLD, MODULE, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  for await (const chunk of parent.stdout) {
    said += String(chunk)
    if (said.includes('held')) break
  }
  return { pid: Number.parseInt(said, 10), parent }
}

test('a killed run that nobody has asked after, as in a container without an init, holds no lock', async () => {
  const folder = scratchFolder('git')
  const { pid, parent } = await orphaned(folder)
  expect(lockHolder(folder)).toEqual({ pid, alive: true })
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => readFileSync(`/proc/${pid}/stat`, 'latin1')).toMatch(/\) Z /)
  expect(lockHolder(folder)).toEqual({ pid, alive: false })
  const lock = await takeLock(folder)
  lock.release()
  parent.kill()
})

test('the lock is not given twice in one process either', async () => {
  const folder = scratchFolder('git')
  const lock = await takeLock(folder)
  await expect(takeLock(folder)).rejects.toMatchObject({ code: 'BUSY' })
  lock.release()
  const again = await takeLock(folder)
  again.release()
  expect(lockHolder(folder)).toBeNull()
})

test.each<[string, () => string]>([
  ['of a process that has ended', () => `${deadPid()} 1\n`],
  ['whose process number was given to another process', () => `${process.pid} 1\n`],
  ['that was not written to its end', () => ''],
  ['that holds anything else', () => 'hello\n'],
])('a lock %s is taken over', async (_, content) => {
  const folder = scratchFolder('git')
  mkdirSync(join(folder, 'rel'))
  writeFileSync(pathsIn(folder).lock, content())
  const lock = await takeLock(folder)
  expect(lockHolder(folder)).toEqual({ pid: process.pid, alive: true })
  lock.release()
})

test('of many who find a dead lock at once, one takes it over', async () => {
  const folder = scratchFolder('git')
  mkdirSync(join(folder, 'rel'))
  writeFileSync(pathsIn(folder).lock, `${deadPid()} 1\n`)
  const children = Array.from({ length: 6 }, () =>
    spawn(process.execPath, ['-e', HOLD, MODULE, folder], { stdio: ['ignore', 'pipe', 'ignore'] }),
  )
  const ends = children.map(async (child) =>
    Promise.race([once(child.stdout, 'data').then(() => 'held'), once(child, 'exit').then(() => 'refused')]),
  )
  const outcomes = await Promise.all(ends)
  for (const child of children) child.kill('SIGKILL')
  expect(outcomes.toSorted()).toEqual(['held', ...Array.from({ length: 5 }, () => 'refused')])
  expect(readdirSync(join(folder, 'rel')).toSorted()).toEqual(['children', 'lock'])
})

test("a dead run's git processes are waited for", async () => {
  const folder = scratchFolder('git')
  const orphan = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] })
  const first = await takeLock(folder)
  first.child(orphan.pid ?? 0)
  const noted = readFileSync(pathsIn(folder).children, 'utf8')
  expect(noted).toMatch(new RegExp(`^${orphan.pid} \\d*\n$`))
  first.release()
  writeFileSync(pathsIn(folder).children, noted)
  const events: string[] = []
  const ended = once(orphan, 'exit')
  const taken = takeLock(folder).then((lock) => {
    events.push('lock taken')
    return lock
  })
  // Long enough for a lock that does not wait to be taken first.
  await new Promise((done) => setTimeout(done, 300))
  events.push('orphan let go')
  orphan.stdin.end()
  const [lock] = await Promise.all([taken, ended])
  expect(events).toEqual(['orphan let go', 'lock taken'])
  lock.release()
})

test("git's locks that a killed run left on rel's own refs go, others stay", async () => {
  const folder = scratchFolder('git')
  const [own, others] = [join(folder, 'refs', 'rel', 'remote'), join(folder, 'refs', 'heads')]
  for (const place of [own, others]) {
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, 'x.lock'), '')
    utimesSync(join(place, 'x.lock'), 1_000_000_000, 1_000_000_000)
  }
  const lock = await takeLock(folder)
  lock.release()
  expect([existsSync(join(own, 'x.lock')), existsSync(join(others, 'x.lock'))]).toEqual([false, true])
})

test('a git directory that cannot be written to is a DISK error', async () => {
  const folder = scratchFolder('git')
  writeFileSync(join(folder, 'rel'), 'a file where the folder has to be')
  await expect(takeLock(folder)).rejects.toMatchObject({ code: 'DISK' })
})
