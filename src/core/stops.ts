/** What in commits and change files would stop a release, all of it, where a decision ends at the first. */
import { RelError } from '../errors.ts'
import type { Asked, Facts } from '../model.ts'
import { decide } from './decide.ts'
import { groupsOf } from './groups.ts'
import { tooFarIn } from './max-bump.ts'
import { unitsOf } from './numbering.ts'
import type { Policy } from './policy.ts'
import { foundIn, releaseAsVersion } from './wishes.ts'

/** `Release-As` footers that cannot be done, else steps that go beyond `versioning.maxBump`. What would stop any release, such as
 *  a manifest that is ahead of its tags, comes without origins. Throws `CONFIG_VALUE` and `CHANGE_FILE`. */
export function stopsIn(facts: Facts, asked: Asked, bounded: Policy): readonly RelError[] {
  const { classification } = bounded
  const policy: Policy = {
    ...bounded,
    ...{ maxBump: 'major', range: null, classification: { ...classification, unclassified: 'report' } },
  }
  const packages = facts.packages.map((each) => each.package)
  const units = unitsOf(facts.packages, groupsOf(policy.groups, packages), asked, policy)
  const footers = foundIn({ facts, asked, policy, units })
    .filter(({ ignored }) => !ignored)
    .flatMap((found) =>
      stopsOf(() => {
        releaseAsVersion(found, policy)
        return []
      }),
    )
  // A bare version on a commit of several packages is asked of each of them.
  const each = [...new Map(footers.map((error) => [error.message, error] as const)).values()]
  if (each.length > 0 || bounded.maxBump === 'major') return each
  return stopsOf(() => tooFarIn(decide(facts, asked, policy).bumps, asked, bounded))
}

function stopsOf(look: () => readonly RelError[]): readonly RelError[] {
  try {
    return look()
  } catch (error) {
    if (error instanceof RelError) return [error]
    throw error
  }
}
