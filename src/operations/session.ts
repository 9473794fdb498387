/** One command's surroundings: the world around a folder, the remote, and what the command line said about all of them. */
import { configSchema } from '../config/schema.ts'
import { RelError } from '../errors.ts'
import { TARGET_OPTIONS } from '../targets/index.ts'
import { withMemory } from '../world/git-memory.ts'
import { takeLock } from '../world/lock.ts'
import type { World } from '../world/ports.ts'
import { openWorld } from '../world/world.ts'
import type { Progress } from './progress.ts'

/** What every command is told. */
export interface Request {
  readonly cwd: string
  /** `--config`, or null. */
  readonly configFile: string | null
  /** `--branch`, or null. */
  readonly branch: string | null
  /** The branch that CI names with a branch variable, or null. */
  readonly ciBranch: string | null
  readonly ci: boolean
  readonly offline: boolean
  readonly env: NodeJS.ProcessEnv
  readonly progress: Progress
  readonly interrupted: () => boolean
  /** A folder that may hold the sealed bytes (`--from`). */
  readonly from?: string | null
  /** Stands between rel and the real world: another clock, a fuse. Absent: nothing does. */
  readonly around?: (world: World) => World
}

export interface Session {
  readonly request: Request
  readonly world: World
  /** The remote that releases go to; null when none is configured. */
  readonly remote: string | null
  /** The same, but null with `--offline` too. */
  readonly online: string | null
}

export const SCHEMA = configSchema(TARGET_OPTIONS)

const chooseRemote = async (world: World): Promise<string | null> => {
  const remotes = await world.git.remotes()
  const head = world.git.place.branch?.replace('refs/heads/', '') ?? ''
  const own = await world.git.setting(`branch.${head}.remote`)
  if (own !== null && remotes.includes(own)) return own
  return remotes.includes('origin') ? 'origin' : (remotes[0] ?? null)
}

export const openSession = async (
  request: Request,
  onChild: (pid: number) => void = () => undefined,
): Promise<Session> => {
  const real = await openWorld(request.cwd, request.env, onChild)
  const world = withMemory(request.around?.(real) ?? real)
  const remote = await chooseRemote(world)
  return { request, world, remote, online: request.offline ? null : remote }
}

/** A session that writes: no other run works in this clone meanwhile. */
export const withLock = async <T>(request: Request, use: (session: Session) => Promise<T>): Promise<T> => {
  let note: (pid: number) => void = () => undefined
  const session = await openSession(request, (pid) => note(pid))
  await session.world.git.version()
  const lock = await takeLock(session.world.git.place.commonDir)
  note = lock.child
  try {
    return await use(session)
  } finally {
    lock.release()
  }
}

/** The commit that HEAD is at. Throws `NO_COMMIT`. */
export const headCommit = async ({ world }: Session): Promise<string> => {
  const { head } = world.git.place
  if (head !== null) return head
  throw new RelError('NO_COMMIT', 'there is no commit here yet', { hint: 'make one: git commit' })
}
