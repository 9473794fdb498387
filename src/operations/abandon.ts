/** `rel bump --abandon`: takes an unpushed bump back. Refuses once the remote has one of its tags. */
import { RelError } from '../errors.ts'
import type { Plan } from '../model.ts'
import { planAgain, readTags } from './again.ts'
import { headCommit, type Request, type Session, withLock } from './session.ts'
import { isSealed } from './unfinished.ts'
import { needCheckout, refuseUndoing } from './work-tree.ts'

export interface Abandoned {
  readonly branch: string
  /** The commit that the branch is at again. */
  readonly commit: string
  readonly tags: readonly string[]
}

/** Without a remote, or offline, the ledger is what says that a release was made. */
const refuseSealed = async (session: Session, plan: Plan, ledger: string): Promise<void> => {
  if (!(await isSealed(session, plan, ledger))) return
  throw new RelError('BLOCKED', `${plan.releases.map(({ tag }) => tag).join(', ')} is sealed already`, {
    hint: `what is released stays: go forward with another release, or withdraw it: rel withdraw ${plan.releases[0]?.tag ?? ''}`,
  })
}

export const abandon = (request: Request): Promise<Abandoned> =>
  withLock(request, async (session) => {
    const { world, online } = session
    const head = await headCommit(session)
    const tags = (await readTags(session, (_, commit) => commit === head)).filter((tag) => tag.trailers !== null)
    const [first] = tags
    if (first === undefined)
      throw new RelError('BLOCKED', 'there is no bump at HEAD to take back', {
        hint: 'see what is there with: rel status',
      })
    const { plan, config } = await planAgain(session, first, 'write')
    await refuseSealed(session, plan, config.config.ledger.ref)
    const names = plan.releases.map((release) => release.tag)
    const there =
      online === null
        ? new Map<string, string>()
        : await world.git.remoteRefs(
            online,
            names.map((tag) => `refs/tags/${tag}`),
          )
    const ours = new Map<string, string>(tags.map((tag) => [`refs/tags/${tag.tag}`, tag.ref.id] as const))
    // A tag of that name which somebody else pushed is theirs: ours is still to be taken back.
    const gone = [...there].filter(([ref, id]) => ours.get(ref) === id).map(([ref]) => ref)
    if (gone.length > 0)
      throw new RelError('BLOCKED', `${online ?? ''} has ${gone.join(', ')} already`, {
        hint: 'what is public stays: go forward with another release',
      })
    const ref = `refs/heads/${plan.branch}`
    await needCheckout(session, plan)
    await refuseUndoing(session, plan)
    const refs = (await world.git.refs(names.map((tag) => `refs/tags/${tag}`))).filter((each) => each.commit === head)
    if (head !== plan.commit) await world.git.moveCheckout(head, plan.commit)
    const branch = head === plan.commit ? [] : [{ ref, new: plan.commit, old: head }]
    await world.git.updateRefs(
      [...branch, ...refs.map((each) => ({ ref: each.name, new: null, old: each.id }))],
      'abandon a bump',
    )
    return { branch: plan.branch, commit: plan.commit, tags: names }
  })
