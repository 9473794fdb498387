/** Times commands in turn and prints medians, ratios and whether they keep within bounds: timings alone mean nothing. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

export interface Timed {
  readonly name: string
  readonly argv: readonly string[]
  readonly cwd: string
}

/** `ms` is wall time. `peak` is the most memory that the process itself had, in MB; null where the system does not tell. */
export interface Run {
  readonly ms: number
  readonly peak: number | null
}

export interface Bound {
  readonly what: string
  /** One figure divided by the sum of others, or by nothing. */
  readonly of: number
  readonly by?: readonly number[]
  readonly most: number
  readonly unit: '×' | ' MB'
}

/** How often the peak is looked at, in milliseconds. */
const OFTEN = 20

/** `VmHWM` of Linux is a high-water mark, so only what is gained in the last moment is missed. */
const peakOf = (pid: number | undefined): number | null => {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid ?? 0}/status`, 'utf8')) ?? []
    return kilobytes === undefined ? null : Number(kilobytes) / 1000
  } catch {
    return null
  }
}

/** Standard output is read through a pipe and thrown away. What takes longer than `limit` milliseconds is stopped, and has
 *  taken for ever. Throws when the command fails. */
export const run = async (
  { argv: [command = '', ...args], cwd }: Omit<Timed, 'name'>,
  limit: number | null = null,
): Promise<Run> => {
  const began = performance.now()
  const child = spawn(command, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(limit === null ? {} : { timeout: limit }),
  })
  let said = ''
  let peak: number | null = null
  child.stdout.resume()
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)))
  const watch = setInterval(() => (peak = peakOf(child.pid) ?? peak), OFTEN)
  const [code] = (await once(child, 'close').finally(() => clearInterval(watch))) as [number | null]
  const ms = performance.now() - began
  if (limit !== null && ms >= limit) return { ms: Number.POSITIVE_INFINITY, peak }
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code ?? 'a signal'}: ${said}`)
  return { ms, peak }
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN

const line = (name: string, { ms, peak }: Run): string => {
  const time = ms === Number.POSITIVE_INFINITY ? 'stopped' : `${ms.toFixed(ms < 100 ? 1 : 0)} ms`
  return `${name.padEnd(58)} ${time.padStart(11)}${peak === null ? '' : `${peak.toFixed(0).padStart(7)} MB`}\n`
}

interface Measuring {
  /** Whether there is a round before the others that does not count. */
  readonly warm?: boolean
  readonly peaks?: boolean
  readonly limit?: number
}

const summed = (runs: readonly Run[], wantsPeaks: boolean): Run => {
  const peaks = runs.flatMap(({ peak }) => (peak === null || !wantsPeaks ? [] : [peak]))
  return { ms: median(runs.map(({ ms }) => ms)), peak: peaks.length === 0 ? null : Math.max(...peaks) }
}

/** Prints and returns medians of so many rounds, all commands in each. */
export const measure = async (
  timed: readonly Timed[],
  rounds: number,
  { warm = true, peaks = false, limit }: Measuring = {},
): Promise<ReadonlyMap<string, Run>> => {
  const rows: Run[][] = []
  for (let round = warm ? -1 : 0; round < rounds; round += 1) {
    const row: Run[] = []
    for (const one of timed) row.push(await run(one, limit ?? null))
    if (round >= 0) rows.push(row)
  }
  const runsOf = (at: number) => rows.flatMap((row) => row[at] ?? [])
  const medians = new Map(timed.map(({ name }, at) => [name, summed(runsOf(at), peaks)] as const))
  for (const [name, result] of medians) process.stdout.write(line(name, result))
  return medians
}

/** Prints each bound and whether it is met. */
export const report = (bounds: readonly Bound[]): boolean => {
  const isMet = ({ what, of, by = [1], most, unit }: Bound): boolean => {
    const found = of / by.reduce((sum, each) => sum + each, 0)
    const digits = unit === '×' ? 2 : 0
    const verdict = found <= most ? 'met' : 'NOT MET'
    process.stdout.write(`${what.padEnd(78)} ${found.toFixed(digits)}${unit}  (at most ${most}${unit}) ${verdict}\n`)
    return found <= most
  }
  process.stdout.write('\n')
  const all = bounds.map(isMet)
  process.stdout.write('\n')
  return all.every(Boolean)
}
