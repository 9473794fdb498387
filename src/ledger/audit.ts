/** Audits the ledger as a thing of its own: nothing in it may ever change, and each part must lead to the others. */
import { RelError } from '../errors.ts'
import { artifactsOf } from '../evidence/describe/dist.ts'
import type { GitLook, TreeEntry } from '../world/ports.ts'
import { type LedgerRelease, nameOf, type ReleaseName, releaseFrom } from './look-up.ts'
import { commitPath, decodeName, digestPath, releaseFolder } from './paths.ts'

/** Something that is not as the ledger or rel's rules say. `failure` false: worth knowing, and in order. */
export interface Finding {
  readonly code: string
  readonly package: string | null
  readonly version: string | null
  readonly detail: string
  readonly hint: string
  readonly failure: boolean
}

/** A failing finding. */
export const finding = (code: string, of: ReleaseName | null, detail: string, hint: string): Finding => ({
  ...{ code, package: of?.package ?? null, version: of?.version ?? null, detail, hint, failure: true },
})

/** All that a ledger holds at one commit. A release that cannot be read is there as the error. */
export interface LedgerContent {
  readonly tip: string
  readonly releases: readonly { readonly name: ReleaseName; readonly release: LedgerRelease | RelError }[]
  /** Texts of the digest index, by path. */
  readonly digests: ReadonlyMap<string, string>
  /** Paths of the commit index. */
  readonly commits: readonly string[]
}

/** Blobs a process: a few megabytes at a time, however large the ledger. */
const CHUNK = 2_000

const readTexts = async (git: GitLook, entries: readonly TreeEntry[]): Promise<ReadonlyMap<string, string>> => {
  const texts = new Map<string, string>()
  for (let at = 0; at < entries.length; at += CHUNK) {
    const chunk = entries.slice(at, at + CHUNK)
    const objects = await git.objects(chunk.map((entry) => entry.id))
    chunk.forEach((entry, index) => texts.set(entry.path, objects[index]?.body.toString('utf8') ?? ''))
  }
  return texts
}

const releaseOrError = (name: ReleaseName, texts: ReadonlyMap<string, string>): LedgerRelease | RelError => {
  try {
    return releaseFrom(name, texts)
  } catch (error) {
    if (error instanceof RelError) return error
    throw error
  }
}

const readReleases = (texts: ReadonlyMap<string, string>): LedgerContent['releases'] => {
  const folders = new Map<string, Map<string, string>>()
  for (const [path, text] of texts) {
    const [, folder = '', rest = ''] = /^(releases\/[^/]+\/[^/]+)\/(.+)$/.exec(path) ?? []
    if (folder === '') continue
    folders.set(folder, (folders.get(folder) ?? new Map<string, string>()).set(rest, text))
  }
  return [...folders].flatMap(([folder, files]) => {
    const name = nameOf(folder)
    return name === null ? [] : [{ name, release: releaseOrError(name, files) }]
  })
}

/** Reads a whole ledger in a handful of processes. */
export const readLedger = async (git: GitLook, tip: string): Promise<LedgerContent> => {
  const entries = (await git.tree(tip)).filter((entry) => entry.type === 'blob')
  const below = (folder: string) => entries.filter((entry) => entry.path.startsWith(folder))
  return {
    tip,
    releases: readReleases(await readTexts(git, below('releases/'))),
    digests: await readTexts(git, below('index/sha256/')),
    commits: below('index/commit/').map((entry) => entry.path),
  }
}

const WORDS: Readonly<Record<string, string>> = { M: 'changed', D: 'removed', T: 'made another kind of file' }

/** A ledger only ever adds: whatever else its commits after `from` (null: all) did to a path is tampering. */
export const auditHistory = async (git: GitLook, from: string | null, to: string): Promise<readonly Finding[]> => {
  const changes = await git.pathChanges({ from, to, want: 'not-added', below: null })
  return changes.map(({ commit, status, path }) =>
    finding(
      'TAMPERED',
      nameOf(path.split('/').slice(0, 3).join('/')),
      `${path} was ${WORDS[status] ?? 'rewritten'} in the ledger by commit ${commit.slice(0, 12)}`,
      `nothing in a ledger may change. See who did it with: git show ${commit.slice(0, 12)}`,
    ),
  )
}

const whoWrote = ({ tip }: LedgerContent, path: string) =>
  `see who wrote it with: git log -p ${tip.slice(0, 12)} -- ${path}`

const auditDigests = (content: LedgerContent, sound: ReadonlyMap<string, LedgerRelease>): readonly Finding[] =>
  [...content.digests].flatMap(([path, text]) => {
    const folder = text.trimEnd()
    const name = nameOf(folder)
    const release = sound.get(folder)
    const wrong = (what: string) => [finding('TAMPERED', name, `${path} ${what}`, whoWrote(content, path))]
    if (name === null) return wrong('names no release')
    // A release that cannot be read is a finding of its own.
    if (release === undefined)
      return content.releases.some((each) => releaseFolder(each.name.package, each.name.version) === folder)
        ? []
        : wrong(`leads to ${name.package} ${name.version}, which the ledger does not hold`)
    if (artifactsOf(release.index).some((file) => digestPath(file.sha256) === path)) return []
    return wrong(`leads to ${name.package} ${name.version}, which has no file with that digest`)
  })

const auditCommits = (content: LedgerContent, sound: ReadonlyMap<string, LedgerRelease>): readonly Finding[] => {
  const wanted = new Set([...sound.values()].flatMap(commitPaths))
  const broken = content.releases.filter((each) => each.release instanceof RelError).map((each) => each.name)
  return content.commits.flatMap((path) => {
    const [, first = '', second = ''] = /([^/]*)@([^/@]*)$/.exec(path) ?? []
    const name = { package: decodeName(first) ?? first, version: decodeName(second) ?? second }
    const isBroken = broken.some((each) => each.package === name.package && each.version === name.version)
    if (wanted.has(path) || isBroken) return []
    const detail = `${path} leads to ${name.package} ${name.version}, which was not made from that commit`
    return [finding('TAMPERED', name, detail, whoWrote(content, path))]
  })
}

const commitPaths = (release: LedgerRelease): readonly string[] =>
  [release.plan.commit, release.index.commit].map((commit) => commitPath(commit, release.package, release.version))

const auditIndexed = (content: LedgerContent, release: LedgerRelease): readonly Finding[] => {
  const commits = new Set(content.commits)
  const missing = [
    ...artifactsOf(release.index)
      .map((file) => digestPath(file.sha256))
      .filter((path) => !content.digests.has(path)),
    ...commitPaths(release).filter((path) => !commits.has(path)),
  ]
  return missing.map((path) =>
    finding('TAMPERED', release, `${path} is missing in the ledger`, whoWrote(content, path)),
  )
}

/** Releases that cannot be read, and index and releases that do not lead to each other. */
export const auditContent = (content: LedgerContent): readonly Finding[] => {
  const sound = new Map<string, LedgerRelease>()
  const broken: Finding[] = []
  for (const { name, release } of content.releases) {
    if (release instanceof RelError)
      broken.push(
        finding(release.code, name, release.message, whoWrote(content, releaseFolder(name.package, name.version))),
      )
    else sound.set(releaseFolder(name.package, name.version), release)
  }
  return [
    ...broken,
    ...auditDigests(content, sound),
    ...auditCommits(content, sound),
    ...[...sound.values()].flatMap((release) => auditIndexed(content, release)),
  ]
}
