/** From the files of a commit, or one named file, to the config with its defaults and its digest. */
import { digestOf } from '../core/canonical.ts'
import { RelError } from '../errors.ts'
import type { Digest, Json } from '../model.ts'
import type { Document } from './document.ts'
import { readDocument, readPackageDocument } from './document.ts'
import type { Config, ConfigSchema } from './schema.ts'
import type { ConfigSource } from './search.ts'
import { findConfig } from './search.ts'
import { validate } from './validate.ts'
import { dataOf, locate, type Path, placeOf } from './written.ts'

export interface Loaded {
  readonly config: Config
  /** The file it was found in, relative to the repository's root; null when there is none. */
  readonly file: string | null
  /** What is written in it, without `$schema`. */
  readonly data: Json
  /** Over the canonical form of `data`: reformatting, comments and another format do not change it. */
  readonly digest: Digest
  /** Where a key stands: `release.config.json:12:3`. */
  readonly place: (path: Path) => string
}

const loaded = (document: Document, schema: ConfigSchema): Loaded => {
  const config = validate(schema, document)
  const { $schema: _, ...data } = dataOf(document.root) as { readonly [key: string]: Json }
  const place = (path: Path) => placeOf(document.file, locate(document.root, path, false))
  return { config, file: document.file.name, data, digest: digestOf(data), place }
}

/** The config of a commit. Throws `CONFIG_SYNTAX`, `CONFIG_CODE`, `CONFIG_KEY`, `CONFIG_VALUE`, each naming file, line and
 *  column, and `CONFIG_AMBIGUOUS`. Without a config file all defaults hold. */
export const loadConfig = async (source: ConfigSource, schema: ConfigSchema): Promise<Loaded> => {
  const document = await findConfig(source)
  if (document !== null) return loaded(document, schema)
  const none: Document = { file: { name: '', text: '' }, root: { kind: 'object', at: 0, fields: new Map() } }
  return { ...loaded(none, schema), file: null }
}

/** The config in a text, by the ending of its file's name; of a package.json its `rel` key. Throws as `loadConfig`, and
 *  `CONFIG` when the file is no config at all. */
export const parseConfigText = async (text: string, fileName: string, schema: ConfigSchema): Promise<Loaded> => {
  const isManifest = /(?:^|[\\/])package\.json$/.test(fileName)
  const document = isManifest ? await readPackageDocument(fileName, text) : await readDocument(fileName, text)
  if (document !== null) return loaded(document, schema)
  throw new RelError('CONFIG', `${fileName} has no key "rel"`, { hint: 'name a release.config.json instead' })
}
