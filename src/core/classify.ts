/** Puts every commit of a range into exactly one class, with the rule that decided, so that nothing is dropped in silence. */
import { RelError } from '../errors.ts'
import type { Change, Commit, CommitClass, Counts, Effect } from '../model.ts'
import { type Ancestry, ancestryOf } from './ancestry.ts'
import { type Message, parseMessage } from './change.ts'
import { meantType } from './near-miss.ts'
import { unfold } from './nested.ts'
import { cancelledIn, type ParsedCommit } from './reverts.ts'
import { compileRules, type Rules, type RuleSetting } from './rules.ts'
import { type Said, saidIn, sameChange } from './said.ts'

/** What the config's `versioning` says of classes. */
export interface Classification {
  readonly rules?: readonly RuleSetting[] | undefined
  /** What becomes of commits that follow no convention: they are listed, they are patches, or `UNCLASSIFIED` is thrown. */
  readonly unclassified?: 'report' | 'patch' | 'error' | undefined
  /** Whether each message in a squashed one counts by itself. */
  readonly nestedCommits?: boolean | undefined
}

const EFFECTS: ReadonlyMap<string, Effect> = new Map([
  ['feat', 'minor'],
  ['feature', 'minor'],
  ['fix', 'patch'],
  ['perf', 'patch'],
  ['revert', 'patch'],
])
const HEIGHT: readonly Effect[] = ['none', 'patch', 'minor', 'major']
const SKIP = /\[(?:skip release|release skip)\]/i
const BY_CONFIG = 'unclassified → patch (versioning.unclassified)'
const LISTED = 10

/** One change per commit, in the order given (children first). `bump` is the plain effect, before any rule for 0.x.
 *  `ancestry` answers what a merge brought in: pass that of the whole repository when `commits` are one package's.
 *
 *  In this order: a pair that cancels is reverted; a rule that names the commit decides; `[skip release]` ignores; a merge that
 *  says nothing that its commits do not is a merge, whoever made it and whatever it touches; then the project's own rules,
 *  then the defaults. Throws `UNCLASSIFIED`. */
export function classify(
  commits: readonly Commit[],
  ancestry: Ancestry = ancestryOf(commits),
  options: Classification = {},
): Change[] {
  const parsed = commits.map((commit) => parse(commit, options.nestedCommits === true))
  const range: Range = {
    cancelled: cancelledIn(parsed, ancestry),
    carried: carriedIn(parsed, ancestry),
    rules: compileRules(options.rules ?? []),
  }
  const changes = parsed.map((one) => unfolded(one, range))
  if (options.unclassified === 'error') refuseUnclassified(changes)
  return options.unclassified === 'patch' ? asPatches(changes, BY_CONFIG) : changes
}

/** Commits of no package: a convention that they break is nobody's error, and none of them is a patch. */
export function classifyNowhere(commits: readonly Commit[], options: Classification): Change[] {
  return classify(commits, ancestryOf(commits), { ...options, unclassified: 'report' })
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

interface Folded extends ParsedCommit {
  readonly nested: readonly Message[]
}

interface Range {
  readonly cancelled: ReadonlyMap<string, string>
  readonly carried: (merge: Commit, said: Said) => boolean
  readonly rules: Rules
}

const NOTHING_SAID = { type: null, scope: null, breaking: false, notes: [] }

function parse(commit: Commit, unfolds: boolean): Folded {
  const message = parseMessage(commit.message)
  const { own, nested } = unfolds ? unfold(commit.message) : { own: '', nested: [] }
  if (nested.length === 0) return { commit, message, nested: [] }
  return { commit, message: { ...parseMessage(own), hint: message.hint }, nested: nested.map(parseMessage) }
}

function unfolded(one: Folded, range: Range): Change {
  const own = changeOf(one.commit, one.message, range)
  const nested = one.nested.flatMap((message) =>
    saidIn(message) === null ? [] : [changeOf(one.commit, message, range)],
  )
  const [first] = nested
  if (first === undefined || own.class === 'reverted') return own
  const highest = nested.reduce((best, each) => (heightOf(each) > heightOf(best) ? each : best), first)
  const says = own.class === 'unclassified' || heightOf(highest) > heightOf(own)
  return says
    ? { ...own, class: highest.class, bump: highest.bump, rule: `${highest.rule}, in its body`, nested }
    : { ...own, nested }
}

const heightOf = ({ bump }: Change): number => HEIGHT.indexOf(bump)

function changeOf(commit: Commit, message: Message, range: Range): Change {
  const said = saidIn(message)
  const parts = said ?? { ...NOTHING_SAID, subject: message.subject }
  const decision = decide(commit, said, range)
  return { commit, ...parts, ...decision, hint: message.hint ?? hintOf(message, said, decision) }
}

function decide(commit: Commit, said: Said | null, { cancelled, carried, rules }: Range): Decision {
  const reverted = cancelled.get(commit.id)
  if (reverted !== undefined) return { class: 'reverted', bump: 'none', rule: reverted }
  const ruled = rules({ commit, ...(said ?? NOTHING_SAID) })
  if (ruled?.exact === true) return raising(ruled.bump, ruled.rule)
  if (SKIP.test(commit.message)) return { class: 'ignored', bump: 'none', rule: '[skip release]' }
  const merge = commit.parents.length > 1 ? mergeRule(commit, said, carried) : null
  if (merge !== null) return { class: 'merge', bump: 'none', rule: merge }
  if (ruled !== null) return raising(ruled.bump, ruled.rule)
  return said === null ? { class: 'unclassified', bump: 'none', rule: 'follows no convention' } : byDefault(said)
}

// Null: it says something that its commits do not.
function mergeRule(merge: Commit, said: Said | null, carried: Range['carried']): string | null {
  if (said === null) return 'merge'
  return carried(merge, said) ? 'merge of a commit that says the same' : null
}

const raising = (bump: Effect, rule: string): Decision => ({
  class: bump === 'none' ? 'ignored' : 'change',
  bump,
  rule,
})

function byDefault({ type, breaking }: Said): Decision {
  const bump = breaking ? 'major' : (EFFECTS.get(type) ?? 'none')
  return raising(bump, `${breaking ? 'breaking' : type} → ${bump} (default)`)
}

// Only where nobody's own rule has spoken: then the type is what was meant.
function hintOf({ revert }: Message, said: Said | null, decision: Decision): string | null {
  if (said === null || !decision.rule.endsWith('(default)')) return null
  if (decision.class === 'ignored') return meantType(said.type)
  const finds = revert === null || revert.ids.length > 0 || revert.request !== null
  return finds || said.breaking ? null : 'name what it takes back in the body: `This reverts commit <id>.`'
}

/** Commits that follow no convention as patches, by that rule; all others as they are. */
export function asPatches(changes: readonly Change[], rule: string): Change[] {
  return changes.map((one) =>
    one.class === 'unclassified' ? { ...one, class: 'change' as const, bump: 'patch' as const, rule } : one,
  )
}

function refuseUnclassified(changes: readonly Change[]): void {
  const strangers = changes.filter((change) => change.class === 'unclassified')
  if (strangers.length === 0) return
  const listed = strangers.slice(0, LISTED).map(({ commit, subject }) => `${commit.id.slice(0, 7)} ${subject}`)
  const more = strangers.length > LISTED ? `; and ${strangers.length - LISTED} more` : ''
  const said = strangers.length === 1 ? '1 commit follows' : `${strangers.length} commits follow`
  throw new RelError('UNCLASSIFIED', `${said} no convention: ${listed.join('; ')}${more}`, {
    hint: 'reword them, say what they are with versioning.rules (by commit, author or path), or set versioning.unclassified to "patch" or "report"',
  })
}

// A breaking merge whose commits do not say that they break is not carried: its mark must not get lost.
function carriedIn(parsed: readonly ParsedCommit[], ancestry: Ancestry): (merge: Commit, said: Said) => boolean {
  let said: ReadonlyMap<string, Said | null> | null = null
  return (merge, own) => {
    said ??= new Map(parsed.map(({ commit, message }) => [commit.id, saidIn(message)]))
    for (const id of ancestry.brought(merge.id)) {
      const other = said.get(id)
      if (other && sameChange(own, other) && (other.breaking || !own.breaking)) return true
    }
    return false
  }
}
