/** The publish targets that rel knows: a new one is a file and a name here. */
import { directory } from './directory.ts'
import { directoryOptions } from './directory-options.ts'
import { npm } from './npm.ts'
import { npmOptions } from './npm-options.ts'
import type { Target } from './target.ts'

/** A target of any options: they were checked against its own schema when the config was read. */
export const TARGETS: readonly Target<never>[] = [directory, npm]

export const TARGET_OPTIONS = [directoryOptions, npmOptions] as const
