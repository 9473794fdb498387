/** `rel withdraw`: the ledger says it, targets lead away, everybody who looks is told, and nothing pretends that it never was. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readEnvelopeOrStatement } from '../../src/evidence/describe/envelope.ts'
import { type Request, withdraw } from '../../src/rel.ts'
import { type Moment, openFuse, Stopped, type Verdict, type Write } from '../support/fuse.ts'
import { type OnePackage, onePackage, TAG } from '../support/one-package.ts'
import { startRegistry, type Registry } from '../support/registry.ts'
import { repoAt, type Repo, scratchEnv, scratchFolder, scratchRepo } from '../support/scratch.ts'
import { validateStatement } from '../support/statement-schemas.ts'

const LEDGER = 'refs/rel/ledger'
const FOLDER = 'releases/core/1.0.0/withdrawals'
const REASON = 'loses data on 32-bit machines'
const WITHDRAW = ['withdraw', TAG, '--reason', REASON]

const TWINS = `
file package.json = { "name": "acme", "private": true, "workspaces": ["packages/*"] }
file packages/core/package.json = { "name": "core", "version": "1.0.0" }
file packages/cli/package.json = { "name": "cli", "version": "1.0.0" }
file release.config.json = { "publish": [{ "to": "directory", "path": "out" }] }
feat: start
`

let released: OnePackage

beforeAll(async () => {
  released = await onePackage()
  const run = await released.repo.rel(['release'])
  expect(run.code, run.stderr).toBe(0)
})

const entries = async ({ remote }: OnePackage): Promise<readonly string[]> => {
  const paths = (await remote.git('ls-tree', '-r', '--name-only', LEDGER, `${FOLDER}/`)).split('\n')
  const found: string[] = []
  for (const path of paths.filter((each) => each !== '')) {
    const { statement } = readEnvelopeOrStatement(await remote.git('show', `${LEDGER}:${path}`))
    expect(validateStatement(statement)).toEqual([])
    found.push(`${path.slice(FOLDER.length + 1)} ${String(statement.predicate['reason'])}`)
  }
  return found
}

const good = async (repo: Repo, args: readonly string[], code = 0) => {
  const run = await repo.rel(args)
  expect(run.code, `${args.join(' ')}: ${run.stderr}`).toBe(code)
  return run
}

const commitIn = async (repo: Repo, files: Readonly<Record<string, string>>, message: string): Promise<void> => {
  await repo.write(files)
  await repo.git('add', '--all')
  await repo.git('commit', '--quiet', `--message=${message}`)
}

test('looked at first, then declared once, whatever is said again', async () => {
  const place = released.copy()
  const { repo, remote } = place
  const before = await remote.git('rev-parse', LEDGER)
  const seen = await good(repo, [...WITHDRAW, '--dry-run'])
  expect(seen.stdout).toMatch(/→ declare core 1\.0\.0 withdrawn.*\n.*✓ withdraw core 1\.0\.0 from directory/)
  expect(seen.stdout).toMatch(/stays +directory: .*still has the files[^]*the number 1\.0\.0, which is taken for good/)
  expect(await remote.git('rev-parse', LEDGER)).toBe(before)
  const done = await good(repo, [...WITHDRAW, '--json'])
  expect(done.json()).toMatchObject({
    ...{ kind: 'rel.withdraw', package: 'core', version: '1.0.0', tag: TAG, reason: REASON },
    steps: [
      { step: 'declare:core', result: 'done' },
      { step: 'withdraw:core:directory', result: 'already' },
      { step: 'unstage:core', result: 'already' },
    ],
  })
  const after = await remote.git('rev-parse', LEDGER)
  for (const again of [WITHDRAW, ['withdraw', 'core@1.0.0']])
    expect((await good(repo, again)).stdout).toContain('0 steps taken, 3 were already true')
  expect(await remote.git('rev-parse', LEDGER)).toBe(after)
  await good(repo, ['withdraw', '1.0.0', '--reason', 'and its archive holds a key'])
  expect(await entries(place)).toEqual([`1.json ${REASON}`, '2.json and its archive holds a key'])
})

test('everybody who looks is told, and nobody publishes it any more', async () => {
  const { repo, out } = released.copy()
  await good(repo, WITHDRAW)
  rmSync(out, { recursive: true })
  const traced = (await good(repo, ['trace', TAG, '--json'])).json<{ releases: object[] }>()
  const withdrawals = [{ number: 1, reason: REASON, at: expect.stringMatching(/^\d{4}-/), by: expect.any(String) }]
  expect(traced.releases).toMatchObject([{ version: '1.0.0', withdrawals }])
  expect((await good(repo, ['trace', TAG])).stdout).toMatch(
    new RegExp(`^  withdrawn  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d   ${REASON}   by `, 'm'),
  )
  const verified = (await good(repo, ['verify', TAG])).stdout
  expect(verified).toMatch(new RegExp(`! withdrawn +on \\d{4}-\\d\\d-\\d\\d by .*: ${REASON}\n`))
  expect(verified).toMatch(
    /✓ withdrawal 1 [^]*target directory +has it no more[^]*good, and withdrawn: do not use it\n$/,
  )
  expect((await good(repo, ['contains', 'HEAD'])).stdout).toMatch(/1\.0\.0 {2}v1\.0\.0 {2}withdrawn\n/)
  expect((await good(repo, ['audit'])).stdout).toContain('good: ')
  const refused = await good(repo, ['publish', TAG], 4)
  expect(refused.stderr).toMatch(
    new RegExp(`error\\[BLOCKED\\] core 1\\.0\\.0 was withdrawn on \\d.* by .*: ${REASON}\n`),
  )
  await good(repo, ['publish'], 3)
  await good(repo, ['release'], 3)
})

test('it is still the base of the next release, and its number stays taken', async () => {
  const { repo } = released.copy()
  await good(repo, WITHDRAW)
  await commitIn(repo, { 'b.txt': 'b\n' }, 'fix: lose nothing')
  await good(repo, ['release'])
  expect(await repo.git('tag', '--list')).toBe('v1.0.0\nv1.0.1')
})

describe('refused, with nothing said in the ledger', () => {
  test.each([
    [
      'without a reason',
      ['withdraw', TAG],
      2,
      /error\[USAGE\] v1\.0\.0 cannot be withdrawn without a reason\n +hint: .*--reason/,
    ],
    ['with two lines', ['withdraw', TAG, '--reason', 'a\nb'], 2, /error\[USAGE\] the reason is not one line/],
    ['with an essay', ['withdraw', TAG, '--reason', 'x'.repeat(501)], 2, /error\[USAGE\] the reason is not one line/],
    [
      'with a secret',
      ['withdraw', TAG, '--reason', `ghp_${'aB3'.repeat(12)}`],
      2,
      /error\[USAGE\] the reason holds a secret/,
    ],
    [
      'of what nobody knows',
      ['withdraw', 'v9.9.9', '--reason', 'x'],
      2,
      /error\[UNKNOWN_HANDLE\] "v9\.9\.9" is no version/,
    ],
    ['offline', [...WITHDRAW, '--offline'], 8, /error\[NO_REMOTE\] --offline forbids to ask origin/],
  ])('%s', async (_, args, code, words) => {
    expect((await good(released.repo, args, code)).stderr).toMatch(words)
    expect(await entries(released)).toEqual([])
  })

  test('of a bump that is not sealed: it can be taken back instead', async () => {
    const { repo } = released.copy()
    await commitIn(repo, { 'b.txt': 'b\n' }, 'feat: b')
    await good(repo, ['bump'])
    const refused = await good(repo, ['withdraw', 'v1.1.0', '--reason', 'x'], 4)
    expect(refused.stderr).toMatch(/error\[BLOCKED\] v1\.1\.0 is not sealed: [^]*hint: .*rel bump --abandon/)
  })
})

test('a release that cannot be finished, since its sealed path is wrong, stops no later one', async () => {
  const place = await onePackage({ publish: [{ to: 'directory', path: '../taken' }] })
  const { repo, remote } = place
  writeFileSync(join(repo.folder, '..', 'taken'), 'a file, and no folder\n')
  await good(repo, ['release'], 5)
  await commitIn(
    repo,
    { 'release.config.json': '{ "publish": [{ "to": "directory", "path": "../out" }] }' },
    'fix: path',
  )
  await good(repo, ['release'], 5)
  const withdrawn = await good(repo, WITHDRAW)
  expect(withdrawn.stderr).toContain('clear the stage')
  expect(await remote.git('for-each-ref', 'refs/rel/stage')).toBe('')
  await good(repo, ['release'])
  expect(await remote.git('tag', '--list')).toBe('v1.0.0\nv1.0.1')
  await good(repo, ['audit'])
})

test('of two releases of one plan the other one goes on', async () => {
  const { folder } = await scratchRepo(TWINS)
  const repo = repoAt(folder)
  const out = join(folder, 'out')
  writeFileSync(out, 'a file, and no folder\n')
  await good(repo, ['release'], 5)
  expect((await good(repo, ['withdraw', '1.0.0', '--reason', 'x'], 2)).stderr).toMatch(
    /"1\.0\.0" names 2 releases\n +hint: name one of them: cli@1\.0\.0, core@1\.0\.0\n/,
  )
  const done = await good(repo, ['withdraw', 'core@1.0.0', '--reason', 'x'])
  expect(done.stdout).toContain('declared here only, since there is no remote')
  expect(done.stdout).not.toContain('still has the files')
  rmSync(out)
  await good(repo, ['publish', 'core@1.0.0'], 4)
  const published = await good(repo, ['publish'])
  expect(published.stderr).toContain('note: core@1.0.0 was withdrawn: it is not published')
  expect(readdirSync(out)).toEqual(['cli'])
})

test('two at once on two clones: no entry is lost, and equal ones are one', async () => {
  const place = released.copy()
  const clones = [place.repo, await place.clone()]
  const both = (reasons: readonly string[]) =>
    Promise.all(clones.map((clone, index) => clone.rel(['withdraw', TAG, '--reason', reasons[index] ?? ''])))
  for (const run of await both(['one', 'one'])) expect(run.code, run.stderr).toBe(0)
  expect(await entries(place)).toEqual(['1.json one'])
  for (const run of await both(['two', 'three'])) expect(run.code, run.stderr).toBe(0)
  const found = await entries(place)
  expect(found.map((each) => each.slice(0, 7))).toEqual(['1.json ', '2.json ', '3.json '])
  expect(found.map((each) => each.slice(7)).toSorted()).toEqual(['one', 'three', 'two'])
})

type At = (moment: Moment, write: Write) => Verdict

const silent = () => undefined

const requestIn = ({ folder }: Repo, env: Record<string, string>, at?: At): Request => ({
  ...{ cwd: folder, configFile: null, branch: null, ciBranch: null, ci: false, offline: false },
  env: { ...scratchEnv, ...env },
  ...{ interrupted: () => false, around: openFuse(at).around },
  progress: { note: silent, begin: silent, start: silent, outcome: silent },
})

const withdrawIn = (repo: Repo, at?: At, tag = TAG, env = {}) =>
  withdraw({ ...requestIn(repo, env, at), handle: tag, reason: REASON }, async () => true)

test('cut before and after every write to git, the same command ends in the same ledger', async () => {
  const whole: Write[] = []
  const uncut = released.copy()
  await withdrawIn(uncut.repo, (moment, write) => (moment === 'before' && whole.push(write), 'go'))
  const tree = await uncut.remote.git('rev-parse', `${LEDGER}^{tree}`)
  const writes = whole.filter(({ kind }) => /^git\.(?!fetch)/.test(kind))
  expect(writes.map(({ kind }) => kind)).toEqual(['git.importCommit', 'git.push', 'git.updateRefs'])
  for (const { n, kind } of writes)
    for (const moment of ['before', 'after'] as const) {
      const place = released.copy()
      const cut = withdrawIn(place.repo, (at, write) => (at === moment && write.n === n ? 'stop' : 'go'))
      await expect(cut, `${moment} ${kind}`).rejects.toThrow(Stopped)
      rmSync(join(place.repo.folder, '.git', 'rel', 'lock'), { force: true })
      await withdrawIn(place.repo)
      expect(await place.remote.git('rev-parse', `${LEDGER}^{tree}`), `${moment} ${kind}`).toBe(tree)
      expect(await place.repo.git('rev-parse', 'refs/rel/remote/ledger')).toBe(
        await place.remote.git('rev-parse', LEDGER),
      )
    }
})

describe('at a registry', () => {
  let registry: Registry
  beforeAll(async () => {
    registry = await startRegistry(scratchFolder('registry'))
  })
  afterAll(async () => registry.stop())

  test('cut before the target, audit tells; run again, consumers are led back and the bytes stay', async () => {
    const { env } = registry
    const { repo } = await onePackage({ publish: [{ to: 'npm' }] })
    const rel = async (args: readonly string[], code = 0) => {
      const run = await repo.rel(args, { env })
      expect(run.code, `${args.join(' ')}: ${run.stderr}`).toBe(code)
      return run
    }
    await rel(['release'])
    await commitIn(repo, { 'b.txt': 'b\n' }, 'feat: b')
    await rel(['release'])
    expect(registry.packument('core')?.['dist-tags']).toEqual({ latest: '1.1.0' })
    const isFirst: At = (moment, write) => (moment === 'before' && write.kind.startsWith('npm.') ? 'stop' : 'go')
    await expect(withdrawIn(repo, isFirst, 'v1.1.0', env)).rejects.toThrow(Stopped)
    rmSync(join(repo.folder, '.git', 'rel', 'lock'), { force: true })
    expect((await rel(['audit'], 6)).stdout).toMatch(
      /STILL_OFFERED {2}core 1\.1\.0 is withdrawn, and npm still leads to it\n +hint: finish it with: rel withdraw v1\.1\.0\n/,
    )
    expect((await rel(['withdraw', 'v1.1.0'])).stdout).toMatch(/2 were already true[^]*npm: core@1\.1\.0 can still be/)
    const there = registry.packument('core')
    expect(there?.['dist-tags']).toEqual({ latest: '1.0.0' })
    expect(there?.versions['1.1.0']?.deprecated).toBe(`withdrawn: ${REASON}`)
    expect(there?.versions['1.0.0']?.deprecated).toBeUndefined()
    expect(registry.tarballs()).toEqual(['core/core-1.0.0.tgz', 'core/core-1.1.0.tgz'])
    await rel(['audit'])
    await rel(['verify', 'v1.1.0'])
  })
})
