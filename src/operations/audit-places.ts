/** Holds what targets and dist trees have against what the ledger sealed. */
import { RelError } from '../errors.ts'
import { type Finding, finding } from '../ledger/audit.ts'
import type { LedgerRelease } from '../ledger/look-up.ts'
import { committedConfig } from './config-at.ts'
import { distVerdict, targetProbe } from './places.ts'
import type { Session } from './session.ts'

const targetFindings = async (session: Session, release: LedgerRelease): Promise<readonly Finding[]> => {
  const config = await committedConfig(session, release.plan.commit)
  const findings: Finding[] = []
  for (const target of release.publications.keys()) {
    const found = await targetProbe(session, config, release, target)
    if (found.state === 'absent')
      findings.push(
        finding(
          'TARGET_MISSING',
          release,
          `${target} does not have ${release.package} ${release.version}, which was recorded there`,
          `put it back with: rel publish ${release.index.tag}; where the target cannot be seen: rel audit --no-targets`,
        ),
      )
    if (found.state === 'conflict')
      findings.push(
        finding(
          'TARGET_DIFFERS',
          release,
          `${target}: ${found.found}`,
          'stop handing it out, and find out who changed it',
        ),
      )
    if (found.state === 'unknown')
      findings.push({
        ...finding('TARGET_UNKNOWN', release, `${target}: ${found.why}`, 'look at it by hand'),
        failure: false,
      })
  }
  return findings
}

const distFindings = async (session: Session, release: LedgerRelease): Promise<readonly Finding[]> => {
  const verdict = await distVerdict(session, await committedConfig(session, release.plan.commit), release)
  if (verdict === null || verdict.ok) return []
  return [
    finding(
      'DIST_DIFFERS',
      release,
      verdict.detail,
      `remove the folder; this brings the sealed files back: rel publish ${release.index.tag}`,
    ),
  ]
}

/** Where the commit of a release is not in this clone, its config cannot say where its files are. */
export const auditPlaces = async (
  session: Session,
  release: LedgerRelease,
  targets: boolean,
): Promise<readonly Finding[]> => {
  try {
    return [...(targets ? await targetFindings(session, release) : []), ...(await distFindings(session, release))]
  } catch (error) {
    if (!(error instanceof RelError)) throw error
    return [{ ...finding(error.code, release, error.message, error.hint ?? ''), failure: error.exit === 6 }]
  }
}
