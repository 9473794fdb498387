/** What moves each package of itself: what was asked, `Release-As`, its commits, its change files. */
import { RelError } from '../errors.ts'
import type { Asked, Change, ChangeFile, Commit, Effect, Facts, Level, PackageFacts, VersionTag } from '../model.ts'
import { ancestryOf, type Ancestry } from './ancestry.ts'
import { type Base, chooseBase } from './base.ts'
import { type Classification, classify } from './classify.ts'
import { ignored } from './changesets-config.ts'
import { namedVersion } from './named-version.ts'
import { heldBack, higher, type Unit, type Wish } from './numbering.ts'
import type { Policy } from './policy.ts'
import { type ReleaseAs, releaseAsFor } from './release-as.ts'
import type { Scheme } from './schemes/scheme.ts'

/** A package with what was found for it. `own` null: nothing moves it of itself. `waiting` says what would move one that was
 *  not asked for: whatever takes it along takes that too, since its commits come out with it. It throws as `candidatesOf` does. */
export interface Candidate {
  readonly facts: PackageFacts
  readonly unit: Unit
  readonly base: Base
  readonly changes: readonly Change[]
  readonly files: readonly ChangeFile[]
  /** Looked for when it matters: a conflict of footers stops nobody who asks for another package, or names the version. Throws
   *  what `releaseAsFor` throws. */
  readonly releaseAs: () => ReleaseAs | null
  /** It is never released, whatever happens; only its ranges follow. */
  readonly ignored: boolean
  readonly own: Wish | null
  readonly waiting: () => Wish | null
}

type Found = Omit<Candidate, 'own' | 'waiting'>

export interface Asking {
  readonly facts: Facts
  readonly asked: Asked
  readonly policy: Policy
  readonly units: ReadonlyMap<string, Unit>
}

const ORDER: readonly Effect[] = ['none', 'patch', 'minor', 'major']

/** In the order of the facts. Throws `UNCLASSIFIED`, `CHANGE_FILE`, `USAGE` and what `releaseAsFor` throws. */
export function candidatesOf(asking: Asking): readonly Candidate[] {
  return foundIn(asking).map((found) => {
    if (found.ignored) return { ...found, own: null, waiting: () => null }
    return isLeftOut(found.facts.package.name, asking.asked)
      ? { ...found, own: null, waiting: () => waitingWish(found, asking) }
      : { ...found, own: ownWish(found, asking), waiting: () => null }
  })
}

/** The same before anything is made of it. Throws `UNCLASSIFIED` and `CHANGE_FILE`. */
export function foundIn(asking: Asking): readonly Found[] {
  const { facts, policy, units } = asking
  const hidden = ignored(facts.packages, policy.changesets)
  refuseMixed(facts.packages, hidden)
  const ancestry = ancestryOf(facts.links ?? openIn(facts))
  const owners = ownersIn(facts)
  return facts.packages.map((each) => {
    const { name } = each.package
    const changes = classify(each.unreleased, ancestry, classification(asking))
    const unit = units.get(name) as Unit
    const base = unit.bases.get(name) as Base
    return {
      ...{ facts: each, unit, base, changes, ignored: hidden.has(name) },
      files: policy.source === 'commits' ? [] : (each.changeFiles ?? []),
      releaseAs: once(() => (policy.source === 'changes' ? null : releaseAsOf(each, facts, ancestry, owners))),
    }
  })
}

/** Of the bumps that a change file gives a package. */
export function bumpIn({ releases }: ChangeFile, name: string): Effect {
  const bumps = releases.filter((each) => each.package === name).map((each) => ORDER.indexOf(each.bump))
  return ORDER[Math.max(0, ...bumps)] ?? 'none'
}

// Whoever names a level has looked at what is unclassified.
function classification({ asked, policy }: Asking): Classification {
  const named = asked.level !== null || asked.version !== null
  const { classification: said } = policy
  return named && said.unclassified === 'error' ? { ...said, unclassified: 'report' } : said
}

/** Every commit that some package has not released, or that no package has. */
export function openIn({ packages, noPackage }: Facts): readonly Commit[] {
  return [...packages.flatMap(({ named = [], unreleased }) => [...named, ...unreleased]), ...noPackage]
}

type Owners = ReadonlyMap<string, readonly string[]>

function ownersIn({ packages }: Facts): Owners {
  const owners = new Map<string, string[]>()
  for (const { package: one, unreleased } of packages)
    for (const { id } of unreleased) owners.set(id, [...(owners.get(id) ?? []), one.name])
  return owners
}

function once<T>(look: () => T): () => T {
  let found: { readonly value: T } | null = null
  return () => (found ??= { value: look() }).value
}

function releaseAsOf(one: PackageFacts, facts: Facts, ancestry: Ancestry, owners: Owners): ReleaseAs | null {
  const open = [...(one.named ?? []), ...one.unreleased, ...facts.noPackage]
  return releaseAsFor(one.package.name, open, ancestry, ({ id }) => owners.get(id) ?? [])
}

/** Whether others were asked for by name. */
export function isLeftOut(name: string, { packages }: Asked): boolean {
  return packages !== null && !packages.includes(name)
}

// A number that was asked for is that of the whole group.
function waitingWish(found: Found, { asked, policy }: Asking): Wish | null {
  const isNumbered = asked.level !== null || asked.version !== null
  const isWithThem = found.unit.members.some((each) => !isLeftOut(each.package.name, asked))
  return isNumbered && isWithThem ? null : saidWish(found, asked, policy)
}

function ownWish(found: Found, { asked, policy }: Asking): Wish | null {
  const { facts, changes, files } = found
  // Asked again at the very release: nothing is left to do.
  if (asked.version !== null) return isDone(facts, asked.version) ? null : { level: null, version: asked.version }
  if (asked.level === null) return saidWish(found, asked, policy)
  return changes.length + files.length === 0 ? null : { level: asked.level, version: null }
}

function saidWish(found: Found, asked: Asked, policy: Policy): Wish | null {
  const { facts, files } = found
  const version = releaseAsVersion(found, policy)
  if (version !== null) return { level: null, version }
  const level = higher(levelOfCommits(found, policy), levelOfFiles(files, facts.package.name))
  if (level !== null) return { level, version: null }
  return stableWish(found, asked, policy)
}

/** The version that a footer asks for, on the package's line. Throws what `releaseAsFor` throws, and `USAGE`. */
export function releaseAsVersion({ facts, unit, releaseAs }: Found, { scheme }: Policy): string | null {
  const said = releaseAs()
  return said === null ? null : namedVersion(said, unit, scheme, facts.package.name)
}

/** What was tried out comes out without a level of its own, unless its group is there or further already. */
function stableWish({ facts, unit, changes, files }: Found, asked: Asked, policy: Policy): Wish | null {
  // When a repository of changesets leaves its prereleases, every package that still is one becomes stable.
  const leaves = policy.changesets?.pre?.mode === 'exit'
  const stays = !leaves && (asked.pre !== '' || changes.length + files.length === 0)
  const { scheme } = policy
  const tried = stays ? [] : triedOut(facts, scheme)
  if (tried.length === 0) return null
  const { base } = unit
  const leads = base === null || tried.some(({ version }) => scheme.compare(version, base.version) > 0)
  return { level: leaves || !leads ? 'patch' : null, version: null }
}

function isDone({ reachable, unreleased }: PackageFacts, version: string): boolean {
  return unreleased.length === 0 && reachable.some((tag) => tag.version === version)
}

function levelOfCommits({ changes, unit }: Pick<Candidate, 'changes' | 'unit'>, policy: Policy): Level | null {
  if (policy.source === 'changes') return null
  return heldBack(highest(changes.map((change) => change.bump)), unit, policy)
}

// Whoever wrote a change file has named the level: nothing is held back below 1.0.0.
function levelOfFiles(files: readonly ChangeFile[], name: string): Level | null {
  return highest(files.map((file) => bumpIn(file, name)))
}

function highest(bumps: readonly Effect[]): Level | null {
  const top = ORDER[bumps.reduce((best, bump) => Math.max(best, ORDER.indexOf(bump)), 0)]
  return top === 'none' || top === undefined ? null : top
}

/** The prereleases that no stable release has come after. */
function triedOut({ reachable }: PackageFacts, scheme: Scheme): readonly VersionTag[] {
  const { base } = chooseBase(reachable, null, scheme)
  const isOpen = ({ version }: VersionTag) => base === null || scheme.compare(version, base.version) > 0
  return reachable.filter((tag) => scheme.isPrerelease(tag.version) && isOpen(tag))
}

function refuseMixed(packages: readonly PackageFacts[], hidden: ReadonlySet<string>): void {
  for (const { file, releases } of packages.flatMap((each) => each.changeFiles ?? [])) {
    const names = releases.map((each) => each.package)
    const [inside, outside] = [names.find((name) => hidden.has(name)), names.find((name) => !hidden.has(name))]
    if (inside !== undefined && outside !== undefined)
      throw new RelError('CHANGE_FILE', `${file} names ${inside}, which is ignored, and ${outside}, which is not`, {
        hint: `write a change file of its own for ${inside}`,
      })
  }
}
