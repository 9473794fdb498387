/** Which packages a commit belongs to: the longest package path that prefixes a changed file takes it, globs add and take away. */
import picomatch from 'picomatch'
import type { Commit, Package } from '../model.ts'

/** Globs are relative to the repository's root; one that is a plain path takes a folder with all that is in it. What
 *  `include` adds belongs to the package beside whoever else has it; what `exclude` takes away falls to nobody. */
export type Attributed = Pick<Package, 'path'> & {
  readonly include?: readonly string[] | undefined
  readonly exclude?: readonly string[] | undefined
}

const ROOT = '.'
const DEEP = { dot: true, nonegate: true }
/** A long history has more folders than memory should hold. */
const MOST_FOLDERS = 20_000

type Test = (file: string) => boolean

/** A glob, and the packages that it adds files to. */
interface Included {
  readonly test: Test
  readonly packages: number[]
}

const normal = (glob: string): string => glob.replace(/^\.?\/+|^\.$/, '').replace(/\/+$/, '')

/** The folder below which all that a glob matches lies (`''`: anywhere), and the test. */
const compile = (glob: string): { readonly below: string; readonly test: Test } => {
  if (glob === '') return { below: '', test: () => true }
  // `app/\[id\]` is no glob to `scan`, but a pattern that has to be read.
  if (glob.includes('\\')) return { below: '', test: picomatch(glob, DEEP) }
  const { base, isGlob } = picomatch.scan(glob, DEEP)
  if (isGlob) return { below: base === ROOT ? '' : base, test: picomatch(glob, DEEP) }
  const below = glob.includes('/') ? glob.slice(0, glob.lastIndexOf('/')) : ''
  return { below, test: (file) => file === glob || file.startsWith(`${glob}/`) }
}

/** Folder → what adds files below it. Equal globs are tried once. */
const includesOf = (packages: readonly Attributed[]): ReadonlyMap<string, readonly Included[]> => {
  const byGlob = new Map<string, number[]>()
  for (const [index, { include = [] }] of packages.entries())
    for (const glob of new Set(include.map(normal))) {
      const known = byGlob.get(glob)
      if (known === undefined) byGlob.set(glob, [index])
      else known.push(index)
    }
  const byFolder = new Map<string, Included[]>()
  for (const [glob, indices] of byGlob) {
    const { below, test } = compile(glob)
    byFolder.set(below, [...(byFolder.get(below) ?? []), { test, packages: indices }])
  }
  return byFolder
}

const excluder = ({ exclude = [] }: Attributed): Test | null => {
  const tests = exclude.map((glob) => compile(normal(glob)).test)
  return tests.length === 0 ? null : (file) => tests.some((test) => test(file))
}

/** What a folder's files have in common. */
interface Folder {
  /** At most one: whoever's path is the longest. */
  readonly owner: readonly number[]
  readonly includes: readonly Included[]
}

const folderReader = (packages: readonly Attributed[]): ((file: string) => Folder) => {
  const byPath = new Map(packages.map((one, index) => [one.path, [index]] as const))
  const byFolder = includesOf(packages)
  const known = new Map<string, Folder>()
  const read = (folder: string): Folder => {
    const found = known.get(folder)
    if (found !== undefined) return found
    const above = folder === '' ? { owner: byPath.get(ROOT) ?? [], includes: [] } : read(parentOf(folder))
    const own = byFolder.get(folder) ?? []
    const made = {
      owner: byPath.get(folder) ?? above.owner,
      includes: own.length === 0 ? above.includes : [...above.includes, ...own],
    }
    if (known.size >= MOST_FOLDERS) known.clear()
    known.set(folder, made)
    return made
  }
  return (file) => read(parentOf(file))
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

/** Whether it takes a commit's files to tell whose it is: a root package that is alone has everything. */
export const needsFiles = (packages: readonly Attributed[]): boolean =>
  packages.length !== 1 || packages[0]?.path !== ROOT || (packages[0].exclude ?? []).length > 0

/** A function from a commit to the indices of its packages. A commit without files (its tree equals its first parent's)
 *  belongs to all; the root package gets what no other took, and everything when it is alone. */
export const attribution = (
  packages: readonly Attributed[],
): ((commit: Pick<Commit, 'files'>) => ReadonlySet<number>) => {
  const everyone = new Set(packages.keys())
  if (!needsFiles(packages)) return () => everyone
  const folderOf = folderReader(packages)
  const excluders = packages.map(excluder)
  const takers = (file: string): readonly number[] => {
    const { owner, includes } = folderOf(file)
    if (includes.length === 0) return owner
    return [...owner, ...includes.filter(({ test }) => test(file)).flatMap((each) => each.packages)]
  }
  return ({ files }) => {
    if (files === null || files.length === 0) return everyone
    const owners = new Set<number>()
    for (const file of files)
      for (const index of takers(file)) if (!owners.has(index) && excluders[index]?.(file) !== true) owners.add(index)
    return owners
  }
}
