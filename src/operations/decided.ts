/** What a commit says and what is decided of it, before anything is written: facts, policy, versions. */
import { type FactsQuestion, gatherFacts } from '../facts/facts.ts'
import type { BranchSetting } from '../facts/line.ts'
import type { TagRef } from '../facts/tracks.ts'
import { findLine } from '../facts/line.ts'
import type { Ecosystem } from '../ecosystems/ecosystem.ts'
import { ECOSYSTEMS, loadEcosystems } from '../ecosystems/index.ts'
import { type Decision, decide } from '../core/decide.ts'
import { RelError } from '../errors.ts'
import type { Asked, Facts } from '../model.ts'
import { isBranchName } from '../core/names.ts'
import type { Policy } from '../core/policy.ts'
import { preOf } from '../core/lanes.ts'
import { configAt, type ConfigAt, schemeOf } from './config-at.ts'
import { CHANGESETS_FILES, changesetsPreAt, lanesOf, policyFor, preBeside } from './policy.ts'
import { factsOfEnough, haveHistory, unlessMoved } from './whole-history.ts'
import { isOwnTemplate } from './notes-setup.ts'
import { placed } from './placed.ts'
import type { Session } from './session.ts'

export interface PlanQuestion {
  readonly commit: string
  /** The line when it is known (`Rel-Line`); null: it is found. */
  readonly line: string | null
  readonly asked: Asked
  readonly use: 'read' | 'write'
  readonly ignoreTag: (tag: string) => boolean
  /** Numbers that are refused are explained all the same. */
  readonly unbounded?: boolean
  /** What is asked needs no line: a detached HEAD is as good as one. */
  readonly anyLine?: boolean
  /** Nothing but the next release is asked for: of a shallow clone's history no more is fetched than that takes. */
  readonly nextOnly?: boolean
  /** Past releases are told of as well, from the whole history. */
  readonly whole?: boolean
  /** The tag was made by hand, in that spelling (null: its package's own): its package alone is released, and nothing is edited. */
  readonly byHand?: { readonly format: string | null }
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

const tagFormatOf = ({ config }: ConfigAt, { byHand }: PlanQuestion): string | null =>
  config.tag.format ?? byHand?.format ?? null

/** Which files beside manifests a release may edit, or its versions depend on. */
const filesBeside = ({ config: { changelog, versioning } }: ConfigAt) => {
  const { file, repositoryFile, template } = changelog
  const changeFiles = versioning.source !== 'commits'
  const own = [...(repositoryFile === false ? [] : [repositoryFile]), ...(isOwnTemplate(template) ? [template] : [])]
  return {
    wantsFiles: versioning.rules.some((rule) => rule.path !== undefined),
    changeFiles,
    also: { inPackages: file === false ? [] : [file], inRoot: [...own, ...(changeFiles ? CHANGESETS_FILES : [])] },
  }
}

const wholeFacts = async (session: Session, wanted: FactsQuestion): Promise<Facts> => {
  await haveHistory(session)
  return (await unlessMoved(session, () => gatherFacts(session.world, wanted))) ?? wholeFacts(session, wanted)
}

/** Change files, people and a version that may have been released long ago are looked for below the last release as well. */
const isDeep = ({ asked }: PlanQuestion, wanted: FactsQuestion, { config }: ConfigAt): boolean =>
  asked.version !== null || wanted.changeFiles || config.changelog.contributors

const factsOfNext = async (session: Session, wanted: FactsQuestion): Promise<Facts> => {
  const gather = (remoteTags: readonly TagRef[]) => gatherFacts(session.world, { ...wanted, remoteTags })
  return (await factsOfEnough(session, gather, wanted)) ?? (await wholeFacts(session, wanted))
}

/** Whether only history says it: which branches contain HEAD. */
const isUnnamed = ({ world: { git }, request }: Session, { line, anyLine }: PlanQuestion): boolean =>
  anyLine !== true && (line ?? request.branch ?? git.place.branch ?? request.ciBranch) === null

const lineFor = async (session: Session, question: PlanQuestion, config: ConfigAt) => {
  const { world, remote, request } = session
  const asked = question.line ?? request.branch
  if (asked !== null && !isBranchName(asked))
    throw new RelError('BAD_NAME', `${JSON.stringify(asked)} cannot be the name of a release line`, {
      hint: 'name a branch: --branch main',
    })
  if (isUnnamed(session, question)) await haveHistory(session)
  const found = await findLine(world.git, {
    ...{ known: question.line, asked: request.branch, remote, commit: question.commit },
    ci: question.anyLine === true ? (request.ciBranch ?? 'HEAD') : request.ciBranch,
    branches: branchSettings(config),
  })
  if (isBranchName(found.line.name)) return found
  throw new RelError('BAD_NAME', `${JSON.stringify(found.line.name)} cannot be the name of a release line`, {
    hint: 'rename the branch, or name another one: --branch main',
  })
}

const factsFor = async (
  session: Session,
  question: PlanQuestion,
  config: ConfigAt,
): Promise<{ facts: Facts; asked: Asked; accepting: readonly string[] }> => {
  const { line, preview, others } = await lineFor(session, question, config)
  const changesetsPre = await changesetsPreAt(session.world.git, question.commit, config.config)
  const pre = preBeside(question.asked.pre ?? line.prerelease, changesetsPre)
  const wanted: FactsQuestion = {
    commit: question.commit,
    line,
    preview: preview || config.preview,
    preOf: (name) => preOf(name, { pre }, lanesOf(config.config)),
    packages: packageSettings(config),
    tagFormat: tagFormatOf(config, question),
    scheme: schemeOf(config),
    groups: config.config.groups,
    ecosystems: ECOSYSTEMS,
    ...filesBeside(config),
    changesetsPre,
    ...{ ignoreTag: question.ignoreTag, whole: question.whole ?? false },
  }
  const isNext = question.nextOnly === true && !isDeep(question, wanted, config)
  const facts = await (isNext ? factsOfNext : wholeFacts)(session, wanted)
  return { facts, asked: { ...question.asked, pre }, accepting: others }
}

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
  return { facts: (await placed(config, () => factsFor(session, question, config))).facts, config }
}

/** All that a decision follows from. `asked` is with the line's own prerelease id, `date` is the release's day. */
export interface Undecided extends Seen {
  readonly asked: Asked
  readonly policy: Policy
  readonly ecosystems: readonly Ecosystem[]
  readonly date: string
}

/** All but the words: no file is edited and no note is written. `asked` is as it was asked. */
export interface Decided extends Undecided {
  readonly decision: Decision
}

/** Throws whatever is wrong with config, manifests or history, whoever asks. */
export const undecidedAt = async (session: Session, question: PlanQuestion): Promise<Undecided> => {
  const config = await configAt(session, question.commit, question.use)
  return placed(config, () => undecidedUnder(session, question, config))
}

const undecidedUnder = async (session: Session, question: PlanQuestion, config: ConfigAt): Promise<Undecided> => {
  const { facts, asked, accepting } = await factsFor(session, question, config)
  const date = question.asked.date ?? day(facts.date)
  const ecosystems = await loadEcosystems(facts.packages.map((each) => each.package.ecosystem))
  const policy = policyFor({
    ...{ config: config.config, facts, ecosystems, day: date, accepting },
    unbounded: question.unbounded === true,
  })
  return { facts, config, asked, policy, ecosystems, date }
}

/** Throws what `undecidedAt` throws, and what does not fit together. */
export const decidedAt = async (session: Session, question: PlanQuestion): Promise<Decided> => {
  const config = await configAt(session, question.commit, question.use)
  return placed(config, () => decidedUnder(session, question, config))
}

const decidedUnder = async (session: Session, question: PlanQuestion, config: ConfigAt): Promise<Decided> => {
  const undecided = await undecidedUnder(session, question, config)
  const { facts, asked, policy } = undecided
  const decided = decide(facts, asked, policy)
  const decision = question.byHand !== undefined ? alone(decided, facts, question.asked) : decided
  for (const note of decision.notes) session.request.progress.note(note)
  return { ...undecided, asked: question.asked, decision }
}
