/** Looks at a dist tree on disk. */
import { INDEX_FILE, judgeTree, readIndex } from '../describe/dist.ts'
import type { DistIndex, Verdict } from '../../model.ts'
import type { FilesLook } from '../../world/ports.ts'

export interface FoundTree {
  readonly index: DistIndex
  readonly indexText: string
  readonly indexSha256: string
  readonly verdicts: readonly Verdict[]
  readonly good: boolean
}

/** A folder, or a link that can lead anywhere, is none of a release's files. */
const NO_FILE = { sha256: '', size: 0 }

/** The tree in a folder with every file hashed; null when there is no index. Throws `TAMPERED` for a broken index. */
export const readTree = async (files: FilesLook, folder: string): Promise<FoundTree | null> => {
  const text = await files.read(`${folder}/${INDEX_FILE}`)
  if (text === null) return null
  const index = readIndex(text.toString('utf8'), `${folder}/${INDEX_FILE}`)
  const found = new Map<string, { sha256: string; size: number }>()
  for (const name of (await files.list(folder)) ?? []) {
    const isFile = (await files.facts(`${folder}/${name}`))?.kind === 'file'
    found.set(name, (isFile ? await files.hash(`${folder}/${name}`) : null) ?? NO_FILE)
  }
  const verdicts = judgeTree(index, found)
  const indexSha256 = found.get(INDEX_FILE)?.sha256 ?? ''
  return {
    index,
    indexText: text.toString('utf8'),
    indexSha256,
    verdicts,
    good: verdicts.every((verdict) => verdict.ok),
  }
}
