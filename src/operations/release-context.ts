/** A release with everything that its steps are told: what the plan says, and what the session and git's settings add. */
import type { SignSettings } from '../evidence/make/signer.ts'
import { commitDate } from '../facts/facts.ts'
import { hexOf } from '../ledger/paths.ts'
import type { Plan, PlannedRelease, Step } from '../model.ts'
import type { ConfigAt } from './config-at.ts'
import type { Session } from './session.ts'
import { signsCommits, signSettings, signsTags } from './settings.ts'
import { layoutOf } from './slots.ts'

/** One plan with all that its steps need to know. */
export interface Release {
  readonly plan: Plan
  readonly config: ConfigAt
  /** New texts for the release commit; null when the commit is there already. */
  readonly files: ReadonlyMap<string, string | null> | null
  /** False for a tag made by hand and for `commit.mode: "none"`: no release commit is made. */
  readonly makesCommit: boolean
  /** Tags that have to be made: not those that somebody else has put on the remote. */
  readonly newTags: readonly string[]
}

export interface Context extends Release {
  readonly session: Session
  /** What every step that looks the release up is told. */
  readonly common: { readonly hex: string; readonly tags: readonly string[] }
  /** The planned commit's committer date, in seconds since 1970. */
  readonly date: number
  readonly sign: SignSettings
  readonly signTags: boolean
  readonly signCommits: boolean
  /** What relative paths of the config start from. */
  readonly root: string
  /** Where builds of this plan are done. */
  readonly work: string
  readonly repository: string | null
}

export const makeContext = async (session: Session, release: Release): Promise<Context> => {
  const { world, remote } = session
  const { config, plan } = release
  const { commonDir, top } = world.git.place
  const hex = hexOf(plan.digest)
  const address = remote === null ? null : await world.git.setting(`remote.${remote}.url`)
  return {
    ...release,
    session,
    common: { hex, tags: plan.releases.map((each) => each.tag) },
    date: await commitDate(world, plan.commit),
    sign: await signSettings(session, config.config),
    signTags: await signsTags(session, config.config),
    signCommits: await signsCommits(session),
    root: top ?? `${commonDir}/rel`,
    work: `${commonDir}/rel/builds/${hex.slice(0, 12)}`,
    repository: config.config.repository ?? address,
  }
}

/** A step whose kind is the first word of its id. */
export const step = <Input>(id: string, reach: Step['reach'], input: Input, needs: readonly string[] = []): Step => ({
  ...{ id, kind: id.split(':')[0] ?? id, reach, needs, input },
})

/** What names are made of beside the release itself. */
export const around = ({ plan }: Context, { channel, date }: PlannedRelease) => ({ channel, date, commit: plan.commit })

export const layout = (context: Context, release: PlannedRelease): string =>
  layoutOf(context.config.config, release, around(context, release))

/** The folder of all dist trees, and that of one release. */
export const treesFolder = ({ root, config }: Context): string => `${root}/${config.config.dist.dir}`
export const distFolder = (context: Context, release: PlannedRelease): string =>
  `${treesFolder(context)}/${layout(context, release)}`

/** Whether the line moves to a release commit. */
export const movesLine = ({ makesCommit, config }: Context): boolean =>
  makesCommit && config.config.commit.mode === 'direct'
