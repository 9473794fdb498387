/** Runs a target's recipes in its checkout and takes down what they ran with. */
import { sha256 } from '../core/canonical.ts'
import { RelError } from '../errors.ts'
import type { World } from '../world/ports.ts'
import type { BuildInput, BuildRecord } from './build-record.ts'

export interface Place {
  readonly checkout: string
  readonly commit: string
  readonly date: number
  readonly out: string
}

/** Only what is named gets through; time, locale and language are the same everywhere. */
const recipeEnvironment = (input: BuildInput, world: World, place: Place): Record<string, string> => {
  const env: Record<string, string> = {}
  for (const name of input.env) {
    const value = world.machine.env(name)
    if (value !== null) env[name] = value
  }
  return {
    ...env,
    ...{ SOURCE_DATE_EPOCH: String(place.date), TZ: 'UTC', LC_ALL: 'C', LANG: 'C' },
    ...{
      REL_PACKAGE: input.package,
      REL_VERSION: input.version,
      REL_TAG: input.tag,
      REL_TARGET: input.target,
      REL_COMMIT: place.commit,
    },
  }
}

export interface Command {
  readonly input: BuildInput
  readonly argv: readonly string[]
  readonly cwd: string
  readonly place: Place
}

const LOG_FILE = 'build.log'

/** Runs one command in the recipes' environment and adds what it says to the build's log. Throws `RECIPE`. */
export const runLogged = async ({ input, argv, cwd, place }: Command, world: World): Promise<void> => {
  const lines = [`$ ${argv.join(' ')}`]
  const env = recipeEnvironment(input, world, place)
  const { code } = await world.processes.run(argv, { cwd, env, onLine: (line) => lines.push(line) })
  const log = `${place.out}/${LOG_FILE}`
  await world.files.append(log, `${lines.join('\n')}\n`)
  if (code === 0) return
  await world.files.copy(log, `${input.work}.log`)
  throw new RelError('RECIPE', `${argv.join(' ')} ended with status ${code}: ${lines.slice(-4).join(' | ')}`, {
    hint: `the whole log is in ${input.work}.log`,
  })
}

export const runRecipes = async (input: BuildInput, world: World, place: Place): Promise<void> => {
  for (const argv of input.run) await runLogged({ input, argv, cwd: place.checkout, place }, world)
}

/** The sha256 of the build's log; null when nothing ran. */
export const logDigest = async (world: World, place: Place): Promise<string | null> =>
  (await world.files.hash(`${place.out}/${LOG_FILE}`))?.sha256 ?? null

type Tool = BuildRecord['toolchain'][number]

const readTool = async (name: string, cwd: string, world: World): Promise<readonly Tool[]> => {
  const path = await world.processes.which(name)
  const hash = path === null ? null : await world.files.hash(path)
  if (path === null || hash === null) return []
  const env = { PATH: world.machine.env('PATH') ?? '', HOME: world.machine.env('HOME') ?? '', LC_ALL: 'C' }
  const { stdout } = await world.processes.run([path, '--version'], { cwd, env })
  return [{ name, version: stdout.split('\n')[0]?.trim() ?? '', sha256: hash.sha256 }]
}

/** `also` are commands that rel itself ran. */
export const readToolchain = async (
  { toolchain, run, work }: BuildInput,
  world: World,
  also: readonly string[] = [],
): Promise<BuildRecord['toolchain']> => {
  const commands = [...(toolchain ?? run.flatMap((argv) => argv.slice(0, 1))), ...also]
  const tools: Tool[] = []
  for (const name of new Set(commands)) tools.push(...(await readTool(name, work.replace(/\/[^/]+$/, ''), world)))
  return tools
}

export const readLockfiles = async (
  input: BuildInput,
  world: World,
  commit: string,
): Promise<BuildRecord['lockfiles']> => {
  const objects = await world.git.objects(input.lockfiles.map((file) => `${commit}:${file}`))
  return input.lockfiles.flatMap((name, index) =>
    objects[index]?.type === 'blob' ? [{ name, sha256: sha256(objects[index].body) }] : [],
  )
}
