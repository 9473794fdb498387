/** Plans again at the base of a release that a tag names: the same plan comes out, or what differs is named. */
import { differences, RULES } from '../core/plan.ts'
import { sha256 } from '../core/canonical.ts'
import { isTagName } from '../core/names.ts'
import { readTrailers, type Trailers } from '../core/trailers.ts'
import { type ErrorCode, RelError } from '../errors.ts'
import { REMOTE_TAGS } from '../ledger/paths.ts'
import type { Digest, Plan } from '../model.ts'
import type { Ref } from '../world/ports.ts'
import { type HandMade, isVersionByHand, planByHand } from './by-hand.ts'
import { type Planned, planAt } from './planning.ts'
import { storedPlan } from './plan-store.ts'
import { fetchTags } from './remote.ts'
import { haveBase } from './have-base.ts'
import type { Session } from './session.ts'

/** A tag with what its message says. `trailers` null: it was made by hand. */
export interface ReadTag {
  readonly tag: string
  readonly ref: Ref
  readonly commit: string
  readonly trailers: Trailers | null
}

export interface PlannedAgain extends Planned {
  readonly tag: ReadTag
}

/** Tags by name, of those that rel could have made: an annotated one here or on the remote before a lightweight one. */
export const readTags = async (
  { world }: Session,
  wanted: (tag: string, commit: string) => boolean,
): Promise<readonly ReadTag[]> => {
  const refs = new Map<string, Ref>()
  const all = await world.git.refs(['refs/tags/', REMOTE_TAGS])
  for (const prefix of ['refs/tags/', REMOTE_TAGS]) {
    for (const ref of all.filter((each) => each.name.startsWith(prefix))) {
      const tag = ref.name.slice(prefix.length)
      const known = refs.get(tag)
      if (ref.commit === null || !isTagName(tag) || !wanted(tag, ref.commit)) continue
      if (known === undefined || (known.type !== 'tag' && ref.type === 'tag' && known.commit === ref.commit))
        refs.set(tag, ref)
    }
  }
  const found = [...refs]
  const objects = await world.git.objects(found.map(([, ref]) => ref.id))
  return found.map(([tag, ref], index) => ({
    ...{ tag, ref, commit: ref.commit ?? '' },
    trailers: ref.type === 'tag' ? readTrailers(objects[index]?.body.toString('utf8') ?? '') : null,
  }))
}

const drift = async (session: Session, tag: string, wanted: Digest, got: Plan): Promise<RelError> => {
  const stored = await storedPlan(session, wanted)
  if (stored !== null && stored.rules !== RULES) {
    return new RelError('RULES', `${tag} was planned by rules ${stored.rules}, this rel plans by rules ${RULES}`, {
      hint: 'finish it with the rel that planned it: nothing is sealed yet',
    })
  }
  const fields = stored === null ? [] : differences(stored, got)
  const what = fields.length === 0 ? '' : `: ${fields.join(', ')}`
  return new RelError(
    'PLAN_DRIFT',
    `${tag} says plan ${wanted.slice(7, 19)}, planning again gives ${got.digest.slice(7, 19)}${what}`,
    {
      hint: `someone changed the tag, its trailers or the tags before it. See them with: git cat-file -p ${tag}`,
    },
  )
}

const parentsOf = async ({ world }: Session, commit: string): Promise<readonly string[]> => {
  const [object] = await world.git.objects([commit])
  const head = object?.body.toString('utf8').split('\n\n')[0] ?? ''
  return [...head.matchAll(/^parent ([0-9a-f]+)$/gm)].map((match) => match[1] ?? '')
}

/** The difference between base and release commit must be exactly the plan's edits. */
const refuseOtherEdits = async (session: Session, tag: ReadTag, base: string, plan: Plan): Promise<void> => {
  const { git } = session.world
  const [before, after] = [await git.tree(base), await git.tree(tag.commit)]
  const old = new Map(before.map((entry) => [entry.path, `${entry.mode} ${entry.id}`] as const))
  const changed = after.filter((entry) => old.get(entry.path) !== `${entry.mode} ${entry.id}`)
  const kept = new Set(after.map((entry) => entry.path))
  const removed = before.filter((entry) => !kept.has(entry.path)).map((entry) => entry.path)
  const objects = await git.objects(changed.map((entry) => entry.id))
  const found = new Map(
    changed.map((entry, index) => [entry.path, `sha256:${sha256(objects[index]?.body ?? '')}`] as const),
  )
  const edits = plan.releases.flatMap((release) => release.edits).filter((edit) => edit.before !== edit.after)
  const stranger = [...found.keys(), ...removed].find((path) => !edits.some((edit) => edit.file === path))
  const other = stranger ?? edits.find((edit) => (found.get(edit.file) ?? null) !== edit.after)?.file
  if (other === undefined) return
  throw new RelError(
    'PLAN_DRIFT',
    `${tag.tag} points at ${tag.commit.slice(0, 7)}, whose ${other} is not what the plan makes of it`,
    {
      hint: `see the difference with: git diff ${base.slice(0, 7)} ${tag.commit.slice(0, 7)}`,
    },
  )
}

/** What nobody could ask: an answer to it would blame the reader for what a tag says. */
const UNASKABLE: readonly ErrorCode[] = ['USAGE', 'UNKNOWN_PACKAGE', 'BAD_NAME']

const forged = (tag: string, cause: unknown): unknown => {
  if (!(cause instanceof RelError) || !UNASKABLE.includes(cause.code)) return cause
  return new RelError('PLAN_DRIFT', `${tag} cannot be planned as its trailers say: ${cause.message}`, {
    hint: `the tag was forged, or made by another tool. See it with: git cat-file -p ${tag}`,
    cause,
  })
}

const planAtBase = async (
  session: Session,
  tag: string,
  trailers: Trailers,
  use: 'read' | 'write',
): Promise<Planned> => {
  const { base, line, asked, plan } = trailers
  const same = new Set(
    (await readTags(session, (_, commit) => commit === base))
      .filter((each) => each.trailers?.plan === plan)
      .map((each) => each.tag),
  )
  const question = { commit: base, line, asked, use, ignoreTag: (each: string) => same.has(each) }
  return planAt(session, question).catch((cause: unknown) => {
    throw forged(tag, cause)
  })
}

/** A tag made by hand has trailers once it was published, and stays what it was: an exact version, on the commit itself. */
const wasHandMade = ({ commit, trailers }: ReadTag): boolean =>
  trailers === null || (trailers.base === commit && trailers.asked.version !== null)

const handMade = async (session: Session, { tag, commit }: ReadTag): Promise<HandMade> => {
  const beside = await readTags(session, (_, at) => at === commit)
  return { tag, commit, beside: new Set(beside.filter(wasHandMade).map((each) => each.tag)) }
}

/** The plan as it was made for a tag that rel did not make; null when that is another one, or none. */
const planAgainByHand = async (
  session: Session,
  tag: ReadTag,
  wanted: Digest,
  use: 'read' | 'write',
): Promise<Planned | null> => {
  if (!wasHandMade(tag)) return null
  const planned = await planByHand(session, await handMade(session, tag), use).catch((cause: unknown) => {
    // Where a version is on a commit without being in its manifest (`commit.mode: "none"`), rel made the tag.
    if (cause instanceof RelError) return null
    throw cause
  })
  return planned?.plan.digest === wanted ? planned : null
}

const fromTrailers = async (
  session: Session,
  tag: ReadTag,
  trailers: Trailers,
  use: 'read' | 'write',
): Promise<Planned> => {
  const { base, plan: wanted } = trailers
  await haveBase(session, tag.tag, base)
  const parents = tag.commit === base ? [] : await parentsOf(session, tag.commit)
  if (tag.commit !== base && (parents.length !== 1 || parents[0] !== base)) {
    throw new RelError(
      'PLAN_DRIFT',
      `${tag.tag} says it was made from ${base.slice(0, 7)}, which is not the parent of ${tag.commit.slice(0, 7)}`,
      {
        hint: `the tag or its commit was moved or forged. See it with: git show ${tag.tag}`,
      },
    )
  }
  const byHand = await planAgainByHand(session, tag, wanted, use)
  if (byHand !== null) return byHand
  let planned = await planAtBase(session, tag.tag, trailers, use)
  if (planned.plan.digest !== wanted && session.online !== null) {
    // A clone without the tags before this one plans from another base.
    await fetchTags(session)
    planned = await planAtBase(session, tag.tag, trailers, use)
  }
  if (planned.plan.digest !== wanted) throw await drift(session, tag.tag, wanted, planned.plan)
  if (tag.commit !== base) await refuseOtherEdits(session, tag, base, planned.plan)
  return planned
}

/** Whether a tag is a release: made by rel, or by hand in the spelling of a package's tags. */
export const isRelease = async (session: Session, tag: ReadTag, use: 'read' | 'write' = 'write'): Promise<boolean> =>
  tag.trailers !== null || (await isVersionByHand(session, await handMade(session, tag), use))

/** Throws `PLAN_DRIFT` when planning again gives another plan, `VERSION_MISMATCH` for a hand-made tag that the manifest
 *  contradicts. */
export const planAgain = async (session: Session, tag: ReadTag, use: 'read' | 'write'): Promise<PlannedAgain> => {
  const planned =
    tag.trailers === null
      ? await planByHand(session, await handMade(session, tag), use)
      : await fromTrailers(session, tag, tag.trailers, use)
  return { ...planned, tag }
}

/** The tag of that name. Throws `UNKNOWN_REVISION`, and `BAD_NAME` for a name that no release has. */
export const findTag = async (session: Session, name: string): Promise<ReadTag> => {
  if (!isTagName(name))
    throw new RelError('BAD_NAME', `${JSON.stringify(name)} cannot be the tag of a release`, {
      hint: 'see which tags releases have with: rel status',
    })
  const [tag] = await readTags(session, (each) => each === name)
  if (tag !== undefined) return tag
  throw new RelError('UNKNOWN_REVISION', `there is no tag ${JSON.stringify(name)} here`, {
    hint: 'list them with: git tag --list; fetch them with: git fetch --tags',
  })
}
