/** A person at a terminal who is asked: yes, no, and Ctrl-C. `script` (util-linux) makes the terminal. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Repo, scratchEnv, scratchRepo } from '../support/scratch.ts'

const REL = join(import.meta.dirname, '..', '..', 'bin', 'rel.js')

const STORY = `
  file package.json = {"name": "core", "version": "1.0.0"}
  feat: one
  tag v1.0.0
`
const ENTER = '\r'
const CTRL_C = '\u0003'

type Typed = readonly (readonly [question: string, keys: string])[]

/** Types the keys as soon as their question is there. */
const atTerminal = async (repo: Repo, command: string, typed: Typed) => {
  // A terminal of no width would wrap after every character.
  const line = `stty cols 100 rows 40; exec '${process.execPath}' '${REL}' ${command}`
  const child = spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
    ...{ cwd: repo.folder, env: { ...scratchEnv, TERM: 'xterm' } },
  })
  const left = [...typed]
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString()
    if (left[0] !== undefined && text.includes(left[0][0])) child.stdin.write(left.shift()?.[1] ?? '')
  })
  const code = await new Promise<number | null>((done) => child.on('exit', done))
  return { code, text }
}

const tags = (repo: Repo) => repo.git('tag', '--list')

test.each([
  ['bump', 'Commit and tag?', 'n', { code: 0, says: 'nothing was changed' }],
  ['bump', 'Commit and tag?', CTRL_C, { code: 130, says: 'error[INTERRUPTED] stopped at the question' }],
  ['release', 'Release?', 'n', { code: 0, says: 'nothing was released' }],
  ['release', 'Release?', CTRL_C, { code: 130, says: 'run the same command again' }],
])('rel %s, asked %j: %j', async (command, question, keys, { code, says }) => {
  const repo = await scratchRepo(`${STORY}\n  fix: two`)
  const run = await atTerminal(repo, command, [[question, keys]])
  expect(run.text).toContain(says)
  expect([run.code, await tags(repo)]).toEqual([code, 'v1.0.0'])
})

test('commits that follow no convention: none of the levels, or one of them and yes', async () => {
  const repo = await scratchRepo(`${STORY}\n  whatever`)
  const stopped = await atTerminal(repo, 'bump', [['Release them as', CTRL_C]])
  expect([stopped.code, await tags(repo)]).toEqual([130, 'v1.0.0'])
  // The first one, patch, is marked, and so is yes.
  const typed = [
    ['Release them as', ENTER],
    ['Commit and tag?', ENTER],
  ] as const
  const run = await atTerminal(repo, 'bump', typed)
  expect([run.code, await tags(repo)]).toEqual([0, 'v1.0.0\nv1.0.1'])
})
