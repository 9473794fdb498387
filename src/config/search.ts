/** Finds the config among the files of a commit, with cosmiconfig kept where nothing can make it run code. */
import { relative, sep } from 'node:path'
import { RelError } from '../errors.ts'
import type { Document } from './document.ts'
import { readDocument, readPackageDocument } from './document.ts'

/** Files of one commit, and a private place for some of them. */
export interface ConfigSource {
  /** The text of a file, or null when the commit has no such file. */
  read(path: string): Promise<string | null>
  /** Writes the files into an empty private folder, which is removed when `use` has ended. */
  laid<T>(files: ReadonlyMap<string, string>, use: (folder: string) => Promise<T>): Promise<T>
}

const ENDINGS = ['json', 'jsonc', 'yaml', 'yml', 'toml']
const PACKAGE = 'package.json'

/** Where a config may be, in the order of formats.md; it is in one of them. */
export const SEARCH_PLACES: readonly string[] = [
  ...ENDINGS.map((ending) => `release.config.${ending}`),
  ...ENDINGS.map((ending) => `.config/release.config.${ending}`),
  PACKAGE,
]

/** Which of two was meant is not for rel to guess: an order would leave one of them without effect, and nobody told. */
const refuseSecond = (found: readonly string[]): void => {
  if (found.length < 2) return
  throw new RelError('CONFIG_AMBIGUOUS', `there is more than one config: ${found.join(' and ')}`, {
    hint: 'keep one of them, or name the one that holds with --config <file>',
  })
}

/** A package.json is a candidate only with a `rel` key, which is read here already. */
const candidates = async (source: ConfigSource): Promise<{ texts: Map<string, string>; manifest: Document | null }> => {
  const read = await Promise.all(SEARCH_PLACES.map(async (place) => [place, await source.read(place)] as const))
  const texts = new Map(read.flatMap(([place, text]) => (text === null ? [] : [[place, text] as const])))
  const found = texts.get(PACKAGE)
  texts.delete(PACKAGE)
  const manifest = found === undefined ? null : await readPackageDocument(PACKAGE, found)
  refuseSecond([...texts.keys(), ...(manifest === null ? [] : [`"rel" in ${PACKAGE}`])])
  return { texts, manifest }
}

/** When it is constructed, cosmiconfig looks in the *current* folder for settings of its own (`.config/config.*`, which it
 *  runs when it is code, and `cosmiconfig` in package.json, which may name other files). So it is constructed in the
 *  private folder; nothing else can run meanwhile, since this is one synchronous call. */
const constructIn = <T>(folder: string, construct: () => T): T => {
  const before = process.cwd()
  process.chdir(folder)
  try {
    return construct()
  } finally {
    process.chdir(before)
  }
}

const refuse = (path: string): never => {
  throw new RelError('CONFIG_CODE', `${path} is code, and a config is data`, {
    hint: 'write release.config.json: rel init makes one',
  })
}

/** Every loader that cosmiconfig knows is replaced. Ours return documents, in which it finds no `$import` to follow. */
const options = (load: (path: string) => Promise<unknown>) => ({
  searchPlaces: [...SEARCH_PLACES],
  packageProp: 'rel',
  searchStrategy: 'none' as const,
  cache: false,
  mergeSearchPlaces: false,
  ignoreEmptySearchPlaces: false,
  loaders: {
    ...Object.fromEntries(['.json', '.jsonc', '.yaml', '.yml', '.toml'].map((ending) => [ending, load])),
    ...Object.fromEntries(
      ['.js', '.cjs', '.mjs', '.ts', '.cts', '.mts', 'noExt', 'default'].map((ending) => [ending, refuse]),
    ),
  },
})

const search = async (
  folder: string,
  texts: ReadonlyMap<string, string>,
  manifest: Document | null,
): Promise<Document> => {
  const placeIn = (path: string) => relative(folder, path).split(sep).join('/')
  const load = async (path: string): Promise<unknown> => {
    const place = placeIn(path)
    return place === PACKAGE ? { rel: manifest } : await readDocument(place, texts.get(place) ?? '')
  }
  const { cosmiconfig } = await import('cosmiconfig')
  const explorer = constructIn(folder, () => cosmiconfig('release', options(load)))
  const found = await explorer.search(folder)
  if (found === null) throw new RelError('BUG', 'cosmiconfig did not find the config that was laid before it')
  // cosmiconfig asks no loader about an empty file.
  return found.isEmpty === true ? await readDocument(placeIn(found.filepath), '') : (found.config as Document)
}

/** The config of a commit, or null. Nothing but reading happens when there is no candidate: cosmiconfig is not loaded. Of
 *  package.json a stand-in with `rel` alone is laid, so that no `cosmiconfig` key is ever seen. Throws as `readDocument`, and
 *  `CONFIG_AMBIGUOUS` when there are two. */
export const findConfig = async (source: ConfigSource): Promise<Document | null> => {
  const { texts, manifest } = await candidates(source)
  const files = manifest === null ? texts : new Map([[PACKAGE, '{"rel":{}}']])
  if (files.size === 0) return null
  return await source.laid(files, (folder) => search(folder, texts, manifest))
}
