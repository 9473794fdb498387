/** From anything that a person may hold of a release (a file, digest, purl, version, tag or commit) to the release. */
import { basename, dirname, resolve } from 'node:path'
import { RelError } from '../errors.ts'
import { sha256 as hashOf } from '../core/canonical.ts'
import { INDEX_FILE } from '../evidence/describe/dist.ts'
import { readLedger } from '../ledger/audit.ts'
import {
  digestsLike,
  findByCommit,
  findByDigest,
  type LedgerRelease,
  listReleases,
  readRelease,
  type ReleaseName,
} from '../ledger/look-up.ts'
import type { DistFile, DistIndex } from '../model.ts'
import { readIndexBeside } from './beside.ts'
import { plannedOf } from './recorded.ts'
import type { Session } from './session.ts'
import { purlOf } from './settings.ts'

/** `file` is the one of the release's files that the handle is; null when it is the release as a whole. */
export interface Found {
  readonly release: LedgerRelease
  readonly file: DistFile | null
}

export interface FoundHandle {
  readonly releases: readonly Found[]
  /** What a path led to; null for every other handle. `namesakes` are other releases' files of the same name. */
  readonly file: { readonly path: string; readonly sha256: string; readonly namesakes: readonly Found[] } | null
}

interface Question {
  readonly session: Session
  readonly tip: string
  readonly handle: string
}

const unknown = (handle: string, hint: string): RelError =>
  new RelError('UNKNOWN_HANDLE', `${JSON.stringify(handle)} is no file, digest, version, tag or commit of a release`, {
    hint,
  })

const readAll = async (
  { session, tip }: Question,
  names: readonly ReleaseName[],
): Promise<readonly LedgerRelease[]> => {
  const found = await Promise.all(names.map((name) => readRelease(session.world.git, tip, name.package, name.version)))
  return found.filter((release) => release !== null)
}

const whole = (releases: readonly LedgerRelease[]): readonly Found[] =>
  releases.map((release) => ({ release, file: null }))

const holding = (
  releases: readonly LedgerRelease[],
  is: (file: DistFile) => boolean,
): readonly (Found & { readonly file: DistFile })[] =>
  releases.flatMap((release) => {
    const file = release.index.files.find(is)
    return file === undefined ? [] : [{ release, file }]
  })

const byDigest = async (question: Question, sha256: string): Promise<readonly Found[]> => {
  const names = await findByDigest(question.session.world.git, question.tip, sha256)
  return holding(await readAll(question, names), (file) => file.sha256 === sha256)
}

/** A link counts as what it leads to. */
const realFile = async ({ session, handle }: Question): Promise<string | null> => {
  let path = resolve(session.request.cwd, handle)
  for (let turn = 0; turn < 8; turn += 1) {
    const kind = (await session.world.files.facts(path))?.kind
    if (kind !== 'link') return kind === 'file' ? path : null
    path = resolve(dirname(path), await session.world.files.linkTarget(path))
  }
  return null
}

/** The index is a file of the tree that it cannot list. */
const indexFile = ({ indexText }: LedgerRelease): DistFile => ({
  ...{ name: INDEX_FILE, kind: 'index', target: null, mediaType: 'application/json', recipe: null },
  ...{ sha256: hashOf(indexText), size: Buffer.byteLength(indexText) },
})

/** Who has a file of that name, for bytes that nobody has. */
const namesakes = async ({ session, tip }: Question, name: string) => {
  const { releases } = await readLedger(session.world.git, tip)
  const sound = releases.flatMap(({ release }) => (release instanceof RelError ? [] : [release]))
  return holding(sound, (file) => file.name === name)
}

const nameIn = (index: DistIndex): ReleaseName => ({ package: index.package, version: index.release })

/** The index beside a file says which release it belongs to, which matters when several have the same bytes. */
const fromFile = async (question: Question, path: string): Promise<FoundHandle> => {
  const { world } = question.session
  const sha256 = (await world.files.hash(path))?.sha256 ?? ''
  const beside = await readIndexBeside(world.files, path)
  const own = beside === null ? [] : await readAll(question, [nameIn(beside.index)])
  const named = holding(own, (file) => file.name === basename(path))
  const index = basename(path) === INDEX_FILE ? own.map((release) => ({ release, file: indexFile(release) })) : []
  const here = [...named, ...index]
  const listed = here.filter(({ file }) => file.sha256 === sha256)
  const releases = listed.length > 0 ? listed : await byDigest(question, sha256)
  const strange = releases.length === 0 && here.length === 0 ? await namesakes(question, basename(path)) : here
  return { releases, file: { path, sha256, namesakes: strange } }
}

const DIGEST = /^(sha256:)?([0-9a-f]{12,64})$/i

const fromDigest = async (question: Question): Promise<readonly Found[]> => {
  const [, , hex = ''] = DIGEST.exec(question.handle) ?? []
  if (hex === '') return []
  const digests = await digestsLike(question.session.world.git, question.tip, hex.toLowerCase())
  if (digests.length > 1)
    throw new RelError('UNKNOWN_HANDLE', `${question.handle} begins ${digests.length} digests`, {
      hint: `give more digits: ${digests.join(', ')}`,
    })
  return digests[0] === undefined ? [] : byDigest(question, digests[0])
}

/** `pkg:npm/%40acme/core@1.2.3`; qualifiers and subpath are passed over; without a version every release is meant. */
const fromPurl = async (question: Question, names: readonly ReleaseName[]): Promise<readonly Found[]> => {
  const bare = question.handle.replace(/[?#].*$/, '')
  const versions = names.filter(({ version }) => bare.endsWith(`@${encodeURIComponent(version)}`))
  const releases = await readAll(question, versions.length > 0 ? versions : names)
  const purl = (release: LedgerRelease) => purlOf(plannedOf(release))
  return whole(releases.filter((release) => purl(release) === bare || purl(release).startsWith(`${bare}@`)))
}

/** A version, `package@version`, or a tag: the one that was sealed, wherever its ref points today. */
const fromVersion = async (question: Question, names: readonly ReleaseName[]): Promise<readonly Found[]> => {
  const { handle } = question
  const exact = names.filter((name) => handle === name.version || handle === `${name.package}@${name.version}`)
  if (exact.length > 0) return whole(await readAll(question, exact))
  const tagged = await readAll(
    question,
    names.filter((name) => handle.endsWith(name.version)),
  )
  return whole(tagged.filter((release) => release.index.tag === handle))
}

const fromCommit = async (question: Question): Promise<readonly Found[]> => {
  const { session, tip, handle } = question
  const commit = await session.world.git.resolve(handle, true)
  if (commit === null) return []
  const releases = whole(await readAll(question, await findByCommit(session.world.git, tip, commit)))
  if (releases.length > 0) return releases
  throw new RelError('UNKNOWN_HANDLE', `no release was made from commit ${commit.slice(0, 7)}`, {
    hint: `see which releases contain it with: rel contains ${commit.slice(0, 7)}`,
  })
}

const others = async (question: Question): Promise<readonly Found[]> => {
  const { session, tip, handle } = question
  if (/^sha256:/i.test(handle)) return fromDigest(question)
  const names = await listReleases(session.world.git, tip)
  if (handle.startsWith('pkg:')) return fromPurl(question, names)
  for (const way of [fromDigest, () => fromVersion(question, names), fromCommit]) {
    const found = await way(question)
    if (found.length > 0) return found
  }
  return []
}

/** The one release that a version, `package@version`, tag or purl names; null: none that is sealed. Throws `UNKNOWN_HANDLE`
 *  when several packages have it. */
export const findNamed = async (
  session: Session,
  tip: string | null,
  handle: string,
): Promise<LedgerRelease | null> => {
  if (tip === null) return null
  const question = { session, tip, handle }
  const names = await listReleases(session.world.git, tip)
  const found = await (handle.startsWith('pkg:') ? fromPurl(question, names) : fromVersion(question, names))
  if (found.length < 2) return found[0]?.release ?? null
  const spelled = found.map(({ release }) => `${release.package}@${release.version}`)
  throw new RelError('UNKNOWN_HANDLE', `${JSON.stringify(handle)} names ${found.length} releases`, {
    hint: `name one of them: ${spelled.join(', ')}`,
  })
}

/** A file that no release has is an answer; any other handle that leads nowhere throws `UNKNOWN_HANDLE`. */
export const findHandle = async (session: Session, tip: string, handle: string): Promise<FoundHandle> => {
  const question = { session, tip, handle }
  const path = await realFile(question)
  if (path !== null) return fromFile(question, path)
  const releases = await others(question)
  if (releases.length > 0) return { releases, file: null }
  const looksLikePath = /[/\\]/.test(handle) && !handle.startsWith('pkg:')
  throw unknown(
    handle,
    looksLikePath ? `there is no file ${handle} here either: check the path` : 'list the releases with: git tag --list',
  )
}

/** What is the case with a file whose bytes are no release's, as a sentence without its end. */
export const strangeFile = (file: NonNullable<FoundHandle['file']>): string => {
  const name = basename(file.path)
  const [first] = file.namesakes
  if (first?.file === undefined || first.file === null)
    return `${name} is in no release: the ledger has no sha256:${file.sha256}`
  const { release } = first
  return `${name} is not the ${name} of ${release.package} ${release.version}: it is sha256:${file.sha256}, the ledger sealed sha256:${first.file.sha256}`
}
