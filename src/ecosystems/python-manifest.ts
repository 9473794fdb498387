/** What a Python project says of itself, apart from its version. */
import type { Manifest } from './ecosystem.ts'
import { fault } from './fault.ts'
import { isObject } from './json-span.ts'
import { requirements } from './python-dependencies.ts'
import { NAME, normalName } from './python-names.ts'
import { isPlaceheld } from './python-version.ts'
import { type Project, textsOf, valueOf, writtenName } from './python-project.ts'
import { iniValue } from './python-text.ts'
import { repositoryUrl } from './repository-url.ts'
import { tomlFault } from './toml-span.ts'

/** Names of addresses (in lower case, letters alone) that are the repository's, the likeliest first. */
const HOMES = ['homepage', 'home', 'url']
const ADDRESSES = ['source', 'repository', 'sourcecode', 'code', 'github', 'gitlab', ...HOMES]

/** Hosts where a home page is a repository. */
const FORGE = /^https:\/\/(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)\/[^/]+\/[^/]+/

/** The name is in its normal form (PEP 503), as indexes and lock files have it. Throws `MANIFEST`. */
export function pythonManifest(project: Project, file: string): Omit<Manifest, 'version'> {
  return {
    name: name(project, file),
    private: isPrivate(project),
    repository: repository(project),
    dependencies: requirements(project).map(({ path: _, written: __, ...edge }) => edge),
  }
}

function name(project: Project, file: string): string | null {
  const found = writtenName(project)
  const { pyproject } = project
  if (typeof found === 'string' && NAME.test(found)) return normalName(found)
  if (found === undefined && !isObject(valueOf(project, 'project'))) return null
  const what = found === undefined ? 'the project has no name' : `name ${JSON.stringify(found)} is not valid`
  const hint = 'give the project a name of letters, digits and . _ -'
  if (pyproject?.file === file) throw tomlFault(pyproject.text, file, ['project', 'name'], what, hint)
  throw fault({ file, text: '', offset: 0 }, what, hint)
}

/** Indexes refuse what has a classifier that begins so; uv and poetry build no package when told that there is none. */
function isPrivate(project: Project): boolean {
  const classifiers = [
    ...textsOf(valueOf(project, 'project', 'classifiers')),
    ...textsOf(valueOf(project, 'tool', 'poetry', 'classifiers')),
    ...(project.cfg ?? '').split('\n').map((line) => line.trim()),
  ]
  const switches = [valueOf(project, 'tool', 'uv', 'package'), valueOf(project, 'tool', 'poetry', 'package-mode')]
  return classifiers.some((each) => each.startsWith('Private ::')) || switches.includes(false)
}

function repository(project: Project): string | null {
  const told = new Map(addresses(project))
  const found = ADDRESSES.flatMap((key) => {
    const url = repositoryUrl(told.get(key) ?? '')
    return url !== null && (!HOMES.includes(key) || FORGE.test(url)) ? [url] : []
  })
  return found[0] ?? null
}

function addresses(project: Project): readonly (readonly [string, string])[] {
  const urls = valueOf(project, 'project', 'urls')
  const { cfg } = project
  const home = cfg === null ? undefined : iniValue(cfg, 'metadata', 'url')?.value
  const told = Object.entries(isObject(urls) ? urls : {}).map(([key, url]) => [key, textsOf(url)] as const)
  const poetry = ['repository', 'homepage'].map(
    (key) => [key, textsOf(valueOf(project, 'tool', 'poetry', key))] as const,
  )
  return [['url', textsOf(home)] as const, ...poetry, ...told].flatMap(([key, each]) =>
    each.map((url) => [key.toLowerCase().replace(/[^a-z]/g, ''), url] as const),
  )
}

/** Whether the version comes from tags when the project is built, by setuptools-scm, hatch-vcs or one of their kind. */
export function isTaggedOnly(project: Project): boolean {
  const dynamic = textsOf(valueOf(project, 'project', 'dynamic')).includes('version')
  // maturin takes it from Cargo.toml, which is no business of tags.
  const foreign = valueOf(project, 'build-system', 'build-backend') === 'maturin'
  const scm = valueOf(project, 'tool', 'setuptools_scm') !== undefined
  const called = /\b(?:use_scm_version|versioneer|pbr\s*=|setuptools_git_versioning)/.test(project.setup ?? '')
  return (dynamic && !foreign) || scm || called || isPlaceheld(project)
}
