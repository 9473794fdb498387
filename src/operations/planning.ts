/** Plans a release at one commit: what is decided, with edits, notes and names; then seals it. */
import { type Worked, sealPlan } from '../core/plan.ts'
import { sha256 } from '../core/canonical.ts'
import { writeTag } from '../core/tags.ts'
import { RelError } from '../errors.ts'
import type { Bump, Digest, Edit, Facts, Plan } from '../model.ts'
import { isTagName } from '../core/names.ts'
import { publishTargets, slotsFor } from './slots.ts'
import { type Decided, decidedAt, type PlanQuestion } from './decided.ts'
import { type Edited, editFiles } from './edits.ts'
import { notesSetup } from './notes-setup.ts'
import type { Session } from './session.ts'

export interface Planned extends Decided {
  readonly plan: Plan
  /** New text of every file that the release edits; null: it is removed. */
  readonly files: ReadonlyMap<string, string | null>
}

const digestOfText = (text: string | null): Digest | null => (text === null ? null : `sha256:${sha256(text)}`)

/** By package. */
const editsOf = (
  { files, owner }: Pick<Edited, 'files' | 'owner'>,
  facts: Facts,
): ReadonlyMap<string, readonly Edit[]> => {
  const edits = [...files]
    .map(([file, text]) => ({ file, before: digestOfText(facts.files.get(file) ?? null), after: digestOfText(text) }))
    .toSorted((a, b) => (a.file < b.file ? -1 : 1))
  return Map.groupBy(edits, ({ file }) => owner(file))
}

const refuseBadTag = (tag: string): void => {
  if (!isTagName(tag))
    throw new RelError('BAD_NAME', `${JSON.stringify(tag)} cannot be a tag`, {
      hint: 'give the package another "name", or set "tag.format"',
    })
}

const channelOf = (facts: Facts, bump: Bump): string => facts.line.channel ?? bump.prerelease ?? 'latest'

/** Throws what `decidedAt` throws, and what stands in the way of an edit. */
export const planAt = async (session: Session, question: PlanQuestion): Promise<Planned> => {
  const decided = await decidedAt(session, question)
  const { facts, config, policy, decision, date } = decided
  const edited = await editFiles({
    ...{ facts, decision, date, config: config.config, scheme: policy.scheme, ecosystems: decided.ecosystems },
    channelOf: (bump) => channelOf(facts, bump),
    setup: () => notesSetup(session.world, config, facts),
  })
  for (const remark of edited.remarks) session.request.progress.note(remark)
  const isByHand = question.byHand !== undefined
  const files: Edited['files'] = isByHand ? new Map() : edited.files
  const edits = editsOf({ ...edited, files }, facts)
  const worked = decision.bumps.map((bump) => {
    const { name } = bump.package
    return workedOut(bump, decided, { edits: edits.get(name) ?? [], notes: edited.notes.get(name) ?? '' })
  })
  const plan = sealPlan({ facts, config: config.digest, asked: question.asked, decision, worked })
  return { ...decided, plan, files }
}

const workedOut = (
  bump: Bump,
  { facts, config: { config }, date }: Decided,
  written: Pick<Worked, 'edits' | 'notes'>,
): Worked => {
  const tag = writeTag(bump.tagFormat, bump.package.name, bump.to)
  refuseBadTag(tag)
  const channel = channelOf(facts, bump)
  const { name, path, ecosystem } = bump.package
  const targets = publishTargets(config, bump.package)
  const building = { package: name, path, ecosystem, to: bump.to, tag, targets }
  return {
    ...{ bump, channel, date, targets },
    ...written,
    artifacts: slotsFor(config, building, { channel, date, commit: facts.commit }),
  }
}
