/** Asks sources one after the other until every file of a sealed release is here, and believes none of them. */
import { RelError } from '../errors.ts'
import type { World } from '../world/ports.ts'
import { isSealedFile, type SealedFile } from './sealed-files.ts'
import type { Source } from './sources.ts'

export interface Gathered {
  readonly missing: readonly SealedFile[]
  /** What those sources said that could not be asked, or had other bytes. */
  readonly said: readonly string[]
}

/** Keeps what a source brought as far as it is what was sealed. */
const ask = async (source: Source, wanted: readonly SealedFile[], folder: string, world: World): Promise<Gathered> => {
  // No file of a release begins with a dot.
  const brought = `${folder}/.brought`
  const missing: SealedFile[] = []
  const said: string[] = []
  await world.files.makeFolder(brought)
  await source.copy(wanted, brought, world).catch((error: unknown) => {
    if (!(error instanceof RelError)) throw error
    said.push(`${source.name}: ${error.message}`)
  })
  for (const file of wanted) {
    const path = `${brought}/${file.name}`
    if (await isSealedFile(world, path, file)) {
      await world.files.rename(path, `${folder}/${file.name}`)
      continue
    }
    missing.push(file)
    if ((await world.files.facts(path)) !== null) said.push(`${source.name} has other bytes for ${file.name}`)
  }
  await world.files.remove(brought)
  return { missing, said }
}

/** What an earlier run had gathered when it was cut counts as far as it is right, and may be all that is left. */
const keepRight = async (
  files: readonly SealedFile[],
  folder: string,
  world: World,
): Promise<readonly SealedFile[]> => {
  const right = new Set<string>()
  for (const file of files) if (await isSealedFile(world, `${folder}/${file.name}`, file)) right.add(file.name)
  for (const name of (await world.files.list(folder)) ?? [])
    if (!right.has(name)) await world.files.remove(`${folder}/${name}`)
  return files.filter(({ name }) => !right.has(name))
}

/** Fills a folder with these files and nothing else. A source that fails is no reason to stop: what it said is handed back
 *  with what is missing. */
export const gather = async (
  sources: readonly Source[],
  files: readonly SealedFile[],
  folder: string,
  world: World,
): Promise<Gathered> => {
  let missing = await keepRight(files, folder, world)
  const said: string[] = []
  for (const source of sources) {
    if (missing.length === 0) break
    const asked = await ask(source, missing, folder, world)
    missing = asked.missing
    said.push(...asked.said)
  }
  return { missing, said }
}
