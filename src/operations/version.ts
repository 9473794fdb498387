/** `rel version`: the last and the next version of each package, as scripts want them. */
import type { Effect } from '../model.ts'
import { planIn, type PlanRequest } from './plan.ts'
import { openSession } from './session.ts'
import { refuseTaken } from './state.ts'
import { explained } from './why.ts'

/** `current` is null before the first release; `next` and `bump` are null when there is nothing to release. */
export interface VersionRow {
  readonly package: string
  readonly current: string | null
  readonly next: string | null
  readonly bump: Effect | null
}

/** The packages that were asked for by name, else all. What scripts print must be free: unless they want the `current`
 *  version, throws `VERSION_TAKEN`. */
export const versions = async (
  request: PlanRequest & { readonly current: boolean },
): Promise<readonly VersionRow[]> => {
  const session = await openSession(request)
  const planned = await planIn(session, request)
  if (!request.current) await refuseTaken(session, planned)
  const { packages } = request.asked
  return explained(session, planned)
    .filter((each) => each.package !== '-' && (packages?.includes(each.package) ?? true))
    .map(({ package: name, from, to, level }) => ({
      ...{ package: name, current: from?.version ?? null, next: to, bump: level },
    }))
}
