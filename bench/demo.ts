/** The main job for a newcomer, on real history: plan, bump, publish, a kill half-way, and everything that can be asked after. */
import { spawn, spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { tellHistory } from '../test/support/told-history.ts'

const PROJECT = join(import.meta.dirname, '..')
const REL = join(PROJECT, 'bin', 'rel.js')
const STORY = `
file package.json = { "name": "@acme/core", "version": "0.0.0" }
feat: streaming | src/stream.txt
fix: retry on 503 | src/retry.txt
docs: say hello | README.md
`

const root = realpathSync(mkdtempSync(join(tmpdir(), 'rel-demo-')))
const work = join(root, 'work')
const env = {
  ...process.env,
  HOME: root,
  GIT_CONFIG_GLOBAL: join(root, 'gitconfig'),
  GIT_CONFIG_NOSYSTEM: '1',
  REL_SIGN_KEY: join(root, 'key.pem'),
  CI: '',
}

const bold = (text: string) => (process.stdout.isTTY ? `\u001b[1m${text}\u001b[0m` : text)
const dim = (text: string) => (process.stdout.isTTY ? `\u001b[2m${text}\u001b[0m` : text)
const say = (text: string) => process.stdout.write(`${text}\n`)
const chapter = (text: string) => say(`\n${bold(`# ${text}`)}`)
const shown = (argv: readonly string[]) =>
  argv.map((word) => (/^[\w./:@=-]+$/.test(word) ? word : `'${word}'`)).join(' ')
const indented = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')

class Surprise extends Error {}

const real = (argv: readonly string[]): readonly [string, string[]] =>
  argv[0] === 'rel' ? [process.execPath, [REL, ...argv.slice(1)]] : [argv[0] ?? '', argv.slice(1)]

/** Runs a command as it is printed. Throws when it ends with another status than expected. */
const run = (argv: readonly string[], expected = 0): string => {
  say(`\n${bold('$')} ${shown(argv)}`)
  const [command, args] = real(argv)
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: work, env, encoding: 'utf8' })
  const text = `${stderr}${stdout}`
  if (text.trim() !== '') say(indented(text))
  if (status !== expected) throw new Surprise(`${shown(argv)} ended with ${String(status)}, not ${expected}`)
  if (expected !== 0) say(dim(`  exit ${expected}`))
  return stdout
}

const quiet = (...argv: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync(argv[0] ?? '', argv.slice(1), {
    cwd: existsSync(work) ? work : root,
    env,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Surprise(`${shown(argv)}: ${stderr}`)
  return stdout.trim()
}

/** This project's own history where there is one (a whole clone), else a told one. */
const layHistory = async (): Promise<string> => {
  const git = (...args: readonly string[]) => spawnSync('git', ['-C', PROJECT, ...args], { encoding: 'utf8', env })
  const isOwn =
    git('rev-parse', '--show-toplevel').stdout.trim() === realpathSync(PROJECT) &&
    git('rev-parse', '--is-shallow-repository').stdout.trim() === 'false'
  if (isOwn && git('rev-parse', '--verify', 'HEAD').status === 0) {
    quiet('git', 'clone', '--quiet', '--no-tags', PROJECT, work)
    quiet('git', 'switch', '--quiet', '--force-create', 'main')
    quiet('git', 'remote', 'remove', 'origin')
    return "this project's own history"
  }
  mkdirSync(work)
  await tellHistory(STORY, work)
  return 'a told history'
}

/** Publishes, and kills the whole process group as soon as the release is sealed and nothing is published yet. */
const publishAndKill = async (journal: string): Promise<void> => {
  say(`\n${bold('$')} rel publish`)
  const child = spawn(process.execPath, [REL, 'publish'], {
    cwd: work,
    env,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  child.stderr.on('data', (chunk: Buffer) => process.stdout.write(indented(chunk.toString()) + '\n'))
  const ended = new Promise<void>((done) => child.on('close', () => done()))
  const isSealed = () => existsSync(journal) && /"step":"seal","event":"verified"/.test(readFileSync(journal, 'utf8'))
  while (child.exitCode === null && !isSealed()) await sleep(2)
  if (child.exitCode !== null || child.pid === undefined)
    throw new Surprise('rel publish ended before it could be killed')
  process.kill(-child.pid, 'SIGKILL')
  await ended
  say(dim('  killed'))
}

const prepare = async (): Promise<void> => {
  writeFileSync(
    env.GIT_CONFIG_GLOBAL,
    '[user]\n\tname = Ada\n\temail = ada@example.invalid\n[init]\n\tdefaultBranch = main\n[advice]\n\tdetachedHead = false\n',
  )
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  writeFileSync(env.REL_SIGN_KEY, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 })
  writeFileSync(join(root, 'key.pub'), publicKey.export({ format: 'pem', type: 'spki' }))
  const what = await layHistory()
  quiet('git', 'init', '--quiet', '--bare', '../remote.git')
  quiet('git', 'remote', 'add', 'origin', '../remote.git')
  say(`${what}, a bare remote beside it, and a folder as the place to publish to, in ${root}`)
  chapter('Where to publish: a folder, in a config of one line')
  const config = {
    $schema: 'https://example.invalid/release.config.schema.json',
    publish: [{ to: 'directory', path: '../releases' }],
  }
  writeFileSync(join(work, 'release.config.json'), `${JSON.stringify(config, null, 2)}\n`)
  run(['git', 'add', 'release.config.json'])
  run(['git', 'commit', '--quiet', '-m', 'build: publish into a folder'])
  run(['git', 'push', '--quiet', '--set-upstream', 'origin', 'main'])
}

const story = async (): Promise<void> => {
  await prepare()
  chapter('What would be released, and why')
  run(['rel', 'plan'])
  run(['rel', 'why'])
  const plan = JSON.parse(quiet(process.execPath, REL, 'plan', '--json')) as {
    releases: { package: string; to: string; tag: string; artifacts: { name: string }[] }[]
  }
  const [release] = plan.releases
  if (release === undefined) throw new Surprise('there is nothing to release')
  const { to, tag } = release
  chapter('Edit, commit, tag and push')
  run(['rel', 'bump', '--push'])
  chapter('Publish, and be killed half-way: it is sealed, but nothing is published')
  const journal = join(work, '.git', 'rel', 'journal', `${encodeURIComponent(release.package)}@${to}.jsonl`)
  await publishAndKill(journal)
  chapter('Run the same command again')
  run(['rel', 'publish'])
  const folder = `../releases/${release.package.replace(/^@/, '').replaceAll('/', '-')}/${to}`
  const file = `${folder}/${release.artifacts[0]?.name ?? ''}`
  chapter('From any handle to everything known: a file, a digest, a version, a commit')
  run(['rel', 'trace', file])
  const sums = readFileSync(join(work, folder, 'SHA256SUMS'), 'utf8')
  const digest =
    sums
      .split('\n')
      .find((line) => line.endsWith(file.split('/').at(-1) ?? ''))
      ?.slice(0, 64) ?? ''
  run(['rel', 'trace', `sha256:${digest}`])
  run(['rel', 'trace', to])
  run(['rel', 'trace', quiet('git', 'rev-parse', '--short', `${tag}^{commit}`)])
  chapter('Verify it, flip one byte, verify again')
  const verify = ['rel', 'verify', file, '--key', '../key.pub']
  run(verify)
  const bytes = readFileSync(join(work, file))
  const middle = bytes.length >> 1
  const flipped = Buffer.from(bytes)
  flipped[middle] = (flipped[middle] ?? 0) ^ 1
  writeFileSync(join(work, file), flipped)
  run(verify, 6)
  writeFileSync(join(work, file), bytes)
  chapter('Move a tag, and see it found')
  run(['rel', 'audit'])
  run(['git', 'tag', '--force', tag, 'HEAD~1'])
  run(['rel', 'audit'], 6)
  chapter('That was: one plan, one seal, one kill, one set of bytes')
}

try {
  await story()
} catch (cause) {
  if (!(cause instanceof Surprise)) throw cause
  process.stderr.write(`\nthe demo went wrong: ${cause.message}\n`)
  process.exitCode = 1
} finally {
  rmSync(root, { recursive: true, force: true })
}
