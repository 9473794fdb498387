/** `rel version`: the last and the next version of each package, as scripts want them. */
import type { Explained } from '../core/explain.ts'
import type { Effect } from '../model.ts'
import type { Decided } from './decided.ts'
import { decideIn, planIn, type PlanRequest } from './plan.ts'
import { openSession } from './session.ts'
import { snapshotOf } from './snapshot.ts'
import { refuseTaken } from './state.ts'
import { explained } from './why.ts'

/** Which version is wanted. */
export type Wanted = 'current' | 'next' | 'snapshot'

/** `current` is null before the first release; `next` and `bump` are null when there is nothing to release. `snapshot` is
 *  there when it was wanted. */
export interface VersionRow {
  readonly package: string
  readonly current: string | null
  readonly next: string | null
  readonly bump: Effect | null
  readonly snapshot?: string
}

/** Whether a tag that HEAD does not contain has one of the next versions. */
const isElsewhere = ({ facts, decision }: Decided): boolean =>
  decision.bumps.some(({ package: one, to }) =>
    facts.packages.some((each) => each.package === one && each.elsewhere.some((tag) => tag.version === to)),
  )

/** The packages that were asked for by name, else all. What scripts are to release must be free: throws `VERSION_TAKEN` when the `next`
 *  version is wanted. */
export const versions = async (request: PlanRequest & { readonly wanted: Wanted }): Promise<readonly VersionRow[]> => {
  const { wanted, asked } = request
  const session = await openSession(request)
  const decided = await decideIn(session, asked)
  // Only a plan can tell whether a tag that is there already is this very release.
  if (wanted === 'next' && isElsewhere(decided))
    await refuseTaken(session, await planIn(session, { ...request, nextOnly: true }))
  const snapshot = (one: Explained) => (wanted === 'snapshot' ? { snapshot: snapshotOf(one, decided) } : {})
  return explained(decided)
    .filter((each) => each.package !== '-' && (asked.packages?.includes(each.package) ?? true))
    .map((one) => ({
      ...{ package: one.package, current: one.from?.version ?? null, next: one.to, bump: one.level },
      ...snapshot(one),
    }))
}
