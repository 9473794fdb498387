/** Reads a package.json: only what rel needs, and nothing that npm would refuse. */
import { semverScheme } from '../core/schemes/semver.ts'
import type { RelError } from '../errors.ts'
import type { Dependency, Json } from '../model.ts'
import type { Manifest } from './ecosystem.ts'
import { isObject, jsonFault, type JsonObject, type JsonPath, readJson } from './json-span.ts'
import { repositoryUrl } from './repository-url.ts'

/** The section of each kind; npm has none for `build`. */
export const SECTIONS = {
  runtime: 'dependencies',
  optional: 'optionalDependencies',
  peer: 'peerDependencies',
  dev: 'devDependencies',
} as const satisfies Partial<Record<Dependency['kind'], string>>

/** npm's rule for names, old upper-case ones included; a leading `-` would pass for an option. */
const NAME = /^(?:@[a-z0-9~][a-z0-9._~-]*\/)?[a-z0-9~][a-z0-9._~-]*$/i

type Complain = (path: JsonPath, problem: string, hint: string) => RelError

export function readManifest(text: string, file: string): Manifest {
  const root = readJson(text, file)
  const complain: Complain = (path, problem, hint) => jsonFault(text, file, path, problem, hint)
  return {
    name: checked(root, 'name', isName, complain),
    version: checked(root, 'version', isVersion, complain),
    // npm refuses to publish on any truthy value, the text "false" too.
    private: Boolean(root['private']),
    repository: repository(root['repository']),
    dependencies: dependencies(root, complain),
  }
}

/** Globs of the folders that a package.json declares as its workspaces, in either form; null when it declares none. */
export function readWorkspaces(text: string, file: string): readonly string[] | null {
  const value = readJson(text, file)['workspaces']
  const globs = isObject(value) ? value['packages'] : value
  if (globs === undefined) return null
  if (Array.isArray(globs) && globs.every((glob) => typeof glob === 'string')) return globs
  const problem = 'workspaces is not a list of globs'
  throw jsonFault(text, file, ['workspaces'], problem, 'write "workspaces": ["packages/*"]')
}

function isVersion(text: string): boolean {
  return semverScheme.parse(text) !== null
}

function isName(text: string): boolean {
  return text.length <= 214 && NAME.test(text)
}

function checked(
  root: JsonObject,
  key: 'name' | 'version',
  test: (text: string) => boolean,
  complain: Complain,
): string | null {
  const value = root[key]
  if (value === undefined) return null
  if (typeof value === 'string' && test(value)) return value
  const hint = key === 'name' ? 'give the package a name that npm takes' : 'write a version such as 1.2.3'
  throw complain([key], `${key} ${JSON.stringify(value)} is not valid`, hint)
}

function repository(value: Json | undefined): string | null {
  const url = isObject(value) ? value['url'] : value
  return typeof url === 'string' ? repositoryUrl(url) : null
}

function dependencies(root: JsonObject, complain: Complain): readonly Dependency[] {
  const found: Dependency[] = []
  for (const [kind, section] of Object.entries(SECTIONS) as [keyof typeof SECTIONS, string][]) {
    const ranges = root[section] ?? {}
    if (!isObject(ranges)) throw complain([section], `${section} is not an object`, `write "${section}": {}`)
    for (const [name, range] of Object.entries(ranges)) {
      if (typeof range !== 'string')
        throw complain([section, name], `the range of ${name} is not a string`, 'write a range such as "^1.2.3"')
      found.push({ name, range, kind })
    }
  }
  return found
}
