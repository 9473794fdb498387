/** Configs that would run code if somebody let them: every trap leaves a file when it runs. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BadInput } from './bad-input.ts'
import { withConfig } from './configs.ts'
import { commitFiles, type Place } from './place.ts'

/** Runs as CommonJS and as an ES module, wherever it is loaded from. */
const trap = ({ folder }: Place): string =>
  `import('node:fs').then((fs) => fs.writeFileSync(${JSON.stringify(join(folder, 'pwn'))}, ''))\n`

export const TRAPS = [
  '.config/config.js',
  '.config/config.mjs',
  '.config/config.ts',
  '.config/release.config.js',
  '.releaserc.js',
  'evil.js',
] as const

/** Lays traps into the commit. */
export const layTraps = (place: Place, names: readonly string[] = TRAPS): Promise<void> =>
  commitFiles(place, Object.fromEntries(names.map((name) => [name, trap(place)])))

const foreign = (file: string, args: readonly string[]): BadInput => ({
  what: `${file} is all there is, for ${args.join(' ')}`,
  arrange: async (place) => {
    await layTraps(place, [...TRAPS, file])
    await commitFiles(place, { 'release.config.json': null })
  },
  args,
  error: ['CONFIG_FOREIGN', 2],
  says: [`${file} is a config of semantic-release, which rel does not run`, 'rel init'],
})

const imported = (file: string, text: string, where: string): BadInput => ({
  what: `$import in ${file}`,
  arrange: async (place) => {
    await layTraps(place)
    await withConfig(file, text)(place)
  },
  args: ['plan'],
  error: ['CONFIG_CODE', 2],
  says: [`"$import" in ${where}`],
})

export const CODE: readonly BadInput[] = [
  foreign('release.config.js', ['plan']),
  foreign('release.config.mjs', ['bump']),
  foreign('release.config.cjs', ['publish']),
  foreign('release.config.ts', ['release']),
  imported('release.config.json', '{\n  "$import": "./evil.js" }\n', 'release.config.json:2:3'),
  imported('release.config.yaml', 'tag: {}\n$import: ./evil.js\n', 'release.config.yaml:2:1'),
  imported('release.config.toml', '"$import" = ["./evil.js"]\n', 'release.config.toml:1:'),
  imported('package.json', '{ "version": "1.0.0", "rel": { "$import": "./evil.js" } }\n', 'package.json:1:'),
  {
    what: '--config names code',
    arrange: (place) => writeFileSync(join(place.folder, 'evil.mjs'), trap(place)),
    args: ['plan', '--config', '../evil.mjs'],
    error: ['CONFIG_CODE', 2],
    says: ['../evil.mjs is code, and a config is data'],
  },
]
