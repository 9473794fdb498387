/** A scene of one package that reaches its remote, and an npm registry, over HTTP through fault proxies only. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inspect } from 'node:util'
import { RelError } from '../../src/errors.ts'
import { release } from '../../src/rel.ts'
import { type Fault, type FaultProxy, type SeenRequest, startFaultProxy } from './fault-proxy.ts'
import { everything } from './figures.ts'
import { startGitHttp } from './git-http.ts'
import { onePackage } from './one-package.ts'
import { differences, type Picture, pictureOf } from './picture.ts'
import { keepPushLog } from './push-log.ts'
import { type Registry, startRegistry } from './registry.ts'
import { scratchEnv } from './scratch.ts'
import { expectNoSecrets, SECRET_ENV } from './secrets.ts'
import { keepState, leaveWork, putBack, type Scene, sceneIn } from './worlds.ts'

export type Server = 'remote' | 'registry'

export interface Case {
  /** The kept state that it begins from. */
  readonly from: string
  readonly server: Server
  readonly fault: Fault
}

export interface FaultyNetwork {
  readonly scene: Scene
  readonly registry: Registry | null
  /** `rel release` as a CI job runs it. Returns the error that it ended with. */
  readonly run: (env?: Readonly<Record<string, string>>) => Promise<RelError | null>
  /** The environment of a job that logs in to the registry with this token. */
  readonly envWith: (token: string | null) => Readonly<Record<string, string>>
  /** Breaks requests to one of the servers, and nothing of the other one's. */
  readonly arm: (server: Server, fault: Fault | null) => void
  /** The requests since then. */
  readonly asked: (server: Server) => readonly SeenRequest[]
  readonly keep: (state: string) => void
  readonly begin: (state: string) => void
  /** What consumers can see of the release, in words; empty: nothing. */
  readonly publicly: () => Promise<string>
  /** What is wrong after one run into a fault and the same command again, compared with an uncut run. */
  readonly meet: (one: Case, whole: Picture) => Promise<readonly string[]>
  readonly stop: () => Promise<void>
}

const NOBODY_ASKED = { packages: null, level: null, version: null, pre: null, date: null }

const silent = () => undefined

const runIn = async (folder: string, env: Readonly<Record<string, string>>): Promise<RelError | null> => {
  try {
    await release({
      ...{ cwd: folder, configFile: null, branch: null, ciBranch: null, ci: true, offline: false },
      ...{
        env: { ...scratchEnv, ...SECRET_ENV, ...env },
        interrupted: () => false,
        plan: null,
        confirm: async () => true,
      },
      ...{ progress: { note: silent, begin: silent, start: silent, outcome: silent }, asked: NOBODY_ASKED },
      around: (world) => ({ ...world, sleep: () => Promise.resolve() }),
    })
    return null
  } catch (error) {
    if (!(error instanceof RelError)) throw error
    expectNoSecrets({ error: inspect(error, { depth: 9 }) }, [])
    return error
  }
}

/** What consumers can see of the release. */
const publicIn = async (scene: Scene, registry: Registry | null): Promise<string> => {
  const refs = await scene.remote.git('for-each-ref', 'refs/tags', 'refs/rel/ledger')
  const places = [...(existsSync(scene.out) ? [scene.out] : []), ...(registry?.tarballs() ?? [])]
  return [...refs.split('\n'), ...places].join('\n').trim()
}

/** 5 says sealed, or that nobody can see whether it is; 8 says that this run made nothing public; and each says what to do.
 *  No other exit is the network's. */
const complaints = (error: RelError | null, before: string, after: string): readonly string[] => {
  if (error === null) return []
  const said = `exit ${error.exit} ${error.code} ${error.message}`
  if (error.exit !== 5 && error.exit !== 8) return [said]
  const isTrue = error.exit === 5 ? after !== '' || /whether/.test(error.message) : after === before
  return [...(isTrue ? [] : [`not true of what is public: ${said}`]), ...(error.hint ? [] : [`no hint: ${said}`])]
}

type Given = Omit<FaultyNetwork, 'meet'>

const meetIn = async (net: Given, { from, server, fault }: Case, whole: Picture): Promise<readonly string[]> => {
  net.begin(from)
  net.arm(server, fault)
  const before = await net.publicly()
  const first = await net.run()
  const said = complaints(first, before, await net.publicly())
  const isMet = net.asked(server).some(({ broken }) => broken)
  net.arm(server, null)
  // That a finished release stays as it is when it is finished again is proven where there is time for it.
  const again = first === null && !everything ? null : await net.run()
  const wrong = [
    ...(isMet ? said : ['no such request came']),
    ...(again === null ? [] : [`again: exit ${again.exit} ${again.message}`]),
    ...differences(await pictureOf(net.scene), whole),
  ]
  return wrong.map((each) => `${from}, ${server} ${fault.kind} ${fault.times} at ${fault.at}: ${each}`)
}

const makeScene = async (config: object): Promise<Scene> => {
  const one = await onePackage({ repository: 'https://example.invalid/acme/core', ...config })
  const scene = sceneIn(dirname(one.repo.folder))
  keepPushLog(scene.remote)
  await leaveWork(scene.repo)
  return scene
}

const proxies = async (remote: number, registry: Registry | null) => ({
  remote: await startFaultProxy(remote),
  registry: registry === null ? null : await startFaultProxy(registry.port),
})

/** Starts the servers. The state `start` is kept: nothing has been released. */
export const startFaultyNetwork = async (publish: readonly object[], withRegistry: boolean): Promise<FaultyNetwork> => {
  const scene = await makeScene({ publish })
  const git = await startGitHttp(scene.folder)
  const registry = withRegistry ? await startRegistry(scene.folder) : null
  const servers: Readonly<Record<Server, FaultProxy | null>> = await proxies(git.port, registry)
  const state = (name: string) => join(scene.folder, `kept-${name}`)
  let caches = 0
  const envWith = (token: string | null) => {
    caches += 1
    // The state of the registry is put back, and what npm remembers of it with it.
    const cache = join(scene.folder, `cache-${caches}`)
    return { ...registry?.envFor(servers.registry?.url ?? '', token), npm_config_cache: cache }
  }
  const given: Given = {
    ...{ scene, registry, envWith },
    run: (env = envWith(registry?.token ?? null)) => runIn(scene.repo.folder, env),
    arm: (server, fault) => {
      for (const each of ['remote', 'registry'] as const) servers[each]?.arm(each === server ? fault : null)
    },
    asked: (server) => servers[server]?.seen() ?? [],
    keep: (name) => keepState(scene, state(name)),
    begin: (name) => putBack(scene, state(name)),
    publicly: () => publicIn(scene, registry),
    stop: async () => {
      await Promise.all([servers.remote, servers.registry, git, registry].map((server) => server?.stop()))
    },
  }
  await scene.repo.git('remote', 'set-url', 'origin', `${servers.remote?.url ?? ''}remote.git`)
  given.keep('start')
  return { ...given, meet: (one, whole) => meetIn(given, one, whole) }
}
