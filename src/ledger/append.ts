/** Adds files to the ledger and never changes one: whatever stands at a path already must be the same payload. */
import { RelError } from '../errors.ts'
import type { GitLook, World } from '../world/ports.ts'
import { isDigestPath } from './paths.ts'

export interface Appending {
  /** The commit to add to; null begins the ledger. */
  readonly base: string | null
  readonly files: ReadonlyMap<string, Buffer>
  /** First line of the ledger's commit. */
  readonly subject: string
  readonly sign: boolean
}

const taken = (path: string): RelError =>
  new RelError('CONFLICT', `the ledger holds other content at ${path}`, {
    hint: 'compare both with: git show refs/rel/ledger:<path>. A person has to decide which one is right',
  })

/** The files that `base` does not have yet. Bytes that an earlier release has too keep leading to that one. Throws
 *  `CONFLICT` when it has other content at any other path. */
export const missingFiles = async (
  git: GitLook,
  base: string | null,
  files: ReadonlyMap<string, Buffer>,
): Promise<ReadonlyMap<string, Buffer>> => {
  if (base === null) return files
  const paths = [...files.keys()]
  const objects = await git.objects(paths.map((path) => `${base}:${path}`))
  const missing = new Map<string, Buffer>()
  paths.forEach((path, index) => {
    const found = objects[index] ?? null
    const bytes = files.get(path) ?? Buffer.alloc(0)
    if (found === null) missing.set(path, bytes)
    else if (found.type !== 'blob' || !(found.body.equals(bytes) || isDigestPath(path))) throw taken(path)
  })
  return missing
}

/** The commit that holds `base` and the files: `base` itself when nothing is missing. No ref is moved. */
export const append = async (world: World, appending: Appending): Promise<string> => {
  const missing = await missingFiles(world.git, appending.base, appending.files)
  if (missing.size === 0 && appending.base !== null) return appending.base
  const message = `${appending.subject}\n\nRel-Run: ${world.machine.run}\n`
  const date = Math.floor(world.now() / 1000)
  return world.git.importCommit({ base: appending.base, files: missing, message, date, sign: appending.sign })
}
