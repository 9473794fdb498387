/** Trees of Composer packages. */
import type { Sample } from './sample.ts'

export const SAMPLES: readonly Sample[] = [
  {
    title: 'a version of its own, on one line',
    folder: '.',
    name: 'acme/core',
    tree: (version) => ({
      'composer.json': `{"name":"acme/core","version":"v${version}","extra":{"version":"9.9.9"}}`,
    }),
  },
  {
    title: 'no version, and a lock that does not fit',
    folder: 'packages/cli',
    name: 'acme/cli',
    versionless: true,
    dependency: { name: 'acme/core', kind: 'runtime' },
    tree: (_, range) => ({
      'packages/cli/composer.json': `\uFEFF{\r\n\t"name": "acme/cli",\r\n\t"require": {"php": "^8.2", "acme/core": "${range}"}\r\n}\r\n`,
      'packages/cli/composer.lock': '{\n    "content-hash": "0",\n    "packages": []\n}\n',
    }),
  },
]
