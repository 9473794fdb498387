/** The steps that make a release's commit and tags, and those that build its dist trees. */
import { fill } from '../core/layout.ts'
import { writeTrailers } from '../core/trailers.ts'
import { ECOSYSTEMS } from '../ecosystems/index.ts'
import { within } from '../facts/packages.ts'
import { encodeName } from '../ledger/paths.ts'
import type { Plan, PlannedRelease, Step } from '../model.ts'
import type { AssembleInput, CommitInput, TagInput } from '../steps/index.ts'
import type { BuildInput } from '../steps/build-record.ts'
import { VERSION } from '../version.ts'
import { around, type Context, distFolder, step, treesFolder } from './release-context.ts'
import { buildsOf, messageValues } from './slots.ts'

const NAMED = 6

const summaryOf = (plan: Plan): string => {
  const names = plan.releases.map((release) => `${release.package} ${release.to}`)
  const more = names.length - NAMED
  return more <= 0 ? names.join(', ') : `${names.slice(0, NAMED).join(', ')} and ${more} more`
}

const trailersOf = ({ plan }: Context) =>
  writeTrailers({ base: plan.commit, line: plan.branch, asked: plan.asked, plan: plan.digest })

const commitStep = (context: Context): Step => {
  const { plan, config, date, makesCommit, signCommits, common } = context
  const [first] = plan.releases
  const values = { summary: summaryOf(plan), date: first?.date ?? '', channel: first?.channel ?? '' }
  const message = `${fill(config.config.commit.message, values)}\n\n${trailersOf(context)}`
  const files = Object.fromEntries(context.files ?? [])
  const input = { ...common, base: plan.commit, date, message, files, makesCommit, sign: signCommits }
  return step<CommitInput>('commit', 'local', input)
}

const tagStep = (context: Context, release: PlannedRelease): Step => {
  const { config, date, signTags, common } = context
  const first = fill(config.config.tag.message, messageValues(release, around(context, release)))
  const message = `${first}\n\n${trailersOf(context)}`
  const input = { ...common, tag: release.tag, message, date, sign: signTags }
  return step<TagInput>(`tag:${release.tag}`, 'local', input)
}

export const makeSteps = (context: Context): readonly Step[] => {
  const tags = context.plan.releases.filter((release) => context.newTags.includes(release.tag))
  return [commitStep(context), ...tags.map((release) => tagStep(context, release))]
}

const lockfilesOf = (release: PlannedRelease): readonly string[] => {
  const also = ECOSYSTEMS.find((each) => each.name === release.ecosystem)?.locks ?? []
  return [...new Set(also.flatMap((file) => [file, within(release.path, file)]))]
}

export const buildInputs = (context: Context, release: PlannedRelease): readonly BuildInput[] => {
  const { build, toolchain } = context.config.config
  return buildsOf(context.config.config, release, around(context, release)).map(({ target, artifacts }) => ({
    ...context.common,
    ...{ package: release.package, version: release.to, tag: release.tag, path: release.path, target: target.name },
    on: { os: target.on?.os ?? null, arch: target.on?.arch ?? null },
    run: target.run,
    files: context.makesCommit ? {} : Object.fromEntries(context.files ?? []),
    artifacts,
    env: build.env,
    toolchain: toolchain ?? null,
    lockfiles: lockfilesOf(release),
    work: `${context.work}/${encodeName(release.package)}/${target.name}`,
    dist: distFolder(context, release),
  }))
}

const assembleStep = (context: Context, release: PlannedRelease, builds: readonly BuildInput[]): Step =>
  step<AssembleInput>(`assemble:${release.package}`, 'local', {
    ...context.common,
    ...{ package: release.package, version: release.to, tag: release.tag, notes: release.notes },
    repository: context.repository,
    targets: builds.map((build) => ({ name: build.target, work: build.work, recipe: build.run })),
    env: context.config.config.build.env,
    dist: distFolder(context, release),
    trees: treesFolder(context),
    sign: context.sign,
    rel: VERSION,
  })

/** `only` names one target, whose files are built and no tree is laid. */
export const buildSteps = (context: Context, only: string | null): readonly Step[] =>
  context.plan.releases.flatMap((release) => {
    const builds = buildInputs(context, release).filter((build) => only === null || build.target === only)
    const steps = builds.map((build) => step(`build:${release.package}:${build.target}`, 'local', build))
    return only === null ? [...steps, assembleStep(context, release, builds)] : steps
  })
