/** `rel verify`: whether a file or a release is what was sealed, and by whom, with one verdict for each thing checked. */
import { sha256 } from '../core/canonical.ts'
import { INDEX_FILE } from '../evidence/describe/dist.ts'
import type { LedgerRelease, ReleaseName } from '../ledger/look-up.ts'
import type { DistFile, Verdict } from '../model.ts'
import { readIndexBeside } from './beside.ts'
import { committedConfig } from './config-at.ts'
import { type Found, type FoundHandle, findHandle, strangeFile } from './handle.ts'
import { newestLedger } from './ledger-at.ts'
import { distVerdict, targetVerdicts } from './places.ts'
import { judgeRecorded, readKeys, trustFor } from './recorded.ts'
import { openSession, type Request, type Session } from './session.ts'
import { tagVerdict } from './tag-verdict.ts'
import { withdrawalsOf, withdrawnWords } from './withdrawals.ts'

export interface VerifyRequest extends Request {
  /** A file, or whatever else names releases. */
  readonly subject: string
  /** Files of public keys, or such keys. Empty: the keys that the previous release trusted. */
  readonly keys: readonly string[]
}

/** A verdict with the release that it is about; null for a file of no release. */
export interface Checked extends Verdict {
  readonly package: string | null
  readonly version: string | null
}

export interface Verified {
  readonly subject: string
  readonly ok: boolean
  readonly checks: readonly Checked[]
}

const about = (name: ReleaseName | null, verdicts: readonly Verdict[]): readonly Checked[] =>
  verdicts.map((verdict) => ({ ...verdict, package: name?.package ?? null, version: name?.version ?? null }))

/** An index beside the file that speaks of this release must be the sealed one. */
const besideVerdicts = async (session: Session, path: string, release: LedgerRelease): Promise<readonly Verdict[]> => {
  const beside = await readIndexBeside(session.world.files, path)
  if (beside === null || beside.index.package !== release.package || beside.index.release !== release.version) return []
  const ok = beside.sha256 === sha256(release.indexText)
  const detail = ok ? 'beside it is the sealed one' : `beside it is sha256:${beside.sha256}, which nobody sealed`
  return [{ check: INDEX_FILE, ok, detail }]
}

const fileVerdicts = async (session: Session, path: string | null, { release, file }: Found & { file: DistFile }) => [
  {
    check: 'digest',
    ok: true,
    detail: `sha256:${file.sha256} is ${file.name} of ${release.package} ${release.version}`,
  },
  ...(path === null ? [] : await besideVerdicts(session, path, release)),
]

const releaseVerdicts = async (session: Session, release: LedgerRelease): Promise<readonly Verdict[]> => {
  const config = await committedConfig(session, release.plan.commit)
  const dist = await distVerdict(session, config, release)
  return [
    await tagVerdict(session, release.index.tag, release.index.commit),
    ...(dist === null ? [] : [dist]),
    ...(await targetVerdicts(session, config, release)),
  ]
}

/** Of a single file, statements about other files and places say nothing. */
const concerns = ({ target }: DistFile, { check }: Verdict): boolean => {
  if (check.startsWith('publication ')) return false
  return (
    !check.startsWith('provenance ') || target === null || check.replace(/ signature$/, '') === `provenance ${target}`
  )
}

/** Good all the same: what is asked is whether these bytes are what was sealed, and a withdrawal changes no byte. Who must
 *  not use withdrawn releases reads this check. */
const withdrawnVerdicts = async (session: Session, tip: string, release: LedgerRelease): Promise<readonly Verdict[]> =>
  (await withdrawalsOf(session, tip, release)).map((withdrawal) => ({
    ...{ check: 'withdrawn', ok: true, detail: withdrawnWords(withdrawal) },
  }))

const verifyOne = async (
  session: Session,
  tip: string,
  found: Found,
  request: { readonly path: string | null; readonly keys: readonly Buffer[] },
): Promise<readonly Verdict[]> => {
  const { release, file } = found
  const recorded = judgeRecorded(release, await trustFor(session, tip, release, request.keys))
  const withdrawn = await withdrawnVerdicts(session, tip, release)
  if (file === null) return [...withdrawn, ...recorded, ...(await releaseVerdicts(session, release))]
  const own = await fileVerdicts(session, request.path, { release, file })
  return [...withdrawn, ...own, ...recorded.filter((verdict) => concerns(file, verdict))]
}

const strange = (subject: string, file: NonNullable<FoundHandle['file']>): Verified => {
  const verdict = { check: 'digest', ok: false, detail: strangeFile(file) }
  return { subject, ok: false, checks: about(null, [verdict]) }
}

/** Throws `UNKNOWN_HANDLE`, `KEY`, `NO_LEDGER`, `TAMPERED` for a record that cannot be read, `SHALLOW` when the commit that
 *  says whom to trust is not here. */
export const verify = async (request: VerifyRequest): Promise<Verified> => {
  const session = await openSession(request)
  const keys = await readKeys(session, request.keys)
  const tip = await newestLedger(session)
  const { releases, file } = await findHandle(session, tip, request.subject)
  if (file !== null && releases.length === 0) return strange(request.subject, file)
  const checks: Checked[] = []
  for (const found of releases) {
    const verdicts = await verifyOne(session, tip, found, { path: file?.path ?? null, keys })
    checks.push(...about(found.release, verdicts))
  }
  return { subject: request.subject, ok: checks.every((check) => check.ok), checks }
}
