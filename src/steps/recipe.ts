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

/** Returns the sha256 of the log, or null when nothing ran. */
export const runRecipes = async (input: BuildInput, world: World, place: Place): Promise<string | null> => {
  if (input.run.length === 0) return null
  const env = recipeEnvironment(input, world, place)
  const lines: string[] = []
  for (const argv of input.run) {
    lines.push(`$ ${argv.join(' ')}`)
    const { code } = await world.processes.run(argv, { cwd: place.checkout, env, onLine: (line) => lines.push(line) })
    await world.files.write(`${place.out}/build.log`, `${lines.join('\n')}\n`)
    if (code === 0) continue
    const log = `${input.work}.log`
    await world.files.write(log, `${lines.join('\n')}\n`)
    throw new RelError('RECIPE', `${argv.join(' ')} ended with status ${code}: ${lines.slice(-4).join(' | ')}`, {
      hint: `the whole log is in ${log}`,
    })
  }
  return (await world.files.hash(`${place.out}/build.log`))?.sha256 ?? null
}

export const readToolchain = async (input: BuildInput, world: World): Promise<BuildRecord['toolchain']> => {
  const commands = input.toolchain ?? input.run.flatMap((argv) => argv.slice(0, 1))
  const tools: { name: string; version: string; sha256: string }[] = []
  for (const name of [...new Set(commands)]) {
    const path = await world.processes.which(name)
    const hash = path === null ? null : await world.files.hash(path)
    if (path === null || hash === null) continue
    const env = { PATH: world.machine.env('PATH') ?? '', HOME: world.machine.env('HOME') ?? '', LC_ALL: 'C' }
    const { stdout } = await world.processes.run([path, '--version'], { cwd: input.work.replace(/\/[^/]+$/, ''), env })
    tools.push({ name, version: stdout.split('\n')[0]?.trim() ?? '', sha256: hash.sha256 })
  }
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
