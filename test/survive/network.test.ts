/** A network that fails at any request of a release: the run ends finished, or says what to do, and running again finishes it. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FAULTS } from '../support/fault-proxy.ts'
import { type Case, type FaultyNetwork, type Server, startFaultyNetwork } from '../support/faulty-network.ts'
import { everything, figure } from '../support/figures.ts'
import { type GitHttp, startGitHttp } from '../support/git-http.ts'
import { TAG } from '../support/one-package.ts'
import { differences, type Picture, pictureOf } from '../support/picture.ts'
import { repoAt } from '../support/scratch.ts'
import { leaveWork } from '../support/worlds.ts'

/** A network with what an uncut run came to and asked of its server. */
interface Proof {
  readonly net: FaultyNetwork
  readonly whole: Picture
  readonly asked: readonly string[]
}

let proofs: Readonly<Record<Server, Proof>>

const runWhole = async (net: FaultyNetwork, server: Server): Promise<Proof> => {
  net.arm(server, null)
  net.begin('start')
  expect(await net.run()).toBe(null)
  return { net, whole: await pictureOf(net.scene), asked: net.asked(server).map(({ line }) => line) }
}

const DIRECTORY = { to: 'directory', path: '../out' }
const SEALING = new RegExp(`git-receive-pack .*refs/tags/${TAG}`)

/** With a directory alone: npm takes its time, and git's requests are the same. States: the bytes are staged and not sealed;
 *  the seal has landed and nobody heard of it, and the clone is gone. */
const proveRemote = async (): Promise<Proof> => {
  const net = await startFaultyNetwork([DIRECTORY], false)
  const proof = await runWhole(net, 'remote')
  net.begin('start')
  net.arm('remote', { kind: 'refused', at: 1, only: SEALING, times: 'always' })
  expect(await net.run()).toMatchObject({ code: 'REMOTE' })
  net.keep('staged')
  const url = await net.scene.repo.git('remote', 'get-url', 'origin')
  const at = proof.asked.findIndex((line) => SEALING.test(line)) + 1
  net.begin('start')
  net.arm('remote', { kind: 'reset-after', at, times: 'always' })
  expect(await net.run()).not.toBe(null)
  net.arm('remote', null)
  rmSync(net.scene.repo.folder, { recursive: true })
  await repoAt(net.scene.folder).git('clone', '--quiet', url, 'repo')
  await leaveWork(net.scene.repo)
  net.keep('landed')
  return proof
}

/** State: sealed, while the registry was gone. */
const proveRegistry = async (): Promise<Proof> => {
  const net = await startFaultyNetwork([DIRECTORY, { to: 'npm' }], true)
  const proof = await runWhole(net, 'registry')
  net.begin('start')
  net.arm('registry', { kind: 'refused', at: 1, times: 'always' })
  expect(await net.run()).toMatchObject({ code: 'PARTIAL' })
  net.keep('sealed')
  return proof
}

beforeAll(async () => {
  const [remote, registry] = await Promise.all([proveRemote(), proveRegistry()])
  proofs = { remote, registry }
})

afterAll(async () => {
  await Promise.all([proofs.remote.net.stop(), proofs.registry.net.stop()])
})

const expectAllMet = async (what: string, { net, whole }: Proof, cases: readonly Case[]): Promise<void> => {
  const wrong: string[] = []
  for (const each of cases) wrong.push(...(await net.meet(each, whole)))
  const requests = new Set(cases.map(({ fault }) => fault.at)).size
  figure(`faults ${what}: ${requests} requests, ${cases.length} faults, ${wrong.length} wrong`)
  expect(wrong).toEqual([])
}

const PLACES = [
  ['at the git push', { from: 'staged', server: 'remote', only: SEALING }],
  ['at the ledger fetch', { from: 'landed', server: 'remote', only: / fetch$/ }],
  ['at the npm publish', { from: 'sealed', server: 'registry', only: /^PUT / }],
] as const

/** The sample has every kind at one of the places. */
const kindsAt = (place: number) => FAULTS.filter((_, index) => everything || index % PLACES.length === place)

test.for(PLACES)('kinds of fault %s', async ([what, { from, server, only }]) => {
  const place = PLACES.findIndex(([name]) => name === what)
  const cases = kindsAt(place).map((kind): Case => ({ from, server, fault: { kind, at: 1, only, times: 'once' } }))
  await expectAllMet(what, proofs[server], cases)
})

const WHOLE: readonly Server[] = everything ? ['remote', 'registry'] : []

test.for(WHOLE)(
  'every kind of fault at every request to the %s, and a server that is gone from there on',
  { timeout: 14_400_000 },
  async (server) => {
    const cases = proofs[server].asked.flatMap((_, index): readonly Case[] => [
      ...FAULTS.map((kind): Case => ({ from: 'start', server, fault: { kind, at: index + 1, times: 'once' } })),
      { from: 'start', server, fault: { kind: 'refused', at: index + 1, times: 'always' } },
    ])
    await expectAllMet(`at each request to the ${server}`, proofs[server], cases)
  },
)

const expectWhole = async ({ net, whole }: Proof): Promise<void> =>
  expect(differences(await pictureOf(net.scene), whole)).toEqual([])

test('an upload whose answer is lost is recognised as landed', async () => {
  const { net } = proofs.registry
  net.begin('sealed')
  net.arm('registry', { kind: 'reset-after', at: 1, only: /^PUT /, times: 'always' })
  expect(await net.run()).toBe(null)
  expect(net.asked('registry').filter(({ line }) => line.startsWith('PUT '))).toHaveLength(1)
  await expectWhole(proofs.registry)
})

test('what npm remembers of a registry that is gone is no evidence', async () => {
  const { net } = proofs.registry
  const env = net.envWith(net.registry?.token ?? null)
  net.arm('registry', null)
  net.begin('sealed')
  expect(await net.run(env)).toBe(null)
  net.begin('sealed')
  net.arm('registry', { kind: 'refused', at: 1, times: 'always' })
  expect(await net.run(env)).toMatchObject({ exit: 5 })
})

const logIn = async (url: string, name: string): Promise<string> => {
  const answer = await fetch(`${url}-/user/org.couchdb.user:${name}`, {
    ...{ method: 'PUT', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ name, password: 'secret-pass' }),
  })
  return ((await answer.json()) as { token: string }).token
}

/** The token of somebody who was removed; the registry reads its users again when there is a new one. */
const expiredToken = async ({ scene, registry }: FaultyNetwork): Promise<string> => {
  const users = join(scene.folder, 'htpasswd')
  const before = readFileSync(users)
  const token = await logIn(registry?.url ?? '', 'leaver')
  writeFileSync(users, before)
  await logIn(registry?.url ?? '', 'newcomer')
  return token
}

test.for([
  ['wrong', async () => 'npm_000000000000000000000000000000000000'],
  ['expired', expiredToken],
  ['missing', async () => null],
] as const)('a token that is %s: exit 5, the way out, and finished with the right one', async ([, makeToken]) => {
  const { net } = proofs.registry
  net.begin('sealed')
  net.arm('registry', null)
  const error = await net.run(net.envWith(await makeToken(net)))
  expect(error).toMatchObject({ exit: 5, hint: expect.stringMatching(/token.*npm login.*run the same command again/) })
  expect(await net.run()).toBe(null)
  await expectWhole(proofs.registry)
})

test('a git login that is wrong or missing: exit 8, the way out, nothing public', async () => {
  const { net } = proofs.remote
  const { repo, folder } = net.scene
  const login = { user: 'ci', password: 'open sesame' }
  const server: GitHttp = await startGitHttp(folder, login)
  net.begin('start')
  for (const given of [{ ...login, password: 'wrong one' }, undefined]) {
    await repo.git('remote', 'set-url', 'origin', server.url('remote.git', given))
    expect(await net.run()).toMatchObject({ code: 'REMOTE', hint: expect.stringMatching(/log ?in/) })
    expect(await net.publicly()).toBe('')
  }
  writeFileSync(join(folder, 'credentials'), `${server.url('', login)}\n`, { mode: 0o600 })
  await repo.git('config', 'credential.helper', `store --file='${join(folder, 'credentials')}'`)
  expect(await net.run()).toBe(null)
  await expectWhole(proofs.remote)
  await server.stop()
})

const IMPATIENT = { GIT_HTTP_LOW_SPEED_LIMIT: '1', GIT_HTTP_LOW_SPEED_TIME: '1', npm_config_fetch_timeout: '500' }

test.for([
  ['start', 'remote', 8],
  ['sealed', 'registry', 5],
] as const)('%s: a %s that never answers ends as one that is gone', async ([from, server, exit]) => {
  const { net } = proofs[server]
  net.begin(from)
  net.arm(server, { kind: 'silent', at: 1, times: 'always' })
  const env = { ...net.envWith(net.registry?.token ?? null), ...IMPATIENT }
  expect(await net.run(env)).toMatchObject({ exit, hint: expect.any(String) })
})
