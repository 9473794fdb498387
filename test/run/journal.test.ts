/** The journal: one line of JSON an entry, in the git directory, for each release that the run is about. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { journalPath, openJournal } from '../../src/run/journal.ts'
import { scratchFolder, scratchRepo } from '../support/scratch.ts'
import { worldOf } from '../support/world.ts'

test('lines are added to what is there, with the time, in every work tree of the repository', async () => {
  const repo = await scratchRepo('feat: a')
  const second = join(scratchFolder('second'), 'tree')
  await repo.git('worktree', 'add', '--quiet', '--detach', second)
  const names = ['core@1.0.0', '%40acme%2Fcli@2.0.0']
  for (const [at, folder] of [repo.folder, second].entries()) {
    const world = { ...(await worldOf({ folder })), now: () => at * 1000 }
    await openJournal(world, names)({ step: 'seal', event: 'observed', detail: { line: 'a\nb' }, ms: 7 })
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

test('what cannot be written is a DISK error that names the path', async () => {
  const repo = await scratchRepo('feat: a')
  const world = await worldOf(repo)
  writeFileSync(join(repo.folder, '.git', 'rel'), 'a file where the folder has to be')
  const path = journalPath(world.git.place.commonDir, 'core@1.0.0')
  const write = openJournal(world, ['core@1.0.0'])({ step: 'a', event: 'acted', detail: null, ms: 0 })
  await expect(write).rejects.toMatchObject({ code: 'DISK', message: expect.stringContaining(path) })
})
