/** Puts every commit of a range into exactly one class, with the rule that decided, so that nothing is dropped in silence. */
import type { Change, Commit, CommitClass, Counts, Effect } from '../model.ts'
import { type Header, type Message, parseMessage } from './change.ts'
import { type Ancestry, ancestryOf } from './ancestry.ts'
import { cancelledIn, type ParsedCommit } from './reverts.ts'

const EFFECTS: ReadonlyMap<string, Effect> = new Map([
  ['feat', 'minor'],
  ['feature', 'minor'],
  ['fix', 'patch'],
  ['perf', 'patch'],
  ['revert', 'patch'],
])
const SKIP = /\[(?:skip release|release skip)\]/i

/** One change per commit, in the order given (children first). `bump` is the plain effect, before any rule for 0.x.
 *  `ancestry` answers what a merge brought in: pass that of the whole repository when `commits` are one package's. */
export function classify(commits: readonly Commit[], ancestry: Ancestry = ancestryOf(commits)): Change[] {
  const parsed = commits.map((commit) => ({ commit, message: parseMessage(commit.message) }))
  const cancelled = cancelledIn(parsed, ancestry)
  const carried = carriedIn(parsed, ancestry)
  return parsed.map((one) => {
    const said = describe(one.message)
    const { commit, message } = one
    const decision = decide(one, said, cancelled.get(commit.id), carried)
    return { commit, ...(said ?? { ...NOTHING_SAID, subject: message.subject }), ...decision, hint: message.hint }
  })
}

/** How many of each class; they add up to the total. */
export function countsOf(changes: readonly Change[]): Counts {
  const count = (wanted: CommitClass): number => changes.filter((change) => change.class === wanted).length
  return {
    total: changes.length,
    changes: count('change'),
    ignored: count('ignored'),
    merges: count('merge'),
    reverted: count('reverted'),
    unclassified: count('unclassified'),
  }
}

type Decision = Pick<Change, 'class' | 'bump' | 'rule'>

/** What a message says by the convention; `type` is in lower case. */
interface Said extends Header {
  readonly notes: readonly string[]
}

const NOTHING_SAID = { type: null, scope: null, breaking: false, notes: [] }

function decide(
  { commit }: ParsedCommit,
  said: Said | null,
  cancelled: string | undefined,
  carried: (merge: Commit, said: Said) => boolean,
): Decision {
  if (cancelled !== undefined) return { class: 'reverted', bump: 'none', rule: cancelled }
  if (SKIP.test(commit.message)) return { class: 'ignored', bump: 'none', rule: '[skip release]' }
  const merges = commit.parents.length > 1
  if (said === null && merges) return { class: 'merge', bump: 'none', rule: 'merge' }
  if (said === null) return { class: 'unclassified', bump: 'none', rule: 'follows no convention' }
  if (merges && carried(commit, said))
    return { class: 'merge', bump: 'none', rule: 'merge of a commit that says the same' }
  return byType(said)
}

function byType({ type, breaking }: Said): Decision {
  const bump = breaking ? 'major' : (EFFECTS.get(type) ?? 'none')
  const rule = `${breaking ? 'breaking' : type} → ${bump} (default)`
  return { class: bump === 'none' ? 'ignored' : 'change', bump, rule }
}

// Git's own `Revert "…"` has no type; it counts as one, with the quoted header as its subject.
function describe(message: Message): Said | null {
  const { header, breaking, revert, subject } = message
  if (header !== null)
    return { ...header, type: header.type.toLowerCase(), breaking, notes: breaking ? notesOf(message) : [] }
  if (revert === null) return null
  return { type: 'revert', scope: null, breaking: false, subject: revert.header ?? subject, notes: [] }
}

// Conventional Commits 1.0: a `!` without a footer means that the subject describes the breaking change.
function notesOf({ notes, subject }: Message): readonly string[] {
  const texts = notes.filter((note) => note !== '')
  return texts.length === 0 ? [subject] : texts
}

// A breaking merge whose commits do not say that they break is not carried: its mark must not get lost.
function carriedIn(parsed: readonly ParsedCommit[], ancestry: Ancestry): (merge: Commit, said: Said) => boolean {
  let said: ReadonlyMap<string, Said | null> | null = null
  return (merge, own) => {
    said ??= new Map(parsed.map(({ commit, message }) => [commit.id, describe(message)]))
    for (const id of ancestry.brought(merge.id)) {
      const other = said.get(id)
      if (other && sameChange(own, other) && (other.breaking || !own.breaking)) return true
    }
    return false
  }
}

function sameChange(a: Said, b: Said): boolean {
  return a.type === b.type && a.scope === b.scope && withoutNumber(a.subject) === withoutNumber(b.subject)
}

function withoutNumber(subject: string): string {
  return subject.replace(/ \(#\d+\)$/, '')
}
