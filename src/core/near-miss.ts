/** Commits that look as if more was meant than they say: what to write instead, as an order to follow. */
import { readReleaseAs, releaseAsValues } from './release-as-footer.ts'

export interface Looked {
  readonly first: string
  /** Null: the first line is none. */
  readonly header: { readonly subject: string } | null
  /** Texts of breaking footers. */
  readonly notes: readonly string[]
  readonly breaking: boolean
  readonly footers: readonly { readonly token: string; readonly value: string }[]
}

const AS_BANG = 'write a breaking change as `type(scope)!: subject`'
const TYPES = 'build|chore|ci|docs|feat|feature|fix|perf|refactor|revert|style|test'

const AUTOSQUASH = /^(?:fixup|squash|amend)! /
const ODD_BANG = /^\w+(?:\s*\([^()]*\))?\s*!\s*(?:\([^()]*\)\s*)?:/
// The second colon is the one of wide scripts, which input methods write.
const ODD_COLON = new RegExp(`^\\s*(?:${TYPES})\\s*(?:\\([^:]*\\)\\s*)?!?\\s*[:\\uff1a;]`, 'i')
const NO_COLON = new RegExp(`^(?:${TYPES})(?:\\([^()\\s]+\\)!?|!) +[^\\s:]`, 'i')
const NOTE = /^[*_# \t]*breaking[ -]changes?[*_]*:/im
// Neither as a heading nor in a list of `-`: bots paste whole changelogs of others.
const NOTE_WITHOUT_COLON = /^[*_ \t]*BREAKING(?::|[ -]CHANGES?(?=$|[\s*_:(#-]))/m
// Within a sentence it is talked about.
const NOTE_IN_SUBJECT = /^\W*BREAKING\b|[[(]BREAKING(?:[ -]CHANGES?)?[\])]/
const RELEASE_AS = /^[*_ \t-]*release[ _-]?as\b(.*)$/im
const VERSION_LIKE = /^[:=\s]*(?:\S+@)?v?\d+\.\d/

/** Null when it says what it means, as far as can be told. */
export function nearMiss(message: string, looked: Looked): string | null {
  return (
    (/release/i.test(message) ? releaseAsMiss(message, looked) : null) ??
    (looked.breaking ? null : (headerMiss(looked) ?? (/breaking/i.test(message) ? noteMiss(message, looked) : null)))
  )
}

function headerMiss({ first, header }: Looked): string | null {
  if (header !== null) return null
  if (AUTOSQUASH.test(first)) return 'put it into the commit that it belongs to: git rebase --autosquash'
  if (ODD_BANG.test(first)) return AS_BANG
  if (ODD_COLON.test(first) || NO_COLON.test(first)) return 'write the first line as `type(scope): subject`'
  return null
}

function noteMiss(message: string, { first, header, notes }: Looked): string | null {
  if (header === null && notes.length > 0)
    return 'a `BREAKING CHANGE:` footer counts below a `type: subject` header only'
  if (NOTE_IN_SUBJECT.test(header?.subject ?? first)) return AS_BANG
  return NOTE.test(message) || NOTE_WITHOUT_COLON.test(message)
    ? 'write `BREAKING CHANGE: text` in upper case, as a footer below a `type: subject` header'
    : null
}

function releaseAsMiss(message: string, { footers }: Looked): string | null {
  const values = releaseAsValues(footers)
  if (values.some((value) => readReleaseAs(value) === null)) return 'name a version: `Release-As: 1.2.3`'
  const said = RELEASE_AS.exec(message)?.[1]
  if (said === undefined || !VERSION_LIKE.test(said) || values.length > 0) return null
  return 'write `Release-As: 1.2.3` as a footer, in a paragraph of its own'
}

const ORDINARY = new Set([...TYPES.split('|'), 'deps', 'doc', 'tests', 'wip', 'release', 'i18n', 'types', 'security'])
const BREAKING = new Set(['break', 'breaking', 'major'])
const MEANT: ReadonlyMap<string, string> = new Map([
  ...['hotfix', 'bugfix', 'bug_fix', 'bug', 'fixed', 'fixes', 'fixing'].map((said) => [said, 'fix'] as const),
  ...['feats', 'features'].map((said) => [said, 'feat'] as const),
  ...['perfs', 'performance'].map((said) => [said, 'perf'] as const),
  ...['reverts', 'reverted'].map((said) => [said, 'revert'] as const),
])

/** What was meant by a type that no rule knows; only types that raise a version are looked for. `type` is in lower case. */
export function meantType(type: string): string | null {
  if (ORDINARY.has(type)) return null
  if (BREAKING.has(type)) return AS_BANG
  const meant = MEANT.get(type) ?? ['feat', 'fix', 'perf', 'revert', 'feature'].find((known) => isSlip(type, known))
  return meant === undefined ? null : `did you mean ${meant}?`
}

/** Whether one letter was left out, added, changed, or two were swapped. The first letter is right in what people mistype,
 *  and without that `mix` and `nix` would be `fix`. */
function isSlip(said: string, meant: string): boolean {
  if (said[0] !== meant[0] || Math.abs(said.length - meant.length) > 1) return false
  let at = 0
  while (at < said.length && said[at] === meant[at]) at++
  const rest = (text: string, from: number): string => text.slice(at + from)
  return (
    rest(said, 1) === rest(meant, 1) ||
    rest(said, 1) === rest(meant, 0) ||
    rest(said, 0) === rest(meant, 1) ||
    (said[at] === meant[at + 1] && said[at + 1] === meant[at] && rest(said, 2) === rest(meant, 2))
  )
}
