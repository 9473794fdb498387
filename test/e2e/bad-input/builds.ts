/** Recipes, artifacts and targets that fail: the remote and the target have what they had before. */
import { readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { BadInput } from './bad-input.ts'
import { commitFiles, type Place } from './place.ts'

const target =
  (one: object, files: Readonly<Record<string, string>> = {}) =>
  (place: Place): Promise<void> =>
    commitFiles(place, {
      ...files,
      'release.config.json': JSON.stringify({
        publish: [{ to: 'directory', path: '../out' }],
        build: { targets: [{ name: 'linux', ...one }] },
      }),
    })

const failing = (
  what: string,
  arrange: BadInput['arrange'] & {},
  error: BadInput['error'],
  ...says: string[]
): BadInput => ({
  what: `release: ${what}`,
  ...{ arrange, error, says, args: ['release'], starts: true },
})

const settings =
  (config: object): BadInput['arrange'] & {} =>
  (place) =>
    commitFiles(place, { 'release.config.json': JSON.stringify(config) })

const unsigned = (what: string, sign: object, ...says: string[]): BadInput => ({
  what: `release: ${what}`,
  ...{ arrange: settings({ sign }), args: ['release'], error: ['KEY', 2], says },
})

const file = (from: string) => ({ artifacts: [{ kind: 'file', from }] })

export const BUILDS: readonly BadInput[] = [
  {
    ...failing(
      'a recipe that fails',
      target({ run: [['sh', '-c', 'echo the reason >&2; exit 3']] }),
      ['RECIPE', 8],
      'ended with status 3',
      'the whole log is in ',
    ),
    afterwards: (_, { stderr }) => {
      const log = /the whole log is in (\S+)/.exec(stderr)?.[1] ?? ''
      expect(readFileSync(log, 'utf8')).toBe('$ sh -c echo the reason >&2; exit 3\nthe reason\n')
    },
  },
  failing(
    'a recipe that dies by a signal',
    target({ run: [['sh', '-c', 'kill -9 $$']] }),
    ['RECIPE', 8],
    'ended with status 137',
  ),
  failing(
    'a recipe whose command is missing',
    target({ run: [['no-such-command', '--flag']] }),
    ['RECIPE', 8],
    'command not found: no-such-command',
    'PATH',
  ),
  failing(
    'a recipe whose command is no program',
    target({ run: [['./src.txt']] }),
    ['RECIPE', 8],
    'command not found: ./src.txt',
  ),
  failing(
    'a recipe in words that only a shell would read',
    target({ run: [['touch pwn && true']] }),
    ['RECIPE', 8],
    'command not found: touch pwn && true',
  ),
  failing(
    'an artifact that is missing',
    target(file('out/app')),
    ['BUILD', 8],
    'the recipes left no out/app',
    '"from"',
  ),
  failing(
    'an artifact that is a folder',
    target({ run: [['mkdir', 'app']], ...file('app') }),
    ['BUILD', 8],
    'the recipes left no app',
  ),
  failing(
    'an artifact that leads out of the checkout',
    target({ run: [['ln', '-s', '/etc/passwd', 'app']], ...file('app') }),
    ['BUILD', 8],
    'the recipes left no app',
  ),
  failing(
    'an archive of a folder that is missing',
    target({ artifacts: [{ kind: 'archive', from: 'out/' }] }),
    ['BUILD', 8],
    'the recipes left no out',
  ),
  failing(
    'a pipe in an archive',
    target({ run: [['mkfifo', 'pipe']], artifacts: [{ kind: 'archive', from: '.' }] }),
    ['BUILD', 8],
    'pipe is neither file, folder nor link',
  ),
  failing(
    'a file that wants a filter',
    target({ run: [['true']] }, { '.gitattributes': 'src.txt filter=clean\n' }),
    ['BUILD', 8],
    'src.txt wants the git filter "clean"',
  ),
  failing(
    'a target for another machine',
    target({ on: { os: 'aix', arch: 'ppc64' } }),
    ['BUILD', 8],
    'target linux wants aix ppc64',
  ),
  failing(
    'a file in the place of the artifact tree',
    settings({ dist: { dir: 'src.txt' } }),
    ['DISK', 8],
    'src.txt',
    'Move it away',
  ),
  failing(
    'a file name with a line end in an archive',
    (place) => commitFiles(place, { 'two\nlines': 'x\n' }),
    ['BAD_NAME', 2],
    String.raw`"two\nlines" has a control character`,
    'rename the file',
  ),
  failing(
    'a file name that is no UTF-8 in an archive',
    async (place) => {
      writeFileSync(Buffer.from(`${place.repo.folder}/caf\xe9`, 'latin1'), 'x\n')
      await commitFiles(place, {})
    },
    ['BAD_NAME', 2],
    'is not Unicode',
    'rename the file',
  ),
  unsigned('a key file that is missing', { with: 'key:no-such-key' }, 'no-such-key'),
  unsigned('a key in a variable that is not set', { with: 'key:env:NO_KEY' }, 'NO_KEY'),
  {
    what: 'release: a target that holds other bytes of this version',
    arrange: ({ repo }) => repo.write({ '../out/core/1.1.0/app.tar.gz': 'other bytes\n' }),
    args: ['release'],
    error: ['CONFLICT', 7],
    says: ['exists and holds no release', 'move it away'],
    goesPublic: true,
  },
  {
    what: 'release: a target that holds another build of this version',
    arrange: async (place) => {
      const twin = { ...place, repo: place.repo }
      await twin.repo.write({
        '../out/core/1.1.0/release.json': JSON.stringify({
          ...{ kind: 'rel.dist', version: 1, package: 'core', release: '1.1.0', tag: 'v1.1.0' },
          ...{ commit: 'a'.repeat(40), plan: `sha256:${'0'.repeat(64)}`, files: [] },
        }),
      })
    },
    args: ['release'],
    error: ['CONFLICT', 7],
    says: ['holds other bytes', 'nothing was overwritten'],
    goesPublic: true,
  },
  {
    what: 'release: a file in the place of the target folder',
    arrange: ({ repo }) => repo.write({ '../out': 'a file\n' }),
    args: ['release'],
    error: ['PARTIAL', 5],
    says: [
      'sealed, but not finished',
      'a file stands where a folder is needed',
      'Move it away; then run the same command again\n',
    ],
    goesPublic: true,
  },
]
