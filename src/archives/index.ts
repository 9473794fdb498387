/** The archive formats that rel writes: a new one is a file in this folder and a name in this list. */
import type { ArchiveFormat } from './archive.ts'
import { tarGz } from './tar-gz.ts'

export const ARCHIVES = [tarGz] as const satisfies readonly ArchiveFormat[]
