/** What semver says of ranges, loaded when the first one is looked at: versions alone need less of it, at every start. */
import { createRequire } from 'node:module'

interface Ranges {
  readonly satisfies: typeof import('semver/functions/satisfies.js')
  readonly validRange: typeof import('semver/ranges/valid.js')
}

const load = (require: NodeJS.Require): Ranges => ({
  satisfies: require('semver/functions/satisfies.js') as Ranges['satisfies'],
  validRange: require('semver/ranges/valid.js') as Ranges['validRange'],
})

let loaded: Ranges | undefined

const ranges = (): Ranges => (loaded ??= load(createRequire(import.meta.url)))

/** Whether a version lies in a range as npm writes it (node-semver). */
export const satisfies: Ranges['satisfies'] = (...question) => ranges().satisfies(...question)

/** The range in node-semver's own spelling; null: it is none. */
export const validRange: Ranges['validRange'] = (...question) => ranges().validRange(...question)
