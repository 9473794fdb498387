/** Walks the scenarios: a folder is a history, a question, and what rel says and does then.
 *
 *      history.txt            told in lines (test/support/told-history.ts)
 *      release.config.json    optional; committed with the first commit
 *      remote.txt             optional: the address of the remote `origin`
 *      clone.txt              optional: the words after `git clone`; then rel is asked in such a clone
 *      ask.txt                optional: the words after `rel`; without it `bump`
 *      expected/plan.txt      what `rel <ask> --dry-run` prints
 *      expected/notes.md      the notes of each planned release
 *      expected/tree.txt      what `rel <ask>` makes of the repository: exit status, commit, tags, changed files
 *
 *  `UPDATE_EXPECTED=1 npm test` writes what is expected anew; read the difference before committing it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cloneOf, type RelRun, type Repo, scratchRepo } from '../support/scratch.ts'

const FOLDER = import.meta.dirname
const UPDATE = process.env['UPDATE_EXPECTED'] === '1' && !process.env['CI']
const FILES = ['plan.txt', 'notes.md', 'tree.txt'] as const

const scenarios = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .toSorted()

const readIn = (scenario: string, file: string): string | null => {
  const path = join(FOLDER, scenario, file)
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}

const repoOf = async (scenario: string): Promise<Repo> => {
  const config = readIn(scenario, 'release.config.json')
  const first = config === null ? '' : `file release.config.json = ${JSON.stringify(JSON.parse(config))}\n`
  const repo = await scratchRepo(first + (readIn(scenario, 'history.txt') ?? ''))
  const remote = readIn(scenario, 'remote.txt')
  if (remote !== null) await repo.git('remote', 'add', 'origin', remote.trim())
  const clone = readIn(scenario, 'clone.txt')
  return clone === null ? repo : cloneOf(repo, ...clone.trim().split(' '))
}

/** Of `bump`, and of `changelog`, which calls the number `version`. */
interface Plan {
  readonly releases?: readonly {
    readonly package: string
    readonly to?: string
    readonly version?: string
    readonly notes: string
  }[]
}

const section = (title: string, text: string): string => (text === '' ? '' : `\n${title}\n${text}`)

const said = ({ code, stdout, stderr }: RelRun): string =>
  `exit ${code}\n${section('stdout', stdout)}${section('stderr', stderr)}`

const notesOf = (run: RelRun): string =>
  (run.json<Plan>().releases ?? [])
    .map((each) => `# ${each.package} ${each.to ?? each.version}\n\n${each.notes}\n`)
    .join('\n')

const refsOf = async (repo: Repo): Promise<readonly string[]> =>
  (
    await repo.git(
      'for-each-ref',
      '--format=%(refname:short) %(objecttype) on %(if)%(*subject)%(then)%(*subject)%(else)%(subject)%(end)',
      'refs/heads',
      'refs/tags',
    )
  ).split('\n')

/** What a run left behind: new and moved refs, the files that differ from before, and the work tree, which must be clean. */
const traceOf = async (repo: Repo, act: () => Promise<RelRun>): Promise<string> => {
  const [head, refs] = [await repo.git('rev-parse', 'HEAD'), await refsOf(repo)]
  const run = await act()
  const changed = (await refsOf(repo)).filter((ref) => !refs.includes(ref))
  const diff = await repo.git('diff', '--no-color', '--no-ext-diff', '--full-index', head, 'HEAD')
  const patch = diff.replaceAll(/^index .*\n/gm, '')
  const status = await repo.git('status', '--porcelain')
  const refused = run.code === 0 ? '' : section('stdout', run.stdout) + section('stderr', run.stderr)
  const made = changed.length === 0 ? '\nnothing changed\n' : section('refs', `${changed.join('\n')}\n`)
  return `exit ${run.code}\n${refused}${made}${section('edits', patch === '' ? '' : `${patch}\n`)}${section('status', status)}`
}

const play = async (scenario: string): Promise<Readonly<Record<(typeof FILES)[number], string>>> => {
  const repo = await repoOf(scenario)
  const words = (readIn(scenario, 'ask.txt') ?? 'bump').trim().split(' ')
  const preview = await repo.rel([...words, '--dry-run'])
  const data = await repo.rel([...words, '--dry-run', '--json'])
  expect(data.code).toBe(preview.code)
  const tree = await traceOf(repo, () => repo.rel(words))
  return { 'plan.txt': said(preview), 'notes.md': notesOf(data), 'tree.txt': tree }
}

const write = async (scenario: string, file: string, text: string): Promise<void> => {
  const path = join(FOLDER, scenario, 'expected', file)
  await mkdir(join(path, '..'), { recursive: true })
  await (text === '' ? rm(path, { force: true }) : writeFile(path, text))
}

describe('scenarios', () => {
  test.concurrent.each(scenarios)('%s', async (scenario) => {
    const found = await play(scenario)
    if (UPDATE) for (const file of FILES) await write(scenario, file, found[file])
    for (const file of FILES) expect(found[file], file).toBe(readIn(scenario, join('expected', file)) ?? '')
  })
})
