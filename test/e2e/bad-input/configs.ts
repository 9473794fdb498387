/** Broken configs of every format: each error names file, line, column and key. */
import { join } from 'node:path'
import { writeFileSync } from 'node:fs'
import type { BadInput } from './bad-input.ts'
import { commitFiles, type Place } from './place.ts'

const NONE = { 'release.config.json': null }

/** The config is this file alone. */
export const withConfig =
  (file: string, text: string) =>
  (place: Place): Promise<void> =>
    commitFiles(place, file === 'release.config.json' ? { [file]: text } : { ...NONE, [file]: text })

type Row = readonly [
  what: string,
  file: string,
  text: string,
  error: BadInput['error'],
  says: readonly string[],
  args?: readonly string[],
]

const SYNTAX = ['CONFIG_SYNTAX', 2] as const
const KEY = ['CONFIG_KEY', 2] as const
const VALUE = ['CONFIG_VALUE', 2] as const

const ROWS: readonly Row[] = [
  ['json: syntax', 'release.config.json', '{\n  "tag": {,\n}\n', SYNTAX, ['release.config.json:2:11']],
  ['json: an empty file', 'release.config.json', '', SYNTAX, ['release.config.json:1:1']],
  [
    'json: a duplicate key',
    'release.config.json',
    '{\n  "dist": { "dir": "a" },\n  "dist": { "dir": "b" }\n}\n',
    SYNTAX,
    ['"dist"', 'release.config.json:3:3'],
  ],
  ['jsonc: an open comment', 'release.config.jsonc', '{\n  /* open\n', SYNTAX, ['release.config.jsonc:2:3']],
  ['yaml: a tab', 'release.config.yaml', 'tag:\n\t- x\n', SYNTAX, ['release.config.yaml:2:1']],
  ['yaml: a duplicate key', 'release.config.yml', 'dist: {}\ndist: {}\n', SYNTAX, ['release.config.yml:2:1']],
  [
    'toml: syntax',
    '.config/release.config.toml',
    '[dist]\ndir = artifacts\n',
    SYNTAX,
    ['.config/release.config.toml:2:'],
  ],
  [
    'toml: a duplicate key',
    'release.config.toml',
    '[dist]\ndir = "a"\ndir = "b"\n',
    SYNTAX,
    ['release.config.toml:3:1'],
  ],
  [
    'package.json: "rel" is no object',
    'package.json',
    '{ "name": "core", "version": "1.0.0",\n  "rel": "strict" }\n',
    VALUE,
    ['the config is "strict" in package.json:2:'],
  ],
  [
    'package.json: an unknown key in "rel"',
    'package.json',
    '{ "name": "core", "version": "1.0.0",\n  "rel": {\n "publsh": [] } }\n',
    KEY,
    ['"publsh" in package.json:3:2', 'did you mean "publish"?'],
  ],
  [
    'json: an unknown key',
    'release.config.json',
    '{\n  "changlog": {}\n}\n',
    KEY,
    ['unknown key "changlog" in release.config.json:2:3', 'did you mean "changelog"?'],
  ],
  [
    'toml: an unknown key',
    'release.config.toml',
    '[build]\nenvs = ["HOME"]\n',
    KEY,
    ['"envs" in release.config.toml:2:1', 'did you mean "env"?'],
  ],
  [
    'yaml: a key of a later version',
    'release.config.yaml',
    'dist: {}\ngates: []\n',
    KEY,
    ['"gates" in release.config.yaml:2:1', 'not in this version'],
  ],
  [
    'json: a wrong value',
    'release.config.json',
    '{\n  "commit": { "mode": "sideways" }\n}\n',
    VALUE,
    ['commit.mode is "sideways" in release.config.json:2:', '"direct"'],
  ],
  [
    'json: an unknown target',
    'release.config.json',
    '{ "publish": [\n  { "to": "directroy", "path": "x" }] }\n',
    VALUE,
    ['publish[0].to is "directroy" in release.config.json:2:'],
  ],
  [
    'a folder that leaves the repository',
    'release.config.json',
    '{ "dist": { "dir": "../../x" } }',
    VALUE,
    ['dist.dir is "../../x" in release.config.json:1:'],
    ['build'],
  ],
  [
    'a changelog in .git',
    'release.config.json',
    '{ "changelog": { "file": ".git/hooks/pre-commit" } }',
    VALUE,
    ['changelog.file is ".git/hooks/pre-commit"'],
    ['bump'],
  ],
  [
    'a tag format that is an option',
    'release.config.json',
    '{ "tag": { "format": "--upload-pack={version}" } }',
    VALUE,
    ['tag.format is "--upload-pack={version}"'],
    ['release'],
  ],
  [
    'a package name that is a command',
    'release.config.json',
    '{ "packages": [{ "name": "x;touch${IFS}pwn", "ecosystem": "none" }] }',
    VALUE,
    ['packages[0].name is "x;touch${IFS}pwn"'],
    ['bump'],
  ],
  [
    'a package name that turns the direction of text',
    'release.config.yaml',
    'packages:\n  - name: "core\u202exj.erc"\n    ecosystem: none\n',
    VALUE,
    ['packages[0].name is "core', 'release.config.yaml:2:'],
    ['publish'],
  ],
  [
    'a recipe as one string',
    'release.config.json',
    '{ "build": { "targets": [\n  { "name": "x", "run": ["touch pwn"] }] } }',
    VALUE,
    ['build.targets[0].run[0] is "touch pwn" in release.config.json:2:'],
    ['release'],
  ],
]

const committed = ROWS.map(([what, file, text, error, says, args = ['plan']]): BadInput => ({
  what: `config, ${what}`,
  ...{ arrange: withConfig(file, text), args, error, says },
}))

const DIRECT: readonly BadInput[] = [
  {
    what: '--config names no file',
    args: ['plan', '--config', 'nowhere.json'],
    error: ['CONFIG', 2],
    says: ['nowhere.json does not exist'],
  },
  {
    what: '--config names a folder',
    args: ['plan', '--config', '.git'],
    error: ['CONFIG', 2],
    says: ['.git'],
  },
  {
    what: '--config names a file in no format of a config',
    args: ['bump', '--config', '$(touch pwn)'],
    arrange: ({ repo }) => repo.write({ '$(touch pwn)': '{}' }),
    error: ['CONFIG', 2],
    says: ['$(touch pwn)'],
  },
  {
    what: '--config names a broken file outside the repository',
    args: ['release', '--config', '../mine.json'],
    arrange: ({ folder }) => writeFileSync(join(folder, 'mine.json'), '{\n  "tga": {}\n}\n'),
    error: ['CONFIG_KEY', 2],
    says: ['unknown key "tga" in ../mine.json:2:3', 'did you mean "tag"?'],
  },
  ...(['bump', 'publish', 'release', 'build'] as const).map((command): BadInput => ({
    what: `${command} with an edited config`,
    args: [command],
    arrange: ({ repo }) => repo.write({ 'release.config.json': '{ "dist": { "dir": "elsewhere" } }\n' }),
    error: ['CONFIG_UNCOMMITTED', 4],
    says: [
      'release.config.json in the work tree differs from the committed one',
      'git add release.config.json && git commit',
    ],
  })),
  {
    what: 'bump with a new config that nobody has committed',
    args: ['bump'],
    arrange: async (place) => {
      await commitFiles(place, NONE)
      await place.repo.write({ '.config/release.config.toml': '[dist]\ndir = "elsewhere"\n' })
    },
    error: ['CONFIG_UNCOMMITTED', 4],
    says: ['.config/release.config.toml'],
  },
]

export const CONFIGS: readonly BadInput[] = [...committed, ...DIRECT]
