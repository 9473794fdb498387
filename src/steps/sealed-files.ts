/** The files of a sealed release, and whether what lies on disk is them: size and sha256 decide, nothing else does. */
import { sha256 } from '../core/canonical.ts'
import { INDEX_FILE } from '../evidence/describe/dist.ts'
import type { LedgerRelease } from '../ledger/look-up.ts'
import type { DistFile } from '../model.ts'
import type { Look } from '../world/ports.ts'

export type SealedFile = Pick<DistFile, 'name' | 'sha256' | 'size' | 'target'>

/** All that the sealed index names, whose names were checked when it was read, and the index itself. */
export const sealedFiles = ({ index, indexText }: LedgerRelease): readonly SealedFile[] => [
  ...index.files,
  { name: INDEX_FILE, sha256: sha256(indexText), size: Buffer.byteLength(indexText), target: null },
]

/** A link is never a release's file: what it leads to may change after it was looked at. */
export const isFileOfSize = async (look: Look, path: string, size: number): Promise<boolean> => {
  const facts = await look.files.facts(path)
  return facts?.kind === 'file' && facts.size === size
}

export const isSealedFile = async (look: Look, path: string, file: SealedFile): Promise<boolean> =>
  (await isFileOfSize(look, path, file.size)) && (await look.files.hash(path))?.sha256 === file.sha256

/** Whether a folder holds these files and nothing else. */
export const isSealedTree = async (look: Look, folder: string, files: readonly SealedFile[]): Promise<boolean> => {
  const names = await look.files.list(folder)
  if (names?.length !== files.length) return false
  for (const file of files) if (!(await isSealedFile(look, `${folder}/${file.name}`, file))) return false
  return true
}
