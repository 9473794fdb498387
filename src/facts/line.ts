/** The release line: which branch a release belongs to, and whether the config has anything to say of that branch. */
import picomatch from 'picomatch'
import { RelError } from '../errors.ts'
import type { Line } from '../model.ts'
import type { GitLook } from '../world/ports.ts'

export interface BranchSetting {
  readonly match: string
  readonly channel?: string | undefined
  readonly prerelease?: string | boolean | undefined
  readonly range?: string | undefined
}

export interface LineQuestion {
  /** The tag's `Rel-Line` when a release is being finished: it was a release line then. */
  readonly known: string | null
  /** `--branch`: it has to be one of the release lines. */
  readonly asked: string | null
  /** The branch that CI names with a branch variable. */
  readonly ci: string | null
  readonly branches: readonly BranchSetting[] | null
  readonly remote: string | null
  readonly commit: string
}

/** `preview`: the branch is no release line, and reading commands answer as for the first one. */
export interface FoundLine {
  readonly line: Line
  /** The other lines that stable versions are released from, for hints: names, or patterns with the word `such as`. */
  readonly others: readonly string[]
  readonly preview: boolean
}

const MAINTENANCE = '+([0-9])?(.+([0-9])).x'

const defaults = async (git: GitLook, remote: string | null): Promise<readonly BranchSetting[]> => {
  const head = remote === null ? null : await git.symbolicRef(`refs/remotes/${remote}/HEAD`)
  const main = head === null ? ['main', 'master'] : [head.slice(`refs/remotes/${remote}/`.length)]
  return [
    ...main.map((match) => ({ match })),
    { match: 'next', channel: 'next' },
    { match: 'beta', prerelease: 'beta' },
    { match: 'alpha', prerelease: 'alpha' },
    { match: MAINTENANCE },
  ]
}

const matches = (setting: BranchSetting, branch: string) => picomatch.isMatch(branch, setting.match)

/** `1.x` and `1.2.x` as numbers: from 1.0.0 below 2.0.0, and from 1.2.0 below 1.3.0. */
export const rangeOf = (text: string): NonNullable<Line['range']> | null => {
  const [, major, minor] = /^v?(\d+)(?:\.(\d+))?\.x$/.exec(text) ?? []
  if (major === undefined) return null
  if (minor === undefined) return { from: `${Number(major)}.0.0`, below: `${Number(major) + 1}.0.0` }
  return { from: `${Number(major)}.${Number(minor)}.0`, below: `${Number(major)}.${Number(minor) + 1}.0` }
}

/** Releases of a maintenance branch go to a channel of its name, never to the default one. */
const describe = (name: string, setting: BranchSetting = { match: name }): Line => {
  const prerelease = setting.prerelease === true ? name : setting.prerelease || null
  const line = { name, prerelease, channel: setting.channel ?? null }
  const range = prerelease === null ? rangeOf(setting.range ?? name.slice(name.lastIndexOf('/') + 1)) : null
  return range === null ? line : { ...line, range }
}

/** On a detached HEAD without a word from CI: the one configured line whose remote head contains HEAD. */
const containing = async (
  git: GitLook,
  question: LineQuestion,
  branches: readonly BranchSetting[],
): Promise<string | null> => {
  if (question.remote === null) return null
  const prefix = `refs/remotes/${question.remote}/`
  const found: string[] = []
  for (const ref of await git.refs([prefix])) {
    const name = ref.name.slice(prefix.length)
    if (name === 'HEAD' || ref.commit === null || !branches.some((setting) => matches(setting, name))) continue
    if (await git.isAncestor(question.commit, ref.commit)) found.push(name)
  }
  return found.length === 1 ? (found[0] ?? null) : null
}

const isName = (setting: BranchSetting) => !/[*+?[\]{}()!@]/.test(setting.match)

const lineName = async (git: GitLook, question: LineQuestion, branches: readonly BranchSetting[]): Promise<string> => {
  const head = git.place.branch?.replace(/^refs\/heads\//, '')
  const name = question.known ?? question.asked ?? head ?? question.ci ?? (await containing(git, question, branches))
  if (name !== null) return name
  throw new RelError('NO_LINE', 'HEAD is detached and nothing says which branch this release belongs to', {
    hint: 'name it with --branch <line>',
  })
}

const othersThan = (name: string, branches: readonly BranchSetting[]): readonly string[] =>
  branches
    .filter((each) => !each.prerelease && !matches(each, name))
    .map((each) => (isName(each) ? each.match : `one such as ${each.match}`))

/** Throws `NO_LINE` when nothing says which branch this is. */
export const findLine = async (git: GitLook, question: LineQuestion): Promise<FoundLine> => {
  const branches = question.branches ?? (await defaults(git, question.remote))
  const name = await lineName(git, question, branches)
  const setting = branches.find((each) => matches(each, name))
  const others = othersThan(name, branches)
  if (setting !== undefined || question.known !== null) return { line: describe(name, setting), others, preview: false }
  const first = branches.find(isName)
  return { line: describe(first?.match ?? name, first), others, preview: true }
}
