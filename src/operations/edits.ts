/** Works out the new text of every file that a release edits: manifests, lock files, version files, change files, changelogs. */
import { consumeChangeFile } from '../core/change-file.ts'
import type { Decision } from '../core/decide.ts'
import type { Ecosystem, VersionEdit } from '../ecosystems/ecosystem.ts'
import { editVersionFile } from '../ecosystems/version-files.ts'
import { RelError } from '../errors.ts'
import { within } from '../facts/packages.ts'
import type { Bump } from '../model.ts'
import { changesetsPre, PRE_FILE } from './policy.ts'
import { changelogEdits, remarksOn, type Telling, tellReleases } from './told-releases.ts'

export interface Edited {
  /** Null: the file is removed. */
  readonly files: ReadonlyMap<string, string | null>
  /** For people. */
  readonly remarks: readonly string[]
  /** Notes without heading, by package. */
  readonly notes: ReadonlyMap<string, string>
  /** The package whose release lists the edit of a file. */
  readonly owner: (file: string) => string
}

export interface Editing extends Telling {
  readonly decision: Decision
  readonly channelOf: (bump: Bump) => string
  /** Those of the released packages. */
  readonly ecosystems: readonly Ecosystem[]
}

type Texts = ReadonlyMap<string, string>

/** As a package's own manifests spell it. */
const spelled = (ecosystem: Ecosystem | undefined, version: string): string => ecosystem?.spell?.(version) ?? version

const editOf = ({ package: one, to, ranges }: Bump, isReleased: boolean, ecosystem: Ecosystem): VersionEdit => ({
  ...{ path: one.path, name: one.manifestName ?? one.name, file: one.manifest ?? '', ranges },
  from: one.version === null ? null : spelled(ecosystem, one.version),
  to: isReleased ? spelled(ecosystem, to) : null,
})

const manifests = ({ facts, ecosystems, decision: { bumps, followers } }: Editing): Texts => {
  const texts = new Map<string, string>()
  for (const ecosystem of ecosystems) {
    const mine = (all: readonly Bump[]) => all.filter((bump) => bump.package.ecosystem === ecosystem.name)
    const edits = [
      ...mine(bumps).map((bump) => editOf(bump, true, ecosystem)),
      ...mine(followers).map((bump) => editOf(bump, false, ecosystem)),
    ]
    if (edits.length === 0) continue
    for (const [file, text] of ecosystem.edit(facts.files, edits))
      if (text !== facts.files.get(file)) texts.set(file, text)
  }
  return texts
}

const versionFilesOf = ({ packages }: Editing['config'], name: string) =>
  packages === 'auto' ? [] : (packages.find((each) => each.name === name)?.versionFiles ?? [])

/** `versionFiles` of released packages, after what their manifests made of the same files. */
const versionFiles = ({ config, facts, decision }: Editing, before: Texts): Texts => {
  const texts = new Map<string, string>()
  const textOf = (file: string) => texts.get(file) ?? before.get(file) ?? facts.files.get(file)
  for (const { package: one, to, from } of decision.bumps) {
    const last = one.version ?? from?.version ?? null
    for (const entry of versionFilesOf(config, one.name)) {
      const file = within(one.path, entry.file)
      const text = textOf(file) ?? null
      if (text === null) throw missing(file, one.name)
      texts.set(file, editVersionFile({ ...entry, file }, text, last, to))
    }
  }
  // One may say the new version already.
  return new Map([...texts].filter(([file, text]) => text !== (before.get(file) ?? facts.files.get(file))))
}

const missing = (file: string, name: string): RelError =>
  new RelError('MANIFEST', `${file} is not in the commit`, {
    hint: `commit it, or take it out of packages[].versionFiles of ${name}`,
  })

/** A prerelease leaves change files where they are: the stable release that follows tells of them again. Ones that have been
 *  told of and are there again go with any stable release. */
const changeFiles = ({ facts, decision }: Editing): ReadonlyMap<string, string | null> => {
  const stable = new Set(decision.bumps.filter((bump) => bump.prerelease === null).map((bump) => bump.package.name))
  if (stable.size === 0) return new Map()
  const left = new Map<string, string | null>()
  for (const { change, waiting } of facts.changeFiles ?? []) {
    const { file, releases } = change
    const waits = waiting.filter((name) => !stable.has(name))
    if (waits.length > 0 && waits.length === waiting.length) continue
    const done = releases.flatMap(({ package: name, spelled: as = name }) => (waits.includes(name) ? [] : [as]))
    left.set(file, consumeChangeFile(facts.files.get(file) ?? '', file, new Set(done)))
  }
  return left
}

/** Changesets' prereleases have been left, and nothing waits any more. */
const leftPre = ({ facts }: Editing, edits: ReadonlyMap<string, string | null>): ReadonlyMap<string, null> => {
  const isOver = (facts.changeFiles ?? []).every(({ change }) => edits.get(change.file) === null)
  return new Map(isOver && edits.size > 0 && changesetsPre(facts.files)?.mode === 'exit' ? [[PRE_FILE, null]] : [])
}

const ownerIn = (bumps: readonly Bump[]): ((file: string) => string) => {
  const byPath = new Map(bumps.toReversed().map((bump) => [bump.package.path, bump.package.name] as const))
  return (file) => {
    for (let cut = file.lastIndexOf('/'); cut > 0; cut = file.lastIndexOf('/', cut - 1)) {
      const found = byPath.get(file.slice(0, cut))
      if (found !== undefined) return found
    }
    return byPath.get('.') ?? bumps[0]?.package.name ?? ''
  }
}

const CONFIG_FILE = /^(?:\.config\/)?release\.config\.\w+$/

/** Words in a manifest, a lock file or the config would end it. Throws `CONFIG_VALUE`. */
const refuseHeld = (edits: Texts, texts: Texts, { facts }: Editing): void => {
  const held = facts.packages.flatMap(({ package: one }) => [one.manifest, ...(one.files ?? [])])
  const file = [...edits.keys()].find((each) => texts.has(each) || held.includes(each) || CONFIG_FILE.test(each))
  if (file === undefined) return
  throw new RelError('CONFIG_VALUE', `${file} cannot be a changelog: it holds versions or settings`, {
    hint: 'name a file of its own in "changelog.file" or "changelog.repositoryFile": CHANGELOG.md',
  })
}

/** Throws `MANIFEST`, `CHANGE_FILE`, `CONFIG_VALUE` and what a template may throw. */
export const editFiles = async (editing: Editing): Promise<Edited> => {
  const texts = new Map(manifests(editing))
  for (const [file, text] of versionFiles(editing, texts)) texts.set(file, text)
  const textOf = (file: string) => texts.get(file) ?? editing.facts.files.get(file) ?? null
  const told = await tellReleases(editing, textOf)
  const changelogs = changelogEdits(told, editing, textOf)
  refuseHeld(changelogs, texts, editing)
  for (const [file, text] of changelogs) texts.set(file, text)
  const notes = new Map(told.map((each) => [each.package, each.notes] as const))
  const consumed = changeFiles(editing)
  const files = new Map<string, string | null>([...texts, ...consumed, ...leftPre(editing, consumed)])
  return { files, notes, remarks: remarksOn(told), owner: ownerIn(editing.decision.bumps) }
}
