/** No manifest: the version lives in tags alone, so there is nothing to read and nothing to edit. */
import { type Ecosystem, EMPTY_MANIFEST } from './ecosystem.ts'

export const none: Ecosystem = {
  name: 'none',
  manifest: null,
  also: [],
  read: () => EMPTY_MANIFEST,
  edit: () => new Map(),
}
