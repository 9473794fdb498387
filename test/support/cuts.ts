/** Runs a flow of commands once, keeping the whole state around its writes, and then again from each of those states. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { RelError } from '../../src/errors.ts'
import type { Request } from '../../src/rel.ts'
import { type Moment, openFuse, type Verdict, type Write } from './fuse.ts'
import { differences, type Picture, pictureOf } from './picture.ts'
import type { Repo } from './scratch.ts'
import { expectNoSecrets } from './secrets.ts'
import { keepState, putBack, type Scene, stateHash } from './worlds.ts'

/** One command of a flow, run in this process. */
export interface FlowCommand {
  readonly place: (scene: Scene) => Repo
  /** What somebody does before it. */
  readonly prepare?: (scene: Scene) => Promise<void>
  readonly run: (request: Request) => Promise<unknown>
}

/** A state between two writes, and all cuts that leave this very state behind. */
export interface Kept {
  readonly command: number
  readonly folder: string
  readonly hash: string
  readonly cuts: { readonly moment: Moment; readonly write: Write }[]
}

export interface Forward {
  readonly whole: Picture
  readonly writes: number
  readonly kept: readonly Kept[]
  /** What the last command changes when nothing is left to do: nothing. */
  readonly again: readonly string[]
}

const silent = () => undefined
const STEP = 1000

/** Time passes by itself, a second a look; waiting takes none. */
const requestIn = (scene: Scene, command: FlowCommand, at?: (moment: Moment, write: Write) => Verdict): Request => {
  const fuse = openFuse(at)
  let now = Date.parse('2025-02-03T04:05:06Z')
  return {
    ...{ cwd: command.place(scene).folder, configFile: null, branch: null, ciBranch: null, ci: false, offline: false },
    ...{ env: scene.env, interrupted: () => false },
    progress: { note: silent, begin: silent, start: silent, outcome: silent },
    around: (world) => fuse.around({ ...world, now: () => (now += STEP), sleep: () => Promise.resolve() }),
  }
}

/** Which moments are kept: all, or those that a sample wants. */
export type Wanted = (moment: Moment, write: Write, command: number) => boolean

/** Runs the whole flow and keeps the states of the scene that are wanted. */
export const runForward = async (scene: Scene, flow: readonly FlowCommand[], wanted: Wanted): Promise<Forward> => {
  const kept: Kept[] = []
  let writes = 0
  const keep =
    (command: number) =>
    (moment: Moment, write: Write): Verdict => {
      if (moment === 'before') writes += 1
      if (!wanted(moment, write, command)) return 'go'
      const folder = join(scene.folder, `kept-${kept.length}`)
      keepState(scene, folder)
      const hash = stateHash(folder)
      const before = kept.at(-1)
      if (before?.hash !== hash || before.command !== command)
        kept.push({ command, folder, hash, cuts: [{ moment, write }] })
      else {
        before.cuts.push({ moment, write })
        rmSync(folder, { recursive: true })
      }
      return 'go'
    }
  for (const [index, command] of flow.entries()) {
    await command.prepare?.(scene)
    await command.run(requestIn(scene, command, keep(index)))
  }
  const whole = await pictureOf(scene)
  const last = flow.at(-1)
  await last?.run(requestIn(scene, last))
  return { whole, writes, kept, again: differences(await pictureOf(scene), whole) }
}

const finish = async (scene: Scene, flow: readonly FlowCommand[], from: number): Promise<void> => {
  for (const [index, command] of flow.entries()) {
    if (index < from) continue
    if (index > from) await command.prepare?.(scene)
    await command.run(requestIn(scene, command))
  }
}

const inWords = (error: unknown): string =>
  error instanceof RelError ? `${error.code}: ${error.message}` : String(error instanceof Error ? error.stack : error)

/** What is wrong after the cut command was run again, and the rest of the flow after it. */
export const runFrom = async (
  scene: Scene,
  flow: readonly FlowCommand[],
  { whole }: Forward,
  kept: Kept,
): Promise<readonly string[]> => {
  putBack(scene, kept.folder)
  try {
    await finish(scene, flow, kept.command)
  } catch (error) {
    return [inWords(error)]
  }
  return differences(await pictureOf(scene), whole)
}

interface Losing extends Pick<Forward, 'whole'> {
  readonly kept: Kept
  /** The write whose answer is lost: the first one of that kind. */
  readonly kind: string
}

/** As `runFrom`, but nobody dies: a write is done, its answer is lost, and then the command is run again. */
export const runLosing = async (
  scene: Scene,
  flow: readonly FlowCommand[],
  { whole, kept, kind }: Losing,
): Promise<readonly string[]> => {
  const command = flow[kept.command]
  if (command === undefined) return []
  let lost = false
  const lose = (moment: Moment, write: Write): Verdict => {
    if (lost || moment === 'before' || write.kind !== kind) return 'go'
    lost = true
    return 'lose'
  }
  putBack(scene, kept.folder)
  const error: unknown = await command.run(requestIn(scene, command, lose)).then(
    () => null,
    (cause: unknown) => cause,
  )
  expectNoSecrets({ error: inspect(error, { depth: 9 }) }, [])
  const wrong = error === null || (error instanceof RelError && error.code !== 'BUG') ? [] : [inWords(error)]
  try {
    await finish(scene, flow, kept.command)
  } catch (again) {
    return [...wrong, inWords(again)]
  }
  return [...wrong, ...differences(await pictureOf(scene), whole)]
}
