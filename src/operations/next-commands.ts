/** What to type at a half-finished release, and what that does. */
import { shellWord } from '../core/names.ts'
import { REMOTE_LEDGER } from '../ledger/paths.ts'
import type { Asked } from '../model.ts'

export interface NextCommand {
  readonly command: string
  /** In a few words. */
  readonly does: string
}

/** What the commands follow from. */
export interface Standing {
  readonly tag: string
  readonly state: 'begun' | 'tagged' | 'sealed'
  readonly public: boolean | null
  readonly sealed: boolean | null
  /** HEAD is at its tag. */
  readonly isHere: boolean
  /** rel has tagged it. */
  readonly isOwn: boolean
  /** What was asked for when it was begun; null when it has its tag already. */
  readonly asked: Asked | null
  readonly remote: string | null
  /** The ledger's ref. */
  readonly ledger: string
}

/** As it was typed: ` minor core --pre rc`, or nothing. */
const wordsOf = ({ packages, level, version, pre, date }: Asked): string => {
  const flags = [...(pre ? ['--pre', pre] : []), ...(pre === '' ? ['--stable'] : []), ...(date ? ['--date', date] : [])]
  return [level, version, ...(packages ?? []), ...flags].flatMap((word) => (word ? ` ${shellWord(word)}` : [])).join('')
}

const ofBegun = (asked: Asked, { state }: Standing): readonly NextCommand[] => {
  const words = wordsOf(asked)
  const finish = { command: `rel release${words}`, does: 'finish it' }
  return state === 'sealed' ? [finish] : [finish, { command: `rel bump${words}`, does: 'only commit and tag' }]
}

const ofTagged = ({ tag, sealed, isHere, isOwn, remote, ...rest }: Standing): readonly NextCommand[] => {
  const does = sealed === null ? 'finish what is missing' : 'seal and publish it'
  const finish = { command: isHere ? 'rel publish' : `rel publish ${shellWord(tag)}`, does }
  if (rest.public !== false || !isHere || !isOwn) return [finish]
  const push = remote === null ? [] : [{ command: 'rel bump --push', does: 'only push branch and tag' }]
  return [finish, ...push, { command: 'rel bump --abandon', does: 'take it back' }]
}

/** The first one brings what is not known here, or finishes the release; the last ones are other ways out. */
export const nextCommands = (standing: Standing): readonly NextCommand[] => {
  const { state, sealed, asked, remote, ledger } = standing
  const fetch = `git fetch ${shellWord(remote ?? '')} ${ledger}:${REMOTE_LEDGER}`
  if (asked !== null) return ofBegun(asked, standing)
  if (state === 'sealed') return [{ command: 'rel publish', does: 'finish it' }]
  return [...(sealed === null ? [{ command: fetch, does: 'bring the ledger here' }] : []), ...ofTagged(standing)]
}
