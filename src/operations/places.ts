/** Compares what is on disk and at the targets with what the ledger sealed: dist trees and recorded publications. */
import type { Config } from '../config/schema.ts'
import { type PublishEntry, publishName } from '../config/schema.ts'
import { sha256 } from '../core/canonical.ts'
import { INDEX_FILE } from '../evidence/describe/dist.ts'
import { readTree } from '../evidence/judge/dist-tree.ts'
import { RelError } from '../errors.ts'
import type { LedgerRelease } from '../ledger/look-up.ts'
import type { Package, Probe, Verdict } from '../model.ts'
import { TARGETS } from '../targets/index.ts'
import type { Publishing, Target } from '../targets/target.ts'
import { plannedOf } from './recorded.ts'
import type { Session } from './session.ts'
import { type Around, layoutOf, type Naming, publishTargets } from './slots.ts'

/** What relative paths of targets and the dist folder start from. */
const rootOf = ({ world }: Session): string => world.git.place.top ?? `${world.git.place.commonDir}/rel`

const namingOf = (release: LedgerRelease): { readonly naming: Naming; readonly around: Around } => {
  const planned = plannedOf(release)
  return { naming: planned, around: { channel: planned.channel, date: planned.date, commit: release.plan.commit } }
}

const firstBad = (verdicts: readonly Verdict[]): string | null => {
  const bad = verdicts.filter((verdict) => !verdict.ok)
  const more = bad.length > 1 ? ` (and ${bad.length - 1} more)` : ''
  return bad[0] === undefined ? null : `${bad[0].check} ${bad[0].detail}${more}`
}

/** The dist tree of this clone; null when it is not there. */
export const distVerdict = async (
  session: Session,
  config: Config,
  release: LedgerRelease,
): Promise<Verdict | null> => {
  const { naming, around } = namingOf(release)
  const place = `${config.dist.dir}/${layoutOf(config, naming, around)}`
  const verdict = (ok: boolean, detail: string): Verdict => ({ check: 'dist tree', ok, detail: `${place}: ${detail}` })
  try {
    const tree = await readTree(session.world.files, `${rootOf(session)}/${place}`)
    if (tree === null) return null
    const bad = firstBad(tree.verdicts)
    if (bad !== null) return verdict(false, bad)
    const sealed = sha256(release.indexText)
    if (tree.indexSha256 === sealed) return verdict(true, `${tree.verdicts.length} files as sealed`)
    return verdict(false, `${INDEX_FILE} is sha256:${tree.indexSha256}, the ledger sealed sha256:${sealed}`)
  } catch (error) {
    if (error instanceof RelError) return verdict(false, error.message)
    throw error
  }
}

interface Asking {
  readonly config: Config
  readonly target: string
  readonly naming: Naming
  readonly around: Around
  /** The text of the sealed `release.json`; null: anything that the target has is too much. */
  readonly index: string | null
}

/** What a target is told. The config's schema is made of the targets' own, so these are the options of its handler. */
const publishingOf = (
  session: Session,
  { config, naming, around, line }: Pick<Asking, 'config' | 'naming' | 'around'> & { readonly line: string },
  options: PublishEntry,
  dist: string,
): Publishing<never> => ({
  ...{ options: options as never, package: naming.package, version: naming.to, root: rootOf(session), dist },
  ...{ channel: around.channel, line, layout: layoutOf(config, naming, around) },
})

/** Targets compare with a dist tree by its index, and the sealed index is in the ledger: no tree is needed here. */
const probe = async (session: Session, asking: Asking): Promise<Probe> => {
  const { config, target, naming, around, index } = asking
  const options = config.publish.find((entry) => publishName(entry) === target)
  const handler = TARGETS.find((each) => each.kind === options?.to)
  if (options === undefined || handler === undefined)
    return { state: 'unknown', why: `the config of ${around.commit.slice(0, 7)} has no target ${target}` }
  return session.world.files.withFolder(async (dist) => {
    if (index !== null) await session.world.files.write(`${dist}/${INDEX_FILE}`, index)
    return handler.probe(publishingOf(session, { config, naming, around, line: '' }, options, dist), session.world)
  })
}

/** What a target holds of a release that is recorded there. */
export const targetProbe = async (
  session: Session,
  config: Config,
  release: LedgerRelease,
  target: string,
): Promise<Probe> => {
  try {
    return await probe(session, { config, target, ...namingOf(release), index: release.indexText })
  } catch (error) {
    if (!(error instanceof RelError)) throw error
    // Who cannot look has seen nothing.
    if (error.exit === 8) return { state: 'unknown', why: error.message }
    return { state: 'conflict', found: error.message, hint: error.hint ?? '' }
  }
}

/** A target of a release, with what it is told. */
export interface Place {
  readonly target: string
  readonly handler: Target<never>
  readonly publishing: Publishing<never>
}

/** All targets of a release's plan. Throws `CONFIG_VALUE` when the config lacks one, as another one given with `--config` may. */
export const placesOf = (session: Session, config: Config, release: LedgerRelease): readonly Place[] => {
  const where = { config, ...namingOf(release), line: release.plan.branch }
  const dist = `${rootOf(session)}/${config.dist.dir}/${layoutOf(config, where.naming, where.around)}`
  return plannedOf(release).targets.map((target) => {
    const options = config.publish.find((entry) => publishName(entry) === target)
    const handler = TARGETS.find((each) => each.kind === options?.to)
    if (options === undefined || handler === undefined)
      throw new RelError(
        'CONFIG_VALUE',
        `the config has no publish target "${target}", which ${release.index.tag} has`,
        {
          hint: 'use the config that it was released with: leave --config out',
        },
      )
    return { target, handler, publishing: publishingOf(session, where, options, dist) }
  })
}

/** Names of targets that hold something of a release that nobody sealed. Only those that take the package are asked: a
 *  registry may have a stranger's package of that name. */
export const targetsHolding = async (
  session: Session,
  config: Config,
  naming: Naming & Pick<Package, 'ecosystem' | 'private'>,
  around: Around,
): Promise<readonly string[]> => {
  const found: string[] = []
  for (const target of publishTargets(config, naming)) {
    // Without an index a target can only say that there is something.
    const { state } = await probe(session, { config, target, naming, around, index: null })
    if (state !== 'absent') found.push(target)
  }
  return found
}

/** One verdict a recorded publication. */
export const targetVerdicts = async (
  session: Session,
  config: Config,
  release: LedgerRelease,
): Promise<readonly Verdict[]> => {
  const verdicts: Verdict[] = []
  for (const target of release.publications.keys()) {
    const found = await targetProbe(session, config, release, target)
    // Somebody may have removed what was withdrawn: that is no loss.
    const isGone = found.state === 'absent' && release.withdrawals.size > 0
    const detail = isGone ? 'has it no more, since it was withdrawn' : inWords(found)
    verdicts.push({ check: `target ${target}`, ok: isGone || found.state === 'present', detail })
  }
  return verdicts
}

const inWords = (found: Probe): string => {
  if (found.state === 'present') return 'holds the sealed bytes'
  if (found.state === 'absent') return 'does not have this release, which was recorded there'
  return found.state === 'conflict' ? found.found : found.why
}
