/** `rel change`: writes change files into the work tree, and lists those that wait for a release. */
import { nearest } from '../config/allowed.ts'
import { NOTHING_ASKED } from '../core/asked.ts'
import { changeFileId, changeFileText, isChangeFileId } from '../core/new-change-file.ts'
import { ECOSYSTEMS } from '../ecosystems/index.ts'
import { RelError } from '../errors.ts'
import { CHANGE_FOLDER } from '../facts/change-files.ts'
import { findPackages } from '../facts/packages.ts'
import type { ChangeFile, Effect, Package } from '../model.ts'
import { workTreeConfig } from './config-at.ts'
import { packageSettings, seenAt } from './decided.ts'
import { openSession, type Request, type Session } from './session.ts'
import { sourceTree } from './source-tree.ts'

export interface ChangeRequest extends Request {
  readonly releases: readonly { readonly package: string; readonly bump: Effect }[]
  /** Markdown. */
  readonly summary: string
  /** The file's name without `.md`; null: one is made of the summary. */
  readonly id: string | null
  /** False: only say what would be written. */
  readonly write: boolean
}

export interface WrittenChange extends Pick<ChangeFile, 'id' | 'file' | 'releases' | 'summary'> {
  readonly text: string
  readonly written: boolean
}

/** A package that a change file may name. `isChanged`: it has unreleased commits, and no change file tells of them. */
export interface Changeable {
  readonly name: string
  readonly isChanged: boolean
}

const refuse = (message: string, hint: string): never => {
  throw new RelError('USAGE', message, { hint })
}

const topOf = ({ world }: Session): string => {
  if (world.git.place.top !== null) return world.git.place.top
  throw new RelError('BLOCKED', 'a bare repository has no work tree to write a change file into', {
    hint: 'run rel change add in a clone',
  })
}

/** Throws `USAGE` where nobody would read a change file. */
const packagesIn = async (session: Session): Promise<readonly Package[]> => {
  const config = await workTreeConfig(session, topOf(session))
  if (config.versioning.source === 'commits')
    refuse(
      'commits alone decide here: a change file would not be read',
      'set "versioning.source" to "changes" or "both" in the config',
    )
  return findPackages(sourceTree(session.world).files, packageSettings({ config }), ECOSYSTEMS)
}

/** The packages of the work tree, those that need a change file first. Throws `USAGE` and `BLOCKED`. */
export const changeable = async (request: Request): Promise<readonly Changeable[]> => {
  const session = await openSession(request)
  const names = (await packagesIn(session)).map((one) => one.name)
  const commit = session.world.git.place.head
  const question = { line: null, asked: NOTHING_ASKED, use: 'read', ignoreTag: () => false, anyLine: true } as const
  const known = commit === null ? [] : (await seenAt(session, { commit, ...question })).facts.packages
  const isChanged = (name: string): boolean => {
    const facts = known.find((each) => each.package.name === name)
    return facts !== undefined && facts.unreleased.length > 0 && (facts.changeFiles ?? []).length === 0
  }
  const all = names.map((name) => ({ name, isChanged: isChanged(name) }))
  return [...all.filter((each) => each.isChanged), ...all.filter((each) => !each.isChanged)]
}

/** As rel calls it; people may use the manifest's name. */
const named = (packages: readonly Package[], name: string): string => {
  const found = packages.find((one) => one.name === name || one.manifestName === name)
  if (found !== undefined) return found.name
  const known = packages.map((one) => one.name)
  const near = nearest(name, known)
  throw new RelError('UNKNOWN_PACKAGE', `there is no package ${JSON.stringify(name)} here`, {
    hint: near === null ? `the packages are: ${known.join(', ')}` : `did you mean ${near}?`,
  })
}

const releasesOf = (asked: ChangeRequest['releases'], packages: readonly Package[]): ChangeFile['releases'] => {
  const releases = asked.map(({ package: name, bump }) => ({ package: named(packages, name), bump }))
  const twice = releases.find((each, at) => releases.findIndex((one) => one.package === each.package) < at)
  if (twice !== undefined) refuse(`${twice.package} is named twice`, 'give each package one level')
  return releases
}

const summaryOf = ({ summary, releases }: ChangeRequest): string => {
  const text = summary.replaceAll('\r\n', '\n').trim()
  if (text === '' && releases.some(({ bump }) => bump !== 'none'))
    refuse('a change needs a summary for the changelog', 'say in a sentence what changed: -m "…"')
  return text
}

/** Throws `USAGE`, `UNKNOWN_PACKAGE`, `BLOCKED`, and `CHANGE_FILE` when there is a file of that name. */
export const addChange = async (request: ChangeRequest): Promise<WrittenChange> => {
  const session = await openSession(request)
  const { files, git } = session.world
  const releases = releasesOf(request.releases, await packagesIn(session))
  if (releases.length === 0) refuse('a change file names a package', 'name one: rel change add minor core -m "…"')
  const summary = summaryOf(request)
  const text = changeFileText(releases, summary)
  const id = request.id ?? changeFileId(text, summary, git.place.head)
  if (!isChangeFileId(id))
    refuse(`${JSON.stringify(id)} cannot be the name of a change file`, 'use letters, digits and dashes')
  const file = `${CHANGE_FOLDER}/${id}.md`
  const path = `${topOf(session)}/${file}`
  if ((await files.facts(path)) !== null)
    throw new RelError('CHANGE_FILE', `${file} is there already`, {
      hint: `edit it, or write another one: --id ${id}-2`,
    })
  if (request.write) await files.write(path, text)
  return { id, file, releases, summary, text, written: request.write }
}
