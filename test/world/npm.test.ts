/** The npm client as a port, at a real registry and at servers that misbehave. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openNpm } from '../../src/world/npm.ts'
import type { NpmWorld } from '../../src/world/ports.ts'
import { integrityOf, putVersion, tarballOf } from '../support/npm-release.ts'
import { type Registry, startRegistry } from '../support/registry.ts'
import { scratchEnv, scratchFolder } from '../support/scratch.ts'

let registry: Registry
let npm: NpmWorld

const clientIn = (folder: string, env: Readonly<Record<string, string>>): NpmWorld =>
  openNpm(folder, { ...scratchEnv, ...env }, () => undefined)

beforeAll(async () => {
  registry = await startRegistry(scratchFolder('registry'))
  npm = clientIn(scratchFolder('project'), registry.env)
  await putVersion(registry, ['core', '1.0.0', 'latest'])
  await putVersion(registry, ['core', '1.1.0-rc.1', 'rc'])
  await putVersion(registry, ['@private/core', '1.0.0', 'latest'])
})
afterAll(() => registry.stop())

const tarballIn = async (folder: string, name: string, version: string): Promise<string> => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'p.tgz'), await tarballOf(name, version))
  return join(folder, 'p.tgz')
}

test('tells what the registry has, and null for what it has not', async () => {
  const integrity = integrityOf(await tarballOf('core', '1.0.0'))
  expect(await npm.version('core', '1.0.0')).toEqual({ integrity, deprecated: null })
  expect(await npm.version('core', '9.9.9')).toBeNull()
  expect(await npm.version('nobody', '1.0.0')).toBeNull()
  const tags = new Map(Object.entries({ latest: '1.0.0', rc: '1.1.0-rc.1' }))
  expect(await npm.package('core')).toEqual({ versions: ['1.0.0', '1.1.0-rc.1'], tags })
  expect(await npm.package('nobody')).toBeNull()
  expect(await npm.download('core', '1.0.0')).toEqual(await tarballOf('core', '1.0.0'))
  expect(await npm.download('core', '9.9.9')).toBeNull()
  expect(await npm.download('nobody', '1.0.0')).toBeNull()
})

test('publishes a tarball as it is, from a path of any name, and moves and removes tags', async () => {
  const tarball = await tarballIn(scratchFolder('a b#c%25[d]?'), 'told', '1.0.0')
  expect(await npm.publish(tarball, { tag: 'next', access: null })).toEqual({ accepted: true, code: null, text: '' })
  const found = registry.packument('told')
  expect(found?.versions['1.0.0']?.dist.integrity).toBe(integrityOf(await tarballOf('told', '1.0.0')))
  expect(found?.['dist-tags']['next']).toBe('1.0.0')
  expect(await npm.setTag('told', '1.0.0', 'other')).toMatchObject({ accepted: true })
  expect(await npm.removeTag('told', 'next')).toMatchObject({ accepted: true })
  expect(await npm.removeTag('told', '--next')).toMatchObject({ accepted: false })
  expect(registry.packument('told')?.['dist-tags']).toEqual({ latest: '1.0.0', other: '1.0.0' })
  expect(await npm.deprecate('told', '1.0.0', '--force "quoted"\nand more')).toMatchObject({ accepted: true })
  expect(await npm.version('told', '1.0.0')).toMatchObject({ deprecated: '--force "quoted"\nand more' })
})

test('a version that is there is not accepted again', async () => {
  const tarball = await tarballIn(scratchFolder(), 'core', '1.0.0')
  const outcome = await npm.publish(tarball, { tag: 'next', access: 'public' })
  expect(outcome).toMatchObject({ accepted: false, text: expect.stringContaining('1.0.0') })
})

/** Serves one answer to everything while `use` runs. */
const serving = async (answer: RequestListener, use: (url: string) => Promise<void>): Promise<void> => {
  const server = createServer(answer)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  } finally {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
}

const at = (url: string, token: string | null = registry.token): NpmWorld =>
  clientIn(scratchFolder('project'), registry.envFor(url, token))

const REGISTRY = { code: 'REGISTRY', exit: 8, hint: expect.any(String) }

describe('a look that failed is an error, never "absent"', () => {
  const answers: Readonly<Record<string, RequestListener>> = {
    'an error page': (_, response) => void response.end('<html>please log in</html>'),
    'half an answer': (_, response) => void response.end('{ "versions": { "1.0.0": {'),
    'an error 500': (_, response) => void response.writeHead(500).end('{}'),
    'an error 429': (_, response) => void response.writeHead(429, { 'retry-after': '1' }).end('{}'),
    'a reset': (request) => void request.socket.destroy(),
  }
  test.each(Object.entries(answers))('%s', async (_, answer) => {
    await serving(answer, async (url) => {
      await expect(at(url).version('core', '1.0.0')).rejects.toMatchObject(REGISTRY)
    })
  })

  test('nobody listens', async () => {
    const gone = at('http://127.0.0.1:1/')
    await expect(gone.version('core', '1.0.0')).rejects.toMatchObject(REGISTRY)
    await expect(gone.package('core')).rejects.toMatchObject(REGISTRY)
    await expect(gone.download('core', '1.0.0')).rejects.toMatchObject(REGISTRY)
    const outcome = await gone.setTag('core', '1.0.0', 'next')
    expect(outcome).toMatchObject({ accepted: false, code: 'ECONNREFUSED', hint: expect.stringContaining('npm ping') })
  })

  test('there is no npm', async () => {
    const none = clientIn(scratchFolder('project'), { PATH: scratchFolder('nothing') })
    await expect(none.version('core', '1.0.0')).rejects.toMatchObject({ ...REGISTRY, message: 'npm cannot be started' })
  })
})

test('a package without the tag latest is there all the same', async () => {
  const versions = { '1.0.0-rc.1': { name: 'core', version: '1.0.0-rc.1', dist: {} } }
  const tags = { rc: '1.0.0-rc.1' }
  const answer: RequestListener = (request, response) => {
    const isTags = request.url?.endsWith('/dist-tags') === true
    response.end(JSON.stringify(isTags ? tags : { name: 'core', 'dist-tags': tags, versions }))
  }
  await serving(answer, async (url) => {
    expect(await at(url).package('core')).toEqual({ versions: ['1.0.0-rc.1'], tags: new Map(Object.entries(tags)) })
    expect(await at(url).version('core', '1.0.0-rc.1')).toEqual({ integrity: 'no integrity', deprecated: null })
  })
})

test('an npm that was killed is no npm that said something', async () => {
  const folder = scratchFolder('project')
  await serving(
    () => undefined,
    async (url) => {
      const env = { ...scratchEnv, ...registry.envFor(url, registry.token) }
      const killed = openNpm(folder, env, (pid) => void process.kill(pid, 'SIGTERM'))
      await expect(killed.version('core', '1.0.0')).rejects.toMatchObject({ message: /npm was ended by SIGTERM$/ })
      const outcome = await killed.setTag('core', '1.0.0', 'next')
      expect(outcome).toMatchObject({ accepted: false, code: null, text: 'npm was ended by SIGTERM' })
    },
  )
})

test.each([
  ['no token', null, 'ENEEDAUTH', /set the token that \.npmrc names/],
  ['a wrong token', 'd3Jvbmc6d3Jvbmctd3Jvbmc=', 'E401', /missing, wrong or expired/],
])('with %s nothing is written, and the hint says what to do', async (_, token, code, hint) => {
  const tarball = await tarballIn(scratchFolder(), 'core', '3.0.0')
  const outcome = await at(registry.url, token).publish(tarball, { tag: 'next', access: null })
  expect(outcome).toMatchObject({ accepted: false, code, hint: expect.stringMatching(hint) })
  const look = at(registry.url, token).version('@private/core', '1.0.0')
  await expect(look).rejects.toMatchObject({
    code: 'REGISTRY',
    hint: expect.stringMatching(/missing, wrong or expired/),
  })
})

test('no token is in what npm says, however it was given', async () => {
  const [variable, literal] = ['in-a-variable', 'bGl0ZXJhbGx5LWluLWEtZmlsZS0xMjM0NQ==']
  const echo: RequestListener = (request, response) => {
    response.writeHead(403, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ error: `${request.headers.authorization} may not` }))
  }
  await serving(echo, async (url) => {
    const folder = scratchFolder('project')
    writeFileSync(join(folder, '.npmrc'), `registry=${url}\n${url.slice(5)}:_authToken=\${NPM_TOKEN}\n`)
    const bare = { ...registry.env, npm_config_userconfig: join(folder, 'no-npmrc'), NPM_TOKEN: variable }
    for (const client of [clientIn(folder, bare), at(url, literal)]) {
      const { text } = await client.setTag('core', '1.0.0', 'next')
      expect(text).toMatch(/Bearer \*\*\* may not/)
      await expect(client.version('core', '1.0.0')).rejects.toMatchObject({ message: /Bearer \*\*\* may not/ })
    }
  })
})

test('what an npm script around rel was told does not count', async () => {
  const elsewhere = scratchFolder('elsewhere')
  const script = {
    ...{ npm_config_tag: 'wrong', npm_config_dry_run: 'true', npm_config_json: '', npm_config_access: 'restricted' },
    ...{ npm_config_local_prefix: elsewhere, npm_config_prefix: elsewhere, npm_config_global: 'true' },
    ...{ npm_config_workspaces: 'true', npm_config_workspace: 'x', npm_config_loglevel: 'silent' },
  }
  const inner = clientIn(scratchFolder('project'), { ...registry.env, ...script })
  const tarball = await tarballIn(scratchFolder(), 'inner', '1.0.0')
  expect(await inner.publish(tarball, { tag: 'right', access: null })).toMatchObject({ accepted: true })
  expect(registry.packument('inner')?.['dist-tags']).toMatchObject({ right: '1.0.0' })
  expect(await inner.version('inner', '1.0.0')).toMatchObject({ deprecated: null })
  expect(await inner.download('inner', '1.0.0')).toEqual(await tarballOf('inner', '1.0.0'))
})

test("the folder's .npmrc says which registry, and hides nothing of what it has", async () => {
  const folder = scratchFolder('project')
  const url = `registry=${registry.url}\n${registry.url.slice(5)}:_authToken=${registry.token}\n`
  writeFileSync(join(folder, '.npmrc'), `${url}tag=beta\nmin-release-age=9\n`)
  const own = clientIn(folder, { ...registry.env, npm_config_userconfig: join(folder, 'no-npmrc') })
  expect(await own.version('core', '1.0.0')).toMatchObject({ deprecated: null })
  expect(await own.package('core')).toMatchObject({ versions: ['1.0.0', '1.1.0-rc.1'] })
  expect(await own.download('core', '1.0.0')).toEqual(await tarballOf('core', '1.0.0'))
  expect(await own.setTag('core', '1.0.0', 'mine')).toMatchObject({ accepted: true })
})
