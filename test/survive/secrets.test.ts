/** No secret leaves: planted wherever rel may meet one, none is found in what it says or leaves behind, however it ends. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { figure } from '../support/figures.ts'
import { type GitHttp, startGitHttp } from '../support/git-http.ts'
import { type OnePackage, onePackage, TAG } from '../support/one-package.ts'
import { type Registry, startRegistry } from '../support/registry.ts'
import { expectNoSecrets, SECRET_ENV, SECRETS, secretsIn } from '../support/secrets.ts'
import { setHook } from '../support/server-hook.ts'
import { makeSshKey } from '../support/signing-tools.ts'

/** A recipe that says everything that it knows, in every way, and fails when it is told to. */
const TALKATIVE = [
  'env',
  'printf %s "$DEPLOY_PASSWORD" | base64',
  'printf %s "deploy:$DEPLOY_PASSWORD" | base64',
  'echo "password is $DEPLOY_PASSWORD" >&2',
  'test ! -e "$HOME/fail"',
].join('; ')

const CONFIG = {
  publish: [{ to: 'directory', path: '../out' }, { to: 'npm' }],
  build: {
    env: ['HOME', 'PATH', 'DEPLOY_PASSWORD'],
    targets: [{ name: 'source', run: [['sh', '-c', TALKATIVE]], artifacts: [{ kind: 'archive' }] }],
  },
}

let place: OnePackage
let folder: string
let git: GitHttp
let registry: Registry
let env: Readonly<Record<string, string>>
const said: Record<string, string> = {}

/** As CI jobs have it: a token in the environment that the project's .npmrc names. */
const writeNpmrcs = (): void => {
  const host = new URL(registry.url).host
  const project = [`registry=${registry.url}`, `//${host}/:_authToken=\${NPM_TOKEN}`]
  const more = `//npm.example.invalid/:_authToken=${SECRETS.projectNpmrc}`
  writeFileSync(join(place.repo.folder, '.npmrc'), [...project, more, ''].join('\n'))
  const password = Buffer.from(SECRETS.userNpmrc).toString('base64')
  writeFileSync(join(folder, 'home', '.npmrc'), `//npm.example.invalid/:_password=${password}\n`)
}

beforeAll(async () => {
  place = await onePackage(CONFIG)
  folder = dirname(place.repo.folder)
  for (const name of ['home', 'tmp']) mkdirSync(join(folder, name))
  git = await startGitHttp(folder, { user: 'ci', password: SECRETS.remoteUrl })
  registry = await startRegistry(folder)
  writeNpmrcs()
  await place.repo.git(
    'remote',
    'set-url',
    'origin',
    git.url('remote.git', { user: 'ci', password: SECRETS.remoteUrl }),
  )
  env = {
    ...{ ...SECRET_ENV, NPM_TOKEN: registry.token, HOME: join(folder, 'home'), TMPDIR: join(folder, 'tmp') },
    ...{ REL_SIGN_KEY: readFileSync(makeSshKey(folder, 'key'), 'utf8'), npm_config_fetch_retries: '0' },
    ...{
      GITHUB_ACTIONS: 'true',
      GITHUB_OUTPUT: join(folder, 'home', 'output'),
      GITHUB_STEP_SUMMARY: join(folder, 'home', 'summary'),
    },
    npm_config_cache: join(folder, 'cache'),
  }
})

afterAll(async () => {
  await Promise.all([git.stop(), registry.stop()])
})

/** Runs the CLI for people and for programs, and keeps what it says. Returns the exit status. */
const rel = async (why: string, args: readonly string[], also: Readonly<Record<string, string>> = {}) => {
  let code = -1
  for (const way of [['--verbose'], ['--json', '--verbose']]) {
    const run = await place.repo.rel([...args, ...way], { env: { ...env, ...also } })
    said[`${why} ${way[0] ?? ''}`] = `${run.stdout}\n${run.stderr}`
    code = run.code
  }
  return code
}

const search = (): void => {
  const key = (env['REL_SIGN_KEY'] ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('-----'))
  const lines = Object.fromEntries(key.map((line, at) => [`line ${at} of the signing key`, line]))
  const folders = ['repo', 'remote.git', 'out', 'storage', 'home', 'tmp', 'cache'].map((name) => join(folder, name))
  expectNoSecrets(said, folders, { ...SECRETS, token: registry.token, ...lines })
}

test('failures before the seal', async () => {
  const { repo, remote } = place
  const fail = join(folder, 'home', 'fail')
  writeFileSync(fail, '')
  expect(await rel('a recipe that fails', ['release'])).toBe(8)
  rmSync(fail)
  expect(said['a recipe that fails --verbose']).toContain('password is ***')
  const broken = join(folder, 'broken.json')
  writeFileSync(broken, `{ "publish": [{ "to": "npm", "token": "${SECRETS.GITHUB_TOKEN}" }], }`)
  expect(await rel('a broken config', ['release', '--config', broken])).toBe(2)
  expect(await rel('a key that is none', ['release'], { REL_SIGN_KEY: SECRETS.REL_SIGN_KEY })).toBe(2)
  writeFileSync(broken, '{ "sign": { "with": "key:env:RELEASE_SIGNER" } }')
  const signer = { RELEASE_SIGNER: SECRETS.REL_SIGN_KEY }
  expect(await rel('a key with a plain name that is none', ['release', '--config', broken], signer)).toBe(2)
  await repo.git('config', 'core.hooksPath', '.git/hooks')
  const allow = setHook({ folder: join(repo.folder, '.git') }, 'pre-push', 'env >&2; echo "$NPM_TOKEN" >&2; exit 1')
  expect(await rel('a hook that prints its environment', ['release'])).toBe(8)
  allow()
  const accept = setHook(remote, 'pre-receive', `echo "${SECRETS.GITHUB_TOKEN} may not push" >&2; exit 1`)
  expect(await rel('a refused push', ['release'])).toBe(4)
  accept()
  search()
})

test('failures of the network, and the end', async () => {
  const { repo } = place
  const url = await repo.git('remote', 'get-url', 'origin')
  await repo.git('remote', 'set-url', 'origin', url.replace(/:\d+\//, `:${await freePort()}/`))
  expect(await rel('a remote that is gone', ['release'])).toBe(8)
  await repo.git('remote', 'set-url', 'origin', git.url('remote.git', { user: 'ci', password: SECRETS.gitCredential }))
  expect(await rel('a wrong login', ['release'])).toBe(8)
  const credentials = join(folder, 'home', 'credentials')
  writeFileSync(credentials, `${git.url('', { user: 'ci', password: SECRETS.remoteUrl })}\n`)
  await repo.git('remote', 'set-url', 'origin', git.url('remote.git'))
  await repo.git('config', 'credential.helper', `store --file='${credentials}'`)
  expect(await rel('a wrong token', ['release'], { NPM_TOKEN: SECRETS.NPM_TOKEN })).toBe(5)
  expect(await rel('the end', ['publish'])).toBe(0)
  expect(said['the end --verbose']).toContain('done: ')
  expect(registry.tarballs()).toHaveLength(1)
  search()
})

test.for([
  [3, ['status']],
  [3, ['plan']],
  [3, ['why']],
  [3, ['version']],
  [0, ['trace', TAG]],
  [0, ['verify', '1.0.0']],
  [0, ['audit']],
  [0, ['doctor']],
] as const)('exit %i of what is asked afterwards: %s', async ([code, args]) => {
  expect(await rel(args.join(' '), args)).toBe(code)
  search()
})

test('the search finds what is there', () => {
  const base64 = Buffer.from(`user:${SECRETS.DEPLOY_PASSWORD}`).toString('base64')
  const texts = { one: `x ${SECRETS.NPM_TOKEN}`, two: base64, three: JSON.stringify(SECRETS.DEPLOY_PASSWORD) }
  const forms = ['one: NPM_TOKEN raw', 'two: DEPLOY_PASSWORD base64 at 2', 'three: DEPLOY_PASSWORD JSON-escaped']
  expect(secretsIn(texts, [])).toEqual(forms)
  const { folder: repo } = place.repo
  expect(secretsIn({}, [repo], { story: 'feat: start' })).toEqual(
    expect.arrayContaining([`objects of ${join(repo, '.git')}: story raw`]),
  )
  figure(`secrets: ${Object.keys(SECRETS).length + 2} planted, ${Object.keys(said).length} runs`)
})
