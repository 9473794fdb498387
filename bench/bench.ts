/** Times rel against git itself, bare Node and other tools in one run. `--huge`: on a million commits, which takes some minutes
 *  to make and to measure. */
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { feed, makeCommits, placeTags, type Shape } from './made-history.ts'
import { measure, report, run, type Timed } from './measure.ts'
import { peersIn } from './peers.ts'

const PROJECT = join(import.meta.dirname, '..')
const STREAMS = join(PROJECT, '..', 'shared', 'corpus')
const LARGE: Shape = { commits: 30_000, packages: 0, tags: 3700 }
const HUGE: Shape = { commits: 1_000_000, packages: 2000, tags: 8000 }
/** The part of the huge history that its memory is compared with. */
const SHARE = 0.25

/** Other tools are stopped after so many milliseconds. */
const PATIENCE = 120_000

const root = realpathSync(mkdtempSync(join(tmpdir(), 'rel-bench-')))
const node = process.execPath
const rel = (...args: readonly string[]): readonly string[] => [node, join(PROJECT, 'bin', 'rel.js'), ...args]
const say = (text: string): void => void process.stdout.write(`${text}\n`)

const NODE = { name: 'node -e 0', argv: [node, '-e', '0'], cwd: root }
const logOf = (cwd: string): Timed => ({
  ...{ name: 'git log --format=%H%x00%B%x00 HEAD', argv: ['git', 'log', '--format=%H%x00%B%x00', 'HEAD'], cwd },
})

const emptyRepository = async (name: string, branch: string): Promise<string> => {
  const folder = join(root, name)
  await run({ argv: ['git', 'init', '--quiet', '--bare', '--initial-branch', branch, folder], cwd: root })
  return folder
}

const make = async (shape: Shape): Promise<string> => {
  const folder = await emptyRepository(`${shape.commits}.git`, 'main')
  await makeCommits(folder, shape)
  await placeTags(folder, shape)
  return folder
}

/** The largest visible stream of real history, or none. */
const realHistory = async (): Promise<{ readonly cwd: string; readonly what: string } | null> => {
  if (!existsSync(join(STREAMS, 'streams.jsonl'))) return null
  const rows = readFileSync(join(STREAMS, 'streams.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((row) => JSON.parse(row) as { repo: string; file: string; branch: string; commits: number; tags: number })
  const largest = rows.toSorted((a, b) => b.commits - a.commits)[0]
  if (largest === undefined) return null
  const cwd = await emptyRepository('real.git', largest.branch)
  await feed(cwd, ['fast-import', '--quiet'], [gunzipSync(readFileSync(join(STREAMS, largest.file)))])
  return { cwd, what: `${largest.repo}: ${largest.commits} commits, ${largest.tags} tags` }
}

const msOf = (results: Awaited<ReturnType<typeof measure>>, name: string): number => results.get(name)?.ms ?? Number.NaN

const start = async (): Promise<boolean> => {
  const real = await realHistory()
  const cwd = real?.cwd ?? (await make({ ...LARGE, commits: 9000, tags: 300 }))
  const config = join(root, 'config.json')
  writeFileSync(config, JSON.stringify({ packages: [{ name: 'history', ecosystem: 'none' }] }))
  const rounds = 15
  say(`\n${real?.what ?? 'a made history of 9000 commits'}; medians of ${rounds} rounds, in turn\n`)
  const log = logOf(cwd)
  const plan = { name: 'rel plan', argv: rel('plan', '--config', config, '--nothing-ok'), cwd }
  const version = { name: 'rel --version', argv: rel('--version'), cwd }
  const found = await measure([NODE, version, log, plan], rounds)
  const by = [msOf(found, log.name), msOf(found, NODE.name)]
  return report([
    { what: 'rel --version : node -e 0', of: msOf(found, version.name), by: by.slice(1), most: 2, unit: '×' },
    { what: 'rel plan : (git log of all history + node -e 0)', of: msOf(found, plan.name), by, most: 3, unit: '×' },
  ])
}

const large = async (): Promise<boolean> => {
  const cwd = await make(LARGE)
  const rounds = 9
  say(`\na made history of ${LARGE.commits} commits, ${LARGE.tags} tags; medians of ${rounds} rounds, in turn\n`)
  const log = logOf(cwd)
  const version = { name: 'rel version', argv: rel('version'), cwd }
  const changelog = { name: 'rel changelog --all', argv: rel('changelog', '--all'), cwd }
  const found = await measure([NODE, log, version, changelog], rounds, { warm: true, peaks: true })
  const { present, absent } = peersIn(cwd)
  await measure(present, 1, { warm: false, peaks: true, limit: PATIENCE })
  if (absent.length > 0) say(`not installed here: ${absent.join('; ')}`)
  const by = [msOf(found, log.name), msOf(found, NODE.name)]
  return report([
    { what: 'rel version : (git log + node -e 0)', of: msOf(found, version.name), by, most: 1.5, unit: '×' },
    { what: 'rel changelog --all : (git log + node -e 0)', of: msOf(found, changelog.name), by, most: 2.5, unit: '×' },
  ])
}

const huge = async (): Promise<boolean> => {
  const began = performance.now()
  const cwd = await make(HUGE)
  const { commits, packages, tags } = HUGE
  say(`\na made history of ${commits} commits, ${packages} packages, ${tags} tags`)
  say(`(made in ${((performance.now() - began) / 60_000).toFixed(1)} minutes); medians of 3 rounds, in turn\n`)
  const options = { warm: false, peaks: true }
  const name = 'git log --raw -z --no-renames --diff-merges=first-parent'
  const raw = { name, argv: name.split(' '), cwd }
  const version = (of: number) => ({ name: `rel version, ${of} commits`, argv: rel('version'), cwd })
  const whole = await measure([raw, version(commits)], 3, options)
  await placeTags(cwd, HUGE, SHARE)
  const part = await measure([version(commits * SHARE)], 3, options)
  const [peak, before] = [whole.get(version(commits).name)?.peak, part.get(version(commits * SHARE).name)?.peak]
  const ratio = { of: msOf(whole, version(commits).name), by: [msOf(whole, raw.name)], most: 1.5, unit: '×' } as const
  return report([
    { what: `rel version : ${name}`, ...ratio },
    ...(peak === null || peak === undefined
      ? []
      : [{ what: 'peak memory of rel version', of: peak, most: 200, unit: ' MB' } as const]),
    ...(peak && before
      ? [{ what: `the same : on ${SHARE * 100} % of it`, of: peak, by: [before], most: 1.25, unit: '×' } as const]
      : []),
  ])
}

try {
  say(`Node ${process.versions.node}`)
  const parts = process.argv.includes('--huge') ? [huge] : [start, large]
  let isMet = true
  for (const part of parts) isMet = (await part()) && isMet
  process.exitCode = isMet ? 0 : 1
} finally {
  rmSync(root, { recursive: true, force: true })
}
