/** Who may import whom (dependency-cruiser): each folder of src names all that it may reach, and why no more. */
import { existsSync, readFileSync } from 'node:fs'

const NOUNS = ['^src/(model|model-facts|errors)\\.ts$']
const PORTS = ['^src/world/ports\\.ts$']
const STEP = ['^src/steps/step\\.ts$']
const INTERFACES = ['^src/(archives/archive|ecosystems/ecosystem|gates/gate|steps/step|targets/target)\\.ts$']
const PURE_NODE = ['^(buffer|crypto|module|path|stream|stream/promises|util|zlib)$']

/** Resolved paths of npm packages. */
const npm = (...names: string[]): string[] => names.map((name) => `^node_modules/${name}/`)
const own = (folder: string): string[] => [`^src/${folder}/`]

const PURE_NPM = npm(
  'canonicalize',
  'conventional-changelog-conventionalcommits',
  'conventional-changelog-writer',
  'conventional-commits-parser',
  'jsonc-parser',
  'picomatch',
  'semver',
  'toml-eslint-parser',
  'valibot',
  'yaml',
)

const PURE = [...NOUNS, ...PURE_NODE, ...PURE_NPM]

/** Everything that an extension (an ecosystem, gate, step or target) works with. */
const PARTS = [...PURE, ...PORTS, ...INTERFACES, '^src/(core|archives|evidence|ledger)/']

/** Folders whose index lists extensions, each of which must stand alone. */
const REGISTRIES = ['archives', 'ecosystems', 'gates', 'steps', 'targets']

interface Law {
  readonly name: string
  readonly comment: string
  readonly severity: 'error'
  readonly from: object
  readonly to: object
}

function law(folder: string, may: readonly string[], comment: string): Law {
  const from = folder.endsWith('.ts') ? `^src/${folder.replace('.', '\\.')}$` : `^src/${folder}/`
  return { name: `${folder} imports`, comment, severity: 'error', from: { path: from }, to: { pathNot: may } }
}

function extensionLaw(folder: string): readonly Law[] {
  const index = new URL(`../../src/${folder}/index.ts`, import.meta.url)
  const text = existsSync(index) ? readFileSync(index, 'utf8') : ''
  const names = [
    ...text.matchAll(/^(?:import|export) (?!type )[^']* from '\.\/([\w-]+)\.ts'|\bimport\('\.\/([\w-]+)\.ts'\)/gm),
  ]
    .map((match) => match[1] ?? match[2])
    // A schema of options is data that the config reads as well.
    .filter((name) => !name?.endsWith('-options'))
  if (names.length === 0) return []
  return [
    {
      name: `${folder} stand alone`,
      comment: `only the index may import one of the ${folder}: adding or removing one is one file and one line`,
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/${folder}/index\\.ts$` },
      to: { path: `^src/${folder}/(${names.join('|')})\\.ts$` },
    },
  ]
}

const forbidden: readonly Law[] = [
  law('model.ts', ['^src/model-facts\\.ts$'], 'the nouns can be understood from two pages, so they need nothing'),
  law('model-facts.ts', ['^$'], 'what is known needs no word of what is decided'),
  law('errors.ts', ['^$'], 'every part throws these, so they need no part'),
  law('version.ts', ['^package\\.json$'], 'the version can be told without loading anything else'),
  law('core', [...PURE, ...own('core')], 'decisions are functions of data: no clock, disk, network or process'),
  law('archives', [...PURE, ...own('archives')], 'bytes in, bytes out: the same archive on every machine'),
  law('ecosystems', [...PARTS, ...own('ecosystems')], 'text in, text out: reading and writing files is for others'),
  law(
    'facts',
    [...PURE, ...PORTS, ...own('(core|ecosystems|facts)')],
    'facts are read through the ports, so that nothing but git objects can become one',
  ),
  law('evidence', [...PURE, ...PORTS, ...own('evidence')], 'evidence can be judged without a ledger or a run'),
  law(
    'evidence/describe',
    [...PURE, ...own('evidence/describe')],
    'formats are below those who make and those who judge them',
  ),
  law(
    'evidence/make',
    [...PURE, ...PORTS, ...own('evidence/(make|describe)')],
    'who makes a statement must not be the one who judges it',
  ),
  law(
    'evidence/judge',
    [...PURE, ...PORTS, ...own('evidence/(judge|describe)')],
    'who judges a statement must not share code with its maker, or both are wrong together',
  ),
  law(
    'ledger',
    [...PURE, ...PORTS, ...own('(core|ledger|evidence/describe)')],
    'the ledger keeps statements; it neither makes nor judges them, and knows no run',
  ),
  law('gates', [...PARTS, ...own('gates')], 'a gate looks through the ports and knows no other part of a run'),
  law('steps', [...PARTS, ...own('steps')], 'a step gets its world handed in and its input from the plan'),
  law('targets', [...PARTS, ...own('targets')], 'a target is a step with options: it needs no sibling and no config'),
  law(
    'run',
    [...PURE, ...PORTS, ...STEP, ...own('run')],
    'the loop runs whatever handlers it is handed; a registry in it would make it know them',
  ),
  law(
    'config',
    [
      ...PURE,
      ...npm('cosmiconfig'),
      ...own('config'),
      '^src/core/(canonical|layout|names|schemes/index)\\.ts$',
      '^src/(archives|ecosystems|gates|targets)/',
      '^(fs|fs/promises|os|path|url)$',
    ],
    'config is data: it takes option schemas from the registries and never touches a run or the world',
  ),
  law(
    'world',
    [...NOUNS, ...npm('simple-git', 'execa'), ...own('world'), '^(?!src/|node_modules/)'],
    'the real world serves the ports; a decision in it could not be tested without it',
  ),
  law(
    'operations',
    ['^(?!src/(cli|rel\\.ts))'],
    'operations answer in data: printing and asking is the business of cli',
  ),
  law('rel.ts', ['^(?!src/cli/)'], 'the wiring knows every part, and no command'),
  law(
    'cli',
    [
      ...NOUNS,
      ...npm('commander', 'chalk', '@clack/prompts'),
      ...own('cli'),
      '^src/(rel|version|world/secret)\\.ts$',
      '^(?!src/|node_modules/)',
    ],
    'a command parses flags, makes one call and prints (redacted): the parts are reached through the wiring',
  ),
  {
    name: 'git and processes',
    comment: 'simple-git and execa have one home, so that every call gets the same environment and flags',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/world/' },
    to: { path: '^node_modules/(simple-git|execa)/' },
  },
  {
    name: 'the real world',
    comment: 'only the wiring opens the real world; everyone else is handed a Look or a World',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/(world/|operations/|rel\\.ts$)' },
    to: { path: '^src/world/', pathNot: '^src/world/(ports|secret)\\.ts$' },
  },
  {
    name: 'no cycle',
    comment: 'files in a cycle can only be read all at once',
    severity: 'error',
    from: { path: '^src/' },
    to: { circular: true },
  },
  {
    name: 'installed with rel',
    comment: 'what users do not get installed is not there when they run rel',
    severity: 'error',
    from: { path: '^(src|bin)/' },
    to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'undetermined'] },
  },
  {
    name: 'nothing unresolved',
    comment: 'an import that leads nowhere fails at run time',
    severity: 'error',
    from: { path: '^src/' },
    to: { couldNotResolve: true },
  },
  ...REGISTRIES.flatMap(extensionLaw),
]

export default {
  forbidden,
  options: {
    // Of the parsers that it knows, the one that reads TypeScript, type imports too, without the API that TypeScript 7 lacks.
    parser: 'swc',
    moduleSystems: ['es6', 'cjs'],
    doNotFollow: { path: '^node_modules/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default', 'require'],
      extensions: ['.ts', '.js', '.json', '.d.ts'],
    },
  },
}
