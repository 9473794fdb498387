/** The release line: which branch a release belongs to, and whether the config has anything to say of that branch. */
import picomatch from 'picomatch'
import { RelError } from '../errors.ts'
import type { Line } from '../model.ts'
import type { GitLook } from '../world/ports.ts'

export interface BranchSetting {
  readonly match: string
  readonly channel?: string | undefined
  readonly prerelease?: string | boolean | undefined
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

const describe = (name: string, setting: BranchSetting | undefined): Line => {
  const prerelease = setting?.prerelease === true ? name : setting?.prerelease || null
  return { name, prerelease, channel: setting?.channel ?? null }
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

/** Throws `NO_LINE` when nothing says which branch this is. */
export const findLine = async (git: GitLook, question: LineQuestion): Promise<FoundLine> => {
  const branches = question.branches ?? (await defaults(git, question.remote))
  const name = await lineName(git, question, branches)
  const setting = branches.find((each) => matches(each, name))
  if (setting !== undefined || question.known !== null) return { line: describe(name, setting), preview: false }
  const first = branches.find(isName)
  return { line: describe(first?.match ?? name, first), preview: true }
}
