/** The ecosystems that rel knows, in the order in which they are looked for: a new one is a file and a name here. */
import type { Ecosystem } from './ecosystem.ts'
import { none } from './none.ts'
import { npm } from './npm.ts'
import { versionFile } from './version-file.ts'

export const ECOSYSTEMS: readonly Ecosystem[] = [npm, versionFile, none]
