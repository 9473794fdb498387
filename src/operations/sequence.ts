/** From a plan to its steps: local, then remote, then permanent; dependencies first; what people install last. */
import type { ConfigAt } from './config-at.ts'
import { publishName, type PublishEntry } from '../config/schema.ts'
import { fill } from '../core/layout.ts'
import { writeTrailers } from '../core/trailers.ts'
import { ECOSYSTEMS } from '../ecosystems/index.ts'
import type { SignSettings } from '../evidence/make/signer.ts'
import { within } from '../facts/packages.ts'
import { encodeName, hexOf } from '../ledger/paths.ts'
import type { Plan, PlannedRelease, Step } from '../model.ts'
import type { BuildInput } from '../steps/build-record.ts'
import { artifactsOfTarget, layoutOf, targetsOf } from './slots.ts'
import { purlOf, signsCommits, signSettings, signsTags } from './settings.ts'
import { commitDate } from '../facts/facts.ts'
import type { Session } from './session.ts'
import { VERSION } from '../version.ts'

/** One plan with all that its steps need to know. */
export interface Release {
  readonly plan: Plan
  readonly config: ConfigAt
  /** New texts for the release commit; null when the commit is there already. */
  readonly files: ReadonlyMap<string, string> | null
  /** False for a tag made by hand and for `commit.mode: "none"`: no release commit is made. */
  readonly makesCommit: boolean
  /** Tags that have to be made: not those that somebody else has put on the remote. */
  readonly newTags: readonly string[]
}

interface Context extends Release {
  readonly session: Session
  readonly hex: string
  readonly tags: readonly string[]
  readonly date: number
  readonly sign: SignSettings
  readonly signTags: boolean
  readonly signCommits: boolean
  readonly root: string
  readonly work: string
  readonly repository: string | null
}

const step = (id: string, reach: Step['reach'], input: unknown, needs: readonly string[] = []): Step => ({
  id,
  kind: id.split(':')[0] ?? id,
  reach,
  needs,
  input,
})

const summaryOf = (plan: Plan): string => {
  const names = plan.releases.map((release) => `${release.package} ${release.to}`)
  return names.length <= 6 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`
}

const makeContext = async (session: Session, release: Release): Promise<Context> => {
  const { world, remote } = session
  const { commonDir, top } = world.git.place
  const hex = hexOf(release.plan.digest)
  return {
    ...release,
    session,
    hex,
    tags: release.plan.releases.map((each) => each.tag),
    date: await commitDate(world, release.plan.commit),
    sign: await signSettings(session, release.config.config),
    signTags: await signsTags(session, release.config.config),
    signCommits: await signsCommits(session),
    root: top ?? `${commonDir}/rel`,
    work: `${commonDir}/rel/work/${hex.slice(0, 12)}`,
    repository:
      release.config.config.repository ?? (remote === null ? null : await world.git.setting(`remote.${remote}.url`)),
  }
}

const trailersOf = ({ plan }: Context) =>
  writeTrailers({ base: plan.commit, line: plan.branch, asked: plan.asked, plan: plan.digest })

const common = ({ hex, tags }: Context) => ({ hex, tags })

const makeSteps = (context: Context): readonly Step[] => {
  const { plan, config, date, newTags } = context
  const { commit, tag } = config.config
  const message = `${fill(commit.message, { summary: summaryOf(plan) })}\n\n${trailersOf(context)}`
  const files = Object.fromEntries(context.files ?? [])
  const { makesCommit, signCommits, signTags } = context
  return [
    step('commit', 'local', {
      ...common(context),
      base: plan.commit,
      date,
      message,
      files,
      makesCommit,
      sign: signCommits,
    }),
    ...plan.releases
      .filter((release) => newTags.includes(release.tag))
      .map((release) => {
        const first = fill(tag.message, {
          name: release.package,
          version: release.to,
          tag: release.tag,
          channel: release.channel,
          date: release.date,
        })
        return step(`tag:${release.tag}`, 'local', {
          ...common(context),
          tag: release.tag,
          message: `${first}\n\n${trailersOf(context)}`,
          date,
          sign: signTags,
        })
      }),
  ]
}

const around = (context: Context, release: PlannedRelease) => ({
  channel: release.channel,
  date: release.date,
  commit: context.plan.commit,
})

const layout = (context: Context, release: PlannedRelease) =>
  layoutOf(context.config.config, release, around(context, release))

const distOf = (context: Context, release: PlannedRelease) =>
  `${context.root}/${context.config.config.dist.dir}/${layout(context, release)}`

const lockfilesOf = (release: PlannedRelease): readonly string[] => {
  const also = ECOSYSTEMS.find((each) => each.name === release.ecosystem)?.also ?? []
  return [...new Set(also.flatMap((file) => [file, within(release.path, file)]))]
}

const buildInputs = (context: Context, release: PlannedRelease): readonly BuildInput[] =>
  targetsOf(context.config.config, release).map((target) => ({
    ...common(context),
    package: release.package,
    version: release.to,
    tag: release.tag,
    path: release.path,
    target: target.name,
    on: { os: target.on?.os ?? null, arch: target.on?.arch ?? null },
    run: target.run,
    files: context.makesCommit ? {} : Object.fromEntries(context.files ?? []),
    artifacts: artifactsOfTarget(target, release, around(context, release)),
    env: context.config.config.build.env,
    toolchain: context.config.config.toolchain ?? null,
    lockfiles: lockfilesOf(release),
    work: `${context.work}/${encodeName(release.package)}/${target.name}`,
    dist: distOf(context, release),
  }))

const buildSteps = (context: Context, only: string | null): readonly Step[] =>
  context.plan.releases.flatMap((release) => {
    const builds = buildInputs(context, release).filter((build) => only === null || build.target === only)
    const steps = builds.map((build) => step(`build:${release.package}:${build.target}`, 'local', build))
    if (only !== null) return steps
    const assemble = {
      ...common(context),
      ...{
        package: release.package,
        version: release.to,
        tag: release.tag,
        repository: context.repository,
        notes: release.notes,
      },
      targets: builds.map((build) => ({ name: build.target, work: build.work, recipe: build.run })),
      ...{ env: context.config.config.build.env, dist: distOf(context, release), sign: context.sign, rel: VERSION },
      trees: `${context.root}/${context.config.config.dist.dir}`,
    }
    return [...steps, step(`assemble:${release.package}`, 'local', assemble)]
  })

const stageSteps = (context: Context): readonly Step[] => {
  const { remote, request } = context.session
  const wanted = context.config.config.stage?.to ?? 'auto'
  if (remote === null || wanted === 'local') return []
  return context.plan.releases.map((release) =>
    step(`stage:${release.package}`, 'remote', {
      package: release.package,
      version: release.to,
      dist: distOf(context, release),
      remote,
      required: wanted === 'ref' || request.ci,
    }),
  )
}

const sealStep = (context: Context): Step => {
  const { plan, config, session, sign, signCommits } = context
  const dists = plan.releases.map((release) => ({
    package: release.package,
    purl: purlOf(release),
    dist: distOf(context, release),
  }))
  const { onMoved, mode } = config.config.commit
  const branch = context.makesCommit && mode === 'direct'
  return step('seal', 'remote', {
    ...common(context),
    ...{
      plan,
      dists,
      sign,
      line: plan.branch,
      branch,
      onMoved,
      remote: session.remote,
      ledger: config.config.ledger.ref,
      signLedger: signCommits,
    },
  })
}

const landStep = (context: Context): Step =>
  step('land', 'local', {
    ...common(context),
    line: context.plan.branch,
    branch: context.makesCommit && context.config.config.commit.mode === 'direct',
  })

const publishSteps = (context: Context, release: PlannedRelease): readonly Step[] => {
  const { session, config, sign, signCommits } = context
  const { remote } = session
  const ledger = config.config.ledger.ref
  const place = {
    package: release.package,
    version: release.to,
    dist: distOf(context, release),
    layout: layout(context, release),
    root: context.root,
  }
  const entries = config.config.publish.filter((entry) => release.targets.includes(publishName(entry)))
  const publishing = (options: PublishEntry) => ({ ...place, options })
  const targets = entries.map((entry) => ({ kind: entry.to, publishing: publishing(entry) }))
  const obtain = step(`obtain:${release.package}`, 'local', {
    package: release.package,
    version: release.to,
    dist: place.dist,
    remote,
    ledger,
    builds: buildInputs(context, release),
    targets,
  })
  const steps = entries.flatMap((entry) => {
    const target = publishName(entry)
    const location = String('path' in entry ? `${String(entry.path)}/${place.layout}` : target)
    const publish = step(
      `publish:${release.package}:${target}`,
      'permanent',
      { target, kind: entry.to, publishing: publishing(entry) },
      [obtain.id],
    )
    const input = {
      package: release.package,
      version: release.to,
      target,
      kind: entry.to,
      location,
      purl: purlOf(release),
      remote,
      ledger,
      sign,
      signLedger: signCommits,
    }
    return [publish, step(`record:${release.package}:${target}`, 'permanent', input, [publish.id])]
  })
  return [obtain, ...steps]
}

const clearSteps = (context: Context, before: readonly Step[]): readonly Step[] => {
  const { remote } = context.session
  if (remote === null) return []
  return context.plan.releases.map((release) => {
    const needs = before.filter((each) => each.id.startsWith(`record:${release.package}:`)).map((each) => each.id)
    return step(
      `unstage:${release.package}`,
      'permanent',
      { package: release.package, version: release.to, remote },
      needs,
    )
  })
}

/** The steps of `rel bump`. */
export const bumpSteps = async (session: Session, release: Release, push: boolean): Promise<readonly Step[]> => {
  const context = await makeContext(session, release)
  const branch = release.makesCommit
  const pushing =
    push && session.remote !== null
      ? [step('push', 'remote', { ...common(context), line: release.plan.branch, branch, remote: session.remote })]
      : []
  return [...makeSteps(context), landStep(context), ...pushing]
}

/** The steps of `rel build`; `only` names one target and lays no tree. */
export const treeSteps = async (session: Session, release: Release, only: string | null): Promise<readonly Step[]> => {
  const context = await makeContext(session, release)
  return [...makeSteps(context), ...buildSteps(context, only)]
}

/** The steps of `rel publish` and `rel release`. What is sealed is never built anew: its bytes are obtained. */
export const releaseSteps = async (session: Session, release: Release, isSealed: boolean): Promise<readonly Step[]> => {
  const context = await makeContext(session, release)
  const before = isSealed ? [] : [...makeSteps(context), ...buildSteps(context, null), ...stageSteps(context)]
  const publish = release.plan.releases.flatMap((each) => publishSteps(context, each))
  return [...before, sealStep(context), landStep(context), ...publish, ...clearSteps(context, publish)]
}

/** Where a release's dist tree is in this clone. */
export const distFolder = async (session: Session, release: Release, one: PlannedRelease): Promise<string> =>
  distOf(await makeContext(session, release), one)
