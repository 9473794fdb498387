/** A fuse between rel and its world: every write has a number, is shown before and after, and may be the last one. */
import { type ErrorCode, RelError } from '../../src/errors.ts'
import type {
  FilesLook,
  FilesWorld,
  GitLook,
  GitWorld,
  NpmLook,
  NpmWorld,
  Processes,
  PushOutcome,
  World,
} from '../../src/world/ports.ts'

export type Moment = 'before' | 'after'

/** `kind` is the port and its method (`git.push`); numbers begin at 1. */
export interface Write {
  readonly n: number
  readonly kind: string
}

/** `stop`: the process dies here. `lose` (after a write): it lives on, and is told that what was done has failed. */
export type Verdict = 'go' | 'stop' | 'lose'

export interface Fuse {
  /** For `Request.around`. */
  readonly around: (world: World) => World
  /** Those that began. */
  readonly writes: readonly Write[]
}

/** What a world that was stopped answers to everything: a dead process does nothing in its finally blocks either. */
export class Stopped extends Error {}

type Extra<W, L> = Exclude<keyof W, keyof L>
type Every<Name extends PropertyKey> = Readonly<Record<Name, true>>

// Whoever adds a write to a port has to add it here too: the compiler compares.
const GIT: Every<Extra<GitWorld, GitLook> | 'fetch' | 'deepen' | 'deepenBy' | 'bringTags'> = {
  ...({ fetch: true, deepen: true, deepenBy: true, bringTags: true, writeTree: true } as const),
  ...({ writeCommit: true, writeTag: true, updateRefs: true } as const),
  ...({ push: true, importCommit: true, moveCheckout: true, cleanCheckout: true } as const),
}
const FILES: Every<Extra<FilesWorld, FilesLook>> = {
  ...({ write: true, writeStream: true, append: true, copy: true, rename: true, makeFolder: true } as const),
  ...({ remove: true, withFolder: true } as const),
}
const NPM: Every<Extra<NpmWorld, NpmLook>> = {
  ...({ publish: true, setTag: true, removeTag: true, deprecate: true, download: true } as const),
}
const PROCESSES: Every<Exclude<keyof Processes, 'which'>> = { run: true }

const CODES: Readonly<Record<string, ErrorCode>> = { git: 'GIT', files: 'DISK', npm: 'REGISTRY', processes: 'RECIPE' }

/** What the real port answers when it does not hear how its write ended. Throws where the port throws. */
const unheard = (kind: string): unknown => {
  const text = `the answer to ${kind} was lost`
  if (kind === 'git.push') return { accepted: false, text, refused: [] } satisfies PushOutcome
  if (kind.startsWith('npm.') && kind !== 'npm.download') return { accepted: false, code: 'ECONNRESET', text }
  const code = kind === 'git.fetch' ? 'REMOTE' : (CODES[kind.split('.')[0] ?? ''] ?? 'BUG')
  throw new RelError(code, text, { hint: 'run the same command again' })
}

type Method = (...args: unknown[]) => unknown

/** `at` is asked before and after each write. */
export const openFuse = (at: (moment: Moment, write: Write) => Verdict = () => 'go'): Fuse => {
  const writes: Write[] = []
  let dead = false
  const ask = (moment: Moment, write: Write): Verdict => {
    const verdict = at(moment, write)
    if (verdict === 'stop') dead = true
    return live(verdict)
  }
  const live = <T>(value: T): T => {
    if (dead) throw new Stopped('this world was stopped')
    return value
  }
  const written = async (kind: string, act: () => unknown): Promise<unknown> => {
    const write = { n: writes.length + 1, kind }
    writes.push(write)
    ask('before', write)
    const answer = await act()
    live(answer)
    return ask('after', write) === 'lose' ? unheard(kind) : answer
  }
  const guarded = <Port extends object>(port: Port, name: string, isWrite: Readonly<Record<string, true>>): Port =>
    new Proxy(port, {
      get(target, key) {
        const value: unknown = live(Reflect.get(target, key))
        if (typeof value !== 'function' || typeof key !== 'string') return value
        const call = (...args: unknown[]) => (value as Method).apply(target, args)
        if (!Object.hasOwn(isWrite, key)) return (...args: unknown[]) => live(call)(...args)
        return (...args: unknown[]) => written(`${name}.${key}`, () => live(call)(...args))
      },
    })
  const around = (world: World): World => ({
    ...world,
    git: guarded(world.git, 'git', GIT),
    files: guarded(world.files, 'files', FILES),
    npm: guarded(world.npm, 'npm', NPM),
    processes: guarded(world.processes, 'processes', PROCESSES),
    now: () => live(world).now(),
    sleep: (ms) => live(world).sleep(ms),
  })
  return { around, writes }
}

/** Goes off at one moment of one write. */
export const stopAt =
  (n: number, moment: Moment) =>
  (at: Moment, write: Write): Verdict =>
    at === moment && write.n === n ? 'stop' : 'go'
