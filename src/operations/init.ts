/** `rel init`: a config that says what rel cannot find out by itself, and nothing else. */
import { fileURLToPath } from 'node:url'
import { readPackageDocument } from '../config/document.ts'
import { type Foreign, foreignTool } from '../config/foreign.ts'
import { parseConfigText } from '../config/load.ts'
import { SEARCH_PLACES } from '../config/search.ts'
import { ECOSYSTEMS } from '../ecosystems/index.ts'
import { RelError } from '../errors.ts'
import { findPackages } from '../facts/packages.ts'
import type { Json, Package } from '../model.ts'
import type { World } from '../world/ports.ts'
import { detect, type Detected } from './detect.ts'
import { openSession, type Request, SCHEMA } from './session.ts'
import { type SourceTree, sourceTree } from './source-tree.ts'

const FILE = 'release.config.json'
const TEMPLATE = new URL('../../templates/release.config.json', import.meta.url)

export interface InitRequest extends Request {
  /** False: the text is only made. */
  readonly write: boolean
}

export interface InitResult {
  readonly file: string
  readonly text: string
  readonly written: boolean
  /** A config that is here already; then nothing is written. */
  readonly existing: string | null
  readonly packages: readonly Package[]
  readonly foreign: Foreign | null
}

/** Values stand in the places of their names; what has no value is left out, with everything that only held it. */
const filled = (template: Json, values: Detected): Json | undefined => {
  if (typeof template === 'string') {
    const name = /^\{(\w+)\}$/.exec(template)?.[1]
    return name === undefined ? template : (values[name as keyof Detected] ?? undefined)
  }
  if (template === null || typeof template !== 'object') return template
  if (Array.isArray(template)) {
    const items = template.map((item: Json) => filled(item, values)).filter((item) => item !== undefined)
    return items.length === 0 ? undefined : items
  }
  const fields = Object.entries(template).map(([key, value]) => [key, filled(value, values)] as const)
  const kept = fields.filter(([, value]) => value !== undefined)
  return kept.length === 0 ? undefined : (Object.fromEntries(kept) as Json)
}

const textFor = async (world: World, values: Detected): Promise<string> => {
  const template = await world.files.read(fileURLToPath(TEMPLATE))
  if (template === null) throw new RelError('BUG', 'the template of release.config.json is not installed')
  const config = filled(JSON.parse(template.toString('utf8')) as Json, values)
  return `${JSON.stringify(config ?? {}, null, 2)}\n`
}

const existingIn = async (tree: SourceTree): Promise<string | null> => {
  for (const place of SEARCH_PLACES) {
    const text = await tree.text(place)
    if (text === null) continue
    if (place !== 'package.json' || (await readPackageDocument(place, text)) !== null) return place
  }
  return null
}

const BELOW_ROOT = ['.config/goreleaser.yaml', '.config/goreleaser.yml']

const foreignIn = async (tree: SourceTree): Promise<Foreign | null> => {
  const names = [...(await tree.names())]
  for (const name of BELOW_ROOT) if ((await tree.text(name)) !== null) names.push(name)
  return foreignTool(names)
}

const topOf = ({ git }: World): string => {
  if (git.place.top !== null) return git.place.top
  throw new RelError('BLOCKED', 'a bare repository has no work tree to write a config into', {
    hint: 'run rel init in a clone, or see what it would write: rel init --print',
  })
}

/** Throws `CONFIG` when there is a config already, `BLOCKED` in a bare repository. */
export const init = async (request: InitRequest): Promise<InitResult> => {
  const session = await openSession(request)
  const { world } = session
  const tree = sourceTree(world)
  const existing = await existingIn(tree)
  if (existing !== null && request.write)
    throw new RelError('CONFIG', `there is a config already: ${existing}`, {
      hint: `edit it, or remove it and run rel init again. What rel makes of it: rel plan`,
    })
  const packages = await findPackages(tree.files, 'auto', ECOSYSTEMS)
  const values = await detect(session, packages, tree)
  const text = await textFor(world, values)
  await parseConfigText(text, FILE, SCHEMA)
  if (request.write) await world.files.write(`${topOf(world)}/${FILE}`, text)
  const named = packages.map((one) => (values.name === null ? one : { ...one, name: values.name }))
  return { file: FILE, text, written: request.write, existing, packages: named, foreign: await foreignIn(tree) }
}
