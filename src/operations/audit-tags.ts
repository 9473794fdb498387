/** Holds tags against the ledger, here and on the remote: sealed ones that moved or went missing, and versions nobody sealed. */
import { RelError } from '../errors.ts'
import { type Finding, finding } from '../ledger/audit.ts'
import type { LedgerRelease, ReleaseName } from '../ledger/look-up.ts'
import { REMOTE_TAGS } from '../ledger/paths.ts'
import type { VersionTag } from '../model.ts'
import type { Ref } from '../world/ports.ts'
import { committedConfig } from './config-at.ts'
import { targetsHolding } from './places.ts'
import { day } from './decided.ts'
import type { Session } from './session.ts'
import { type PackageTags, versionTags } from './version-tags.ts'

const short = (commit: string | null) => commit?.slice(0, 7) ?? 'something that is no commit'

type Tags = ReadonlyMap<string, Ref>

const readRefs = async ({ world }: Session, prefix: string): Promise<Tags> =>
  new Map((await world.git.refs([prefix])).map((ref) => [ref.name.slice(prefix.length), ref] as const))

/** A moved tag is one whose commit is another: an annotated tag and a lightweight one on the same commit agree. */
const moved = (release: LedgerRelease, ref: Ref, where: string): Finding =>
  finding(
    'TAG_MOVED',
    release,
    `tag ${release.index.tag}${where} points at ${short(ref.commit)}, the ledger sealed ${short(release.index.commit)}`,
    `someone moved the tag after publication. Compare with: git diff ${short(release.index.commit)} ${short(ref.commit ?? ref.id)}`,
  )

const missing = (release: LedgerRelease, remote: string | null): Finding => {
  const { tag, commit } = release.index
  const hint =
    remote === null
      ? `put it back with: git tag ${tag} ${short(commit)}`
      : `put it back with: git push ${remote} ${commit}:refs/tags/${tag}`
  return finding('TAG_MISSING', release, `tag ${tag} is missing${remote === null ? '' : ` on ${remote}`}`, hint)
}

/** The remote's tags must be as sealed; so must this clone's, but it need not have those that the remote has. */
const auditSealed = (release: LedgerRelease, here: Tags, there: Tags, remote: string | null): readonly Finding[] => {
  const { tag, commit } = release.index
  const [local, mirrored] = [here.get(tag), there.get(tag)]
  const places = [[local, ''] as const, [mirrored, ` on ${remote ?? 'the remote'}`] as const]
  const wrong = places.flatMap(([ref, where]) =>
    ref === undefined || ref.commit === commit ? [] : [moved(release, ref, where)],
  )
  const isGone = mirrored === undefined && (remote !== null || local === undefined)
  return isGone ? [...wrong, missing(release, remote)] : wrong
}

const dateOf = async ({ world }: Session, commits: readonly string[]): Promise<readonly number[]> => {
  const objects = await world.git.objects(commits)
  return objects.map((object) =>
    Number(/^committer .*> (-?\d+) [+-]\d+$/m.exec(object?.body.toString('utf8') ?? '')?.[1] ?? Infinity),
  )
}

interface Start {
  readonly commit: string
  /** Seconds since 1970, of that commit. */
  readonly date: number
}

/** The earliest sealed release commit; null when this clone has none of them. */
const firstSealed = async (session: Session, releases: readonly LedgerRelease[]): Promise<Start | null> => {
  const commits = releases.map((release) => release.index.commit)
  const dates = await dateOf(session, commits)
  const [first] = commits
    .map((commit, index) => ({ commit, date: dates[index] ?? Infinity }))
    .toSorted((a, b) => a.date - b.date)
  return first === undefined || first.date === Infinity ? null : first
}

const isBefore = async ({ world }: Session, commit: string, date: number, first: Start | null): Promise<boolean> => {
  if (first === null || date > first.date) return false
  return date < first.date || (commit !== first.commit && (await world.git.isAncestor(commit, first.commit)))
}

/** A bump that waits for `rel publish` is in order; bytes at a target without a seal are not. */
const unsealed = async (session: Session, of: PackageTags, tag: VersionTag, date: number): Promise<Finding> => {
  const name = { package: of.package, version: tag.version }
  const naming = { ...of, to: tag.version, tag: tag.tag }
  const around = { channel: 'latest', date: day(date), commit: tag.commit }
  const targets = await targetsHolding(session, await committedConfig(session, tag.commit), naming, around).catch(
    (error: unknown) => (error instanceof RelError ? [] : Promise.reject(error)),
  )
  const what = `tag ${tag.tag} at ${short(tag.commit)} is not sealed`
  if (targets.length > 0)
    return finding(
      'UNSEALED_TAG',
      name,
      `${what}, and ${targets.join(', ')} has its files`,
      'find out who published it: whatever was released is in the ledger, unless the ledger was cut',
    )
  return { ...finding('UNSEALED_TAG', name, what, `publish it with: rel publish ${tag.tag}`), failure: false }
}

export interface TagAudit {
  readonly findings: readonly Finding[]
  /** Version tags that are older than the first seal. */
  readonly before: number
}

const auditUnsealed = async (
  session: Session,
  releases: readonly LedgerRelease[],
  all: readonly ReleaseName[],
): Promise<TagAudit> => {
  const first = await firstSealed(session, releases)
  const sealed = new Set(all.map((name) => `${name.package}\n${name.version}`))
  const findings: Finding[] = []
  let before = 0
  for (const of of await versionTags(session)) {
    const open = of.tags.filter((tag) => !sealed.has(`${of.package}\n${tag.version}`))
    const dates = await dateOf(
      session,
      open.map((tag) => tag.commit),
    )
    for (const [index, tag] of open.entries()) {
      const date = dates[index] ?? 0
      if (await isBefore(session, tag.commit, date, first)) before += 1
      else findings.push(await unsealed(session, of, tag, date))
    }
  }
  return { findings, before }
}

/** `all` names also the releases that cannot be read: they are sealed, and findings of their own. The remote's tags must
 *  have been fetched. */
export const auditTags = async (
  session: Session,
  releases: readonly LedgerRelease[],
  all: readonly ReleaseName[],
): Promise<TagAudit> => {
  const [here, there] = [await readRefs(session, 'refs/tags/'), await readRefs(session, REMOTE_TAGS)]
  const { findings, before } = await auditUnsealed(session, releases, all)
  const sealed = releases.flatMap((release) => auditSealed(release, here, there, session.online))
  return { findings: [...sealed, ...findings], before }
}
