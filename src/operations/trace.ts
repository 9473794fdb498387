/** `rel trace`: from any handle to everything recorded of its release, each signature verified on the way. */
import { basename } from 'node:path'
import { RelError } from '../errors.ts'
import { readBuild, type RecordedBuild } from '../evidence/describe/build.ts'
import { artifactsOf } from '../evidence/describe/dist.ts'
import { verifyText } from '../evidence/judge/verify.ts'
import type { LedgerRelease } from '../ledger/look-up.ts'
import { publicationPath, releaseFolder } from '../ledger/paths.ts'
import type { DistFile, Verdict } from '../model.ts'
import { type Found, findHandle, strangeFile } from './handle.ts'
import { newestLedger } from './ledger-at.ts'
import { judgeOrSay, plannedOf } from './recorded.ts'
import { openSession, type Request, type Session } from './session.ts'
import { tagVerdict } from './tag-verdict.ts'
import { type Withdrawal, withdrawalsFrom } from './withdrawals.ts'
import { readWritten, type Written } from './written.ts'

export interface Publication extends Partial<Written> {
  readonly target: string
  readonly kind: string | null
  readonly location: string | null
}

/** One release as `rel trace --json` shows it; the lists of what this version of rel does not record are empty. */
export interface TracedRelease {
  readonly package: string
  readonly version: string
  readonly tag: string
  readonly commit: string
  readonly tree: string | null
  /** Files in that tree; null when the commit is not in this clone. */
  readonly files: number | null
  readonly line: string
  readonly channel: string
  readonly plan: string
  readonly sealed: Written | null
  /** The file that the handle is, or null. */
  readonly artifact: DistFile | null
  readonly artifacts: readonly DistFile[]
  readonly toolchain: readonly Omit<RecordedBuild, 'parameters' | 'commit' | 'tree'>[]
  readonly tests: readonly never[]
  readonly approvals: readonly never[]
  readonly publications: readonly Publication[]
  readonly promotions: readonly never[]
  readonly withdrawals: readonly Withdrawal[]
  readonly verification: readonly Verdict[]
}

export interface Traced {
  readonly handle: string
  readonly releases: readonly TracedRelease[]
  /** Whether every verification came out well. */
  readonly ok: boolean
}

export interface TraceRequest extends Request {
  readonly handle: string
}

const buildsOf = (release: LedgerRelease): readonly RecordedBuild[] =>
  [...release.provenance.values()].flatMap((text) => {
    const { statement } = verifyText(text, [])
    return statement === null ? [] : [readBuild(statement)]
  })

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

const publicationsOf = (release: LedgerRelease, written: ReadonlyMap<string, Written>): readonly Publication[] =>
  [...release.publications].map(([target, text]) => {
    const said = verifyText(text, []).statement?.predicate
    const at = written.get(publicationPath(release.package, release.version, target))
    return { target, kind: textOf(said?.['kind']), location: textOf(said?.['location']), ...at }
  })

const countFiles = async ({ world }: Session, commit: string): Promise<number | null> =>
  (await world.git.resolve(commit, true)) === null ? null : (await world.git.tree(commit)).length

const traceOne = async (session: Session, tip: string, { release, file }: Found): Promise<TracedRelease> => {
  const { index, plan } = release
  const folder = releaseFolder(release.package, release.version)
  const [written, files, judged, tag] = await Promise.all([
    readWritten(session, tip, folder),
    countFiles(session, index.commit),
    judgeOrSay(session, tip, release, []),
    tagVerdict(session, index.tag, index.commit),
  ])
  const builds = buildsOf(release)
  return {
    ...{ package: release.package, version: release.version, tag: index.tag, commit: index.commit },
    ...{ tree: builds.find((build) => build.tree !== null)?.tree ?? null, files },
    ...{ line: plan.branch, channel: plannedOf(release).channel, plan: plan.digest },
    sealed: written.get(`${folder}/seal.json`) ?? null,
    ...{ artifact: file, artifacts: artifactsOf(index) },
    toolchain: builds.map(({ parameters: _, commit: __, tree: ___, ...build }) => build),
    ...{ tests: [], approvals: [], publications: publicationsOf(release, written), promotions: [] },
    withdrawals: withdrawalsFrom(release, written),
    verification: [...(file === null ? [] : [fileVerdict(release, file)]), tag, ...judged],
  }
}

const fileVerdict = (release: LedgerRelease, file: DistFile): Verdict => ({
  check: 'digest',
  ok: true,
  detail: `sha256:${file.sha256} is ${file.name} of ${release.package} ${release.version}`,
})

/** Throws `UNKNOWN_HANDLE`; `VERIFY` for a file whose bytes are in no release, naming the release that has a file of its
 *  name; `NO_LEDGER`. */
export const trace = async (request: TraceRequest): Promise<Traced> => {
  const session = await openSession(request)
  const tip = await newestLedger(session)
  const { releases, file } = await findHandle(session, tip, request.handle)
  if (file !== null && releases.length === 0)
    throw new RelError('VERIFY', strangeFile(file), {
      hint: `do not use ${basename(file.path)}; take it again from where it was published`,
    })
  const traced: TracedRelease[] = []
  for (const found of releases) traced.push(await traceOne(session, tip, found))
  const ok = traced.every((each) => each.verification.every((verdict) => verdict.ok))
  return { handle: request.handle, releases: traced, ok }
}
