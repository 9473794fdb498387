/** Real processes: exact argv and environment, no shell, our own PATH lookup, redacted lines. */
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openProcesses } from '../../src/world/process.ts'

const node = process.execPath
const env = { PATH: process.env['PATH'] ?? '' }
const processes = openProcesses((text) => text.replaceAll('hunter2', '***'))
let cwd = ''

beforeEach(async () => {
  cwd = await fs.realpath(await fs.mkdtemp(join(tmpdir(), 'rel-process-')))
})

afterEach(async () => {
  await fs.rm(cwd, { recursive: true, force: true })
})

async function script(name: string, text: string, mode = 0o755): Promise<string> {
  await fs.writeFile(join(cwd, name), text, { mode })
  return join(cwd, name)
}

test('argv arrives as it is, whatever a shell would make of it', async () => {
  const hostile = ['$(id)', '`id`', ';touch x', '*', '--upload-pack=x', '', 'a b', '"', "'", '\n']
  const print = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))'
  const result = await processes.run([node, '-e', print, '--', ...hostile], { cwd, env })
  expect(JSON.parse(result.stdout)).toEqual(hostile)
  expect(await fs.readdir(cwd)).toEqual([])
})

test('the environment is the given one and nothing more', async () => {
  const print = 'process.stdout.write(JSON.stringify([process.cwd(), process.env]))'
  const result = await processes.run([node, '-e', print], { cwd, env: { ONLY: 'this' } })
  expect(JSON.parse(result.stdout)).toEqual([cwd, { ONLY: 'this' }])
})

test('exit codes and deaths are results', async () => {
  expect(await processes.run([node, '-e', 'process.exitCode = 7'], { cwd, env })).toMatchObject({ code: 7 })
  const dying = [node, '-e', 'process.kill(process.pid, "SIGKILL")']
  expect(await processes.run(dying, { cwd, env })).toMatchObject({ code: 137 })
})

test('a program that reads its input meets the end at once', async () => {
  const read = 'process.stdin.on("data", () => {}).on("end", () => console.log("end"))'
  expect(await processes.run([node, '-e', read], { cwd, env })).toMatchObject({ code: 0, stdout: 'end\n' })
})

test('lines of both streams come whole and redacted, cut where the program cut them or not', async () => {
  const lines: string[] = []
  const print = `
    process.stdout.write('pass hunt')
    setTimeout(() => { process.stdout.write('er2 ok\\nlast'); console.error('hunter2') }, 50)`
  const result = await processes.run([node, '-e', print], { cwd, env, onLine: (line) => lines.push(line) })
  expect(lines.toSorted()).toEqual(['***', 'last', 'pass *** ok'])
  expect(result).toEqual({ code: 0, stdout: 'pass *** ok\nlast', stderr: '***\n' })
})

test('a command that PATH does not find is an error with a hint', async () => {
  await expect(processes.run(['no-such-tool', 'x'], { cwd, env })).rejects.toMatchObject({
    code: 'RECIPE',
    message: 'command not found: no-such-tool',
    hint: 'Install no-such-tool, or add its folder to PATH.',
  })
  await expect(processes.run([], { cwd, env })).rejects.toMatchObject({ code: 'RECIPE' })
})

test('what stands in the current folder is no command, unless it is named by a path', async () => {
  await script('tool', '#!/bin/sh\necho here\n')
  for (const PATH of ['', '.', ':.:']) {
    await expect(processes.run(['tool'], { cwd, env: { PATH } })).rejects.toMatchObject({ code: 'RECIPE' })
  }
  expect(await processes.run(['./tool'], { cwd, env })).toMatchObject({ stdout: 'here\n' })
})

test('a file that is not executable or has no interpreter cannot be started', async () => {
  await script('plain', '#!/bin/sh\n', 0o644)
  await expect(processes.run(['./plain'], { cwd, env })).rejects.toMatchObject({ code: 'RECIPE' })
  await script('orphan', '#!/no/such/interpreter\n')
  await expect(processes.run(['./orphan'], { cwd, env })).rejects.toMatchObject({
    code: 'RECIPE',
    message: 'cannot start ./orphan: ENOENT',
  })
})

test('which finds the first executable and resolves links', async () => {
  const real = await script('real', '#!/bin/sh\n')
  await fs.mkdir(join(cwd, 'bin'))
  await fs.symlink('../real', join(cwd, 'bin', 'tool'))
  const { which } = openProcesses((text) => text, `${cwd}/nowhere:${cwd}/bin`)
  expect(await which('tool')).toBe(real)
  expect(await which('real')).toBeNull()
  expect(await which(real)).toBe(real)
})
