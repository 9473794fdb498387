/** Pairs of consecutive stable tags: what rel derives at the later one before it was tagged, against seven peers. */
import semver from 'semver'
import { decidedBy, documentOf, type Why } from './answers.ts'
import { type Bump, explain } from './explanations.ts'
import type { History } from './histories.ts'
import type { Peer, Seen } from './readings.ts'
import type { Line } from './report.ts'

export const FILE = 'versions/next-version.jsonl'

export interface PairRow {
  readonly repo: string
  readonly from: string
  readonly to: string
  readonly toSha: string
  readonly actual: string
  readonly actualBump: string | null
  readonly bumps: Readonly<Partial<Record<Peer, Bump>>>
  readonly consensus: Bump
  /** The version that release-please says. */
  readonly releasePlease?: string | null
  readonly grade: 'agree+released' | 'agree' | 'split'
  readonly conventionalShare: number
}

/** How a tag spells its version. */
export const formOf = (tag: string, version?: string): string =>
  version !== undefined && tag.endsWith(version)
    ? `${tag.slice(0, -version.length)}{version}`
    : tag.replace(/\d+(?:\.\d+)*(?:[-+].*)?$/, '{version}')

/** The repository's own tags, and the peers' plain answers below 1.0.0. */
export const configFor = (repo: string, branch: string, forms: readonly string[]) => ({
  packages: [{ name: repo.split('/')[1] ?? repo, ecosystem: 'none', tag: [...new Set(forms)] }],
  branches: [{ match: branch }],
  versioning: { zeroMajor: { breaking: 'major', feature: 'minor' } },
})

interface Judged {
  readonly outcome: Line['outcome']
  readonly differences: readonly string[]
}

const EQUAL: Judged = { outcome: 'equal', differences: [] }

const text = (bump: Bump): string => bump ?? 'none'

/** The step that all agree on; where a Release-As names a number, the one that release-please honours it with. */
const isNext = (why: Why, { from, consensus, releasePlease }: PairRow): boolean => {
  if (consensus === null || consensus === 'lower') return why.to === null
  if (why.from?.tag !== from || why.bump !== consensus) return false
  return why.to === semver.inc(why.from.version, consensus) || why.to === releasePlease
}

/** The commits of `from..to` with what rel made of each. */
const seenIn = async (history: History, row: PairRow, why: Why): Promise<readonly Seen[]> => {
  const own = new Map(why.commits.map((one) => [one.commit, one]))
  const log = await history.git('log', '-z', '--format=%H %P%n%B', `${row.from}..${row.toSha}`)
  return log.split('\0').flatMap((record): Seen[] => {
    const [ids = '', ...message] = record.split('\n')
    const [id = '', ...parents] = ids.trim().split(' ')
    return id === '' ? [] : [{ message: message.join('\n'), merge: parents.length > 1, own: own.get(id) ?? null }]
  })
}

/** Every peer whose answer is not rel's has to be explained. */
const judge = async (history: History, row: PairRow, why: Why): Promise<Judged> => {
  if (row.grade !== 'split' && isNext(why, row)) return EQUAL
  const range = {
    bump: why.bump as Bump,
    commits: await seenIn(history, row, why),
    baseIsVersion: /(?:^|\D)\d+\.\d+\.\d+(?:\+.*)?$/.test(row.from),
    named: why.causes.some(({ kind }) => kind === 'release-as'),
  }
  const others = (Object.entries(row.bumps) as [Peer, Bump][]).filter(([, answer]) => answer !== range.bump)
  const found = others.map(([peer, answer]) => explain(range, peer, answer))
  const all = found.length > 0 && found.every((names) => names.length > 0)
  return { outcome: all ? 'explained' : 'against', differences: all ? [...new Set(found.flat())] : [] }
}

const wantOf = ({ bumps, consensus, grade }: PairRow): string => {
  if (grade !== 'split') return text(consensus)
  const said = Map.groupBy(Object.entries(bumps), ([, answer]) => text(answer))
  return [...said].map(([answer, peers]) => `${answer} (${peers.map(([peer]) => peer).join(' ')})`).join(', ')
}

export const pairLine = async (history: History, row: PairRow): Promise<Line> => {
  const { repo, from, to, grade, conventionalShare } = row
  const must = grade === 'agree+released' && conventionalShare >= 0.7
  const line = { file: FILE, repo, case: `${from}..${to}`, grade, want: wantOf(row), must }
  const view = await history.viewAt(row.toSha)
  const config = configFor(repo, history.branch, [formOf(to, row.actual), formOf(from)])
  const said = documentOf<{ packages: readonly Why[] }>(await view.rel(config, 'why'))
  view.remove()
  const why = 'document' in said ? said.document.packages[0] : undefined
  if (why === undefined)
    return { ...line, got: 'error' in said ? said.error : '', outcome: 'against', differences: [], decided: 'error' }
  const released = row.actualBump === why.bump ? '' : `, released as ${text(row.actualBump as Bump)}`
  const got = `${text(why.bump as Bump)}${released}`
  return { ...line, got, ...(await judge(history, row, why)), decided: decidedBy(why) }
}
