/** Times rel against git itself and bare Node in one run, in turn, and prints medians and ratios: timings alone mean nothing. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { tellHistory } from '../test/support/told-history.ts'

const PROJECT = join(import.meta.dirname, '..')
const REL = join(PROJECT, 'bin', 'rel.js')
const STREAMS = join(PROJECT, '..', 'shared', 'corpus')
const ROUNDS = 15
const TOLD = 9000

interface Timed {
  readonly name: string
  readonly run: () => void
}

interface Bound {
  readonly what: string
  readonly of: string
  readonly against: readonly string[]
  readonly most: number
}

const root = realpathSync(mkdtempSync(join(tmpdir(), 'rel-bench-')))

const must = (
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly input?: Buffer } = {},
): void => {
  const { status, stderr } = spawnSync(command, args, {
    ...options,
    stdio: ['pipe', 'pipe', 'pipe'],
    maxBuffer: 1 << 30,
  })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr.toString()}`)
}

/** The largest visible stream of real history, or a told one of the same length. */
const layHistory = async (): Promise<{ readonly folder: string; readonly what: string }> => {
  const folder = join(root, 'history.git')
  if (existsSync(join(STREAMS, 'streams.jsonl'))) {
    const rows = readFileSync(join(STREAMS, 'streams.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { repo: string; file: string; branch: string; commits: number; tags: number })
    const largest = rows.toSorted((a, b) => b.commits - a.commits)[0]
    if (largest !== undefined) {
      must('git', ['init', '--quiet', '--bare', '--initial-branch', largest.branch, folder])
      must('git', ['--git-dir', folder, 'fast-import', '--quiet'], {
        input: gunzipSync(readFileSync(join(STREAMS, largest.file))),
      })
      return { folder, what: `${largest.repo}: ${largest.commits} commits, ${largest.tags} tags` }
    }
  }
  const story = Array.from(
    { length: TOLD },
    (_, index) =>
      `${index % 3 === 0 ? 'feat' : 'fix'}: change ${index} | src/${index % 97}.txt${index % 30 === 0 ? `\ntag v1.${index / 30}.0` : ''}`,
  )
  const { folder: told } = await tellHistory(story.join('\n'), folder, { bare: true })
  return { folder: told, what: `a told history of ${TOLD} commits` }
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN

const measure = (timed: readonly Timed[]): ReadonlyMap<string, number> => {
  const times = new Map(timed.map(({ name }) => [name, [] as number[]] as const))
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const { name, run } of timed) {
      const began = process.hrtime.bigint()
      run()
      if (round >= 0) times.get(name)?.push(Number(process.hrtime.bigint() - began) / 1e6)
    }
  }
  return new Map([...times].map(([name, all]) => [name, median(all)] as const))
}

const report = (medians: ReadonlyMap<string, number>, bounds: readonly Bound[]): boolean => {
  for (const [name, ms] of medians) process.stdout.write(`${name.padEnd(44)} ${ms.toFixed(1).padStart(8)} ms\n`)
  process.stdout.write('\n')
  return bounds.every(({ what, of, against, most }) => {
    const ratio =
      (medians.get(of) ?? Number.NaN) / against.reduce((sum, name) => sum + (medians.get(name) ?? Number.NaN), 0)
    const isMet = ratio <= most
    process.stdout.write(`${what.padEnd(62)} ${ratio.toFixed(2)}×  (at most ${most}×) ${isMet ? 'met' : 'NOT MET'}\n`)
    return isMet
  })
}

try {
  const { folder, what } = await layHistory()
  const config = join(root, 'config.json')
  writeFileSync(config, JSON.stringify({ packages: [{ name: 'history', ecosystem: 'none' }] }))
  const node = process.execPath
  const NODE = 'node -e 0'
  const LOG = 'git log --format=%H%x00%B, through a pipe'
  process.stdout.write(`${what}; medians of ${ROUNDS} rounds, in turn; Node ${process.versions.node}\n\n`)
  const medians = measure([
    { name: NODE, run: () => must(node, ['-e', '0']) },
    { name: 'rel --version', run: () => must(node, [REL, '--version']) },
    { name: LOG, run: () => must('git', ['log', '--format=%H%x00%B', 'HEAD'], { cwd: folder }) },
    { name: 'rel plan', run: () => must(node, [REL, 'plan', '--config', config, '--nothing-ok'], { cwd: folder }) },
  ])
  const isMet = report(medians, [
    { what: 'rel --version : node -e 0', of: 'rel --version', against: [NODE], most: 2 },
    { what: 'rel plan : (git log of all history + node -e 0)', of: 'rel plan', against: [LOG, NODE], most: 3 },
  ])
  process.exitCode = isMet ? 0 : 1
} finally {
  rmSync(root, { recursive: true, force: true })
}
