/** Rules that hold between keys of the config: names that must differ, packages that must exist, tags that must not meet. */
import { fileName } from '../core/layout.ts'
import { schemeNamed } from '../core/schemes/index.ts'
import { RelError } from '../errors.ts'
import type { Config } from './schema.ts'
import { publishName } from './schema.ts'
import { placeholdersIn } from './template.ts'
import type { Path } from './written.ts'

export interface BrokenRule {
  readonly path: Path
  /** What the value there must be. */
  readonly allowed: string
}

type Target = Config['build']['targets'][number]

/** Indices of entries whose key, without regard to case, an earlier entry has. */
const repeated = (keys: readonly string[]): readonly number[] => {
  const lower = keys.map((key) => key.toLowerCase())
  return lower.flatMap((key, index) => (lower.indexOf(key) < index ? [index] : []))
}

const packageRules = (config: Config): readonly BrokenRule[] => {
  if (config.packages === 'auto') return []
  const packages = config.packages
  const tags = packages.map(({ name, tag }) =>
    ([tag ?? config.tag.format ?? '{name}@{version}'].flat()[0] ?? '').replaceAll('{name}', name),
  )
  const tagPath = (index: number): Path =>
    packages[index]?.tag === undefined && config.tag.format !== undefined
      ? ['tag', 'format']
      : ['packages', index, 'tag']
  const sameName = repeated(packages.map(({ name }) => fileName(name)))
  const samePath = repeated(packages.map(({ path }) => path))
  const sameTag = repeated(tags).filter((index) => !sameName.includes(index))
  return [
    ...sameName.map((index) => ({
      path: ['packages', index, 'name'],
      allowed: 'a name that differs from all others, as file names spell it too (@acme/core is acme-core)',
    })),
    ...samePath.map((index) => ({ path: ['packages', index, 'path'], allowed: 'a folder of its own' })),
    ...sameTag.map((index) => ({
      path: tagPath(index),
      allowed: 'a template whose tags no other package has: put {name} in it',
    })),
  ]
}

const share = (one: Target, other: Target): boolean =>
  one.package === undefined || other.package === undefined || one.package === other.package

const meets = (one: Target, other: Target): boolean =>
  one.name.toLowerCase() === other.name.toLowerCase() && share(one, other)

const targetRules = (config: Config): readonly BrokenRule[] =>
  config.build.targets.flatMap((target, index) => {
    const at: Path = ['build', 'targets', index]
    const twin = config.build.targets.slice(0, index).some((other) => meets(target, other))
    const known = config.packages === 'auto' ? null : config.packages.map(({ name }) => name)
    const stray = target.package !== undefined && known !== null && !known.includes(target.package)
    return [
      ...(twin ? [{ path: [...at, 'name'], allowed: 'a name that no other target of the package has' }] : []),
      ...(stray ? [{ path: [...at, 'package'], allowed: `one of the packages: ${known.join(', ')}` }] : []),
      ...machineRules(target, at),
      ...formatRules(config, index),
    ]
  })

/** A package is packed once, as its registry takes one file of that name. */
const formatRules = (config: Config, index: number): readonly BrokenRule[] => {
  const formats = (target: Target) =>
    target.artifacts.map((artifact) => (artifact.kind === 'package' ? artifact.format : null))
  const [target, before] = [config.build.targets[index], config.build.targets.slice(0, index)]
  if (target === undefined) return []
  const taken = before.filter((other) => share(target, other)).flatMap(formats)
  const own = formats(target)
  return own.flatMap((format, at) => {
    if (format === null || (!taken.includes(format) && own.indexOf(format) === at)) return []
    const path: Path = ['build', 'targets', index, 'artifacts', at, 'format']
    return [{ path, allowed: 'a format that no other artifact of the package has' }]
  })
}

/** `{os}` and `{arch}` are the target's, not the machine's that happens to build. */
const machineRules = (target: Target, at: Path): readonly BrokenRule[] =>
  target.artifacts.flatMap((artifact, index) => {
    const name = 'name' in artifact ? artifact.name : ''
    const uses = placeholdersIn(name).some((placeholder) => placeholder === 'os' || placeholder === 'arch')
    if (!uses || target.on !== undefined) return []
    return [
      {
        path: [...at, 'artifacts', index, 'name'],
        allowed: 'a template without {os} and {arch}, or the target needs "on"',
      },
    ]
  })

const listRules = (config: Config): readonly BrokenRule[] => [
  ...repeated(config.publish.map(publishName)).map((index) => ({
    path: ['publish', index, config.publish[index]?.name === undefined ? 'to' : 'name'],
    allowed: 'a target with a name of its own: give it a "name"',
  })),
  ...repeated(config.changelog.sections.map(({ type }) => type)).map((index) => ({
    path: ['changelog', 'sections', index, 'type'],
    allowed: 'a type that no other section has',
  })),
]

/** A pattern may be spelled well and still be no scheme, and what a first version looks like is for the scheme to say. */
const versioningRules = ({ versioning: { scheme: name, initial } }: Config): readonly BrokenRule[] => {
  try {
    const scheme = schemeNamed(name)
    if (initial === undefined || scheme.parse(initial) !== null) return []
    return [{ path: ['versioning', 'initial'], allowed: `a ${name} version such as ${scheme.initial('2026-01-31')}` }]
  } catch (error) {
    if (!(error instanceof RelError)) throw error
    return [{ path: ['versioning', 'scheme'], allowed: `a scheme that works: ${error.message}` }]
  }
}

/** Every rule that the config breaks. */
export const brokenRules = (config: Config): readonly BrokenRule[] => [
  ...versioningRules(config),
  ...packageRules(config),
  ...targetRules(config),
  ...listRules(config),
]
