/** Real histories: every reading command runs on them, and a few former releases are derived again; `npm run oracle` does all. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { repoAt, type Repo, scratchFolder, scratchRepo } from '../support/scratch.ts'
import { corpusAt } from './corpus.ts'
import { type History, historiesOf } from './histories.ts'
import { configFor, FILE, formOf, pairLine, type PairRow } from './next-version.ts'

const COMMANDS = ['plan', 'why', 'version', 'changelog --all', 'status']
const ROWS_PER_STREAM = process.env['ORACLE_ROWS'] === 'all' ? Infinity : 5
const SLOW = 600_000

// Where there is no corpus.
const TOLD = String.raw`
file package.json = "3f"
feat: one | a.txt
tag v1.0.0
fix: two | a.txt
branch next
feat(api): three (#3) | b.txt
on main
docs: four | README.md
merge next into main: Merge pull request #3 from next
tag v1.1.0
fix: five | a.txt
feat!: six\n\nBREAKING CHANGE: all anew | a.txt
Revert "fix: five"\n\nThis reverts commit {id of fix: five}. | a.txt
tag v2.0.0
no convention here | a.txt
fix: seven | a.txt
`

const corpus = corpusAt(null)
const histories = historiesOf(corpus)
afterAll(() => histories.remove())

const STREAMS = corpus.streams.length > 0 ? corpus.streams.map(({ repo }) => repo) : ['told/history']

interface Opened {
  readonly history: History
  readonly repo: Repo
  readonly config: string
  readonly rows: readonly PairRow[]
}

const toldRows = async (repo: Repo): Promise<readonly PairRow[]> => {
  const row = async (from: string, actual: string, bump: 'minor' | 'major'): Promise<PairRow> => ({
    ...{ repo: 'told/history', from, to: `v${actual}`, toSha: await repo.git('rev-parse', `v${actual}^0`), actual },
    ...{ actualBump: bump, bumps: {}, consensus: bump, grade: 'agree+released', conventionalShare: 1 },
  })
  return Promise.all([row('v1.0.0', '1.1.0', 'minor'), row('v1.1.0', '2.0.0', 'major')])
}

const told = async (): Promise<Omit<Opened, 'config'>> => {
  const repo = await scratchRepo(TOLD, { bare: true })
  return { repo, history: histories.at(repo.folder, 'main'), rows: await toldRows(repo) }
}

const recreated = async (name: string): Promise<Omit<Opened, 'config'>> => {
  const history = (await histories.of(name)) as History
  const rows = corpus.rows<PairRow>(FILE).filter(({ repo }) => repo === name)
  return { repo: repoAt(history.folder), history, rows }
}

const open = async (name: string): Promise<Opened> => {
  const opened = corpus.streams.length > 0 ? await recreated(name) : await told()
  const config = join(scratchFolder('config'), 'release.config.json')
  const last = opened.rows.at(-1)
  const settings = configFor(name, opened.history.branch, last === undefined ? ['v{version}'] : [formOf(last.to)])
  await writeFile(config, JSON.stringify(settings))
  return { ...opened, config }
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
  expect(text.stderr).toMatch(/^error\[MANIFEST\] \S+, byte \d+, line \d+: .+\n {2}hint: .+\n$/)
  expect(document).toMatchObject({ kind: 'rel.error', code: 'MANIFEST', exit: 2 })
}

const sample = (rows: readonly PairRow[]): readonly PairRow[] => {
  const step = Math.max(1, Math.ceil(rows.length / ROWS_PER_STREAM))
  return rows.filter((_, at) => at % step === 0)
}

describe.each(STREAMS)('%s', (name) => {
  let opened: Opened
  beforeAll(async () => {
    opened = await open(name)
  }, SLOW)

  test.concurrent.each(COMMANDS)('rel %s', { timeout: SLOW }, async (command) => {
    await expectReading(opened, command.split(' '))
    await expectDetected(opened, command.split(' '))
  })

  test('former releases: as the peers, or by a named rule difference', { timeout: SLOW }, async () => {
    for (const row of sample(opened.rows)) {
      const line = await pairLine(opened.history, row)
      expect(line.outcome, JSON.stringify(line, null, 2)).toBe(row.grade === 'split' ? 'explained' : 'equal')
    }
  })
})
