/** Where a config is found, what it becomes, and what its digest depends on. */
import { expect, test } from 'vitest'
import { loadConfig, parseConfigText } from '../../src/config/load.ts'
import { SEARCH_PLACES } from '../../src/config/search.ts'
import { errorOf, schema, sourceOf } from './sources.ts'

const EMPTY = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'

/** The same config in each format. */
const SAME: Readonly<Record<string, string>> = {
  'release.config.json':
    '{"dist":{"dir":"out"},"publish":[{"to":"directory","path":"/r"}],"build":{"targets":[{"name":"a"},{"name":"b","run":[["make"]]}]}}',
  'release.config.jsonc':
    '{\n  // where to\n  "publish": [{ "path": "/r", "to": "directory" },],\n  "build": { "targets": [{ "name": "a" }, { "run": [["make"]], "name": "b" }] },\n  "dist": { "dir": "out" },\n}\n',
  'release.config.yaml':
    'dist: { dir: out }\npublish:\n  - to: directory\n    path: /r\nbuild:\n  targets:\n    - name: a\n    - name: b\n      run: [[make]]\n',
  'release.config.toml':
    'dist.dir = "out"\n\n[[publish]]\nto = "directory"\npath = "/r"\n\n[build]\n[[build.targets]]\nname = "a"\n[[build.targets]]\nname = "b"\nrun = [["make"]]\n',
  'package.json':
    '{ "name": "x", "rel": { "dist": { "dir": "out" }, "publish": [{ "to": "directory", "path": "/r" }], "build": { "targets": [{ "name": "a" }, { "name": "b", "run": [["make"]] }] } } }',
}

const textFor = (place: string, dir: string): string => {
  if (place === 'package.json') return `{ "rel": { "dist": { "dir": "${dir}" } } }`
  if (/ya?ml$/.test(place)) return `dist:\n  dir: ${dir}\n`
  return place.endsWith('toml') ? `dist.dir = "${dir}"\n` : `{ "dist": { "dir": "${dir}" } }`
}

test('without a config all defaults hold, the digest is that of {}, and nothing is laid anywhere', async () => {
  const laid: string[] = []
  const { config, file, data, digest } = await loadConfig(sourceOf({ 'package.json': '{ "name": "x" }' }, laid), schema)
  expect({ file, data, digest, laid }).toEqual({ file: null, data: {}, digest: EMPTY, laid: [] })
  expect(config).toEqual({
    packages: 'auto',
    groups: [],
    versioning: {
      ...{ scheme: 'semver', zeroMajor: { breaking: 'minor', feature: 'minor' }, rules: [], unclassified: 'report' },
      ...{ nestedCommits: false, maxBump: 'major', source: 'commits' },
    },
    tag: { sign: 'auto', message: '{name} {version}' },
    commit: { mode: 'direct', message: 'chore(release): {summary}', onMoved: 'merge' },
    changelog: {
      ...{ file: 'CHANGELOG.md', repositoryFile: false, template: 'default', links: 'auto', contributors: false },
      sections: [
        { type: 'feat', title: 'Features' },
        { type: 'fix', title: 'Bug Fixes' },
        { type: 'perf', title: 'Performance Improvements' },
        { type: 'revert', title: 'Reverts' },
      ],
    },
    build: {
      env: ['HOME', 'PATH'],
      targets: [
        { name: 'source', run: [], artifacts: [{ kind: 'archive', format: 'tar.gz', name: '{name}-{version}' }] },
      ],
    },
    dist: { dir: 'artifacts', layout: '{name}/{version}' },
    sign: { with: 'auto' },
    trust: [],
    ledger: { ref: 'refs/rel/ledger' },
    publish: [],
  })
})

test.each(SEARCH_PLACES)('%s is found', async (place) => {
  const { config, file } = await loadConfig(sourceOf({ [place]: textFor(place, 'here') }), schema)
  expect({ file, dir: config.dist.dir }).toEqual({ file: place, dir: 'here' })
})

test.each([
  [['release.config.json', '.config/release.config.yaml'], 'release.config.json and .config/release.config.yaml'],
  [['release.config.yaml', 'release.config.yml'], 'release.config.yaml and release.config.yml'],
  [['.config/release.config.toml', 'package.json'], '.config/release.config.toml and "rel" in package.json'],
  [
    ['package.json', 'release.config.toml', 'release.config.jsonc'],
    'release.config.jsonc and release.config.toml and "rel" in package.json',
  ],
])('none of %j wins: all are named', async (present, said) => {
  const laid: string[] = []
  const files = Object.fromEntries(present.map((name) => [name, textFor(name, 'same')]))
  const error = await errorOf(loadConfig(sourceOf(files, laid), schema))
  expect([error.code, error.exit, error.message]).toEqual([
    'CONFIG_AMBIGUOUS',
    2,
    `there is more than one config: ${said}`,
  ])
  expect(error.hint).toBe('keep one of them, or name the one that holds with --config <file>')
  expect(laid).toEqual([])
})

test('what only mentions us beside a config is no second one', async () => {
  const manifest = '{ "scripts": { "rel": "node rel.js" }, "keywords": ["rel"] }'
  const files = { 'release.config.json': textFor('release.config.json', 'here'), 'package.json': manifest }
  expect((await loadConfig(sourceOf(files), schema)).file).toBe('release.config.json')
})

test('the places are those of the specification, in its order', () => {
  const endings = ['json', 'jsonc', 'yaml', 'yml', 'toml']
  const named = endings.map((ending) => `release.config.${ending}`)
  expect(SEARCH_PLACES).toEqual([...named, ...named.map((name) => `.config/${name}`), 'package.json'])
})

test('each format says the same: equal config, data and digest', async () => {
  const all = await Promise.all(
    Object.entries(SAME).map(([file, text]) => loadConfig(sourceOf({ [file]: text }), schema)),
  )
  expect(new Set(all.map(({ digest }) => digest)).size).toBe(1)
  for (const { config, data } of all) {
    expect(data).toEqual(JSON.parse(SAME['release.config.json'] ?? ''))
    expect(config.build.targets.map(({ name, run }) => [name, run])).toEqual([
      ['a', []],
      ['b', [['make']]],
    ])
    expect(config.publish).toEqual([{ to: 'directory', path: '/r' }])
  }
})

test.each(Object.entries(SAME))('%s reads the same with a byte order mark and with CRLF', async (file, text) => {
  const plain = await loadConfig(sourceOf({ [file]: text }), schema)
  const windows = await loadConfig(sourceOf({ [file]: `\ufeff${text.replaceAll('\n', '\r\n')}` }), schema)
  expect(windows).toEqual({ ...plain, place: expect.any(Function) })
})

test.each([
  ['release.config.json', '\ufeff{\r\n  "dist": {\r\n    "dri": 1 } }', '3:5'],
  ['release.config.jsonc', '\ufeff// é\r\n{ "dist": { "dri": 1 } }', '2:13'],
  ['release.config.yaml', '\ufeffdist:\r\n  dri: 1\r\n', '2:3'],
  ['release.config.toml', '\ufeff# é\r\n[dist]\r\ndri = 1\r\n', '3:1'],
  ['package.json', '\ufeff{\r\n"rel": { "dist": { "dri": 1 } } }', '2:20'],
])('%s: places are right after a byte order mark and CRLF', async (file, text, place) => {
  const error = await errorOf(loadConfig(sourceOf({ [file]: text }), schema))
  expect(error.message).toBe(`unknown key "dri" in ${file}:${place}`)
})

test('the digest takes no notice of $schema, order and space, but of every value', async () => {
  const digest = async (text: string) => (await parseConfigText(text, 'release.config.json', schema)).digest
  const first = await digest('{ "dist": { "dir": "a", "layout": "{name}-{version}" } }')
  expect(await digest('{"$schema":"x","dist":{"layout":"{name}-{version}",\n"dir":"\\u0061"}}')).toBe(first)
  expect(await digest('{ "dist": { "dir": "b", "layout": "{name}-{version}" } }')).not.toBe(first)
  expect(await digest('{ "$schema": "x" }')).toBe(EMPTY)
})

test.each([
  ['release.config.yaml', ''],
  ['release.config.yml', '# nothing yet\n'],
  ['release.config.toml', ''],
])('%s without keys is an empty config, and it is found', async (file, text) => {
  const { file: found, digest } = await loadConfig(sourceOf({ [file]: text, 'package.json': '{ "rl": 1 }' }), schema)
  expect([found, digest]).toEqual([file, EMPTY])
})

test.each(['{ "name": "x", broken', '{ "keywords": ["rel"] }', '["rel"]', '"rel"', ''])(
  'a package.json without our key is not our business: %s',
  async (text) => {
    const { file } = await loadConfig(sourceOf({ 'package.json': text }), schema)
    expect(file).toBeNull()
  },
)

test('a path to take from loses its slash at the end', async () => {
  const text = '[[build.targets]]\nname = "x"\nartifacts = [{ kind = "archive", from = "out/" }]\n'
  const { config } = await parseConfigText(text, 'release.config.toml', schema)
  expect(config.build.targets[0]?.artifacts).toEqual([
    { kind: 'archive', format: 'tar.gz', from: 'out', name: '{name}-{version}-{target}' },
  ])
})

test('a named file is read by its ending, wherever it lies', async () => {
  const named = await parseConfigText('dist:\n  dir: x\n', '/etc/rel/team.yml', schema)
  expect([named.file, named.config.dist.dir]).toEqual(['/etc/rel/team.yml', 'x'])
  const manifest = await parseConfigText('{ "rel": { "dist": { "dir": "y" } } }', 'sub/package.json', schema)
  expect(manifest.config.dist.dir).toBe('y')
})

test.each([
  ['release.config.js', 'CONFIG_CODE', 'release.config.js is code, and a config is data'],
  ['x.mts', 'CONFIG_CODE', 'x.mts is code, and a config is data'],
  ['x.ini', 'CONFIG', 'x.ini is in no format of a config'],
  ['constructor', 'CONFIG', 'constructor is in no format of a config'],
  ['package.json', 'CONFIG', 'package.json has no key "rel"'],
])('a named file %s is refused: %s', async (file, code, message) => {
  const error = await errorOf(parseConfigText('{}', file, schema))
  expect([error.code, error.message]).toEqual([code, message])
})
