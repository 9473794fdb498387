/** The order in which releases of one plan reach a target: none before those that it depends on are there. */
import { EMPTY_MANIFEST } from '../ecosystems/ecosystem.ts'
import { loadEcosystems } from '../ecosystems/index.ts'
import { commitFiles } from '../facts/commit-files.ts'
import type { Plan, PlannedRelease, Step } from '../model.ts'
import type { GitLook } from '../world/ports.ts'

/** The release, its name in the manifest, and the names there that it depends on. */
interface Node {
  readonly release: PlannedRelease
  readonly name: string
  readonly needs: readonly string[]
}

/** From the planned commit: causes in the plan name only those dependencies whose release changed a range. */
const nodesOf = (git: GitLook, { commit, releases }: Plan): Promise<readonly Node[]> => {
  const files = commitFiles(git, commit)
  return Promise.all(
    releases.map(async (release) => {
      const [ecosystem] = await loadEcosystems([release.ecosystem])
      const { name, dependencies } = (await ecosystem?.find(release.path, files)) ?? EMPTY_MANIFEST
      const needs = dependencies.filter(({ kind }) => kind !== 'dev').map((edge) => edge.package ?? edge.name)
      return { release, name: name ?? release.package, needs }
    }),
  )
}

const idOf = (release: PlannedRelease, target: string): string => `publish:${release.package}:${target}`

/** Ids of publish steps by the id of the one that needs them, target by target. */
const needsOf = (nodes: readonly Node[]): ReadonlyMap<string, readonly string[]> =>
  new Map(
    nodes.flatMap(({ release, needs }) => {
      const before = nodes.filter(({ name, release: other }) => needs.includes(name) && other !== release)
      return release.targets.map((target) => {
        const ids = before.filter(({ release: other }) => other.targets.includes(target))
        return [idOf(release, target), ids.map(({ release: other }) => idOf(other, target))] as const
      })
    }),
  )

/** The same steps, in the same order, each publish step needing those of its dependencies to the same target. A dependency that
 *  is not among the steps holds nothing up. */
export const inPublishOrder = async (git: GitLook, plan: Plan, steps: readonly Step[]): Promise<readonly Step[]> => {
  const [needs, ids] = [needsOf(await nodesOf(git, plan)), new Set(steps.map(({ id }) => id))]
  return steps.map((step) => {
    const more = needs.get(step.id)?.filter((id) => ids.has(id)) ?? []
    return more.length === 0 ? step : { ...step, needs: [...step.needs, ...more] }
  })
}
