/** No manifest: the version lives in tags alone, so there is nothing to read and nothing to edit. */
import type { Ecosystem } from './ecosystem.ts'

export const none: Ecosystem = {
  name: 'none',
  manifest: null,
  find: async () => null,
  edit: () => new Map(),
}
