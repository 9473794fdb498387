/** Finds the packages of one commit from its manifests: those the config names, else the root and its workspaces. */
import { fileName } from '../core/layout.ts'
import { isPackageName } from '../core/names.ts'
import { isPlaceholder } from '../core/schemes/scheme.ts'
import { type CommitFiles, type Ecosystem, EMPTY_MANIFEST, type FoundPackage } from '../ecosystems/ecosystem.ts'
import type { ListedEcosystem } from '../ecosystems/index.ts'
import { RelError } from '../errors.ts'
import type { Package } from '../model.ts'

/** What a config says of one package; what it leaves out is detected. */
export interface PackageSetting {
  readonly name?: string | undefined
  readonly path: string
  readonly ecosystem?: string | undefined
  readonly private?: boolean | undefined
  readonly include?: readonly string[] | undefined
  readonly exclude?: readonly string[] | undefined
}

/** A folder with what its ecosystem found there; `own` is null for a package whose version lives in tags alone. */
interface Found {
  readonly path: string
  readonly ecosystem: Ecosystem
  readonly own: FoundPackage | null
}

type Whole = Found & { readonly own: FoundPackage }

/** The name of a package that nothing names: a folder's name would differ from clone to clone. */
export const NAMELESS = 'project'

export const within = (path: string, file: string): string => (path === '.' ? file : `${path}/${file}`)

/** Whether it is worth loading for a folder. */
const isMarked = async ({ marks }: ListedEcosystem, path: string, files: CommitFiles): Promise<boolean> =>
  marks !== null && (await files.list(path)).some((name) => marks.test(name))

const isReleased = ({ own }: Whole): boolean => own.version !== null || own.taggedOnly === true

/** A private manifest whose version nobody chose is there for tools, as a rule: the product may be another's. */
const isProduct = (one: Whole): boolean => isReleased(one) && !(one.own.private && isPlaceholder(one.own.version ?? ''))

/** The first ecosystem that has something to release in the folder, else the first that knows it. One by one: what a later
 *  one cannot read is no concern of an earlier one's. */
const findIn = async (path: string, files: CommitFiles, listed: readonly ListedEcosystem[]): Promise<Whole | null> => {
  const others: Whole[] = []
  for (const each of listed) {
    if (!(await isMarked(each, path, files))) continue
    const ecosystem = await each.load()
    const own = await ecosystem.find(path, files)
    if (own === null) continue
    const whole = { path, ecosystem, own }
    if (isProduct(whole)) return whole
    others.push(whole)
  }
  return others.find(isReleased) ?? others[0] ?? null
}

/** The last part of a path names a package that nothing else names. */
const nameByPath = (path: string): string => (path === '.' ? NAMELESS : (path.split('/').at(-1) ?? NAMELESS))

/** `github.com/acme/tool/v2`, `org.acme:tool` and `acme/tool` are `tool`: the others are no names of tags or files. */
const shortName = (name: string): string => {
  if (isPackageName(name)) return name
  const last =
    name
      .replace(/\/v\d+$/, '')
      .split(/[/:]/)
      .at(-1) ?? ''
  return isPackageName(last) ? last : NAMELESS
}

/** Without the keys that nothing is known of. */
const known = <T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null)) as never

const ofManifest = (own: FoundPackage, name: string) => ({
  ...{ manifest: own.file, version: own.version, repository: own.repository, dependencies: own.dependencies },
  ...known({ manifestName: own.name === name ? null : own.name, files: own.files }),
  ...known({ tagForm: own.tagForm, sharedVersion: own.sharedVersion }),
})

const TAGS_ALONE = { manifest: null, version: null, repository: null, dependencies: [] }

const toPackage = ({ path, ecosystem, own }: Found, setting: PackageSetting | null): Package => {
  const { name: spelled, private: isPrivate } = own ?? EMPTY_MANIFEST
  const name = setting?.name ?? (spelled === null ? nameByPath(path) : shortName(spelled))
  return {
    ...{ name, fileName: fileName(name), path, ecosystem: ecosystem.name, private: setting?.private ?? isPrivate },
    ...(own === null ? TAGS_ALONE : ofManifest(own, name)),
    ...known({ include: setting?.include, exclude: setting?.exclude }),
  }
}

const named = (ecosystems: readonly ListedEcosystem[], name: string): ListedEcosystem => {
  const ecosystem = ecosystems.find((each) => each.name === name)
  if (ecosystem !== undefined) return ecosystem
  throw new RelError('CONFIG_VALUE', `there is no ecosystem "${name}"`, {
    hint: `use one of: ${ecosystems.map((each) => each.name).join(', ')}`,
  })
}

/** A folder that was moved or misspelled would be a package of which nothing is ever found. Throws `CONFIG_VALUE`. */
const needFolder = async ({ name = '', path }: PackageSetting, files: CommitFiles): Promise<void> => {
  if (path === '.' || (await files.list(path)).length > 0) return
  if ((await files.all()).some((file) => file.startsWith(`${path}/`))) return
  throw new RelError('CONFIG_VALUE', `packages[].path ${JSON.stringify(path)} is no folder at this commit`, {
    hint: 'name the folder as it is committed, or take the package out of "packages"',
    keys: [['packages', name, 'path']],
  })
}

const configuredOne = async (
  setting: PackageSetting,
  files: CommitFiles,
  ecosystems: readonly ListedEcosystem[],
): Promise<Package> => {
  const wanted = setting.ecosystem === undefined ? ecosystems : [named(ecosystems, setting.ecosystem)]
  const found = await findIn(setting.path, files, wanted)
  if (found !== null) return toPackage(found, setting)
  const ecosystem = await named(ecosystems, setting.ecosystem ?? 'none').load()
  if (ecosystem.manifest === null) {
    if (setting.include === undefined) await needFolder(setting, files)
    return toPackage({ path: setting.path, ecosystem, own: null }, setting)
  }
  throw new RelError('MANIFEST', `${within(setting.path, ecosystem.manifest)} is not in the commit`, {
    hint: `commit the manifest, or set "ecosystem": "none" for ${setting.name ?? setting.path}`,
  })
}

/** A root and its workspaces, all of one ecosystem; those without a version are no packages. */
const detectedOf = async (listed: ListedEcosystem, files: CommitFiles): Promise<readonly Whole[]> => {
  if (!(await isMarked(listed, '.', files))) return []
  const ecosystem = await listed.load()
  const [root, members] = await Promise.all([findIn('.', files, [listed]), ecosystem.members?.('.', files) ?? null])
  const rest = await Promise.all((members ?? []).map((path) => findIn(path, files, [listed])))
  return [root, ...rest].filter((each) => each !== null)
}

/** The first ecosystem that has something to release decides: others are named in the config. */
const detected = async (files: CommitFiles, ecosystems: readonly ListedEcosystem[]): Promise<readonly Package[]> => {
  const released = (whole: readonly Whole[]) => whole.filter(isReleased).map((found) => toPackage(found, null))
  const others: (readonly Whole[])[] = []
  for (const ecosystem of ecosystems) {
    const whole = await detectedOf(ecosystem, files)
    if (whole.some(isProduct)) return released(whole)
    others.push(whole)
  }
  const tools = others.find((whole) => whole.some(isReleased))
  if (tools !== undefined) return released(tools)
  // A lone manifest without a version: one package whose version lives in tags.
  const found = { path: '.', ecosystem: await named(ecosystems, 'none').load(), own: null }
  const roots = others.flatMap((whole) => whole.filter(({ path }) => path === '.'))
  const lone = roots.find(({ own }) => own.name !== null && !own.private) ?? roots[0]
  const { name, repository } = lone?.own ?? EMPTY_MANIFEST
  const isPrivate = lone?.own.private ?? false
  const plain = toPackage(found, name === null ? null : { name: shortName(name), path: '.' })
  return [{ ...plain, repository, private: isPrivate }]
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

const key = (ecosystem: string, name: string) => `${ecosystem} ${name}`

/** Only edges within the repository, each led to what rel calls that package; manifests name those of their own ecosystem. */
const linked = (packages: readonly Package[]): readonly Package[] => {
  const bySpelling = new Map(packages.map((one) => [key(one.ecosystem, one.manifestName ?? one.name), one.name]))
  return packages.map((one) => ({
    ...one,
    dependencies: one.dependencies.flatMap((edge) => {
      const target = bySpelling.get(key(one.ecosystem, edge.package ?? edge.name))
      if (target === undefined) return []
      return [target === edge.name ? edge : { ...edge, package: target }]
    }),
  }))
}

/** Packages in the order of their paths. Throws `MANIFEST` naming file and byte. */
export const findPackages = async (
  files: CommitFiles,
  settings: readonly PackageSetting[] | 'auto',
  ecosystems: readonly ListedEcosystem[],
): Promise<readonly Package[]> => {
  const found =
    settings === 'auto'
      ? await detected(files, ecosystems)
      : await Promise.all(settings.map((setting) => configuredOne(setting, files, ecosystems)))
  refuseTwins(found)
  return linked(found.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)))
}
