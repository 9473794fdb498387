/** `npm run oracle`: the built CLI over the corpus, how far it agrees with other tools and with people, and why not where it does not.
 *
 *  `node test/oracle/run.ts [--json] [--corpus <folder>] [owner/name …]`; the folder is also read from `REL_CORPUS`. Exit 1 when
 *  anything is counted against rel. */
import { parseArgs } from 'node:util'
import { changesetsReport } from './changesets.ts'
import { corpusAt } from './corpus.ts'
import { historiesOf, type History } from './histories.ts'
import * as messages from './messages.ts'
import * as monorepo from './monorepo.ts'
import * as nextVersion from './next-version.ts'
import * as prerelease from './prerelease.ts'
import { isFailure, type Line } from './report.ts'
import { printReport } from './print.ts'
import { FILE, type VersionPackagesRow, versionPackagesLine } from './version-packages.ts'

/** As many cases at once; most of one is waiting for git. */
const AT_ONCE = 2

type Job = () => Promise<readonly Line[]>

interface Kind<Row> {
  readonly file: string
  readonly lines: (history: History, row: Row) => Promise<Line | readonly Line[]>
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, corpus: { type: 'string' } },
})

const corpus = corpusAt(values.corpus ?? null)
const histories = historiesOf(corpus)
// Also when whoever reads the report stops listening.
process.once('exit', () => histories.remove())
const wanted = ({ repo }: { readonly repo: string }) => positionals.length === 0 || positionals.includes(repo)

/** Repositories with rows and without a history. */
const absent = new Set<string>()

const failed = (file: string, { repo, ...row }: { readonly repo: string }, error: unknown): Line => ({
  ...{ file, repo, case: JSON.stringify(row).slice(0, 80), grade: 'error', want: 'an answer', must: true },
  ...{
    got: error instanceof Error ? error.message : String(error),
    outcome: 'against',
    differences: [],
    decided: 'error',
  },
})

const jobsOf = <Row extends { readonly repo: string }>({ file, lines }: Kind<Row>): readonly Job[] =>
  corpus
    .rows<Row>(file)
    .filter(wanted)
    .map((row) => async () => {
      try {
        const history = await histories.of(row.repo)
        if (history === null) absent.add(row.repo)
        return history === null ? [] : [await lines(history, row)].flat()
      } catch (error) {
        return [failed(file, row, error)]
      }
    })

const runAll = async (jobs: readonly Job[]): Promise<readonly Line[]> => {
  const results: (readonly Line[])[] = []
  const waiting = jobs.entries()
  const worker = async () => {
    for (const [at, job] of waiting) results[at] = await job()
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return results.flat()
}

const lines = await runAll([
  ...jobsOf({ file: nextVersion.FILE, lines: nextVersion.pairLine }),
  ...jobsOf({ file: prerelease.FILE, lines: prerelease.prereleaseLine }),
  ...jobsOf({ file: monorepo.FILE, lines: monorepo.monorepoLines }),
  ...corpus
    .rows<VersionPackagesRow>(FILE)
    .filter(wanted)
    .map((row) => async () => [await versionPackagesLine(histories, row)]),
  () => messages.messageLines(corpus, histories, positionals),
  () => changesetsReport(corpus, histories, { repos: positionals }),
])
if (values.json) process.stdout.write(`${JSON.stringify(lines, null, 2)}\n`)
else printReport(lines)
if (absent.size > 0) process.stderr.write(`no history, so not asked: ${[...absent].join(', ')}\n`)
process.exitCode = lines.some(isFailure) ? 1 : 0
