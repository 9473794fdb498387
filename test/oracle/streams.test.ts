/** Real histories: every reading command runs on them, and the derived bump is compared with what other tools say.
 *
 *  `ORACLE_ROWS=all` compares every row of the corpus instead of a few per history. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { plan } from '../../src/operations/plan.ts'
import { NOTHING_ASKED } from '../../src/core/asked.ts'
import { type Repo, scratchEnv, scratchFolder } from '../support/scratch.ts'
import { type BumpRow, bumpRows, type Stream, STREAMS, tagFormat } from '../support/streams.ts'

const COMMANDS = ['plan', 'why', 'version', 'changelog --all', 'status']
const ROWS_PER_STREAM = process.env['ORACLE_ROWS'] === 'all' ? Infinity : 5
const SLOW = 600_000

const silence = () => undefined

interface Opened {
  readonly repo: Repo
  readonly config: string
}

const open = async (stream: Stream): Promise<Opened> => {
  const repo = await stream.make()
  const name = stream.repo.split('/')[1] ?? ''
  const config = join(scratchFolder('config'), 'release.config.json')
  const packages = [{ name, ecosystem: 'none', tag: await tagFormat(repo) }]
  // No peer was told to hold back below 1.0.0.
  const versioning = { zeroMajor: { breaking: 'major', feature: 'minor' } }
  await writeFile(config, JSON.stringify({ packages, versioning }))
  return { repo, config }
}

/** Runs one command as text and as JSON, and returns both exit statuses with what was printed. */
const runBoth = async ({ repo }: Opened, args: readonly string[]) => {
  const text = await repo.rel(args)
  const data = await repo.rel([...args, '--json'])
  const document = data.json<{ kind?: string } | readonly unknown[]>()
  return { text, data, document }
}

const expectReading = async (opened: Opened, command: readonly string[]): Promise<void> => {
  const { text, data } = await runBoth(opened, [...command, '--config', opened.config])
  expect([0, 3], `${text.stdout}${text.stderr}`).toContain(text.code)
  expect(data.code).toBe(text.code)
  expect(text.stderr).toBe('')
  if (text.code === 0) expect(text.stdout).not.toBe('')
}

/** The manifests of the corpus are placeholders that are not JSON. */
const expectDetected = async (opened: Opened, command: readonly string[]): Promise<void> => {
  const { text, data, document } = await runBoth(opened, command)
  expect([0, 2, 3], `${text.stdout}${text.stderr}`).toContain(text.code)
  expect(data.code).toBe(text.code)
  if (text.code !== 2) return
  expect(text.stderr).toMatch(/^error\[MANIFEST\] \S*package\.json, byte \d+, line \d+: .+\n {2}hint: .+\n$/)
  expect(document).toMatchObject({ kind: 'rel.error', code: 'MANIFEST', exit: 2 })
}

/** The plan at a release's commit as it was before anyone tagged it. */
const derived = async ({ repo, config }: Opened, branch: string, row: BumpRow): Promise<string | null> => {
  const tags = await repo.git(
    'for-each-ref',
    '--format=%(refname) %(objectname)',
    `--points-at=${row.toSha}`,
    'refs/tags',
  )
  const there = tags.split('\n').map((line) => line.split(' ') as [string, string])
  for (const [tag] of there) await repo.git('update-ref', '-d', tag)
  await repo.git('update-ref', '--no-deref', 'HEAD', row.toSha)
  const { plan: made } = await plan({
    ...{ cwd: repo.folder, configFile: config, branch, ciBranch: null, ci: false, offline: true },
    ...{ env: scratchEnv, progress: { note: silence, begin: silence, start: silence, outcome: silence } },
    ...{ interrupted: () => false, asked: NOTHING_ASKED, tag: null },
  })
  for (const [tag, id] of there) await repo.git('update-ref', tag, id)
  return made.releases[0]?.bump ?? null
}

const sample = (rows: readonly BumpRow[]): readonly BumpRow[] => {
  const step = Math.max(1, Math.ceil(rows.length / ROWS_PER_STREAM))
  return rows.filter((_, at) => at % step === 0)
}

const report = { agreed: 0, agreeable: 0, released: 0, rows: 0 }
const differing: string[] = []

const compare = (row: BumpRow, bump: string | null): void => {
  const judged = row.grade !== 'split'
  report.rows += 1
  report.released += Number(bump === row.actualBump)
  report.agreeable += Number(judged)
  report.agreed += Number(judged && bump === row.consensus)
  if (judged && bump !== row.consensus)
    differing.push(`${row.repo} ${row.from}..${row.to}: ${bump ?? 'none'}, the oracle's ${row.consensus ?? 'none'}`)
}

describe.each(STREAMS)('$repo', (stream) => {
  let opened: Opened
  beforeAll(async () => {
    opened = await open(stream)
  }, SLOW)

  test.concurrent.each(COMMANDS)('rel %s', { timeout: SLOW }, async (command) => {
    await expectReading(opened, command.split(' '))
    await expectDetected(opened, command.split(' '))
  })

  test('the bump of former releases', { timeout: SLOW }, async () => {
    for (const row of sample(await bumpRows(stream, opened.repo))) {
      const bump = await derived(opened, stream.branch, row)
      compare(row, bump)
      expect(['major', 'minor', 'patch', null]).toContain(bump)
      if (row.grade === 'agree+released') expect(bump, `${row.from}..${row.to}`).toBe(row.consensus)
    }
  })
})

afterAll(() => {
  const { agreed, agreeable, released, rows } = report
  const lines = [
    `derived bump equals the oracle's in ${agreed} of ${agreeable}, what was released in ${released} of ${rows}`,
    ...differing.map((line) => `  ${line}`),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
})
