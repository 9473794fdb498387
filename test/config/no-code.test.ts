/** Code and foreign settings lie in a real folder around the config; none of it runs and none of it is read. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { withFiles } from './sources.ts'

const run = promisify(execFile)
const module = (path: string) => JSON.stringify(pathToFileURL(join(import.meta.dirname, path)).href)

/** Runs in the planted folder, as rel would: reads candidates there, and prints what came of it. */
const LOAD = `
  import { readFile } from 'node:fs/promises'
  import { loadConfig } from ${module('../../src/config/load.ts')}
  import { schema, sourceOf } from ${module('./sources.ts')}
  const { laid } = sourceOf({})
  const read = (path) => readFile(path, 'utf8').catch(() => null)
  const said = await loadConfig({ read, laid }, schema).then(
    ({ file, config }) => ({ file, dir: config.dist.dir }),
    ({ code, message }) => ({ code, message }),
  )
  console.log(JSON.stringify({ ...said, folder: process.cwd() === ${'process.env.PWD_BEFORE'} }))
`

const SPRING = `import { createRequire } from 'node:module'
  const { cosmiconfig } = createRequire(${module('.')})('cosmiconfig')
  await cosmiconfig('release').search().catch(() => null)`

const inFolder = async (folder: string, program: string): Promise<string> => {
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], {
    cwd: folder,
    env: { ...process.env, PWD_BEFORE: folder },
  })
  return stdout.trim()
}

/** CommonJS and ES modules alike: marks that it ran. */
const trap = (marker: string) =>
  marker.endsWith('esm')
    ? `import { writeFileSync } from 'node:fs'\nwriteFileSync('${marker}', '')\nexport default { dist: { dir: 'stolen' } }\n`
    : `require('node:fs').writeFileSync('${marker}', '')\nmodule.exports = { dist: { dir: 'stolen' } }\n`

const TRAPS: Readonly<Record<string, string>> = {
  '.config/config.js': trap('ran.meta'),
  '.config/config.cjs': trap('ran.meta'),
  '.config/config.mjs': trap('ran.meta-esm'),
  '.config/config.ts': trap('ran.meta'),
  '.config/release.config.js': trap('ran.nested'),
  '.config/releaserc.js': trap('ran.rc'),
  '.releaserc.js': trap('ran.rc'),
  'release.config.js': trap('ran.config'),
  'release.config.cjs': trap('ran.config'),
  'release.config.mjs': trap('ran.esm'),
  'release.config.ts': trap('ran.config'),
  'evil.js': trap('ran.import'),
}

const MARKERS = ['ran.meta', 'ran.meta-esm', 'ran.nested', 'ran.rc', 'ran.config', 'ran.esm', 'ran.import']
const sprung = (folder: string) => MARKERS.filter((marker) => existsSync(join(folder, marker)))

const GOOD = '{ "dist": { "dir": "mine" } }'

interface Planted {
  readonly what: string
  readonly files: Readonly<Record<string, string>>
  readonly said: object
}

// cosmiconfig 10.0.1 looks for its key inside its key in package.json; both spellings are planted.
const SETTINGS = '"searchPlaces": ["evil.js"], "packageProp": "stolen", "stopDir": "/"'
const META = `"cosmiconfig": { ${SETTINGS}, "cosmiconfig": { ${SETTINGS} } }`

const planted: readonly Planted[] = [
  { what: 'no config', files: {}, said: { file: null, dir: 'artifacts' } },
  { what: 'a config', files: { 'release.config.json': GOOD }, said: { file: 'release.config.json', dir: 'mine' } },
  {
    what: 'a config in .config, beside the traps',
    files: { '.config/release.config.toml': 'dist.dir = "mine"\n' },
    said: { file: '.config/release.config.toml', dir: 'mine' },
  },
  {
    what: 'settings for cosmiconfig in package.json, beside our key',
    files: { 'package.json': `{ ${META}, "rel": ${GOOD} }` },
    said: { file: 'package.json', dir: 'mine' },
  },
  {
    what: 'settings for cosmiconfig in package.json, beside a config file',
    files: { 'package.json': `{ ${META} }`, 'release.config.json': GOOD },
    said: { file: 'release.config.json', dir: 'mine' },
  },
  {
    what: 'settings for cosmiconfig in data files',
    files: {
      '.config/config.json': `{ ${META}, "metaConfigFilePath": "evil.js" }`,
      'package.yaml': 'cosmiconfig:\n  searchPlaces: [evil.js]\n',
      'release.config.json': GOOD,
    },
    said: { file: 'release.config.json', dir: 'mine' },
  },
  {
    what: 'an import of code',
    files: { 'release.config.json': '{ "$import": "./evil.js" }' },
    said: { code: 'CONFIG_CODE', message: '"$import" in release.config.json:1:3' },
  },
  {
    what: 'an import of code in package.json',
    files: { 'package.json': '{ "rel": { "dist": { "$import": ["./evil.js"] } } }' },
    said: { code: 'CONFIG_CODE', message: '"$import" in package.json:1:22' },
  },
]

test.each(planted)('nothing runs around $what', async ({ files, said }) => {
  await withFiles(Object.entries({ ...TRAPS, ...files }), async (folder) => {
    expect(JSON.parse(await inFolder(folder, LOAD))).toEqual({ ...said, folder: true })
    expect(sprung(folder)).toEqual([])
  })
})

test.each([
  ['in .config', {}],
  ['named in package.json', { 'package.json': `{ ${META} }` }],
])('the traps are live: plain cosmiconfig runs those %s', async (_, files) => {
  const only = Object.keys(files).length > 0 ? { 'evil.js': TRAPS['evil.js'] ?? '' } : TRAPS
  await withFiles(Object.entries({ ...only, ...files }), async (folder) => {
    await inFolder(folder, SPRING)
    expect(sprung(folder)).not.toEqual([])
  })
})

test('only candidates are laid, and of package.json nothing but a stand-in', async () => {
  const program = `
    import { loadConfig } from ${module('../../src/config/load.ts')}
    import { schema, sourceOf } from ${module('./sources.ts')}
    const seen = []
    const laid = (files, use) => (seen.push(...files), sourceOf({}).laid(files, use))
    const text = '{ ${META}, "rel": { "dist": { "dir": "mine" } } }'
    await loadConfig({ read: async (path) => (path === 'package.json' ? text : null), laid }, schema)
    console.log(JSON.stringify(seen))`
  await withFiles([], async (folder) => {
    expect(JSON.parse(await inFolder(folder, program))).toEqual([['package.json', '{"rel":{}}']])
  })
})
