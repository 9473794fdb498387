/** One recorded release with everything that judging it takes: its planned self, the keys to trust, the verdicts. */
import { sha256 } from '../core/canonical.ts'
import { parseTrusted } from '../evidence/judge/verify.ts'
import { judgeRelease, type Recorded, type Trust } from '../evidence/judge/release.ts'
import { RelError } from '../errors.ts'
import { type LedgerRelease, readRelease } from '../ledger/look-up.ts'
import type { PlannedRelease, Verdict } from '../model.ts'
import { committedConfig } from './config-at.ts'
import type { Session } from './session.ts'
import { purlOf } from './settings.ts'

/** A plan is kept for each of its releases, so the release is in it (`releaseFrom` sees to that). */
export const plannedOf = ({ plan, package: name, version }: LedgerRelease): PlannedRelease => {
  const planned = plan.releases.find((each) => each.package === name && each.to === version)
  if (planned === undefined) throw new RelError('BUG', `the plan of ${name} ${version} does not hold it`)
  return planned
}

const recordedOf = (release: LedgerRelease): Recorded => {
  const { index, indexText, seal, notes, provenance, publications, withdrawals } = release
  const planned = plannedOf(release)
  return {
    ...{ index, seal, notes, provenance, publications, withdrawals },
    indexSha256: sha256(indexText),
    purl: purlOf(planned),
    targets: [...new Set(planned.artifacts.map((slot) => slot.target))],
  }
}

/** `source` says in words where the keys come from. */
export interface Trusted extends Trust {
  readonly source: string
}

/** Keys from files or as they stand, `--key` by `--key`. Throws `KEY`. */
export const readKeys = async (session: Session, given: readonly string[]): Promise<readonly Buffer[]> => {
  const { world, request } = session
  const texts = await Promise.all(
    given.map(async (key) => {
      if (/^(?:ssh-|ecdsa-|-----BEGIN )/.test(key)) return key
      const bytes = await world.files.read(key.startsWith('/') ? key : `${request.cwd}/${key}`)
      if (bytes !== null) return bytes.toString('utf8')
      throw new RelError('KEY', `${JSON.stringify(key)} is neither a file nor an SSH public key`, {
        hint: 'name a file of public keys, or give the line: --key "ssh-ed25519 AAAA…"',
      })
    }),
  )
  const keys = parseTrusted(texts)
  if (given.length === 0 || keys.length > 0) return keys
  throw new RelError('KEY', 'the files given with --key hold no key', { hint: 'name a file of public keys' })
}

/** A plan that names another previous release than the sealed one would choose by itself whom to trust. */
const refuseOtherPast = async (
  { world }: Session,
  tip: string,
  from: NonNullable<PlannedRelease['from']>,
  name: string,
) => {
  const before = await readRelease(world.git, tip, name, from.version)
  if (before === null || before.index.commit === from.commit) return
  throw new RelError(
    'TAMPERED',
    `the plan says that ${name} ${from.version} was ${from.commit.slice(0, 7)}, the ledger sealed ${before.index.commit.slice(0, 7)}`,
    { hint: `compare them with: git diff ${before.index.commit.slice(0, 7)} ${from.commit.slice(0, 7)}` },
  )
}

/** `keys`, else those that the previous release's commit trusts; nobody is trusted for a first release. Throws `SHALLOW`,
 *  `TAMPERED`, and what a broken config throws. */
export const trustFor = async (
  session: Session,
  tip: string,
  release: LedgerRelease,
  keys: readonly Buffer[],
): Promise<Trusted> => {
  if (keys.length > 0) return { keys, required: true, source: 'the keys given with --key' }
  const { from } = plannedOf(release)
  if (from === null) return { keys, required: false, source: 'nobody: this is the first release' }
  await refuseOtherPast(session, tip, from, release.package)
  const trusted = parseTrusted((await committedConfig(session, from.commit)).trust)
  const where = `the config of ${from.tag} (${from.commit.slice(0, 7)})`
  if (trusted.length === 0) return { keys: trusted, required: false, source: `nobody: ${where} names no keys` }
  return { keys: trusted, required: true, source: where }
}

/** Whom this release's signatures are held against, then the verdicts on its statements. */
export const judgeRecorded = (release: LedgerRelease, trusted: Trusted): readonly Verdict[] => [
  { check: 'trust', ok: true, detail: trusted.source },
  ...judgeRelease(recordedOf(release), trusted),
  { check: 'plan', ok: true, detail: `${release.plan.digest.slice(7, 19)}, computed again from plan.json` },
]

/** The same for readers that report rather than stop: what keeps trust from being known is a verdict too. */
export const judgeOrSay = async (
  session: Session,
  tip: string,
  release: LedgerRelease,
  keys: readonly Buffer[],
): Promise<readonly Verdict[]> => {
  try {
    return judgeRecorded(release, await trustFor(session, tip, release, keys))
  } catch (error) {
    if (!(error instanceof RelError)) throw error
    const nobody = { keys: [], required: false, source: 'unknown' }
    return [{ check: 'trust', ok: false, detail: error.message }, ...judgeRecorded(release, nobody).slice(1)]
  }
}
