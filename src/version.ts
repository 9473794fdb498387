/** rel's own version and the Node that it wants, from its package.json. */
import manifest from '../package.json' with { type: 'json' }

export const VERSION: string = manifest.version

/** A range of versions, as npm writes it. */
export const NODE_RANGE: string = manifest.engines.node
