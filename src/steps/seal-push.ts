/** Pushes a seal: branch, tags and ledger entry in one atomic push, or one after the other where a server takes none. */
import { RelError } from '../errors.ts'
import { append } from '../ledger/append.ts'
import { tagObject } from '../ledger/refs.ts'
import type { PushOutcome, World } from '../world/ports.ts'
import { lineUpdate } from './line-update.ts'
import type { SealInput, Seen } from './seal-look.ts'
import { refusal, unheard } from './seal-refusal.ts'

export interface Attempt {
  /** What the remote must have now, by ref. */
  readonly pushed: ReadonlyMap<string, string>
  /** What the remote did not take; null: it says that it took all. */
  readonly failure: RelError | null
}

type Files = ReadonlyMap<string, Buffer>

/** Tags that are not there yet, with the objects to push. */
export const missingTags = async (
  input: SealInput,
  world: World,
  { refs }: Seen,
): Promise<readonly (readonly [ref: string, id: string])[]> => {
  const missing = input.tags.filter((tag) => !refs.has(`refs/tags/${tag}`))
  const objects = await Promise.all(missing.map((tag) => tagObject(world.git, input, tag)))
  return missing.map((tag, index) => {
    const object = objects[index]
    if (!object) throw new RelError('BUG', `no tag object for ${tag}`)
    return [`refs/tags/${tag}`, object.id] as const
  })
}

/** The commit with the seal on top of the ledger that was seen. */
export const ledgerEntry = (input: SealInput, world: World, { tip }: Seen, files: Files): Promise<string> =>
  append(world, { base: tip, files, subject: `seal ${input.tags.join(', ')}`, sign: input.signLedger })

type Refs = readonly (readonly [ref: string, id: string])[]

const refspec = ([ref, id]: readonly [string, string]): string => `${id}:${ref}`

/** The ledger's create-only path decides the race; the branch goes before the tags, since it can be protected. */
const oneByOne = async (refs: Refs, world: World, remote: string): Promise<PushOutcome> => {
  let outcome: PushOutcome = { accepted: true, text: '', refused: [] }
  for (const each of [...refs.slice(-1), ...refs.slice(0, -1)]) {
    outcome = await world.git.push(remote, [refspec(each)], { atomic: false })
    if (!outcome.accepted) return outcome
  }
  return outcome
}

const pushAll = async (refs: Refs, world: World, remote: string): Promise<PushOutcome> => {
  const whole = await world.git.push(remote, refs.map(refspec), { atomic: true })
  const isUnknown = !whole.accepted && whole.refused.length === 0 && /atomic/i.test(whole.text)
  return isUnknown ? oneByOne(refs, world, remote) : whole
}

/** One try on top of what was seen. Git refuses everything that has changed since. Throws `LINE_MOVED`. */
export const attempt = async (
  input: SealInput,
  world: World,
  remote: string,
  { seen, files }: { readonly seen: Seen; readonly files: Files },
): Promise<Attempt> => {
  const { commit } = seen
  if (commit === null) throw new RelError('BUG', 'no release commit to seal')
  const tags = await missingTags(input, world, seen)
  const line = `refs/heads/${input.line}`
  const head = input.branch ? await lineUpdate(world, { ...input, remote, commit, sign: input.signLedger }) : null
  const ledger = await ledgerEntry(input, world, seen, files)
  const refs: Refs = [...(head === null ? [] : [[line, head] as const]), ...tags, [input.ledger, ledger]]
  const outcome = await pushAll(refs, world, remote)
  const pushed = new Map(refs)
  if (outcome.accepted) return { pushed, failure: null }
  if (outcome.refused.length === 0) return { pushed, failure: unheard(remote, outcome) }
  const isMerge = head !== null && head !== commit
  const merge = isMerge ? { head: seen.refs.get(line) ?? '', commit } : null
  return { pushed, failure: refusal(input, { outcome, merge }) }
}
