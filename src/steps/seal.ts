/** The seal: branch, tags and ledger entry go out in one atomic push, the first step that changes what consumers see. */
import { RelError } from '../errors.ts'
import { followLedger } from '../ledger/follow.ts'
import type { RefUpdate, World } from '../world/ports.ts'
import { sealContent } from './seal-content.ts'
import { giveWay, isBumpedElsewhere, isOvertaken, judge } from './seal-judge.ts'
import { lookAround, refsThere, type SealInput, type Seen } from './seal-look.ts'
import { attempt, type Attempt, ledgerEntry, missingTags } from './seal-push.ts'
import { halfTaken } from './seal-refusal.ts'
import type { Handler } from './step.ts'

export type { SealInput } from './seal-look.ts'

const ATTEMPTS = 5

/** Tries after which a remote that nobody moves does not want this push. One is not enough: while somebody else's push is
 *  being taken, ours is refused, and a look still finds what was there before. In milliseconds. */
const REFUSED = 2
const PAUSE = 500

/** The remote has it: whatever this clone cannot take note of then, the release is public. */
const unnoted =
  (remote: string) =>
  (error: unknown): never => {
    if (!(error instanceof RelError)) throw error
    throw new RelError('PARTIAL', `sealed on ${remote}, but this clone cannot take note of it: ${error.message}`, {
      hint: `${error.hint ?? 'see what failed'}; then run the same command again`,
      cause: error,
    })
  }

/** This clone's refs follow what the remote has. */
const follow = async (
  input: SealInput,
  world: World,
  remote: string,
  seen: Pick<Seen, 'tip' | 'refs' | 'pending'>,
): Promise<void> => {
  if (seen.tip !== null) await followLedger(world, input.ledger, seen.tip, true).catch(unnoted(remote))
  if (isOvertaken(input, seen)) await giveWay(input, world, remote, seen)
}

const isSame = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean =>
  a.size === b.size && [...a].every(([ref, id]) => b.get(ref) === id)

const isThere = ({ pushed, failure }: Attempt, refs: ReadonlyMap<string, string>): boolean =>
  failure === null && [...pushed].every(([ref, id]) => refs.get(ref) === id)

const bumpedElsewhere = ({ remote, tags }: SealInput): RelError =>
  new RelError('BLOCKED', `${remote ?? ''} has ${tags.join(', ')} with this very plan: somebody else was first`, {
    hint: 'run the same command again: it finishes that release',
  })

/** A server without atomic pushes has somebody else's ledger entry, and their commit and tags are still to come. */
const sealedElsewhere = ({ remote, tags }: SealInput, commit: string): RelError =>
  new RelError(
    'PARTIAL',
    `${tags.join(', ')} is sealed at ${commit.slice(0, 7)}, but ${remote ?? ''} has no such tag yet`,
    {
      hint: 'run the same command again; should that not help, run it where this release was begun',
    },
  )

/** What can be done without pushing. True: nothing is left to do. */
const isSettled = async (input: SealInput, world: World, remote: string, seen: Seen): Promise<boolean> => {
  const { state } = judge(input, seen)
  const [sealed] = seen.sealed
  if (state === 'absent' && sealed !== undefined && sealed.index.commit !== seen.commit)
    throw sealedElsewhere(input, sealed.index.commit)
  if (state === 'present') await follow(input, world, remote, seen)
  if (state === 'conflict' && (await isBumpedElsewhere(input, world, seen))) {
    await giveWay(input, world, remote, seen)
    throw bumpedElsewhere(input)
  }
  return state !== 'absent'
}

/** Once a push is out, a remote that does not answer may have taken it: partial, since the release may be public. */
const unseen =
  (remote: string) =>
  (error: unknown): never => {
    if (!(error instanceof RelError) || error.code !== 'REMOTE') throw error
    throw new RelError('PARTIAL', `the seal went out, but not whether ${remote} took it: ${error.message}`, {
      hint: `${error.hint ?? 'check the network'}; and run the same command again`,
      cause: error,
    })
  }

type Failed = { readonly seen: Seen; readonly failure: RelError; readonly isUnmoved: boolean }

const lookAfter = async (
  input: SealInput,
  world: World,
  { remote, tried, before }: { readonly remote: string; readonly tried: Attempt; readonly before: Seen },
): Promise<Failed | null> => {
  const refs = await refsThere(input, world)
  if (isThere(tried, refs)) {
    await follow(input, world, remote, { ...before, refs, tip: tried.pushed.get(input.ledger) ?? null })
    return null
  }
  const seen = await lookAround(input, world)
  // Where the remote says that it took all, a look with more patience follows.
  if ((await isSettled(input, world, remote, seen)) || tried.failure === null) return null
  return { seen, failure: tried.failure, isUnmoved: isSame(refs, before.refs) }
}

/** One try and the look after it. Returns null when nothing is left to do, else what was seen, and why it failed. */
const tryOnce = async (
  input: SealInput,
  world: World,
  remote: string,
  on: { readonly seen: Seen; readonly files: ReadonlyMap<string, Buffer> },
): Promise<Failed | null> => {
  const tried = await attempt(input, world, remote, on).catch(async (error: unknown) => {
    // The line may have moved on by this very release.
    const isMoved = error instanceof RelError && error.code === 'LINE_MOVED'
    if (isMoved && (await isSettled(input, world, remote, await lookAround(input, world)))) return null
    throw error
  })
  return tried === null ? null : lookAfter(input, world, { remote, tried, before: on.seen }).catch(unseen(remote))
}

const sealOnRemote = async (input: SealInput, world: World, remote: string): Promise<void> => {
  let seen = await lookAround(input, world)
  if (await isSettled(input, world, remote, seen)) return
  // What the ledger has is not made anew: another key, or trees that are gone, would not matter.
  const isInLedger = seen.sealed.length === input.plan.releases.length
  const files = isInLedger ? new Map<string, Buffer>() : await sealContent(world, input, seen.commit)
  let refusals = 0
  for (let turn = 1; ; turn += 1) {
    const failed = await tryOnce(input, world, remote, { seen, files })
    if (failed === null) return
    ;({ seen } = failed)
    refusals = failed.isUnmoved ? refusals + 1 : 0
    if (refusals === REFUSED || turn === ATTEMPTS)
      throw seen.sealed.length > 0 ? halfTaken(failed.failure) : failed.failure
    if (failed.isUnmoved) await world.sleep(PAUSE)
  }
}

const sealHere = async (input: SealInput, world: World): Promise<void> => {
  const seen = await lookAround(input, world)
  const own = (await world.git.refs([input.ledger])).find((ref) => ref.name === input.ledger)?.id ?? null
  const ledger = await ledgerEntry(input, world, seen, await sealContent(world, input, seen.commit))
  const tags = (await missingTags(input, world, seen)).map(([ref, id]): RefUpdate => ({ ref, new: id, old: null }))
  await world.git.updateRefs([...tags, { ref: input.ledger, new: ledger, old: own }], `seal ${input.tags.join(', ')}`)
}

export const seal: Handler<SealInput> = {
  kind: 'seal',
  describe: (input) => `seal ${input.tags.join(', ')}${input.remote === null ? ' here only' : ` on ${input.remote}`}`,
  async probe(input, look) {
    const seen = await lookAround(input, look)
    const found = judge(input, seen)
    const isOthers = found.state === 'present' ? isOvertaken(input, seen) : await isBumpedElsewhere(input, look, seen)
    return isOthers ? { state: 'absent' } : found
  },
  act: (input, world) => (input.remote === null ? sealHere(input, world) : sealOnRemote(input, world, input.remote)),
}
