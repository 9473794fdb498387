/** Holds what targets and dist trees have against what the ledger sealed, and withdrew. */
import { RelError } from '../errors.ts'
import { type Finding, finding } from '../ledger/audit.ts'
import type { LedgerRelease } from '../ledger/look-up.ts'
import { lastReason } from '../ledger/withdrawals.ts'
import type { Probe } from '../model.ts'
import { committedConfig } from './config-at.ts'
import { distVerdict, placesOf, targetProbe } from './places.ts'
import type { Session } from './session.ts'

const isWithdrawn = ({ withdrawals }: LedgerRelease): boolean => withdrawals.size > 0

const note = (of: LedgerRelease, detail: string): Finding => ({
  ...finding('TARGET_UNKNOWN', of, detail, 'look at it by hand'),
  failure: false,
})

const targetFinding = (release: LedgerRelease, target: string, found: Probe): readonly Finding[] => {
  const { package: name, version, index } = release
  // Somebody may have removed what was withdrawn.
  if (found.state === 'present' || (found.state === 'absent' && isWithdrawn(release))) return []
  if (found.state === 'unknown') return [note(release, `${target}: ${found.why}`)]
  if (found.state === 'absent')
    return [
      finding(
        'TARGET_MISSING',
        release,
        `${target} does not have ${name} ${version}, which was recorded there`,
        `put it back with: rel publish ${index.tag}; where the target cannot be seen: rel audit --no-targets`,
      ),
    ]
  const hint = 'stop handing it out, and find out who changed it'
  return [finding('TARGET_DIFFERS', release, `${target}: ${found.found}`, hint)]
}

const targetFindings = async (session: Session, release: LedgerRelease): Promise<readonly Finding[]> => {
  const config = await committedConfig(session, release.plan.commit)
  const findings: Finding[] = []
  for (const target of release.publications.keys())
    findings.push(...targetFinding(release, target, await targetProbe(session, config, release, target)))
  return findings
}

/** Targets that still lead consumers to a withdrawn release; `withdrawn` are the versions of its package that are. */
const offeredFindings = async (
  session: Session,
  release: LedgerRelease,
  withdrawn: readonly string[],
): Promise<readonly Finding[]> => {
  if (!isWithdrawn(release)) return []
  const config = await committedConfig(session, release.plan.commit)
  const findings: Finding[] = []
  for (const { target, handler, publishing } of placesOf(session, config, release)) {
    const withdrawing = { ...publishing, reason: lastReason(release) ?? '', withdrawn }
    const found = await handler.probeWithdrawn(withdrawing, session.world)
    if (found.state === 'unknown') findings.push(note(release, `${target}: ${found.why}`))
    if (found.state !== 'absent' && found.state !== 'conflict') continue
    const what = `${release.package} ${release.version} is withdrawn, and ${target} still leads to it`
    const hint = `finish it with: rel withdraw ${release.index.tag}`
    findings.push(finding('STILL_OFFERED', release, found.state === 'absent' ? what : `${what}: ${found.found}`, hint))
  }
  return findings
}

const distFindings = async (session: Session, release: LedgerRelease): Promise<readonly Finding[]> => {
  const verdict = await distVerdict(session, await committedConfig(session, release.plan.commit), release)
  if (verdict === null || verdict.ok) return []
  const back = isWithdrawn(release) ? '' : `; this brings the sealed files back: rel publish ${release.index.tag}`
  return [finding('DIST_DIFFERS', release, verdict.detail, `remove the folder${back}`)]
}

/** Where the commit of a release is not in this clone, its config cannot say where its files are. `withdrawn`: versions of its
 *  package that are withdrawn; null: targets are not looked at. */
export const auditPlaces = async (
  session: Session,
  release: LedgerRelease,
  withdrawn: readonly string[] | null,
): Promise<readonly Finding[]> => {
  try {
    const there = withdrawn === null ? [] : await targetFindings(session, release)
    const offered = withdrawn === null ? [] : await offeredFindings(session, release, withdrawn)
    return [...there, ...offered, ...(await distFindings(session, release))]
  } catch (error) {
    if (!(error instanceof RelError)) throw error
    return [{ ...finding(error.code, release, error.message, error.hint ?? ''), failure: error.exit === 6 }]
  }
}
