/** Finds the packages of one commit from its manifests: those the config names, else the root and its workspaces. */
import { fileName } from '../core/layout.ts'
import { type Ecosystem, EMPTY_MANIFEST, type Manifest } from '../ecosystems/ecosystem.ts'
import { RelError } from '../errors.ts'
import type { Package } from '../model.ts'
import type { GitLook } from '../world/ports.ts'

/** What a config says of one package; what it leaves out is detected. */
export interface PackageSetting {
  readonly name?: string | undefined
  readonly path: string
  readonly ecosystem?: string | undefined
  readonly private?: boolean | undefined
}

interface Found {
  readonly path: string
  readonly file: string | null
  readonly ecosystem: Ecosystem
  readonly manifest: Manifest | null
}

/** The name of a package that nothing names: a folder's name would differ from clone to clone. */
export const NAMELESS = 'project'

export const within = (path: string, file: string): string => (path === '.' ? file : `${path}/${file}`)

const readTexts = async (
  git: GitLook,
  commit: string,
  files: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const objects = await git.objects(files.map((file) => `${commit}:${file}`))
  const texts = new Map<string, string>()
  files.forEach((file, index) => {
    const object = objects[index]
    if (object?.type === 'blob') texts.set(file, object.body.toString('utf8'))
  })
  return texts
}

const find = (path: string, texts: ReadonlyMap<string, string>, ecosystems: readonly Ecosystem[]): Found | null => {
  for (const ecosystem of ecosystems) {
    if (ecosystem.manifest === null) continue
    const file = within(path, ecosystem.manifest)
    const text = texts.get(file)
    if (text !== undefined) return { path, file, ecosystem, manifest: ecosystem.read(text, file) }
  }
  return null
}

/** The last part of a path names a package that nothing else names. */
const nameByPath = (path: string): string => (path === '.' ? NAMELESS : (path.split('/').at(-1) ?? NAMELESS))

const toPackage = ({ path, file, ecosystem, manifest }: Found, setting: PackageSetting | null): Package => {
  const { version, repository, dependencies, name: own, private: isPrivate } = manifest ?? EMPTY_MANIFEST
  const name = setting?.name ?? own ?? nameByPath(path)
  return {
    ...{ name, fileName: fileName(name), path, ecosystem: ecosystem.name, manifest: file },
    ...{ version, repository, dependencies, private: setting?.private ?? isPrivate },
  }
}

const named = (ecosystems: readonly Ecosystem[], name: string): Ecosystem => {
  const ecosystem = ecosystems.find((each) => each.name === name)
  if (ecosystem !== undefined) return ecosystem
  throw new RelError('CONFIG_VALUE', `there is no ecosystem "${name}"`, {
    hint: `use one of: ${ecosystems.map((each) => each.name).join(', ')}`,
  })
}

const configured = async (
  git: GitLook,
  commit: string,
  settings: readonly PackageSetting[],
  ecosystems: readonly Ecosystem[],
) => {
  const wanted = (setting: PackageSetting) =>
    setting.ecosystem === undefined ? ecosystems : [named(ecosystems, setting.ecosystem)]
  const files = settings.flatMap((setting) =>
    wanted(setting).flatMap((one) => (one.manifest === null ? [] : [within(setting.path, one.manifest)])),
  )
  const texts = await readTexts(git, commit, files)
  return settings.map((setting) => {
    const found = find(setting.path, texts, wanted(setting))
    if (found !== null) return toPackage(found, setting)
    const ecosystem = named(ecosystems, setting.ecosystem ?? 'none')
    if (ecosystem.manifest === null)
      return toPackage({ path: setting.path, file: null, ecosystem, manifest: null }, setting)
    throw new RelError(
      'MANIFEST',
      `${within(setting.path, ecosystem.manifest)} is not in commit ${commit.slice(0, 7)}`,
      {
        hint: `commit the manifest, or set "ecosystem": "none" for ${setting.name ?? setting.path}`,
      },
    )
  })
}

const detected = async (
  git: GitLook,
  commit: string,
  ecosystems: readonly Ecosystem[],
): Promise<readonly Package[]> => {
  const manifests = ecosystems.flatMap((one) => (one.manifest === null ? [] : [one.manifest]))
  const root = find('.', await readTexts(git, commit, manifests), ecosystems)
  const members = root?.manifest?.workspaces ? await workspaces(git, commit, root, ecosystems) : []
  const found = [...(root === null ? [] : [root]), ...members]
  const packages = found.filter((each) => each.manifest?.version !== null).map((each) => toPackage(each, null))
  if (packages.length > 0) return packages
  const none = named(ecosystems, 'none')
  return [toPackage({ path: '.', file: null, ecosystem: none, manifest: root?.manifest ?? null }, null)]
}

const workspaces = async (
  git: GitLook,
  commit: string,
  root: Found,
  ecosystems: readonly Ecosystem[],
): Promise<readonly Found[]> => {
  const { ecosystem, manifest } = root
  const end = `/${ecosystem.manifest ?? ''}`
  const all = (await git.tree(commit)).map((entry) => entry.path).filter((path) => path.endsWith(end))
  const members = ecosystem.members?.(manifest?.workspaces ?? [], all) ?? []
  const texts = await readTexts(
    git,
    commit,
    members.map((path) => `${path}${end}`),
  )
  return members.flatMap(
    (path) =>
      find(
        path,
        texts,
        ecosystems.filter((one) => one.name === ecosystem.name),
      ) ?? [],
  )
}

const refuseTwins = (packages: readonly Package[]): void => {
  const seen = new Map<string, string>()
  for (const { name, fileName: file, path } of packages) {
    const twin = seen.get(file.toLowerCase())
    if (twin !== undefined) {
      throw new RelError('CONFIG_VALUE', `two packages are called ${name}: ${twin} and ${path}`, {
        hint: 'give one of them another "name" in packages',
      })
    }
    seen.set(file.toLowerCase(), path)
  }
}

/** Packages in the order of their paths. Throws `MANIFEST` naming file and byte. */
export const findPackages = async (
  git: GitLook,
  commit: string,
  settings: readonly PackageSetting[] | 'auto',
  ecosystems: readonly Ecosystem[],
): Promise<readonly Package[]> => {
  const found =
    settings === 'auto' ? await detected(git, commit, ecosystems) : await configured(git, commit, settings, ecosystems)
  refuseTwins(found)
  return found.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}
