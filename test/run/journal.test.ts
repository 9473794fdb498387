/** The journal: one line of JSON an entry, in the git directory, for each release that the run is about. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { journalPath, openJournal } from '../../src/run/journal.ts'
import { scratchFolder, scratchRepo } from '../support/scratch.ts'
import { worldOf } from '../support/world.ts'

const same = (text: string): string => text
const unexpected = { redact: same, note: (text: string): never => expect.unreachable(text) }

test('lines are added to what is there, with the time, in every work tree of the repository', async () => {
  const repo = await scratchRepo('feat: a')
  const second = join(scratchFolder('second'), 'tree')
  await repo.git('worktree', 'add', '--quiet', '--detach', second)
  const names = ['core@1.0.0', '%40acme%2Fcli@2.0.0']
  for (const [at, folder] of [repo.folder, second].entries()) {
    const world = { ...(await worldOf({ folder })), now: () => at * 1000 }
    await openJournal(world, names, unexpected)({ step: 'seal', event: 'observed', detail: { line: 'a\nb' }, ms: 7 })
  }
  const entry = { step: 'seal', event: 'observed', detail: { line: 'a\nb' }, ms: 7 }
  for (const name of names) {
    const lines = readFileSync(join(repo.folder, '.git', 'rel', 'journal', `${name}.jsonl`), 'utf8').split('\n')
    expect(lines.slice(0, -1).map((line) => JSON.parse(line))).toEqual([
      { at: '1970-01-01T00:00:00.000Z', ...entry },
      { at: '1970-01-01T00:00:01.000Z', ...entry },
    ])
    expect(lines.at(-1)).toBe('')
  }
})

test('a line that the disk does not take stops nothing, and is told of once', async () => {
  const repo = await scratchRepo('feat: a')
  const world = await worldOf(repo)
  writeFileSync(join(repo.folder, '.git', 'rel'), 'a file where the folder has to be')
  const notes: string[] = []
  const journal = openJournal(world, ['core@1.0.0'], { redact: same, note: (text) => notes.push(text) })
  for (const event of ['observed', 'acted'] as const) await journal({ step: 'a', event, detail: null, ms: 0 })
  const path = journalPath(world.git.place.commonDir, 'core@1.0.0')
  expect(notes).toEqual([
    `the journal cannot be written, and the release goes on without it: ${path}: a file stands where a folder is needed`,
  ])
})

test('what is no refusal of the disk is thrown', async () => {
  const real = await worldOf(await scratchRepo('feat: a'))
  const append = () => Promise.reject(new TypeError('a bug'))
  const journal = openJournal({ ...real, files: { ...real.files, append } }, ['core@1.0.0'], unexpected)
  await expect(journal({ step: 'a', event: 'acted', detail: null, ms: 0 })).rejects.toThrow('a bug')
})

test('every text passes the redactor, and stays a line of JSON', async () => {
  const repo = await scratchRepo('feat: a')
  const world = await worldOf(repo)
  const redact = (text: string): string => text.replaceAll('hush', '***')
  const journal = openJournal(world, ['core@1.0.0'], { ...unexpected, redact })
  await journal({ step: 'a', event: 'failed', detail: { code: 'GIT', message: 'said "hush"' }, ms: 0 })
  const line = readFileSync(journalPath(world.git.place.commonDir, 'core@1.0.0'), 'utf8')
  expect(JSON.parse(line)).toMatchObject({ detail: { code: 'GIT', message: 'said "***"' } })
})
