/** Packages that share versions: the groups of the config, and those whose version stands in one file. */
import picomatch from 'picomatch'
import { RelError } from '../errors.ts'
import type { Package } from '../model.ts'

/** As the config writes it: names, or globs over names; one with `!` before it takes names out again. */
export interface GroupSetting {
  readonly kind: 'fixed' | 'linked'
  readonly packages: readonly string[]
}

/** `fixed`: all members are released together; `linked`: those that are released. Either way they get one version. `packages`
 *  are names, in the order of the packages. */
export interface Group {
  readonly kind: 'fixed' | 'linked'
  readonly packages: readonly string[]
}

/** Names that globs take in. A pattern that is a name stands for that one alone, whatever signs it has. */
export function named(patterns: readonly string[], names: readonly string[]): readonly string[] {
  const tests = patterns.map((pattern) => ({ out: pattern.startsWith('!'), fits: testOf(pattern.replace(/^!/, '')) }))
  const isIn = (name: string) => tests.some(({ out, fits }) => !out && fits(name))
  const isOut = (name: string) => tests.some(({ out, fits }) => out && fits(name))
  return names.filter((name) => isIn(name) && !isOut(name))
}

/** A fixed group that overlaps with packages that share a file takes them in. Throws `CONFIG_VALUE` for a pattern that no
 *  package fits, for a package in two groups, and for one of a linked group that shares its version's file with others. */
export function groupsOf(
  settings: readonly GroupSetting[],
  packages: readonly Pick<Package, 'name' | 'sharedVersion'>[],
): readonly Group[] {
  const names = packages.map(({ name }) => name)
  const configured = settings.map(({ kind, packages: patterns }, index): Group => {
    const stranger = patterns.find((pattern) => named([pattern.replace(/^!/, '')], names).length === 0)
    if (stranger !== undefined) throw noSuch(stranger, index)
    return { kind, packages: named(patterns, names) }
  })
  refuseTwice(configured)
  const shared = sharing(packages)
  for (const each of shared) refuseLinked(configured, each)
  return shared.reduce<readonly Group[]>((groups, each) => joined(groups, each, names), configured)
}

function testOf(pattern: string): (name: string) => boolean {
  const matches = picomatch(pattern)
  return (name) => name === pattern || matches(name)
}

function noSuch(pattern: string, index: number): RelError {
  return new RelError('CONFIG_VALUE', `a group names ${JSON.stringify(pattern)}, which is no package here`, {
    hint: 'write names of packages, or globs that fit some: packages/* are folders, @acme/* are names',
    keys: [['groups', index, 'packages', pattern]],
  })
}

function refuseTwice(groups: readonly Group[]): void {
  for (const [index, { packages }] of groups.entries()) {
    const twice = packages.find((name) => groups.slice(0, index).some((group) => group.packages.includes(name)))
    if (twice === undefined) continue
    throw new RelError('CONFIG_VALUE', `the package ${twice} is in two groups`, {
      hint: 'leave it in one of "groups"',
      keys: [
        ['groups', index, 'packages', twice],
        ['groups', index, 'packages'],
      ],
    })
  }
}

interface Sharing {
  readonly file: string
  readonly packages: readonly string[]
}

function sharing(packages: readonly Pick<Package, 'name' | 'sharedVersion'>[]): readonly Sharing[] {
  const files = new Map<string, string[]>()
  for (const { name, sharedVersion } of packages)
    if (sharedVersion !== undefined) files.set(sharedVersion, [...(files.get(sharedVersion) ?? []), name])
  return [...files].map(([file, sharers]) => ({ file, packages: sharers })).filter((one) => one.packages.length > 1)
}

function touches(group: Group, shared: Sharing): boolean {
  return group.packages.some((name) => shared.packages.includes(name))
}

function refuseLinked(groups: readonly Group[], shared: Sharing): void {
  for (const [index, group] of groups.entries()) {
    if (group.kind === 'fixed' || !touches(group, shared)) continue
    throw new RelError('CONFIG_VALUE', `packages of a linked group share their version in ${shared.file}`, {
      hint: `make it a fixed group: ${group.packages.join(', ')}`,
      keys: [['groups', index, 'kind']],
    })
  }
}

function joined(groups: readonly Group[], shared: Sharing, names: readonly string[]): readonly Group[] {
  const isTouched = (group: Group) => touches(group, shared)
  const touched = groups.filter(isTouched)
  const all = new Set([...shared.packages, ...touched.flatMap((group) => group.packages)])
  const union: Group = { kind: 'fixed', packages: names.filter((name) => all.has(name)) }
  return [...groups.filter((group) => !isTouched(group)), union]
}
