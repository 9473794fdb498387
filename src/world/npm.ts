/** The npm client: asked what its registry has, and told to publish, with the user's own settings and nothing of rel's. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RelError } from '../errors.ts'
import { withTemporaryFolder } from './folders.ts'
import type { NpmOutcome, NpmPackage, NpmVersion, NpmWorld } from './ports.ts'
import { redactor } from './secret.ts'

interface Answer {
  readonly code: number
  readonly text: string
  /** What the text says as JSON. Undefined: npm said nothing; null: it is no JSON. */
  readonly json: unknown
  readonly stderr: string
}

type Run = (args: readonly string[]) => Promise<Answer>

/** Machine-readable answers that were asked of the registry just now, without what npm tells people. */
const QUIET = ['--json', '--prefer-online', '--ignore-scripts', '--no-update-notifier', '--no-audit', '--no-fund']

/** What an npm script around rel was told is not for rel's own calls: they would go to another folder, or change nothing. */
const FOREIGN = /^npm_config_(?:local[-_]prefix|prefix|global|location|workspaces?|json|dry[-_]run|tag|access)$/i

const environment = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined || FOREIGN.test(name) ? [] : [[name, value]])),
  )

const parse = (text: string): unknown => {
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const runner = (folder: string, env: NodeJS.ProcessEnv, onChild: (pid: number) => void): Run => {
  const redact = redactor(env)
  return async (args) => {
    // Loaded when first used: commands that ask no registry do not pay for it.
    const { execa } = await import('execa')
    const child = execa('npm', [...QUIET, ...args], {
      ...{ cwd: folder, env: environment(env), extendEnv: false, stdin: 'ignore', reject: false },
    })
    if (child.pid !== undefined) onChild(child.pid)
    const { exitCode, stdout, stderr, signal } = await child
    const text = redact(stdout)
    if (exitCode !== undefined) return { code: exitCode, text, json: parse(text), stderr: redact(stderr) }
    if (signal !== undefined) return { code: 1, text, json: undefined, stderr: `npm error npm was ended by ${signal}` }
    throw new RelError('REGISTRY', 'npm cannot be started', { hint: 'install npm, or add its folder to PATH' })
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

interface Failure {
  readonly code: string | null
  readonly text: string
}

const word = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** What npm says went wrong: its JSON, and where it prints none, the first thing it told people. */
const failureIn = ({ json, stderr }: Answer): Failure => {
  const error = isRecord(json) && isRecord(json['error']) ? json['error'] : {}
  const said = /^npm error (?!code )(.+)$/m.exec(stderr)?.[1] ?? 'npm gave no reason'
  const code = word(error['code']) ?? word(/^npm error code (\S+)$/m.exec(stderr)?.[1])
  return { code, text: (word(error['summary']) ?? said).split('\n')[0] ?? '' }
}

const HINTS: readonly (readonly [RegExp, string])[] = [
  [/^ENEEDAUTH$/, 'log npm in: set the token that .npmrc names, or run npm login'],
  [
    /^E401$/,
    'give npm a token that is good (npm token create, or npm login): the one it has is missing, wrong or expired',
  ],
  [/^E402$/, 'set "access": "public" for the target npm, since a scoped package is private otherwise'],
  [/^E403$/, 'let this user publish: npm whoami says who it is, npm owner ls <package> who may'],
  [/^E404$/, 'check that the token may publish this package (npm whoami): registries say 404 to those who may not'],
  [/^EOTP$/, 'use a token that needs no one-time password, or let the registry trust the CI job (OIDC)'],
]

const PING = { hint: 'check the registry with: npm ping; and run the same command again' }

/** What a reader can do about a code of npm's. */
const hintFor = (code: string | null): string => HINTS.find(([codes]) => codes.test(code ?? ''))?.[1] ?? PING.hint

const refused = (what: string, answer: Answer): RelError => {
  const { code, text } = failureIn(answer)
  return new RelError('REGISTRY', `npm cannot ${what}: ${text}`, { hint: hintFor(code) })
}

type Fields = Readonly<Record<string, unknown>>

/** The fields of what is asked for. Null: the registry has no such thing; undefined: npm has nothing to say of it. */
const view = async (run: Run, spec: string, fields: readonly string[]): Promise<Fields | null | undefined> => {
  // npm answers from its cache when the registry does not, and a look is no look then: it gets a cache of its own.
  const answer = await withTemporaryFolder((cache) => run(['view', `--cache=${cache}`, '--', spec, ...fields]))
  if (answer.code === 0 && (answer.json === undefined || isRecord(answer.json))) return answer.json
  if (answer.code !== 0 && failureIn(answer).code === 'E404') return null
  throw refused(`look at ${spec}`, answer)
}

const lookAtVersion = async (run: Run, name: string, version: string): Promise<NpmVersion | null> => {
  // With one field npm would print its bare value: `name` and `version` are always there.
  const found = await view(run, `${name}@${version}`, ['name', 'version', 'dist.integrity', 'deprecated'])
  if (found === null) return null
  if (found === undefined) throw new RelError('REGISTRY', `npm says nothing of ${name}@${version}`, PING)
  return { integrity: word(found['dist.integrity']) ?? 'no integrity', deprecated: word(found['deprecated']) }
}

const PACKAGE_FIELDS = ['name', 'versions', 'dist-tags']

/** npm shows a package by one of its dist-tags, and nothing at all when that one is missing. */
const viewByAnyTag = async (run: Run, name: string): Promise<Fields | null | undefined> => {
  const found = await view(run, `${name}@latest`, PACKAGE_FIELDS)
  if (found !== undefined) return found
  const answer = await run(['dist-tag', 'ls', '--', name])
  const tag = /^(\S+): \S+$/m.exec(answer.text)?.[1]
  if (answer.code !== 0 || tag === undefined) throw refused(`list the dist-tags of ${name}`, answer)
  return view(run, `${name}@${tag}`, PACKAGE_FIELDS)
}

const lookAtPackage = async (run: Run, name: string): Promise<NpmPackage | null> => {
  const found = await viewByAnyTag(run, name)
  if (!found) return null
  const tags = isRecord(found['dist-tags']) ? found['dist-tags'] : {}
  return {
    versions: [found['versions']].flat().filter((each) => typeof each === 'string'),
    tags: new Map(Object.entries(tags).map(([tag, version]) => [tag, String(version)] as const)),
  }
}

const tell = async (run: Run, args: readonly string[]): Promise<NpmOutcome> => {
  const answer = await run(args)
  if (answer.code === 0) return { accepted: true, code: null, text: '' }
  const failure = failureIn(answer)
  return { accepted: false, ...failure, hint: hintFor(failure.code) }
}

const download = (run: Run, name: string, version: string): Promise<Buffer | null> =>
  withTemporaryFolder(async (folder) => {
    // Settings that keep a user from installing what is new are not for what the user has just published.
    const args = ['pack', '--before=null', '--pack-destination', folder]
    const answer = await run([...args, '--', `${name}@${version}`])
    const [packed] = Array.isArray(answer.json) ? (answer.json as { filename?: string }[]) : []
    if (answer.code === 0 && packed?.filename !== undefined) return readFile(join(folder, packed.filename))
    if (/^(?:E404|ETARGET)$/.test(failureIn(answer).code ?? '')) return null
    throw refused(`download ${name}@${version}`, answer)
  })

/** Runs in `folder`, whose `.npmrc` counts. */
export const openNpm = (folder: string, env: NodeJS.ProcessEnv, onChild: (pid: number) => void): NpmWorld => {
  const run = runner(folder, env, onChild)
  return {
    version: (name, version) => lookAtVersion(run, name, version),
    package: (name) => lookAtPackage(run, name),
    publish: (tarball, { tag, access }) =>
      tell(run, ['publish', `--tag=${tag}`, ...(access === null ? [] : [`--access=${access}`]), '--', tarball]),
    setTag: (name, version, tag) => tell(run, ['dist-tag', 'add', '--', `${name}@${version}`, tag]),
    removeTag: (name, tag) => tell(run, ['dist-tag', 'rm', '--', name, tag]),
    deprecate: (name, version, message) => tell(run, ['deprecate', '--', `${name}@${version}`, message]),
    download: (name, version) => download(run, name, version),
  }
}
