/** What withdrawing a release takes: which release, why, the steps, and what they cannot undo. Nothing is done here. */
import { RelError } from '../errors.ts'
import type { LedgerRelease } from '../ledger/look-up.ts'
import { REMOTE_TAGS } from '../ledger/paths.ts'
import { fetchTip, localTip } from '../ledger/tip.ts'
import { isReason, lastReason } from '../ledger/withdrawals.ts'
import type { Step } from '../model.ts'
import type { DeclareInput, UnstageInput, WithdrawInput } from '../steps/index.ts'
import { redactor } from '../world/secret.ts'
import { committedConfig } from './config-at.ts'
import { findNamed } from './handle.ts'
import { haveBase } from './have-base.ts'
import { ledgerRef } from './ledger-at.ts'
import { type Place, placesOf, targetProbe } from './places.ts'
import { plannedOf } from './recorded.ts'
import { step } from './release-context.ts'
import { fetchTags } from './remote.ts'
import { HANDLERS } from './running.ts'
import type { Request, Session } from './session.ts'
import { purlOf, signsCommits, signSettings } from './settings.ts'
import { versionTags } from './version-tags.ts'

export interface WithdrawRequest extends Request {
  /** A version, `package@version`, a tag or a purl. */
  readonly handle: string
  /** Null: the one that was given before. */
  readonly reason: string | null
}

/** What is to be withdrawn, before anything is done. */
export interface Withdrawing {
  readonly package: string
  readonly version: string
  readonly tag: string
  readonly reason: string
  /** What will be done, a sentence each. */
  readonly does: readonly string[]
  /** What cannot be undone, a sentence each. */
  readonly stays: readonly string[]
}

const refuseReason = ({ reason, env }: WithdrawRequest): void => {
  if (reason === null) return
  if (!isReason(reason))
    throw new RelError('USAGE', 'the reason is not one line of 1 to 500 visible characters', {
      hint: 'say in one line why nobody should use the release: --reason "…"',
    })
  if (redactor(env)(reason) !== reason)
    throw new RelError('USAGE', 'the reason holds a secret, and the ledger is public', {
      hint: 'say it without the secret',
    })
}

/** A tag without a seal: what rel knows of it, and the way back that there is. */
const notSealed = async (session: Session, handle: string): Promise<RelError> => {
  await fetchTags(session)
  const tags = (await versionTags(session)).flatMap(({ package: name, tags: all }) =>
    all.filter((tag) => [tag.tag, tag.version, `${name}@${tag.version}`].includes(handle)),
  )
  const [tag] = tags
  if (tag === undefined)
    return new RelError('UNKNOWN_HANDLE', `${JSON.stringify(handle)} is no version or tag of a sealed release`, {
      hint: 'list the releases with: git tag --list',
    })
  const isPublic = (await session.world.git.refs([`${REMOTE_TAGS}${tag.tag}`])).length > 0
  return new RelError('BLOCKED', `${tag.tag} is not sealed: rel has published nothing of it that could be withdrawn`, {
    hint: isPublic
      ? 'its tag is public and stays: go forward with another release'
      : 'take the bump back with: rel bump --abandon',
  })
}

interface Found {
  readonly session: Session
  readonly release: LedgerRelease
  readonly ledger: string
  readonly reason: string
}

const find = async (session: Session, request: WithdrawRequest): Promise<Found> => {
  refuseReason(request)
  const ledger = await ledgerRef(session)
  const { world, online } = session
  const tip = online === null ? await localTip(world.git, ledger) : await fetchTip(world, online, ledger)
  const release = await findNamed(session, tip, request.handle)
  if (release === null) throw await notSealed(session, request.handle)
  const reason = request.reason ?? lastReason(release)
  if (reason !== null) return { session, release, ledger, reason }
  throw new RelError('USAGE', `${release.index.tag} cannot be withdrawn without a reason`, {
    hint: 'say in one line why nobody should use it: --reason "…"',
  })
}

const declareStep = async (
  { session, release, ledger, reason }: Found,
  places: readonly Place[],
): Promise<Step & { readonly input: DeclareInput }> => {
  const config = await committedConfig(session, release.plan.commit)
  const targets = places.map(({ target, handler, publishing }) => ({ target, location: handler.location(publishing) }))
  const input: DeclareInput = {
    ...{ package: release.package, version: release.version, reason, targets, purl: purlOf(plannedOf(release)) },
    ...{ remote: session.online, ledger, sign: await signSettings(session, config) },
    signLedger: await signsCommits(session),
  }
  return { ...step(`declare:${release.package}`, 'remote', input), input }
}

/** The ledger first, so that everybody can know; then the targets, of which none waits for another; then the staged bytes,
 *  which nobody is to publish any more. */
const stepsFor = async (found: Found, places: readonly Place[]): Promise<readonly Step[]> => {
  const { session, release, ledger, reason } = found
  const declare = await declareStep(found, places)
  const withdraws = places.map(({ target, handler, publishing }) => {
    const input: WithdrawInput = { target, kind: handler.kind, publishing, reason, ledger }
    return step(`withdraw:${release.package}:${target}`, 'permanent', input, [declare.id])
  })
  const { online: remote } = session
  const named = { package: release.package, version: release.version }
  const clear =
    remote === null
      ? []
      : [step<UnstageInput>(`unstage:${release.package}`, 'permanent', { ...named, remote }, [declare.id])]
  return [declare, ...withdraws, ...clear]
}

/** A target that never had the release has nothing to keep. */
const staysOf = async ({ session, release }: Found, places: readonly Place[]): Promise<readonly string[]> => {
  const config = await committedConfig(session, release.plan.commit)
  const there: string[] = []
  for (const { target, handler, publishing } of places)
    if ((await targetProbe(session, config, release, target)).state !== 'absent')
      there.push(`${target}: ${handler.stays(publishing)}`)
  return [
    ...there,
    `tag ${release.index.tag} and all that the ledger says of ${release.package} ${release.version}`,
    `the number ${release.version}, which is taken for good`,
    'whatever somebody has downloaded already',
  ]
}

export interface Prepared extends Found {
  readonly what: Withdrawing
  readonly steps: readonly Step[]
}

/** Throws `USAGE` without a reason, `UNKNOWN_HANDLE`, `BLOCKED` for a release that is not sealed. */
export const prepareWithdrawal = async (session: Session, request: WithdrawRequest): Promise<Prepared> => {
  const found = await find(session, request)
  const { release, reason } = found
  await haveBase(session, release.index.tag, release.plan.commit)
  const places = placesOf(session, await committedConfig(session, release.plan.commit), release)
  const steps = await stepsFor(found, places)
  const does = steps.map(({ kind, input }) => HANDLERS.get(kind)?.describe(input as never) ?? kind)
  const name = { package: release.package, version: release.version, tag: release.index.tag }
  return { ...found, steps, what: { ...name, reason, does, stays: await staysOf(found, places) } }
}
