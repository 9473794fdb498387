/** Says what a host did not take of a seal, and the ways out. */
import { RelError } from '../errors.ts'
import type { PushOutcome } from '../world/ports.ts'
import { movedOn } from './line-update.ts'
import type { SealInput } from './seal-look.ts'

export interface Pushed {
  readonly outcome: PushOutcome
  /** The release commit was merged into a line that had moved on; null: it was not. */
  readonly merge: { readonly head: string; readonly commit: string } | null
}

const wayOut = (input: SealInput, ref: string): string => {
  if (ref === input.ledger)
    return ref.startsWith('refs/heads/')
      ? `let this identity push ${ref}`
      : 'allow refs/rel/*, or set "ledger": { "ref": "refs/heads/rel-ledger" }'
  if (ref.startsWith('refs/tags/')) return 'allow this identity to push tags'
  return `let this identity bypass the protection of ${ref.replace('refs/heads/', '')}, or set "commit": { "mode": "none" }`
}

/** What the server's hooks printed. */
const wordsOf = ({ text }: PushOutcome): readonly string[] =>
  [...text.matchAll(/^remote: +(\S.*)$/gm)].map(([, words = '']) => words.trim())

const isNamed = (ref: string, words: readonly string[]): boolean => {
  const short = ref.replace(/^refs\/(heads|tags)\//, '')
  return words.some((line) => line.split(/[\s'"`:,;()]+|\.$/).some((word) => word === ref || word === short))
}

/** A hook that refuses the whole push gives every ref the same reason: then those count that its words name, if any. */
const blamed = (outcome: PushOutcome): readonly string[] => {
  const own = outcome.refused.filter((each) => !/atomic/.test(each.reason)).map((each) => each.ref)
  const named = own.filter((ref) => isNamed(ref, wordsOf(outcome)))
  return named.length > 0 ? named : own
}

/** What the server's own hook said comes first: it knows best why. */
const reasonOf = (outcome: PushOutcome): string => {
  const first = outcome.refused.find((each) => !/atomic/.test(each.reason)) ?? outcome.refused[0]
  return wordsOf(outcome)[0] ?? first?.reason ?? outcome.text
}

/** `LINE_MOVED` for a merge that the host does not want, else `SEAL_REFUSED`. */
export const refusal = (input: SealInput, { outcome, merge }: Pushed): RelError => {
  const refs = blamed(outcome)
  const reason = reasonOf(outcome)
  const line = `refs/heads/${input.line}`
  if (merge !== null && refs.length === 1 && refs[0] === line) {
    const question = { line: input.line, remote: input.remote ?? '', commit: merge.commit }
    return movedOn(question, merge.head, `the merge is refused: ${reason}`)
  }
  return new RelError('SEAL_REFUSED', `${input.remote ?? ''} refuses ${refs.join(', ') || 'the push'}: ${reason}`, {
    hint:
      refs.map((ref) => wayOut(input, ref)).join('; ') || 'see what the server says, and run the same command again',
  })
}

/** Nobody refused anything: the line went dead, and what the remote has is for the next look to say. */
export const unheard = (remote: string, { text }: PushOutcome): RelError =>
  new RelError('REMOTE', `${remote} did not answer the seal: ${text.split('\n').at(-1) ?? ''}`, {
    hint: 'check the address and the network, and run the same command again',
  })

/** A server without atomic pushes has the ledger entry, which decides, and refuses the rest: another plan, such as another
 *  config would make, comes too late. */
export const halfTaken = (failure: RelError): RelError =>
  new RelError('PARTIAL', `the ledger has this release, but ${failure.message}`, {
    hint: 'let this identity push it, and run the same command again: the server takes no atomic pushes, and what went first stays',
    cause: failure,
  })
