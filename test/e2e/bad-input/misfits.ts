/** Configs that are right by themselves, and do not fit what lies beside them in the commit. */
import type { BadInput } from './bad-input.ts'
import { commitFiles } from './place.ts'

const TWO = `
file package.json = { "private": true, "workspaces": ["packages/*"] }
file packages/a/package.json = { "name": "a", "version": "1.0.0", "dependencies": { "b": "1.0.0" } }
file packages/b/package.json = { "name": "b", "version": "1.0.0" }
feat: start
`

export const MISFITS: readonly BadInput[] = [
  {
    what: 'a second config',
    arrange: (place) => commitFiles(place, { '.config/release.config.yaml': 'dist: { dir: out }\n' }),
    args: ['release'],
    error: ['CONFIG_AMBIGUOUS', 2],
    says: ['more than one config: release.config.json and .config/release.config.yaml', 'keep one of them', '--config'],
    afterwards: async ({ repo }) => {
      const { code, stderr } = await repo.rel(['plan', '--config', '.config/release.config.yaml'])
      if (code !== 0) throw new Error(`the named config does not hold:\n${stderr}`)
    },
  },
  {
    what: 'a group that names a folder',
    story: TWO,
    arrange: (place) =>
      commitFiles(place, { 'release.config.yaml': 'groups:\n  - kind: fixed\n    packages: [a, packages/b]\n' }),
    args: ['bump'],
    error: ['CONFIG_VALUE', 2],
    says: ['a group names "packages/b", which is no package here, in release.config.yaml:3:19'],
  },
  {
    what: 'a circle that dependsOn closes',
    story: TWO,
    arrange: (place) =>
      commitFiles(place, {
        'release.config.toml':
          '[[packages]]\nname = "a"\npath = "packages/a"\n[[packages]]\nname = "b"\npath = "packages/b"\ndependsOn = ["a"]\n',
      }),
    args: ['plan'],
    error: ['CYCLE', 2],
    says: ['in a circle: a → b → a, in release.config.toml:7:14'],
  },
]
