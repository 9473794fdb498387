/** Which tags count for which package: a track is one package's tags in one spelling. */
import { NAMED_FORMS, PLAIN_FORMS, tagPrefix, tagReader, writeTag } from '../core/tags.ts'
import type { Scheme } from '../core/schemes/scheme.ts'
import { type Group, groupsOf, type GroupSetting } from '../core/groups.ts'
import { RelError } from '../errors.ts'
import type { Package, Rejected, VersionTag } from '../model.ts'

export interface TagRef {
  readonly tag: string
  readonly commit: string
}

/** `formats`: the first is written, the others are only read. */
export interface Track {
  readonly package: number
  /** The prerelease id whose tags count for it, beside stable ones; null or `''` for a stable release. */
  readonly pre: string | null
  readonly format: string
  /** What is written as long as no tag of the package is reachable, whatever other branches have. */
  readonly firstFormat: string
  readonly tags: readonly VersionTag[]
  readonly notVersions: readonly Rejected[]
}

/** A ref, and its place in what was given. */
type Placed = TagRef & { readonly at: number }

/** Of refs in the order of their tags, those that begin so: of thousands of packages each has a few of thousands of tags. */
const beginningWith = (refs: readonly Placed[], prefix: string): readonly Placed[] => {
  let [from, to] = [0, refs.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((refs[middle]?.tag ?? '') < prefix) from = middle + 1
    else to = middle
  }
  let end = from
  while (refs[end]?.tag.startsWith(prefix) === true) end += 1
  return refs.slice(from, end)
}

/** `refs` in the order of their tags. */
const track = (
  index: number,
  name: string,
  formats: readonly string[],
  refs: readonly Placed[],
  scheme: Scheme,
): Omit<Track, 'firstFormat' | 'pre'> => {
  const near = new Set(formats.flatMap((format) => beginningWith(refs, tagPrefix(format, name))))
  // Readers cost more than all else here, and most packages are tagged in one of the forms.
  const readers = near.size === 0 ? [] : formats.map((format) => tagReader(format, name))
  const tags: VersionTag[] = []
  const notVersions: Rejected[] = []
  for (const { tag, commit } of [...near].toSorted((a, b) => a.at - b.at)) {
    const texts = readers.flatMap((read) => read(tag) ?? [])
    // `{version}` takes `v1.2.0` too, which is no version, and `v{version}` is what it was written with.
    const version = texts.map((text) => scheme.parse(text)).find((found) => found !== null) ?? null
    if (version !== null) tags.push({ tag, version, commit })
    else if (texts.length > 0) notVersions.push({ tag, reason: 'not a version' })
  }
  return { package: index, format: formats[0] ?? '', tags, notVersions }
}

/** Package by package: configured templates, and the prerelease id in question. */
export interface TrackSettings {
  readonly formats: readonly (readonly string[] | null)[]
  readonly pres: readonly (string | null)[]
  readonly groups: readonly GroupSetting[]
}

/** Among several packages, the names of those that a tag without a name was made for: a fixed group that all belong to but
 *  private ones, since the repository then has one version. Throws `CONFIG_VALUE`. */
const namelessOwners = (packages: readonly Package[], groups: readonly GroupSetting[]): readonly string[] => {
  const all = ({ kind, packages: members }: Group) =>
    kind === 'fixed' && packages.every((one) => one.private || members.includes(one.name))
  return groupsOf(groups, packages).find(all)?.packages ?? []
}

/** The highest tag that is a version without a name; null: there is none, or some package has tags. */
export const namelessTag = (tracks: readonly Track[], refs: readonly TagRef[], scheme: Scheme): string | null => {
  const isPlain = (format: string) => PLAIN_FORMS.some((form) => form === format)
  if (tracks.some(({ tags, format }) => tags.length > 0 || isPlain(format))) return null
  const readers = PLAIN_FORMS.map((form) => tagReader(form, ''))
  const found = refs.flatMap(({ tag }) => {
    const version = readers.map((read) => scheme.parse(read(tag) ?? '')).find((text) => text !== null) ?? null
    return version === null ? [] : [{ tag, version }]
  })
  return found.toSorted((a, b) => scheme.compare(b.version, a.version))[0]?.tag ?? null
}

/** Two packages with one tag could not be released together, and each would take the other's versions for its own. */
const refuseShared = (packages: readonly Package[], tracks: readonly Track[]): void => {
  const taken = new Map<string, string>()
  for (const { package: index, format } of tracks) {
    const name = packages[index]?.name ?? ''
    const tag = writeTag(format, name, '1.0.0')
    const other = taken.get(tag) ?? name
    if (other !== name)
      throw new RelError('CONFIG_VALUE', `${other} and ${name} would have the same tags: ${format}`, {
        hint: 'put {name} into the format, as in {name}@{version}',
        keys: [
          ['packages', name, 'tag'],
          ['tag', 'format'],
        ],
      })
    taken.set(tag, name)
  }
}

/** All tracks that have tags, and for each package at least its default one. With a configured format there is one. Throws
 *  `CONFIG_VALUE` for packages that would write the same tags. */
export const findTracks = (
  packages: readonly Package[],
  { formats, pres, groups }: TrackSettings,
  given: readonly TagRef[],
  scheme: Scheme,
): readonly Track[] => {
  const alone = packages.length === 1
  const together = alone ? [] : namelessOwners(packages, groups)
  const refs = given.map((ref, at) => ({ ...ref, at })).toSorted((a, b) => (a.tag < b.tag ? -1 : 1))
  const tracks = packages.flatMap((one, index) => {
    const pre = pres[index] ?? null
    const configured = formats[index] ?? (one.tagForm === undefined ? null : [one.tagForm])
    if (configured !== null)
      return [{ ...track(index, one.name, configured, refs, scheme), pre, firstFormat: configured[0] ?? '' }]
    const forms = alone ? [...NAMED_FORMS, ...PLAIN_FORMS] : NAMED_FORMS
    const firstFormat = alone ? PLAIN_FORMS[0] : NAMED_FORMS[0]
    const plain = together.includes(one.name) ? PLAIN_FORMS : []
    const found = forms
      .map((form) => (form === firstFormat ? [form, ...plain] : [form]))
      .map((read) => ({ ...track(index, one.name, read, refs, scheme), pre, firstFormat }))
      .filter((each) => each.tags.length > 0)
    return found.length > 0 ? found : [{ ...track(index, one.name, [firstFormat], refs, scheme), pre, firstFormat }]
  })
  refuseShared(packages, tracks)
  return tracks
}

/** Of one package's tracks, the one that its highest reachable version follows; the earlier form wins a tie. Undefined
 *  when none of its versions is reachable. */
export const chooseTrack = <T extends Track>(
  tracks: readonly T[],
  reachable: (tag: VersionTag) => boolean,
  scheme: Scheme,
): T | undefined => {
  const best = (one: T) =>
    one.tags
      .filter(reachable)
      .reduce<string | null>(
        (high, tag) => (high === null || scheme.compare(tag.version, high) > 0 ? tag.version : high),
        null,
      )
  let chosen: { readonly track: T; readonly high: string } | undefined
  for (const one of tracks) {
    const high = best(one)
    if (high === null) continue
    if (chosen === undefined || scheme.compare(high, chosen.high) > 0) chosen = { track: one, high }
  }
  return chosen?.track
}
