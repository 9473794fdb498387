/** Which config holds: the commit's, or an edited one of the work tree for a preview, or the one that `--config` names. */
import { resolve } from 'node:path'
import { type Loaded, loadConfig, parseConfigText } from '../config/load.ts'
import { foreignError, foreignTool } from '../config/foreign.ts'
import { SEARCH_PLACES } from '../config/search.ts'
import type { Config } from '../config/schema.ts'
import { schemeNamed } from '../core/schemes/index.ts'
import type { Scheme } from '../core/schemes/scheme.ts'
import { RelError } from '../errors.ts'
import type { World } from '../world/ports.ts'
import { SCHEMA, type Session } from './session.ts'

export interface ConfigAt extends Omit<Loaded, 'config'> {
  readonly config: Config
  /** True when it is what someone is editing right now: such a plan can be neither approved nor published. */
  readonly preview: boolean
}

/** How versions are written and compared under a config. */
export const schemeOf = ({ config }: { readonly config: Config }): Scheme => schemeNamed(config.versioning.scheme)

const FOREIGN = ['js', 'cjs', 'mjs', 'ts'].map((ending) => `release.config.${ending}`)

const laid =
  (world: World) =>
  <T>(files: ReadonlyMap<string, string>, use: (folder: string) => Promise<T>): Promise<T> =>
    world.files.withFolder(async (folder) => {
      for (const [path, text] of files) await world.files.write(`${folder}/${path}`, text)
      return use(folder)
    })

const readFrom = (world: World, texts: ReadonlyMap<string, string | null>) =>
  loadConfig({ read: async (path) => texts.get(path) ?? null, laid: laid(world) }, SCHEMA)

const committedTexts = async (world: World, commit: string): Promise<ReadonlyMap<string, string | null>> => {
  const places = [...SEARCH_PLACES, ...FOREIGN]
  const objects = await world.git.objects(places.map((place) => `${commit}:${place}`))
  return new Map(
    places.map(
      (place, index) => [place, objects[index]?.type === 'blob' ? objects[index].body.toString('utf8') : null] as const,
    ),
  )
}

const workTreeTexts = async (world: World, top: string): Promise<ReadonlyMap<string, string | null>> =>
  new Map(
    await Promise.all(
      SEARCH_PLACES.map(
        async (place) => [place, (await world.files.read(`${top}/${place}`))?.toString('utf8') ?? null] as const,
      ),
    ),
  )

const isSame = (a: ReadonlyMap<string, string | null>, b: ReadonlyMap<string, string | null>) =>
  SEARCH_PLACES.every((place) => (a.get(place) ?? null) === (b.get(place) ?? null))

/** A work tree without the file has no opinion; so has a broken one for commands that do not preview. */
const edited = async (
  session: Session,
  committed: Loaded,
  texts: ReadonlyMap<string, string | null>,
  commit: string,
): Promise<Loaded | null> => {
  const { world } = session
  const { top } = world.git.place
  if (top === null || world.git.place.head !== commit) return null
  const here = await workTreeTexts(world, top)
  if (isSame(texts, here)) return null
  const found = await readFrom(world, here)
  return found.file === null || found.digest === committed.digest ? null : found
}

const fromFile = async (session: Session, file: string): Promise<ConfigAt> => {
  const path = resolve(session.request.cwd, file)
  if ((await session.world.files.facts(path))?.kind === 'folder')
    throw new RelError('CONFIG', `${file} is a folder`, { hint: 'name a file with --config' })
  const bytes = await session.world.files.read(path)
  if (bytes === null)
    throw new RelError('CONFIG', `${file} does not exist`, { hint: 'name an existing file with --config' })
  return { ...(await parseConfigText(bytes.toString('utf8'), file, SCHEMA)), preview: false }
}

/** `use`: reading commands preview an edited config, writing ones refuse it. Throws `CONFIG_UNCOMMITTED` and all that the
 *  loader throws. */
export const configAt = async (session: Session, commit: string, use: 'read' | 'write'): Promise<ConfigAt> => {
  const { world, request } = session
  if (request.configFile !== null) return fromFile(session, request.configFile)
  const texts = await committedTexts(world, commit)
  const committed = await readFrom(world, texts)
  const foreign = foreignTool(FOREIGN.filter((name) => texts.get(name)))
  if (committed.file === null && foreign !== null) throw foreignError(foreign)
  const here = await edited(session, committed, texts, commit)
  if (here === null) return { ...committed, preview: false }
  if (use === 'write') {
    throw new RelError(
      'CONFIG_UNCOMMITTED',
      `${here.file ?? 'the config'} in the work tree differs from the committed one`,
      {
        hint: `commit it (git add ${here.file ?? ''} && git commit), put it back, or name it with --config`,
      },
    )
  }
  request.progress.note(`${here.file ?? 'the config'} is edited and not committed: this is a preview`)
  return { ...here, preview: true }
}

const readCommitted = async (session: Session, commit: string): Promise<Config> => {
  if (session.request.configFile !== null) return (await fromFile(session, session.request.configFile)).config
  if ((await session.world.git.resolve(commit, true)) === null)
    throw new RelError('SHALLOW', `commit ${commit.slice(0, 7)}, whose config is needed, is not in this clone`, {
      hint: 'fetch it with: git fetch --tags, in a shallow clone with --unshallow',
    })
  return (await readFrom(session.world, await committedTexts(session.world, commit))).config
}

/** A commit's config never changes, and an audit asks for the same ones again and again. */
const known = new WeakMap<Session, Map<string, Promise<Config>>>()

/** What was committed, whatever the work tree holds now; `--config` names another one here too. Throws `SHALLOW` when the
 *  commit is not in this clone, since an absent config would say that nobody is trusted. */
export const committedConfig = (session: Session, commit: string): Promise<Config> => {
  const mine = known.get(session) ?? new Map<string, Promise<Config>>()
  known.set(session, mine)
  const found = mine.get(commit) ?? readCommitted(session, commit)
  mine.set(commit, found)
  return found
}

/** What the work tree holds now, committed or not; `--config` names another one here too. */
export const workTreeConfig = async (session: Session, top: string): Promise<Config> => {
  const { configFile } = session.request
  if (configFile !== null) return (await fromFile(session, configFile)).config
  return (await readFrom(session.world, await workTreeTexts(session.world, top))).config
}
