/** Finds the commit and the tag objects of a release: waiting under `refs/rel/pending`, tagged here, or on the remote. */
import type { GitLook, Ref } from '../world/ports.ts'
import { pendingCommit, pendingTag, REMOTE_TAGS } from './paths.ts'

export interface ReleaseRef {
  /** The plan's digest without `sha256:`. */
  readonly hex: string
  readonly tags: readonly string[]
}

const byName = async (git: GitLook, names: readonly string[]): Promise<ReadonlyMap<string, Ref>> => {
  const refs = await git.refs(names)
  return new Map(refs.filter((ref) => names.includes(ref.name)).map((ref) => [ref.name, ref] as const))
}

const places = (hex: string, tag: string) => [pendingTag(hex, tag), `refs/tags/${tag}`, `${REMOTE_TAGS}${tag}`]

/** Every place that the release's commit and tags may be at, the one that counts first. */
export const releasePlaces = ({ hex, tags }: ReleaseRef): readonly string[] => [
  pendingCommit(hex),
  ...tags.flatMap((tag) => places(hex, tag)),
]

/** The release commit, or null while there is none. */
export const releaseCommit = async (git: GitLook, release: ReleaseRef): Promise<string | null> => {
  const names = releasePlaces(release)
  const refs = await byName(git, names)
  return names.map((name) => refs.get(name)?.commit ?? null).find((commit) => commit !== null) ?? null
}

/** The tag object to push: an annotated one wherever it is; null while there is none. */
export const tagObject = async (git: GitLook, release: ReleaseRef, tag: string): Promise<Ref | null> => {
  const refs = await byName(git, places(release.hex, tag))
  const found = places(release.hex, tag).flatMap((name) => refs.get(name) ?? [])
  return found.find((ref) => ref.type === 'tag') ?? found[0] ?? null
}
