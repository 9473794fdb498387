/** The workspace that a pnpm-workspace.yaml declares. */
import { isObject } from './json-span.ts'
import { readYaml, yamlFault } from './yaml-span.ts'

export const PNPM_WORKSPACE = 'pnpm-workspace.yaml'

/** Its globs in an order in which the negated ones remove from all others, as pnpm has it; null when it has none. */
export function readPnpmGlobs(text: string, file: string): readonly string[] | null {
  const root = readYaml(text, file)
  const globs = isObject(root) ? root['packages'] : undefined
  if (globs === undefined || globs === '') return null
  if (!Array.isArray(globs) || !globs.every((glob) => typeof glob === 'string'))
    throw yamlFault(text, file, ['packages'], 'packages is not a list of globs', 'write packages: ["packages/*"]')
  const isNegated = (glob: string) => glob.startsWith('!')
  return [...globs.filter((glob) => !isNegated(glob)), ...globs.filter(isNegated)]
}
