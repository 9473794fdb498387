/** `rel change list`: the change files of HEAD by package, with the release that they lead to, and those that are not committed. */
import { parseChangeFile } from '../core/change-file.ts'
import { NOTHING_ASKED } from '../core/asked.ts'
import { bumpIn } from '../core/wishes.ts'
import { RelError } from '../errors.ts'
import { CHANGE_FOLDER, isChangeFile } from '../facts/change-files.ts'
import { commitFiles } from '../facts/commit-files.ts'
import type { ChangeFile, Effect } from '../model.ts'
import { planIn } from './plan.ts'
import type { Planned } from './planning.ts'
import { openSession, type Request, type Session } from './session.ts'
import { explained } from './why.ts'

/** `next` and `bump` are null when there is nothing to release. */
export interface PendingPackage {
  readonly package: string
  readonly current: string | null
  readonly next: string | null
  readonly bump: Effect | null
  readonly changes: readonly (Pick<ChangeFile, 'id' | 'file' | 'summary' | 'commit'> & { readonly bump: Effect })[]
}

/** `told`: files that wait for nothing and that the next stable release removes. `uncommitted`: files of the work tree that HEAD does
 *  not have. */
export interface PendingChanges {
  readonly packages: readonly PendingPackage[]
  readonly told: readonly string[]
  readonly uncommitted: readonly Pick<ChangeFile, 'file' | 'releases' | 'summary'>[]
}

const uncommittedIn = async ({ world }: Session, commit: string): Promise<PendingChanges['uncommitted']> => {
  const { top } = world.git.place
  const names = top === null ? [] : ((await world.files.list(`${top}/${CHANGE_FOLDER}`)) ?? [])
  const known = new Set(await commitFiles(world.git, commit).list(CHANGE_FOLDER))
  const paths = names.filter((name) => isChangeFile(name) && !known.has(name)).map((name) => `${CHANGE_FOLDER}/${name}`)
  return Promise.all(
    paths.map(async (file) => {
      const text = (await world.files.read(`${top ?? ''}/${file}`))?.toString('utf8') ?? ''
      return { file, ...parseChangeFile(text, file) }
    }),
  )
}

const packagesIn = (planned: Planned): readonly PendingPackage[] =>
  explained(planned).flatMap(({ package: name, from, to, level }): readonly PendingPackage[] => {
    const { changeFiles = [] } = planned.facts.packages.find((each) => each.package.name === name) ?? {}
    if (changeFiles.length === 0) return []
    const changes = changeFiles.map((change) => {
      const { id, file, summary, commit } = change
      return { id, file, summary, commit, bump: bumpIn(change, name) }
    })
    return [{ package: name, current: from?.version ?? null, next: to, bump: level, changes }]
  })

/** Throws `USAGE` where change files count for nothing, `CHANGE_FILE`, and what stands in the way of a plan. */
export const pendingChanges = async (request: Request): Promise<PendingChanges> => {
  const session = await openSession(request)
  const planned = await planIn(session, { ...request, tag: null, asked: NOTHING_ASKED })
  const { changeFiles } = planned.facts
  if (changeFiles === undefined)
    throw new RelError('USAGE', 'commits alone decide here: change files are not read', {
      hint: 'set "versioning.source" to "changes" or "both" in the config',
    })
  return {
    packages: packagesIn(planned),
    told: changeFiles.filter(({ waiting }) => waiting.length === 0).map(({ change }) => change.file),
    uncommitted: await uncommittedIn(session, planned.facts.commit),
  }
}
