/** Trees of npm packages, with the lock files of npm, pnpm, Yarn and bun. */
import type { Sample } from './sample.ts'

const kit = { name: '@acme/kit', kind: 'runtime' } as const

const manifest = (version: string, range: string): string =>
  `{\n  "name": "@acme/core",\n  "version": "${version}",\n  "dependencies": { "@acme/kit": "${range}" }\n}\n`

export const SAMPLES: readonly Sample[] = [
  {
    title: 'a package of its own, with its lock file',
    folder: '.',
    name: 'core',
    tree: (version) => ({
      'package.json': `{\n  "name": "core",\n  "version": "${version}"\n}\n`,
      'package-lock.json': `{\n  "name": "core",\n  "version": "${version}",\n  "lockfileVersion": 3,\n  "packages": {\n    "": {\n      "version": "${version}"\n    }\n  }\n}\n`,
      'README.md': 'core 1.0.0\n',
    }),
  },
  {
    title: 'a byte order mark, tabs, CRLF and another version nearby',
    folder: 'packages/core',
    name: 'core',
    dependency: { name: '@acme/kit', kind: 'peer' },
    tree: (version, range) => ({
      'package.json': '{"workspaces": ["packages/*"]}',
      'packages/core/package.json': `\uFEFF{\r\n\t"exports": {"version": "9.9.9"},\r\n\t"peerDependencies":{"@acme/kit":"${range}"},"version": "${version}"}\r\n\r\n`,
    }),
  },
  {
    title: 'a pnpm workspace',
    folder: 'packages/core',
    name: '@acme/core',
    dependency: kit,
    fragile: 'pnpm-lock.yaml',
    tree: (version, range) => ({
      'pnpm-workspace.yaml': 'packages:\n  - packages/*\n',
      'packages/core/package.json': manifest(version, range),
      'pnpm-lock.yaml': `lockfileVersion: '9.0'\n\nimporters:\n\n  packages/core:\n    dependencies:\n      '@acme/kit':\n        specifier: ${range}\n        version: link:../kit\n\n  packages/kit: {}\n`,
    }),
  },
  {
    title: 'a pnpm catalog',
    folder: 'packages/core',
    name: '@acme/core',
    dependency: kit,
    fragile: 'pnpm-workspace.yaml',
    tree: (version, range) => ({
      'pnpm-workspace.yaml': `packages: [packages/*]\r\ncatalogs: {new: {"@acme/kit": "${range}"}} # kit\r\n`,
      'packages/core/package.json': manifest(version, 'catalog:new'),
    }),
  },
  {
    title: 'a Yarn workspace',
    folder: 'packages/core',
    name: '@acme/core',
    dependency: kit,
    fragile: 'yarn.lock',
    tree: (version, range) => ({
      'packages/core/package.json': manifest(version, range),
      'yarn.lock': `__metadata:\n  version: 8\n\n"@acme/core@workspace:packages/core":\n  version: 0.0.0-use.local\n  resolution: "@acme/core@workspace:packages/core"\n  dependencies:\n    "@acme/kit": "npm:${range}"\n\n"@acme/kit@npm:${range}, @acme/kit@workspace:packages/kit":\n  version: 0.0.0-use.local\n  resolution: "@acme/kit@workspace:packages/kit"\n`,
    }),
  },
  {
    title: 'a bun workspace',
    folder: 'packages/core',
    name: '@acme/core',
    dependency: kit,
    fragile: 'bun.lock',
    tree: (version, range) => ({
      'packages/core/package.json': manifest(version, range),
      'bun.lock': `{\n  "lockfileVersion": 1,\n  "workspaces": {\n    "packages/core": {\n      "name": "@acme/core",\n      "version": "${version}",\n      "dependencies": {\n        "@acme/kit": "${range}",\n      },\n    },\n  },\n  "packages": {\n    "@acme/core": ["@acme/core@workspace:packages/core"],\n  }\n}\n`,
    }),
  },
]
