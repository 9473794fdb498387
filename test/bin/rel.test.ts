/** The launcher, copied beside a command line of our own: arguments, exit codes, signals, and Nodes that are too old. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rel-bin-'))
  write('bin/rel.js', readFileSync(join(root, 'bin', 'rel.js'), 'utf8'))
  needs('>=20')
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function write(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text, { mode })
}

function needs(range: string): void {
  write('package.json', JSON.stringify({ type: 'module', engines: { node: range } }))
}

function main(body: string): void {
  write('lib/cli/main.js', `export async function main(argv) { ${body} }`)
}

function rel(...argv: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(folder, 'bin', 'rel.js'), ...argv], { encoding: 'utf8' })
}

/** A `node` package whose binary stands for a newer Node: it says so, then runs the launcher with `body` as its program. */
function newerNode(version: string, script: string, mode = 0o755): void {
  write('node_modules/node/package.json', JSON.stringify({ version }))
  write('node_modules/node/bin/node', `#!/bin/sh\n${script}\n`, mode)
}

test('arguments arrive, and the answer is the exit code', () => {
  main('console.log(JSON.stringify(argv)); return 5')
  expect(rel('a b', '--x=$(id)', '')).toMatchObject({ status: 5, stdout: '["a b","--x=$(id)",""]\n', stderr: '' })
})

test('what it makes has modes that no umask of the user changes', () => {
  main('console.log(process.umask().toString(8)); return 0')
  const shell = `umask 077; exec "$0" "$1"`
  const shown = execFileSync('sh', ['-c', shell, process.execPath, join(folder, 'bin', 'rel.js')], { encoding: 'utf8' })
  expect(shown).toBe('22\n')
})

test('a reader that leaves loses output and nothing else', async () => {
  main(`
    for (let line = 0; line < 50; line++) await new Promise((done) => process.stdout.write('x'.repeat(9999) + '\\n', done))
    console.error('finished')
    return 3`)
  const child = spawn(process.execPath, [join(folder, 'bin', 'rel.js')])
  child.stdout.once('data', () => child.stdout.destroy())
  const errors: string[] = []
  child.stderr.on('data', (text) => errors.push(String(text)))
  expect(await once(child, 'close')).toEqual([3, null])
  expect(errors.join('')).toBe('finished\n')
})

test.each(['>=99', '^99.0.0', '^98.1.2 || >=99'])('a Node outside %s is told so in one sentence', (range) => {
  needs(range)
  main('return 0')
  expect(rel('plan')).toMatchObject({
    status: 2,
    stdout: '',
    stderr: `rel needs Node ${range}, this is ${process.versions.node}: install it, or beside rel the npm package node.\n`,
  })
})

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

test.each([
  [`^${major}.${minor}.0`, 0],
  [`^${major}.${minor + 1}.0`, 2],
  [`^${major - 2}.0.0`, 2],
  [`^${major - 2}.0.0 || >=${major}`, 0],
  [`>=${major + 1}`, 2],
])('engines %s: exit %i', (range, status) => {
  needs(range)
  main('return 0')
  expect(rel()).toMatchObject({ status })
})

test('an old Node hands over to the installed one: arguments, output, exit code', () => {
  needs('>=99')
  newerNode('99.1.0', 'shift; echo "got <$1> <$2>"; exit 7')
  expect(rel('a b', '$(id)')).toMatchObject({ status: 7, stdout: 'got <a b> <$(id)>\n', stderr: '' })
})

test('the installed Node is found above as well', () => {
  write('node_modules/@rel-tools/rel/bin/rel.js', readFileSync(join(folder, 'bin', 'rel.js'), 'utf8'))
  needs('>=99')
  cpSync(join(folder, 'package.json'), join(folder, 'node_modules/@rel-tools/rel/package.json'))
  newerNode('99.1.0', 'echo above')
  const launcher = join(folder, 'node_modules/@rel-tools/rel/bin/rel.js')
  expect(spawnSync(process.execPath, [launcher], { encoding: 'utf8' })).toMatchObject({ status: 0, stdout: 'above\n' })
})

test.each([
  ['is too old as well', '98.0.0', 0o755],
  ['is not executable', '99.0.0', 0o644],
])('an installed Node that %s is passed over', (_, version, mode) => {
  needs('>=99')
  newerNode(version, 'echo never', mode)
  expect(rel()).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('rel needs Node >=99') })
})

test('an installed Node that does not run on this machine is no stack trace', () => {
  needs('>=99')
  newerNode('99.0.0', '')
  writeFileSync(join(folder, 'node_modules/node/bin/node'), '#!/no/such/loader\n')
  chmodSync(join(folder, 'node_modules/node/bin/node'), 0o755)
  expect(rel()).toMatchObject({ status: 2, stderr: expect.stringMatching(/^rel needs Node .*\n$/) })
})

async function started(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(folder, 'bin', 'rel.js')], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}

test.each(['SIGINT', 'SIGTERM'] as const)('%s reaches the newer Node, whose answer counts', async (signal) => {
  needs('>=99')
  newerNode('99.0.0', `trap 'exit 42' ${signal.slice(3)}; echo ready; for i in $(seq 200); do sleep 0.05; done`)
  const child = await started()
  child.kill(signal)
  expect(await once(child, 'exit')).toEqual([42, null])
})

test.each(['SIGINT', 'SIGTERM'] as const)('when the newer Node dies of %s, so does the launcher', async (signal) => {
  needs('>=99')
  newerNode('99.0.0', 'echo ready; for i in $(seq 200); do sleep 0.05; done')
  const child = await started()
  child.kill(signal)
  expect(await once(child, 'exit')).toEqual([null, signal])
})
