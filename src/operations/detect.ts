/** What a repository tells of itself where rel's defaults would miss it; for the config that `rel init` writes. */
import { basename } from 'node:path'
import { isPackageName, isTagName } from '../core/names.ts'
import type { Scheme } from '../core/schemes/scheme.ts'
import { semverScheme } from '../core/schemes/semver.ts'
import { NAMED_FORMS, PLAIN_FORMS, tagReader } from '../core/tags.ts'
import { ECOSYSTEMS } from '../ecosystems/index.ts'
import { repositoryUrl } from '../ecosystems/repository-url.ts'
import { NAMELESS } from '../facts/packages.ts'
import type { Package } from '../model.ts'
import type { World } from '../world/ports.ts'
import type { Session } from './session.ts'
import type { SourceTree } from './source-tree.ts'

/** Each value stands in the place of its name in the template; null where the default is right. */
export interface Detected {
  readonly name: string | null
  readonly ecosystem: string | null
  readonly branch: string | null
  readonly tagFormat: string | null
  readonly changelog: string | null
  readonly source: string | null
  readonly repository: string | null
}

const tagsOf = async ({ git }: World): Promise<readonly string[]> =>
  (await git.refs(['refs/tags/'])).map((ref) => ref.name.slice('refs/tags/'.length))

/** Whether a tag is a version of the package by one of the forms that are looked for by default. */
const isTagOf = (name: string, isVersion: ReturnType<typeof isVersionIn>): ((tag: string) => boolean) => {
  const readers = [...NAMED_FORMS, ...PLAIN_FORMS].map((form) => tagReader(form, name))
  return (tag) => readers.some((read) => isVersion(read(tag)))
}

/** The one name that stands before the version in tags such as `core@1.0.0`, or null. */
const nameInTags = (tags: readonly string[], isVersion: ReturnType<typeof isVersionIn>): string | null => {
  const names = tags.flatMap((tag) => {
    const at = tag.lastIndexOf('@')
    return at > 0 && isVersion(tag.slice(at + 1)) ? [tag.slice(0, at)] : []
  })
  return new Set(names).size === 1 ? (names[0] ?? null) : null
}

const folderName = ({ git }: World): string => {
  const { top, commonDir } = git.place
  const folder = basename(top ?? commonDir.replace(/\/?\.git$/, ''))
  return folder.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '')
}

/** A package that nothing names is called as its tags call it, else after the repository's folder. Where it has versions
 *  without a name already, it keeps the one that they were released under: a config must not make another package of it. */
const nameOf = async (one: Package, { world }: Session, tree: SourceTree): Promise<string | null> => {
  const isNamed = one.name !== NAMELESS || /"name"\s*:\s*"project"/.test((await tree.text('package.json')) ?? '')
  if (isNamed) return null
  const [tags, isVersion] = [await tagsOf(world), isVersionIn(semverScheme)]
  if (tags.some(isTagOf(NAMELESS, isVersion))) return null
  const name = nameInTags(tags, isVersion) ?? folderName(world)
  return isPackageName(name) && name !== NAMELESS ? name : null
}

/** A package that is named by hand is looked for in its manifest, one without a version too; this one lives in tags. */
const ecosystemOf = async (one: Package, tree: SourceTree): Promise<string | null> => {
  if (one.ecosystem !== 'none') return null
  return (await tree.names()).some((name) => ECOSYSTEMS.some(({ marks }) => marks?.test(name))) ? 'none' : null
}

const USUAL = ['main', 'master']

const isUsual = (branch: string) => USUAL.includes(branch) || /^(?:next|beta|alpha|\d+(?:\.\d+)*\.x)$/.test(branch)

/** `refs/remotes/<remote>/HEAD` is there in clones, but not in every CI checkout: an unusual default branch is written down. */
const branchOf = async ({ world, remote }: Session): Promise<string | null> => {
  const { git } = world
  const remotes = `refs/remotes/${remote ?? ''}/`
  const recorded = (await git.symbolicRef(`${remotes}HEAD`))?.slice(remotes.length)
  const usual = await git.refs(USUAL.flatMap((name) => [`refs/heads/${name}`, `${remotes}${name}`]))
  const head = (await git.symbolicRef('HEAD'))?.slice('refs/heads/'.length)
  const branch = recorded ?? (usual.length > 0 ? undefined : head)
  return branch === undefined || isUsual(branch) ? null : branch
}

const isVersionIn = (scheme: Scheme) => (text: string | null | undefined) =>
  typeof text === 'string' && scheme.parse(text) !== null

/** The text before the version in a tag that no default form fits. */
const prefixOf = (tag: string, isVersion: ReturnType<typeof isVersionIn>): string | null => {
  const [, prefix = '', version] = /^(.*?)(\d+\.\d+\.\d+.*)$/.exec(tag) ?? []
  return isVersion(version) && !/[{}]/.test(prefix) && isTagName(tag) ? prefix : null
}

/** With the text before the version in most tags, when no form that is looked for by default fits any of them. */
const tagFormatOf = async (name: string, world: World): Promise<string | null> => {
  const [tags, isVersion] = [await tagsOf(world), isVersionIn(semverScheme)]
  if (tags.some(isTagOf(name, isVersion))) return null
  const found = new Map<string, number>()
  for (const prefix of tags.flatMap((tag) => prefixOf(tag, isVersion) ?? []))
    found.set(prefix, (found.get(prefix) ?? 0) + 1)
  const [best] = [...found].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  return best === undefined ? null : `${best[0]}{version}`
}

const CHANGELOGS = ['HISTORY.md', 'History.md', 'CHANGES.md', 'Changelog.md', 'changelog.md', 'RELEASES.md', 'NEWS.md']

const changelogOf = (names: readonly string[]): string | null =>
  names.includes('CHANGELOG.md') ? null : (CHANGELOGS.find((name) => names.includes(name)) ?? null)

/** The remote's address, for links in notes; a folder or a file is none. */
const repositoryOf = async (packages: readonly Package[], { world, remote }: Session): Promise<string | null> => {
  if (remote === null || packages.some((one) => one.repository !== null)) return null
  const url = (await world.git.setting(`remote.${remote}.url`)) ?? ''
  return /^(?:https?|ssh|git):\/\/|^[\w.-]+@[\w.-]+:/.test(url) ? repositoryUrl(url) : null
}

/** Where changesets was at work, change files decide. */
const sourceOf = async (tree: SourceTree): Promise<string | null> =>
  (await tree.text('.changeset/config.json')) === null ? null : 'changes'

export const detect = async (session: Session, packages: readonly Package[], tree: SourceTree): Promise<Detected> => {
  const [first] = packages
  const lone = packages.length === 1 && first?.path === '.' ? first : null
  const name = lone === null ? null : await nameOf(lone, session, tree)
  return {
    name,
    ecosystem: lone === null || name === null ? null : await ecosystemOf(lone, tree),
    branch: await branchOf(session),
    tagFormat: lone === null ? null : await tagFormatOf(name ?? lone.name, session.world),
    source: await sourceOf(tree),
    changelog: lone === null ? null : changelogOf(await tree.names()),
    repository: await repositoryOf(packages, session),
  }
}
