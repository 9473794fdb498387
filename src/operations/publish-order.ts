/** The order in which releases of one plan reach a target: none before those that it depends on are there. */
import { EMPTY_MANIFEST } from '../ecosystems/ecosystem.ts'
import { ECOSYSTEMS } from '../ecosystems/index.ts'
import { within } from '../facts/packages.ts'
import type { Plan, PlannedRelease, Step } from '../model.ts'
import type { GitLook } from '../world/ports.ts'

/** The release, its name in the manifest, and the names there that it depends on. */
interface Node {
  readonly release: PlannedRelease
  readonly name: string
  readonly needs: readonly string[]
}

/** From the planned commit: causes in the plan name only those dependencies whose release changed a range. */
const nodesOf = async (git: GitLook, { commit, releases }: Plan): Promise<readonly Node[]> => {
  const found = releases.flatMap((release) => {
    const ecosystem = ECOSYSTEMS.find(({ name }) => name === release.ecosystem)
    if (ecosystem === undefined || ecosystem.manifest === null) return []
    return [{ release, ecosystem, file: within(release.path, ecosystem.manifest) }]
  })
  const objects = await git.objects(found.map(({ file }) => `${commit}:${file}`))
  return found.map(({ release, ecosystem, file }, index) => {
    const text = objects[index]?.body.toString('utf8')
    const { name, dependencies } = text === undefined ? EMPTY_MANIFEST : ecosystem.read(text, file)
    const needs = dependencies.filter(({ kind }) => kind !== 'dev').map((edge) => edge.name)
    return { release, name: name ?? release.package, needs }
  })
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
