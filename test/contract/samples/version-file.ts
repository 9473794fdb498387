/** Trees with VERSION files. */
import type { Sample } from './sample.ts'

export const SAMPLES: readonly Sample[] = [
  { title: 'one line', folder: '.', name: 'core', tree: (version) => ({ VERSION: `${version}\n`, LICENSE: 'MIT\n' }) },
  {
    title: 'a byte order mark, a v and CRLF, in a folder',
    folder: 'tools/core',
    name: 'core',
    tree: (version) => ({ VERSION: '9.9.9', 'tools/core/VERSION': `\uFEFFv${version}\r\n` }),
  },
]
