/** Trees of Dart packages. */
import type { Sample } from './sample.ts'

export const SAMPLES: readonly Sample[] = [
  {
    title: 'a package of its own',
    folder: '.',
    name: 'acme',
    dependency: { name: 'kit', kind: 'dev' },
    tree: (version, range) => ({
      'pubspec.yaml': `name: acme\ndescription: >-\n  version: 9.9.9\nversion: ${version} # now\nenvironment:\n  sdk: ^3.6.0\ndev_dependencies:\n  kit: ${range}\n`,
    }),
  },
  {
    title: 'a byte order mark, CRLF, quotes and a map',
    folder: 'packages/cli',
    name: 'cli',
    dependency: { name: 'core', kind: 'runtime' },
    tree: (version, range) => ({
      'pubspec.yaml': 'name: all\nworkspace:\n  - packages/cli\n',
      'packages/cli/pubspec.yaml': `\uFEFFname: cli\r\nversion: '${version}'\r\nresolution: workspace\r\ndependencies: {core: {path: ../core, version: "${range}"}}\r\n`,
    }),
  },
]
