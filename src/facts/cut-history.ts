/** Refuses to conclude anything from a history that a shallow clone has cut: what lies below its edge may have been released. */
import { RelError } from '../errors.ts'
import type { Commit } from '../model.ts'
import type { Look } from '../world/ports.ts'
import type { History } from './history.ts'

const cutAt = (id: string): RelError =>
  new RelError(
    'SHALLOW',
    `this clone is shallow: what lies before commit ${id.slice(0, 7)} is missing, and it may have been released`,
    { hint: 'fetch it with: git fetch --unshallow --tags' },
  )

/** Throws `SHALLOW` when the clone is cut at one of the commits. */
export const refuseCut = async (look: Look, commits: readonly Pick<Commit, 'id'>[]): Promise<void> => {
  if (!look.git.place.shallow) return
  const edge = new Set((await look.files.read(`${look.git.place.commonDir}/shallow`))?.toString().trim().split('\n'))
  const cut = commits.find((commit) => edge.has(commit.id))
  if (cut !== undefined) throw cutAt(cut.id)
}

/** Of commits that have no parents here those that name some. Git's list of edges may be another one than the walk saw. */
const edgesAmong = async (look: Look, roots: readonly string[]): Promise<readonly string[]> => {
  const objects = await look.git.objects(roots)
  const headers = objects.map((object) => object?.body.toString('latin1').split('\n\n', 1)[0] ?? '')
  return roots.filter((_, at) => /^parent /m.test(headers[at] ?? ''))
}

/** So many ends of what is open are looked at. */
const MANY = 600

/** What is open may be reached by what is hidden, unless all of it was made on top of every edge. Throws `SHALLOW`. */
export const refuseHidden = async (look: Look, { roots, bottoms }: History): Promise<void> => {
  if (!look.git.place.shallow) return
  const edges = new Set(await edgesAmong(look, roots))
  const [edge] = edges
  if (edge === undefined || bottoms.length === 0) return
  const open = bottoms.find((id) => edges.has(id))
  if (open !== undefined) throw cutAt(open)
  if (bottoms.length > MANY || !(await look.git.descend(bottoms, [...edges]))) throw cutAt(edge)
}
