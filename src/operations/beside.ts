/** The dist index that lies beside a file, when the file is inside a dist tree. */
import { dirname } from 'node:path'
import { sha256 } from '../core/canonical.ts'
import { INDEX_FILE, readIndex } from '../evidence/describe/dist.ts'
import { RelError } from '../errors.ts'
import type { DistIndex } from '../model.ts'
import type { FilesLook } from '../world/ports.ts'

export interface Beside {
  readonly index: DistIndex
  readonly sha256: string
}

/** Null when there is none, or one that cannot be read: then it is no witness either. */
export const readIndexBeside = async (files: FilesLook, path: string): Promise<Beside | null> => {
  const place = `${dirname(path)}/${INDEX_FILE}`
  const bytes = await files.read(place)
  if (bytes === null) return null
  try {
    return { index: readIndex(bytes.toString('utf8'), place), sha256: sha256(bytes) }
  } catch (error) {
    if (error instanceof RelError) return null
    throw error
  }
}
