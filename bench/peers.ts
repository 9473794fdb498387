/** Other tools that tell versions or write changelogs, as far as they are installed here. */
import { existsSync, realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Timed } from './measure.ts'

const BIN = join(import.meta.dirname, '..', 'node_modules', '.bin')

const commandPath = (name: string): string | null => {
  const folders = [BIN, ...(process.env['PATH'] ?? '').split(delimiter)]
  const found = folders.map((folder) => join(folder, name)).find((file) => existsSync(file))
  return found === undefined ? null : realpathSync(found)
}

const modulePath = (name: string): string | null => {
  try {
    return fileURLToPath(import.meta.resolve(name))
  } catch {
    return null
  }
}

/** What semantic-release does for a version, without its questions to remotes: the commits since the last tag, analysed. */
const ANALYSE = `
import { execFileSync } from 'node:child_process'
const { analyzeCommits } = await import(process.argv[1])
const git = (...args) => execFileSync('git', args, { encoding: 'utf8', maxBuffer: 2 ** 30 })
const last = git('describe', '--tags', '--abbrev=0').trim()
const rows = git('log', '-z', '--format=%H%n%B', last + '..HEAD').split('\\0').filter(Boolean)
const commits = rows.map((row) => ({ hash: row.slice(0, 40), message: row.slice(41) }))
console.log(await analyzeCommits({}, { cwd: process.cwd(), commits, logger: { log() {} } }))
`

export interface Peers {
  readonly present: readonly Timed[]
  /** Names of those that are not installed. */
  readonly absent: readonly string[]
}

/** `cwd` holds one package with its tags. */
export const peersIn = (cwd: string): Peers => {
  const changelog = commandPath('conventional-changelog')
  const cliff = commandPath('git-cliff')
  const analyzer = modulePath('@semantic-release/commit-analyzer')
  const node = process.execPath
  const all: readonly (readonly [string, readonly (string | null)[]])[] = [
    ['conventional-changelog, all releases', [node, changelog, '-p', 'conventionalcommits', '-r', '0', '--stdout']],
    ['git-cliff, all releases', [cliff, '--offline', '--config', join(import.meta.dirname, 'git-cliff.toml')]],
    [
      'git-cliff, next version',
      [cliff, '--offline', '--bumped-version', '--config', join(import.meta.dirname, 'git-cliff.toml')],
    ],
    ['@semantic-release/commit-analyzer, next version', [node, '--input-type=module', '-e', ANALYSE, analyzer]],
  ]
  const isHere = (argv: readonly (string | null)[]): argv is readonly string[] => argv.every((word) => word !== null)
  return {
    present: all.flatMap(([name, argv]) => (isHere(argv) ? [{ name, argv, cwd }] : [])),
    absent: all.flatMap(([name, argv]) => (isHere(argv) ? [] : [name])),
  }
}
