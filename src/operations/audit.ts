/** `rel audit`: whether ledger, tags, targets and dist trees still say the same, and nothing in the ledger was ever changed. */
import { RelError } from '../errors.ts'
import { auditContent, auditHistory, type Finding, finding, readLedger } from '../ledger/audit.ts'
import type { LedgerRelease } from '../ledger/look-up.ts'
import { REMOTE_LEDGER } from '../ledger/paths.ts'
import { localTip, newestTip } from '../ledger/tip.ts'
import type { Verdict } from '../model.ts'
import { auditPlaces } from './audit-places.ts'
import { auditTags } from './audit-tags.ts'
import { auditedGone, keepAudited, lastAudited } from './audited.ts'
import { ledgerRef } from './ledger-at.ts'
import { judgeOrSay } from './recorded.ts'
import { fetchTags } from './remote.ts'
import { openSession, type Request, type Session } from './session.ts'

export interface AuditRequest extends Request {
  /** The ledger's whole history, not only what came after the last audit in this clone. */
  readonly full: boolean
  /** False: publish targets are not looked at, for machines that cannot see them. */
  readonly targets: boolean
}

export interface Audited {
  /** No finding is a failure. */
  readonly ok: boolean
  readonly ledger: { readonly ref: string; readonly tip: string; readonly since: string | null }
  readonly releases: number
  /** Releases whose tags are older than the first seal. */
  readonly before: number
  /** What the seals' signatures say, and how many say so. */
  readonly signatures: Readonly<Record<string, number>>
  readonly findings: readonly Finding[]
}

interface Ledger {
  readonly tip: string
  readonly findings: readonly Finding[]
}

const asFinding = (error: unknown): Finding => {
  if (error instanceof RelError && error.code === 'LEDGER_REWRITTEN')
    return finding(error.code, null, error.message, error.hint ?? '')
  throw error
}

/** Of two ledgers that do not contain each other, the one that was fetched before the other came: it is the witness. */
const witness = async ({ world }: Session, ref: string): Promise<string> => {
  const tip = await localTip(world.git, ref).catch(async (error: unknown) => {
    asFinding(error)
    return world.git.resolve(REMOTE_LEDGER)
  })
  if (tip !== null) return tip
  throw new RelError('NO_LEDGER', `this clone has no ledger (${ref})`, {
    hint: `fetch it with: git fetch <remote> ${ref}:${ref}`,
  })
}

/** A rewritten ledger is a finding here: the audit goes on with what this clone had. */
const findLedger = async (session: Session, ref: string): Promise<Ledger> => {
  const found = await newestTip(session.world, session.online, ref).catch((error: unknown) => asFinding(error))
  if (typeof found === 'string') return { tip: found, findings: [] }
  return { tip: await witness(session, ref), findings: [found] }
}

const isSignature = ({ check }: Verdict) => check === 'trust' || check.endsWith(' signature')

const judged = (release: LedgerRelease, verdicts: readonly Verdict[]): readonly Finding[] =>
  verdicts
    .filter((verdict) => !verdict.ok)
    .map((verdict) =>
      finding(
        isSignature(verdict) ? 'VERIFY' : 'TAMPERED',
        release,
        `${verdict.check}: ${verdict.detail}`,
        `see everything about it with: rel verify ${release.index.tag}`,
      ),
    )

const auditReleases = async (
  session: Session,
  tip: string,
  releases: readonly LedgerRelease[],
  targets: boolean,
): Promise<Pick<Audited, 'findings' | 'signatures'>> => {
  const findings: Finding[] = []
  const signatures: Record<string, number> = {}
  const withdrawn = releases.filter((release) => release.withdrawals.size > 0)
  const versions = (name: string) => withdrawn.filter((each) => each.package === name).map((each) => each.version)
  for (const release of releases) {
    const verdicts = await judgeOrSay(session, tip, release, [])
    const said = verdicts.find((verdict) => verdict.check === 'seal signature')?.detail ?? ''
    signatures[said] = (signatures[said] ?? 0) + 1
    const places = await auditPlaces(session, release, targets ? versions(release.package) : null)
    findings.push(...judged(release, verdicts), ...places)
  }
  return { findings, signatures }
}

/** History from the last audit on, and whether that one is still in the ledger. A clean history is not walked again. */
const auditPast = async (session: Session, ref: string, tip: string, full: boolean) => {
  const last = await lastAudited(session)
  const gone = last === null ? null : await auditedGone(session, ref, last, tip)
  const since = full || gone !== null ? null : last
  const changes = await auditHistory(session.world.git, since, tip)
  const findings = [...(gone === null ? [] : [gone]), ...changes]
  return { since, findings }
}

/** Throws `NO_LEDGER`, `REMOTE`, and `MANIFEST` when the packages of HEAD cannot be read; all else is a finding. */
export const audit = async (request: AuditRequest): Promise<Audited> => {
  const session = await openSession(request)
  const ref = await ledgerRef(session)
  const ledger = await findLedger(session, ref)
  await fetchTags(session)
  const { tip } = ledger
  const past = await auditPast(session, ref, tip, request.full)
  const content = await readLedger(session.world.git, tip)
  const releases = content.releases.flatMap(({ release }) => (release instanceof RelError ? [] : [release]))
  const tags = await auditTags(
    session,
    releases,
    content.releases.map(({ name }) => name),
  )
  const each = await auditReleases(session, tip, releases, request.targets)
  if (ledger.findings.length === 0 && past.findings.length === 0) await keepAudited(session, tip)
  const findings = [...ledger.findings, ...past.findings, ...auditContent(content), ...tags.findings, ...each.findings]
  return {
    ok: findings.every((found) => !found.failure),
    ledger: { ref, tip, since: past.since },
    releases: content.releases.length,
    ...{ before: tags.before, signatures: each.signatures, findings },
  }
}
