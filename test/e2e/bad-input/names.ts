/** Names that would be commands, options, other paths or other text if somebody let them. */
import { EXIT_STATUS } from '../../../src/errors.ts'
import type { BadInput } from './bad-input.ts'
import { commitFiles } from './place.ts'

export const HOSTILE: readonly string[] = [
  'v1.0.0$(touch pwn)',
  'x;touch${IFS}pwn',
  '`touch pwn`',
  '--upload-pack=touch pwn',
  '-c',
  '../../x',
  'two\nlines',
  'safe\u202egnp.exe',
  '\u001b[31mred',
  '',
]

const shown = (name: string): string => JSON.stringify(name).replaceAll('\u202e', String.raw`\u202e`)

/** `=` keeps an option's value one; `--` ends the options. */
const asBranch = (name: string): BadInput => ({
  what: `--branch ${shown(name)}`,
  args: ['plan', `--branch=${name}`],
  error: ['BAD_NAME', 2],
  says: ['cannot be the name of a release line'],
})

const asTag = (name: string, command: string): BadInput => ({
  what: `${command} ${shown(name)}`,
  args: [command, '--', name],
  error: ['BAD_NAME', 2],
  says: ['cannot be the tag of a release'],
})

const asPackage = (name: string): BadInput => ({
  what: `bump ${shown(name)}`,
  args: ['bump', '--', name],
  error: ['UNKNOWN_PACKAGE', 2],
  says: ['there is no package', 'core'],
})

const refused = (args: readonly string[], code: keyof typeof EXIT_STATUS, ...says: string[]): BadInput => ({
  what: args.map(shown).join(' '),
  ...{ args, error: [code, EXIT_STATUS[code]], says },
})

const manifest = (what: string, text: string, ...says: string[]): BadInput => ({
  what: `package.json, ${what}`,
  arrange: (place) => commitFiles(place, { 'package.json': text }),
  args: ['bump'],
  error: ['MANIFEST', 2],
  says: ['package.json, byte ', ...says],
})

/** A tag that git allows and rel's own grammar does not. */
const EXISTING = 'v1.0.0$(id)'

const existing = (command: string): BadInput => ({
  what: `${command} of a hostile tag that exists`,
  arrange: async ({ repo }) => void (await repo.git('tag', '-a', '-m', 'x', EXISTING)),
  args: [command, EXISTING],
  error: ['BAD_NAME', 2],
  says: [`"${EXISTING}" cannot be the tag of a release`],
})

const onBranch = (branch: string, config: object, error: BadInput['error']): BadInput => ({
  what: `bump on the branch ${branch}`,
  arrange: async (place) => {
    await commitFiles(place, { 'release.config.json': JSON.stringify(config) })
    await place.repo.git('checkout', '--quiet', '-b', branch)
  },
  args: ['bump'],
  error,
})

export const NAMES: readonly BadInput[] = [
  ...HOSTILE.map(asBranch),
  ...HOSTILE.map((name) => asTag(name, 'plan')),
  ...HOSTILE.slice(0, 4).map((name) => asTag(name, 'publish')),
  ...HOSTILE.slice(0, 8).map(asPackage),
  refused(['plan', '--upload-pack=x'], 'USAGE', "unknown option '--upload-pack=x'"),
  refused(['plan', '--pre', '$(touch pwn)'], 'USAGE', 'is no prerelease identifier'),
  refused(['bump', '--pre=--exec=x'], 'USAGE', 'is no prerelease identifier'),
  refused(['bump', '--date', '`touch pwn`'], 'USAGE', 'is no day'),
  refused(['bump', '--date', '2026-02-30'], 'USAGE', '"2026-02-30" is no day'),
  refused(['plan', '--cwd', '$(touch pwn)'], 'USAGE', 'there is no folder', '$(touch pwn)'),
  refused(['plan', '--cwd', 'package.json'], 'USAGE', 'there is no folder', 'package.json'),
  refused(['plan', '--diff', '$(touch pwn)'], 'USAGE', 'is no digest'),
  refused(['publish', '--plan', '../../x'], 'USAGE', 'is no digest'),
  manifest('a name that is a command', '{ "name": "x;touch${IFS}pwn", "version": "1.0.0" }', 'name "x;touch'),
  manifest('a name that is a path', '{\n  "name": "../../x", "version": "1.0.0" }', 'line 2: name "../../x"'),
  manifest('a name that is an option', '{ "name": "--upload-pack=x", "version": "1.0.0" }', '--upload-pack=x'),
  manifest('a version that is a command', '{ "name": "core", "version": "1.0.0$(id)" }', 'version "1.0.0$(id)"'),
  manifest('a range that is no string', '{ "version": "1.0.0", "dependencies": { "x": 1 } }', 'the range of x'),
  existing('plan'),
  existing('publish'),
  onBranch('x;touch${IFS}pwn', {}, ['BRANCH', 4]),
  onBranch('main$(id)', { branches: ['**'] }, ['BAD_NAME', 2]),
  {
    what: 'a branch that CI names',
    arrange: async (place) => {
      await commitFiles(place, { 'release.config.json': '{ "branches": ["**"] }' })
      await place.repo.git('checkout', '--quiet', '--detach')
    },
    args: ['plan'],
    options: () => ({ env: { CI: 'true', CI_COMMIT_BRANCH: '--upload-pack=touch pwn' } }),
    error: ['BAD_NAME', 2],
  },
]
