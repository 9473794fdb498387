/** Plans a release at one commit: config, line, facts, decision, edits, notes, names; then seals it. */
import type { BranchSetting } from '../facts/line.ts'
import { findLine } from '../facts/line.ts'
import { gatherFacts } from '../facts/facts.ts'
import { ECOSYSTEMS } from '../ecosystems/index.ts'
import { type Decision, decide } from '../core/decide.ts'
import { type Worked, sealPlan } from '../core/plan.ts'
import { sha256 } from '../core/canonical.ts'
import { writeTag } from '../core/tags.ts'
import { RelError } from '../errors.ts'
import type { Asked, Bump, Digest, Edit, Facts, Plan } from '../model.ts'
import { isBranchName, isTagName } from '../core/names.ts'
import { configAt, type ConfigAt } from './config-at.ts'
import { publishTargets, slotsFor } from './slots.ts'
import { type Edited, editFiles } from './edits.ts'
import type { Session } from './session.ts'

export interface PlanQuestion {
  readonly commit: string
  /** The line when it is known (`Rel-Line`); null: it is found. */
  readonly line: string | null
  readonly asked: Asked
  readonly use: 'read' | 'write'
  readonly ignoreTag: (tag: string) => boolean
  /** What is asked needs no line: a detached HEAD is as good as one. */
  readonly anyLine?: boolean
  /** The tag was made by hand, in that spelling: its package alone is released, and nothing is edited. */
  readonly byHand?: { readonly format: string }
}

export interface Planned {
  readonly plan: Plan
  readonly facts: Facts
  readonly decision: Decision
  readonly config: ConfigAt
  /** New text of every file that the release edits. */
  readonly files: ReadonlyMap<string, string>
}

const branchSettings = ({ config }: ConfigAt): readonly BranchSetting[] | null =>
  config.branches?.map((branch) => (typeof branch === 'string' ? { match: branch } : branch)) ?? null

export const packageSettings = ({ config }: Pick<ConfigAt, 'config'>) =>
  config.packages === 'auto'
    ? 'auto'
    : config.packages.map(({ tag, ...rest }) => ({ ...rest, tag: tag === undefined ? undefined : [tag].flat() }))

/** The last second of 9999: git takes later ones, and no calendar of four digits does. */
const LATEST = 253_402_300_799

/** The day of a git date, in seconds since 1970. */
export const day = (seconds: number): string => new Date(Math.min(seconds, LATEST) * 1000).toISOString().slice(0, 10)

/** Throws when the clone is shallow and the range is cut; asks the remote for the rest first, unless `--offline`. */
const gatherDeep = async (session: Session, question: Parameters<typeof gatherFacts>[1]): Promise<Facts> => {
  const { world, online } = session
  try {
    return await gatherFacts(world, question)
  } catch (error) {
    if (!(error instanceof RelError) || error.code !== 'SHALLOW' || online === null) throw error
    session.request.progress.note(`this clone is shallow: fetching the history from ${online}`)
    await world.git.deepen(online)
    return gatherFacts({ ...world, git: { ...world.git, place: { ...world.git.place, shallow: false } } }, question)
  }
}

const tagFormatOf = ({ config }: ConfigAt, { byHand }: PlanQuestion): string | null =>
  config.tag.format ?? byHand?.format ?? null

const factsFor = async (
  session: Session,
  question: PlanQuestion,
  config: ConfigAt,
): Promise<{ facts: Facts; asked: Asked }> => {
  const { world, remote, scheme, request } = session
  const asked = question.line ?? request.branch
  if (asked !== null && !isBranchName(asked))
    throw new RelError('BAD_NAME', `${JSON.stringify(asked)} cannot be the name of a release line`, {
      hint: 'name a branch: --branch main',
    })
  const { line, preview } = await findLine(world.git, {
    known: question.line,
    asked: request.branch,
    ci: question.anyLine === true ? (request.ciBranch ?? 'HEAD') : request.ciBranch,
    branches: branchSettings(config),
    remote,
    commit: question.commit,
  })
  if (!isBranchName(line.name))
    throw new RelError('BAD_NAME', `${JSON.stringify(line.name)} cannot be the name of a release line`, {
      hint: 'rename the branch, or name another one: --branch main',
    })
  const pre = question.asked.pre ?? line.prerelease
  const facts = await gatherDeep(session, {
    commit: question.commit,
    line,
    preview: preview || config.preview,
    pre,
    packages: packageSettings(config),
    tagFormat: tagFormatOf(config, question),
    scheme,
    ecosystems: ECOSYSTEMS,
    changelog: config.config.changelog.file === false ? null : config.config.changelog.file,
    ignoreTag: question.ignoreTag,
  })
  return { facts, asked: { ...question.asked, pre } }
}

const digestOfText = (text: string | null): Digest | null => (text === null ? null : `sha256:${sha256(text)}`)

const editsOf = (bump: Bump, edited: Edited, facts: Facts): readonly Edit[] =>
  [...edited.files]
    .filter(([file]) => edited.owner(file) === bump.package.name)
    .map(([file, text]) => ({ file, before: digestOfText(facts.files.get(file) ?? null), after: digestOfText(text) }))
    .toSorted((a, b) => (a.file < b.file ? -1 : 1))

const refuseBadTag = (tag: string): void => {
  if (!isTagName(tag))
    throw new RelError('BAD_NAME', `${JSON.stringify(tag)} cannot be a tag`, {
      hint: 'give the package another "name", or set "tag.format"',
    })
}

const channelOf = (facts: Facts, bump: Bump): string => facts.line.channel ?? bump.prerelease ?? 'latest'

/** What follows for other packages has no commit to be written in. */
const alone = (decision: Decision, facts: Facts, asked: Asked): Decision => {
  const name = asked.packages?.[0] ?? facts.packages[0]?.package.name
  return { ...decision, bumps: decision.bumps.filter((bump) => bump.package.name === name), followers: [] }
}

export interface Seen {
  readonly facts: Facts
  readonly config: ConfigAt
}

/** The packages of a commit with their tags, and its config, without deciding anything. */
export const seenAt = async (session: Session, question: PlanQuestion): Promise<Seen> => {
  const config = await configAt(session, question.commit, question.use)
  return { facts: (await factsFor(session, question, config)).facts, config }
}

/** Throws whatever stands in the way of a plan: config, manifests, cut history, versions that do not fit. */
export const planAt = async (session: Session, question: PlanQuestion): Promise<Planned> => {
  const config = await configAt(session, question.commit, question.use)
  const { facts, asked } = await factsFor(session, question, config)
  const { initial, zeroMajor } = config.config.versioning
  const decided = decide(facts, asked, { scheme: session.scheme, initial, zeroMajor })
  const decision = question.byHand !== undefined ? alone(decided, facts, question.asked) : decided
  for (const note of decision.notes) session.request.progress.note(note)
  const date = question.asked.date ?? day(facts.date)
  const edited = await editFiles({
    facts,
    decision,
    config: config.config,
    date,
    channelOf: (bump) => channelOf(facts, bump),
  })
  const worked = decision.bumps.map((bump): Worked => {
    const tag = writeTag(bump.tagFormat, bump.package.name, bump.to)
    refuseBadTag(tag)
    const channel = channelOf(facts, bump)
    const { name, path, ecosystem } = bump.package
    const targets = publishTargets(config.config, bump.package)
    return {
      bump,
      channel,
      date,
      edits: question.byHand !== undefined ? [] : editsOf(bump, edited, facts),
      notes: edited.notes.get(bump.package.name) ?? '',
      artifacts: slotsFor(
        config.config,
        { package: name, path, ecosystem, to: bump.to, tag, targets },
        { channel, date, commit: facts.commit },
      ),
      targets,
    }
  })
  const plan = sealPlan({ facts, config: config.digest, asked: question.asked, decision, worked })
  return { plan, facts, decision, config, files: question.byHand !== undefined ? new Map() : edited.files }
}
