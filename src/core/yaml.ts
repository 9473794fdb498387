/** The YAML library, loaded when the first document is read: that takes longer than everything else that a plan loads. */
import { createRequire } from 'node:module'

let loaded: typeof import('yaml') | undefined

/** Synchronous, since text in and text out is. */
export const yaml = (): typeof import('yaml') =>
  (loaded ??= createRequire(import.meta.url)('yaml') as typeof import('yaml'))
