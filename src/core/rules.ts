/** `versioning.rules`: which of a project's own rules decides over a commit, and in what words. */
import picomatch from 'picomatch'
import type { Change, Commit, Effect } from '../model.ts'

/** As the config writes it. Texts are globs but `commit`, which is the beginning of an id, seven digits or more. `type` is
 *  compared without regard to case; `author` with `Name <email>` and with each half of it, brackets standing for themselves
 *  (`*[bot]*`); `path` with paths from the repository's root, and a folder ends in `/`. */
export interface RuleSetting {
  readonly name?: string | undefined
  readonly type?: string | undefined
  readonly scope?: string | undefined
  readonly path?: string | undefined
  readonly author?: string | undefined
  readonly commit?: string | undefined
  readonly breaking?: boolean | undefined
  readonly bump: Effect
}

/** What a rule looks at; `type` is null for a commit that follows no convention. */
export type RuleQuestion = Pick<Change, 'type' | 'scope' | 'breaking' | 'commit'>

/** `exact`: the rule names this very commit. */
export interface Ruled {
  readonly bump: Effect
  /** `bots → none (versioning.rules[2])` */
  readonly rule: string
  readonly exact: boolean
}

export type Rules = (question: RuleQuestion) => Ruled | null

type Test = (question: RuleQuestion) => boolean

const KEYS = ['type', 'scope', 'path', 'author', 'commit', 'breaking'] as const

// One `*` takes slashes in too, except in paths.
const TEXT = { dot: true, bash: true }
const AUTHOR = { ...TEXT, nobracket: true, noextglob: true }

/** The rule that decides: of those that match, one with `commit` before all others, else the one with the most keys, else the
 *  earlier one. Every key of a rule has to match. One with `path` matches when any of the commit's files does; with
 *  `bump: "none"`, only when all do, since any other file may be why the commit was made. A commit that breaks is matched only by a
 *  rule that says `breaking: true` or names it: no rule for docs may swallow `docs!:`. */
export function compileRules(settings: readonly RuleSetting[]): Rules {
  const rules = settings
    .map((setting, index) => ({ matches: compile(setting), ruled: ruledBy(setting, index), weight: weightOf(setting) }))
    .toSorted((a, b) => b.weight - a.weight)
  return (question) => rules.find(({ matches }) => matches(question))?.ruled ?? null
}

function ruledBy(setting: RuleSetting, index: number): Ruled {
  const { name = described(setting), bump, commit } = setting
  return { bump, rule: `${name} → ${bump} (versioning.rules[${index}])`, exact: commit !== undefined }
}

function described({ type, scope, path, author, commit, breaking }: RuleSetting): string {
  const header = `${type ?? (scope === undefined ? '' : '*')}${scope === undefined ? '' : `(${scope})`}`
  const kind = breaking === undefined ? '' : breaking ? 'breaking' : 'not breaking'
  return [kind, header, path, author, commit?.slice(0, 7)].filter(Boolean).join(' ')
}

function weightOf(setting: RuleSetting): number {
  const keys = KEYS.filter((key) => setting[key] !== undefined).length
  return setting.commit === undefined ? keys : keys + KEYS.length
}

function compile({ type, scope, path, author, commit, breaking, bump }: RuleSetting): Test {
  const tests: Test[] = [
    (one) => (breaking === undefined ? !one.breaking || commit !== undefined : one.breaking === breaking),
  ]
  if (type !== undefined) tests.push(typeTest(type))
  if (scope !== undefined) tests.push(scopeTest(scope))
  if (path !== undefined) tests.push(pathTest(path, bump))
  if (author !== undefined) tests.push(authorTest(author))
  if (commit !== undefined) tests.push((one) => one.commit.id.startsWith(commit.toLowerCase()))
  return (question) => tests.every((matches) => matches(question))
}

function typeTest(glob: string): Test {
  const matches = picomatch(glob, { ...TEXT, nocase: true })
  return ({ type }) => type !== null && matches(type)
}

function scopeTest(glob: string): Test {
  const matches = picomatch(glob, TEXT)
  return ({ scope }) => scope !== null && matches(scope)
}

// Without files nobody asked for them, and an empty commit has none.
function pathTest(glob: string, bump: Effect): Test {
  const matches = picomatch(glob.endsWith('/') ? `${glob}**` : glob, { dot: true })
  const isMet = (files: readonly string[]) =>
    bump === 'none' ? files.every((file) => matches(file)) : files.some((file) => matches(file))
  return ({ commit: { files } }) => files !== null && files.length > 0 && isMet(files)
}

function authorTest(glob: string): Test {
  const matches = picomatch(glob, AUTHOR)
  return ({ commit: { author, email } }: { readonly commit: Commit }) =>
    [`${author} <${email}>`, author, email].some((text) => matches(text))
}
