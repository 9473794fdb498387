/** Holds a finished decision against `versioning.maxBump`: how far each version really moves, whatever moved it, or where its
 *  steps have no size, how much has changed. */
import { RelError } from '../errors.ts'
import type { Asked, Bump, Cause, Effect } from '../model.ts'
import type { Policy } from './policy.ts'

const ORDER: readonly Effect[] = ['none', 'patch', 'minor', 'major']

const height = (level: Effect): number => ORDER.indexOf(level)

/** A level or a version that somebody asked for by name is taken as it is, with all that follows from it. Throws `MAX_BUMP`. */
export function refuseTooFar(bumps: readonly Bump[], asked: Asked, policy: Policy): void {
  const [first] = tooFarIn(bumps, asked, policy)
  if (first !== undefined) throw first
}

/** Every step that is refused. */
export function tooFarIn(
  bumps: readonly Bump[],
  asked: Asked,
  { maxBump, scheme }: Pick<Policy, 'maxBump' | 'scheme'>,
): readonly RelError[] {
  if (maxBump === 'major' || asked.level !== null || asked.version !== null) return []
  return bumps.flatMap((bump) => {
    const moved = scheme.unmeasured === true ? bump.level : scheme.difference(bump.from?.version ?? bump.to, bump.to)
    const level = bump.from === null ? 'none' : moved
    return height(level) > height(maxBump) ? [tooFar(bump, level, maxBump)] : []
  })
}

function tooFar({ package: { name }, from, to, causes }: Bump, level: Effect, limit: Effect): RelError {
  const moving = causes.filter((cause) => height(effectOf(cause)) > height(limit))
  const because = moving.length === 0 ? '' : `, because of ${listed(moving.map(describe))}`
  const message = `${name} ${from?.version ?? ''} → ${to} is a ${level} step, and versioning.maxBump is ${limit}${because}`
  return new RelError('MAX_BUMP', message, {
    hint: `ask for it by name: rel bump ${level} ${name}; or raise versioning.maxBump, or commit Release-As with a lower version`,
    origins: (moving.length === 0 ? causes : moving).flatMap(originOf),
  })
}

function originOf(cause: Cause): readonly string[] {
  if (cause.kind === 'commit' || cause.kind === 'release-as') return [cause.commit]
  return cause.kind === 'change-file' ? [cause.file] : []
}

function effectOf(cause: Cause): Effect {
  return cause.kind === 'release-as' ? 'major' : cause.kind === 'first' ? 'none' : cause.bump
}

function describe(cause: Cause): string {
  if (cause.kind === 'commit') return `${cause.commit.slice(0, 7)} ${cause.subject}`
  if (cause.kind === 'release-as') return `Release-As: ${cause.version} in ${cause.commit.slice(0, 7)}`
  if (cause.kind === 'change-file') return cause.file
  if (cause.kind === 'group') return `its group with ${listed(cause.packages)}`
  return cause.kind === 'dependency' ? cause.package : 'what was asked'
}

const LISTED = 5

function listed(all: readonly string[]): string {
  const more = all.length > LISTED ? ` and ${all.length - LISTED} more` : ''
  return all.slice(0, LISTED).join(', ') + more
}
