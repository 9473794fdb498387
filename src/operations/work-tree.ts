/** What stands in the way of a release that moves the checkout: all of it is ruled out before anything is written. */
import { shellWord } from '../core/names.ts'
import { RelError } from '../errors.ts'
import type { Plan } from '../model.ts'
import type { Planned } from './planning.ts'
import type { Session } from './session.ts'

export interface DirtyFile {
  readonly file: string
  readonly hint: string
}

/** Files that the plan edits and that hold something else than the base has, and than the release commit will have: from a
 *  run cut half-way, or by `rel changelog --write`, that may be there already. */
export const dirtyFiles = async ({ world }: Session, planned: Planned): Promise<readonly DirtyFile[]> => {
  const files = [...planned.files.keys()]
  const found: DirtyFile[] = []
  for (const file of files.length === 0 ? [] : await world.git.dirty(files)) {
    if (await world.git.holds(file, planned.files.get(file) ?? null)) continue
    const isNew = (planned.facts.files.get(file) ?? null) === null
    found.push({ file, hint: isNew ? 'commit it, or move it away' : `commit them, or ${setAside(file)}` })
  }
  return found
}

/** Nothing is lost by it, as it would be by putting the file back. */
const setAside = (file: string): string => `set them aside: git stash push -- ${shellWord(file)}`

const refuseDirty = async (session: Session, planned: Planned): Promise<void> => {
  const [dirty] = await dirtyFiles(session, planned)
  if (dirty === undefined) return
  throw new RelError('DIRTY', `${dirty.file} has uncommitted changes, and this release edits it`, { hint: dirty.hint })
}

/** Throws `BUSY` in the middle of a merge, a rebase and the like. */
export const refuseInProgress = async ({ world }: Session): Promise<void> => {
  const busy = await world.git.inProgress()
  if (busy === null) return
  throw new RelError('BUSY', `${busy} is in progress here`, {
    hint: 'finish it, or abort it, and run the same command again',
  })
}

const refuseElsewhere = async ({ world }: Session, plan: Plan): Promise<void> => {
  const trees = await world.git.workTrees()
  const elsewhere = trees.find(
    (tree) => tree.branch === `refs/heads/${plan.branch}` && tree.path !== world.git.place.top,
  )
  if (elsewhere === undefined) return
  throw new RelError('BUSY', `${plan.branch} is checked out in ${elsewhere.path} too`, { hint: 'run rel there' })
}

const isCheckedOut = async ({ world }: Session, { branch }: Plan): Promise<boolean> =>
  world.git.place.top !== null && (await world.git.symbolicRef('HEAD')) === `refs/heads/${branch}`

/** For `bump`, whose checkout has to be the line. Throws `BLOCKED`, `BRANCH`. */
export const needCheckout = async (session: Session, plan: Plan): Promise<void> => {
  if (session.world.git.place.top === null)
    throw new RelError('BLOCKED', 'a bare repository has no checkout to bump', {
      hint: 'bump in a clone with a work tree; rel bump --dry-run works here',
    })
  if (await isCheckedOut(session, plan)) return
  throw new RelError('BRANCH', `${plan.branch} is not checked out here`, {
    hint: `switch to it with: git switch ${plan.branch}`,
  })
}

/** Git keeps refs as files: `v1.1.0/x` and `v1.1.0` cannot both be tags. Throws `CONFLICT`. */
const refuseNesting = async ({ world }: Session, plan: Plan): Promise<void> => {
  for (const { tag } of plan.releases) {
    const above = [...tag.matchAll(/\//g)].map(({ index }) => tag.slice(0, index))
    const names = [...above.map((name) => `refs/tags/${name}`), `refs/tags/${tag}/`]
    const found = (await world.git.refs(names)).find(({ name }) => names.some((each) => inTheWay(name, each)))
    if (found === undefined) continue
    const other = found.name.slice('refs/tags/'.length)
    throw new RelError('CONFLICT', `the tag ${other} stands in the way of ${tag}: git cannot have both`, {
      hint: `remove it with: git tag -d ${shellWord(other)}; or set another "tag.format"`,
    })
  }
}

const inTheWay = (ref: string, name: string): boolean => (name.endsWith('/') ? ref.startsWith(name) : ref === name)

const refsOf = (plan: Plan): readonly string[] => [
  `refs/heads/${plan.branch}`,
  ...plan.releases.map((release) => `refs/tags/${release.tag}`),
]

/** Before the release at HEAD is taken back. Throws `BUSY`, `DIRTY`, `GIT_LOCKED`. */
export const refuseUndoing = async (session: Session, plan: Plan): Promise<void> => {
  const { git } = session.world
  await refuseInProgress(session)
  const files = plan.releases.flatMap((release) => release.edits.map((edit) => edit.file))
  const [changed] = files.length === 0 ? [] : await git.dirty(files)
  if (changed !== undefined)
    throw new RelError('DIRTY', `${changed} has uncommitted changes, and this release edited it`, {
      hint: `commit them, or ${setAside(changed)}`,
    })
  git.refuseLocks(refsOf(plan), true)
}

/** Throws `BUSY`, `DIRTY`, `GIT_LOCKED`, `CONFLICT`, and `GIT` when git does not know who releases. Where the line is not checked
 *  out, only its refs matter. */
export const refuseObstacles = async (session: Session, planned: Planned): Promise<void> => {
  const { plan } = planned
  const { git } = session.world
  const moves = await isCheckedOut(session, plan)
  if (moves) {
    await refuseInProgress(session)
    await refuseElsewhere(session, plan)
    await refuseDirty(session, planned)
  }
  await refuseNesting(session, plan)
  git.refuseLocks(refsOf(plan), moves)
  await git.identity()
}
