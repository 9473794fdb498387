/** A tag made by hand is a release without edits: its plan's base is the tagged commit, and its version is what was asked. */
import { NOTHING_ASKED } from '../core/asked.ts'
import type { Scheme } from '../core/schemes/scheme.ts'
import { NAMED_FORMS, PLAIN_FORMS, tagReader } from '../core/tags.ts'
import { RelError } from '../errors.ts'
import type { Package, PackageFacts } from '../model.ts'
import { type Seen, seenAt } from './decided.ts'
import { type Planned, planAt } from './planning.ts'
import { schemeOf } from './config-at.ts'
import type { Session } from './session.ts'

export interface HandMade {
  readonly tag: string
  readonly commit: string
  /** All tags made by hand on that commit, this one too: none of them counts as a release before it. */
  readonly beside: ReadonlySet<string>
}

interface Meaning {
  readonly package: Package
  readonly version: string
  /** The spelling that the tag has. */
  readonly format: string
  /** Whether the package is one of several. */
  readonly several: boolean
  readonly scheme: Scheme
}

const question = ({ commit, beside }: HandMade, use: 'read' | 'write') => ({
  ...{ commit, line: null, use, ignoreTag: (tag: string) => beside.has(tag) },
})

/** The configured spelling or that of the ecosystem (Go's), else every one that is recognised without a config: rel would
 *  write none but these. */
const formatsOf = (
  { package: one, tagFormat }: PackageFacts,
  { facts, config: { config } }: Seen,
): readonly string[] => {
  const own = config.packages === 'auto' ? undefined : config.packages.find(({ path }) => path === one.path)?.tag
  if ((own ?? config.tag.format ?? one.tagForm) !== undefined) return [tagFormat]
  return facts.packages.length > 1 ? NAMED_FORMS : [...NAMED_FORMS, ...PLAIN_FORMS]
}

/** What a tag says; null when it is the version of no package. */
const meaningOf = async (session: Session, made: HandMade, use: 'read' | 'write'): Promise<Meaning | null> => {
  const seen = await seenAt(session, { ...question(made, use), asked: NOTHING_ASKED })
  const scheme = schemeOf(seen.config)
  const several = seen.facts.packages.length > 1
  for (const facts of seen.facts.packages) {
    for (const format of formatsOf(facts, seen)) {
      const text = tagReader(format, facts.package.name)(made.tag)
      const version = text === null ? null : scheme.parse(text)
      if (version !== null) return { package: facts.package, version, format, several, scheme }
    }
  }
  return null
}

export const isVersionByHand = async (session: Session, made: HandMade, use: 'read' | 'write'): Promise<boolean> =>
  (await meaningOf(session, made, use)) !== null

/** A placeholder never conflicts. */
const refuseMismatch = ({ tag }: HandMade, { package: one, version, scheme }: Meaning): void => {
  const { manifest, version: has } = one
  if (has === null || has === version || manifest === null || scheme.isPlaceholder(has)) return
  throw new RelError('VERSION_MISMATCH', `the tag ${tag} says ${version}, ${manifest} at that commit says ${has}`, {
    hint: `tag a commit whose manifest says ${version}, or let rel make commit and tag: rel bump ${version}`,
  })
}

/** Throws `UNKNOWN_REVISION` for the version of no package, `VERSION_MISMATCH` when the manifest contradicts it. */
export const planByHand = async (session: Session, made: HandMade, use: 'read' | 'write'): Promise<Planned> => {
  const meaning = await meaningOf(session, made, use)
  if (meaning === null)
    throw new RelError('UNKNOWN_REVISION', `the tag ${made.tag} is the version of no package here`, {
      hint: 'see which packages and tag formats there are with: rel status',
    })
  refuseMismatch(made, meaning)
  const { version, several, format } = meaning
  const asked = { ...NOTHING_ASKED, version, packages: several ? [meaning.package.name] : null }
  // What is one package's own form is nobody else's.
  const spelling = meaning.package.tagForm === format ? null : format
  return planAt(session, { ...question(made, use), asked, byHand: { format: spelling } })
}
