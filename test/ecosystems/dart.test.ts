/** What is read from pubspec.yaml, and what an edit of it takes along. */
import { expect, test } from 'vitest'
import { dart } from '../../src/ecosystems/dart.ts'
import type { VersionEdit } from '../../src/ecosystems/ecosystem.ts'
import { commitFiles } from './commit-files.ts'

const APP = `name: app
version: 1.2.3+41 # Flutter's
publish_to: "none"
repository: https://github.com/acme/acme/tree/main/app

environment:
  sdk: ^3.6.0

dependencies:
  flutter:
    sdk: flutter
  core: ^1.0.0
  kit:
    path: ../kit
    version: ^1.0.0
  local: {path: ../local}
  empty:
dev_dependencies:
  testing: any
`

const LOCK = `packages:
  core:
    dependency: "direct main"
    description:
      name: core
      url: "https://pub.dev"
    source: hosted
    version: "1.0.0"
  kit:
    dependency: "direct main"
    description:
      path: "../kit"
      relative: true
    source: path
    version: "1.0.0"
sdks:
  dart: ">=3.6.0 <4.0.0"
`

const app: VersionEdit = { path: 'app', name: 'app', file: 'app/pubspec.yaml', from: '1.2.3', to: '1.3.0', ranges: [] }
const kit: VersionEdit = { ...app, path: 'kit', name: 'kit', file: 'kit/pubspec.yaml', from: '1.0.0', to: '1.1.0' }

test('an app, and what it needs of packages', async () => {
  expect(await dart.find('app', commitFiles({ 'app/pubspec.yaml': APP }))).toEqual({
    ...{ name: 'app', version: '1.2.3', private: true, repository: 'https://github.com/acme/acme' },
    dependencies: [
      { name: 'flutter', range: 'any', kind: 'runtime' },
      { name: 'core', range: '^1.0.0', kind: 'runtime' },
      { name: 'kit', range: '^1.0.0', kind: 'runtime' },
      { name: 'local', range: 'any', kind: 'runtime' },
      { name: 'empty', range: 'any', kind: 'runtime' },
      { name: 'testing', range: 'any', kind: 'dev' },
    ],
    ...{ file: 'app/pubspec.yaml', files: ['app/pubspec.yaml', 'app/pubspec.lock'], sharedVersion: null },
  })
})

test('the build number grows by one, ranges change where they stand, and the lock names the version of a neighbour', () => {
  const texts = new Map([
    ['app/pubspec.yaml', APP],
    ['app/pubspec.lock', LOCK],
    ['kit/pubspec.yaml', 'name: kit\nversion: 1.0.0\n'],
  ])
  const ranges = [
    { name: 'core', kind: 'runtime', from: '^1.0.0', to: '^1.1.0' },
    { name: 'kit', kind: 'runtime', from: '^1.0.0', to: '^1.1.0' },
  ] as const
  expect(Object.fromEntries(dart.edit(texts, [kit, { ...app, ranges }]))).toEqual({
    'kit/pubspec.yaml': 'name: kit\nversion: 1.1.0\n',
    'app/pubspec.yaml': APP.replace('1.2.3+41', '1.3.0+42').replaceAll(': ^1.0.0', ': ^1.1.0'),
    'app/pubspec.lock': LOCK.replace('source: path\n    version: "1.0.0"', 'source: path\n    version: "1.1.0"'),
  })
})

test.each([
  ['1.2.3+41', '1.3.0+7', '1.3.0+7'],
  ['1.2.3+41', '1.2.3', '1.2.3+41'],
  ['1.2.3+a.1', '1.3.0', '1.3.0'],
  ['1.2.3+9007199254740993', '1.2.4', '1.2.4+9007199254740994'],
])('%s becomes %s as %s', (from, to, now) => {
  const text = `version: ${from}\n`
  expect(dart.edit(new Map([['app/pubspec.yaml', text]]), [{ ...app, to }]).get('app/pubspec.yaml') ?? text).toBe(
    `version: ${now}\n`,
  )
})

test('its workspace is a list of folders, or of globs', async () => {
  const members = (workspace: string) =>
    dart.members?.(
      '.',
      commitFiles({
        'pubspec.yaml': `name: all\n${workspace}`,
        'a/pubspec.yaml': 'name: a',
        'b/pubspec.yaml': 'name: b',
      }),
    )
  expect(await members('workspace: [b, c]\n')).toEqual(['b'])
  expect(await members('workspace:\n  - "*"\n')).toEqual(['a', 'b'])
  expect(await members('')).toBe(null)
  await expect(members('workspace: a\n')).rejects.toThrow(
    'pubspec.yaml, byte 21, line 2: workspace is not a list of folders',
  )
})

test.each<[string, string, Partial<VersionEdit>, string]>([
  ['no version', 'name: app\n', {}, 'byte 0, line 1: there is no version to set to 1.3.0'],
  ['a version that pub does not take', APP, { to: '1.3' }, 'byte 19, line 2: pub takes no version 1.3'],
  [
    'another range',
    APP,
    { ranges: [{ name: 'kit', kind: 'runtime', from: '1', to: '2' }] },
    'byte 237, line 15: dependencies.kit.version is "^1.0.0", not "1"',
  ],
  [
    'no range',
    APP,
    { ranges: [{ name: 'local', kind: 'runtime', from: 'any', to: '2' }] },
    'byte 253, line 16: dependencies.local.version is null, not "any"',
  ],
  ['a text', 'name\n', {}, 'byte 0, line 1: this is no pubspec'],
])('%s is refused', (_, text, edit, said) => {
  expect(() => dart.edit(new Map([['app/pubspec.yaml', text]]), [{ ...app, ...edit }])).toThrow(
    expect.objectContaining({ code: 'MANIFEST', message: `app/pubspec.yaml, ${said}`, hint: expect.any(String) }),
  )
})
