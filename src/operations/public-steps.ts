/** The steps that make a release public: stage, seal, land, publish, record, and clearing up. */
import { publishName, type PublishEntry } from '../config/schema.ts'
import { RelError } from '../errors.ts'
import type { PlannedRelease, Step } from '../model.ts'
import type {
  LandInput,
  ObtainInput,
  PublishInput,
  PushInput,
  RecordInput,
  SealInput,
  StageInput,
  UnstageInput,
} from '../steps/index.ts'
import { TARGETS } from '../targets/index.ts'
import { buildInputs } from './make-steps.ts'
import { type Context, distFolder, layout, movesLine, step, treesFolder } from './release-context.ts'
import { purlOf } from './settings.ts'

const named = (release: PlannedRelease) => ({ package: release.package, version: release.to })

export const stageSteps = (context: Context): readonly Step[] => {
  const { remote, request } = context.session
  const wanted = context.config.config.stage?.to ?? 'auto'
  if (wanted === 'local') return []
  if (remote === null && request.ci) {
    throw new RelError(
      'STAGE_LOCAL',
      'the bytes would exist on this machine alone: there is no remote to stage them on',
      {
        hint: 'add a remote, or accept that only this machine can finish the release: "stage": { "to": "local" }',
      },
    )
  }
  if (remote === null) return []
  const required = wanted === 'ref' || request.ci
  return context.plan.releases.map((release) => {
    const input = { ...named(release), dist: distFolder(context, release), remote, required }
    return step<StageInput>(`stage:${release.package}`, 'remote', input)
  })
}

export const sealStep = (context: Context): Step => {
  const { plan, config, session, sign, signCommits } = context
  const dists = plan.releases.map((release) => ({
    ...{ package: release.package, purl: purlOf(release), dist: distFolder(context, release) },
  }))
  return step<SealInput>('seal', 'remote', {
    ...context.common,
    ...{ plan, dists, sign, line: plan.branch, branch: movesLine(context), remote: session.remote },
    ...{ onMoved: config.config.commit.onMoved, ledger: config.config.ledger.ref, signLedger: signCommits },
  })
}

export const landStep = (context: Context): Step =>
  step<LandInput>('land', 'local', { ...context.common, line: context.plan.branch, branch: movesLine(context) })

export const pushSteps = (context: Context): readonly Step[] => {
  const { session, common, plan } = context
  if (session.remote === null) return []
  const input = { ...common, line: plan.branch, branch: movesLine(context), remote: session.remote }
  return [step<PushInput>('push', 'remote', input)]
}

interface Placed {
  readonly target: string
  readonly kind: string
  readonly publishing: PublishInput['publishing']
}

/** The release's targets, each with what its own step is told. The options were checked against the target's schema. */
const placesOf = (context: Context, release: PlannedRelease): readonly Placed[] => {
  const dist = distFolder(context, release)
  const common = {
    ...{ ...named(release), channel: release.channel, line: context.plan.branch },
    ...{ dist, layout: layout(context, release), root: context.root },
  }
  return context.config.config.publish
    .filter((entry) => release.targets.includes(publishName(entry)))
    .map((options: PublishEntry) => ({
      ...{ target: publishName(options), kind: options.to },
      publishing: { ...common, options: options as never },
    }))
}

const obtainStep = (context: Context, release: PlannedRelease, places: readonly Placed[]): Step => {
  const { session, config } = context
  // Of permanent reach, so that a release whose bytes cannot be had stops no other.
  return step<ObtainInput>(`obtain:${release.package}`, 'permanent', {
    ...{ ...named(release), tag: release.tag, from: session.request.from ?? null },
    ...{ dist: distFolder(context, release), trees: treesFolder(context), layout: layout(context, release) },
    ...{ remote: session.remote, ledger: config.config.ledger.ref },
    builds: buildInputs(context, release),
    targets: places,
  })
}

const recordInput = (context: Context, release: PlannedRelease, place: Placed): RecordInput => {
  const { session, config, sign, signCommits } = context
  const { target, kind, publishing } = place
  const location = TARGETS.find((each) => each.kind === kind)?.location(publishing) ?? target
  return {
    ...{ ...named(release), target, kind, location, purl: purlOf(release) },
    ...{ remote: session.remote, ledger: config.config.ledger.ref, sign, signLedger: signCommits },
  }
}

/** One release's bytes, then target by target: publish, record. */
export const publishSteps = (context: Context, release: PlannedRelease): readonly Step[] => {
  const places = placesOf(context, release)
  const obtain = obtainStep(context, release, places)
  const steps = places.flatMap((place) => {
    const id = `${release.package}:${place.target}`
    const publish = step<PublishInput>(`publish:${id}`, 'permanent', place, [obtain.id])
    const record = step(`record:${id}`, 'permanent', recordInput(context, release, place), [publish.id])
    return [publish, record]
  })
  return [obtain, ...steps]
}

/** The stage of a release is cleared once its bytes are here and all its targets are recorded. */
export const clearSteps = (context: Context, before: readonly Step[]): readonly Step[] => {
  const { remote } = context.session
  if (remote === null) return []
  return context.plan.releases.map((release) => {
    const ids = before.map((each) => each.id)
    const { package: name } = release
    const needs = ids.filter((id) => id === `obtain:${name}` || id.startsWith(`record:${name}:`))
    return step<UnstageInput>(`unstage:${release.package}`, 'permanent', { ...named(release), remote }, needs)
  })
}
