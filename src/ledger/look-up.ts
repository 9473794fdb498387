/** Reads the ledger: what is recorded of a release, and which releases a digest or a commit belongs to. */
import { RelError } from '../errors.ts'
import type { DistIndex, Plan } from '../model.ts'
import type { GitLook } from '../world/ports.ts'
import { commitFolder, decodeName, digestPath, releaseFolder } from './paths.ts'

/** The texts recorded for one release. Nothing here is verified yet: that is for `evidence/judge`. */
export interface LedgerRelease {
  readonly package: string
  readonly version: string
  readonly seal: string
  readonly plan: Plan
  readonly index: DistIndex
  readonly indexText: string
  readonly notes: string
  /** By target name. */
  readonly provenance: ReadonlyMap<string, string>
  readonly publications: ReadonlyMap<string, string>
}

export interface ReleaseName {
  readonly package: string
  readonly version: string
}

const tampered = (what: string): RelError =>
  new RelError('TAMPERED', `the ledger is not what rel writes: ${what}`, {
    hint: 'see what else is wrong with: rel audit',
  })

const parse = <T>(text: string, kind: string, where: string): T => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw tampered(`${where} is not JSON`)
  }
  if (value !== null && typeof value === 'object' && 'kind' in value && value.kind === kind) return value as T
  throw tampered(`${where} is no ${kind}`)
}

const collect = (texts: ReadonlyMap<string, string>, pattern: RegExp): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  for (const [path, text] of texts) {
    const name = pattern.exec(path)?.[1]
    const decoded = name === undefined ? null : decodeName(name)
    if (decoded !== null) found.set(decoded, text)
  }
  return found
}

const readFolder = async (git: GitLook, tip: string, folder: string): Promise<ReadonlyMap<string, string>> => {
  const [tree] = await git.objects([`${tip}:${folder}`])
  if (tree?.type !== 'tree') return new Map()
  const entries = (await git.tree(tree.id)).filter((entry) => entry.type === 'blob')
  const objects = await git.objects(entries.map((entry) => entry.id))
  return new Map(entries.map((entry, index) => [entry.path, objects[index]?.body.toString('utf8') ?? ''] as const))
}

/** One release as recorded at `tip`, or null when it is not sealed there. Throws `TAMPERED`. */
export const readRelease = async (
  git: GitLook,
  tip: string | null,
  name: string,
  version: string,
): Promise<LedgerRelease | null> => {
  if (tip === null) return null
  const folder = releaseFolder(name, version)
  const texts = await readFolder(git, tip, folder)
  if (texts.size === 0) return null
  const need = (file: string) => {
    const text = texts.get(file)
    if (text === undefined) throw tampered(`${folder}/${file} is missing`)
    return text
  }
  const indexText = need('release.json')
  return {
    package: name,
    version,
    seal: need('seal.json'),
    plan: parse<Plan>(need('plan.json'), 'rel.plan', `${folder}/plan.json`),
    index: parse<DistIndex>(indexText, 'rel.dist', `${folder}/release.json`),
    indexText,
    notes: need('NOTES.md'),
    provenance: collect(texts, /^provenance-(.+)\.json$/),
    publications: collect(texts, /^publications\/(.+)\.json$/),
  }
}

const nameOf = (folder: string): ReleaseName | null => {
  const [, first, second] = /^releases\/([^/]+)\/([^/]+)$/.exec(folder) ?? []
  const name = first === undefined ? null : decodeName(first)
  const version = second === undefined ? null : decodeName(second)
  return name === null || version === null ? null : { package: name, version }
}

/** Every release that is sealed at `tip`, in the order of their paths. */
export const listReleases = async (git: GitLook, tip: string | null): Promise<readonly ReleaseName[]> => {
  if (tip === null) return []
  const [tree] = await git.objects([`${tip}:releases`])
  if (tree?.type !== 'tree') return []
  const seals = (await git.tree(tree.id)).filter((entry) => /^[^/]+\/[^/]+\/seal\.json$/.test(entry.path))
  return seals.flatMap((entry) => nameOf(`releases/${entry.path.replace(/\/seal\.json$/, '')}`) ?? [])
}

/** The release that holds a file with this sha256. */
export const findByDigest = async (
  git: GitLook,
  tip: string | null,
  sha256: string,
): Promise<readonly ReleaseName[]> => {
  if (tip === null || !/^[0-9a-f]{64}$/.test(sha256)) return []
  const [line] = await git.objects([`${tip}:${digestPath(sha256)}`])
  const lines = line?.body.toString('utf8').split('\n') ?? []
  return lines.flatMap((folder) => nameOf(folder) ?? [])
}

/** The releases made from a commit: it was their base, or it is their release commit. */
export const findByCommit = async (
  git: GitLook,
  tip: string | null,
  commit: string,
): Promise<readonly ReleaseName[]> => {
  if (tip === null) return []
  const [tree] = await git.objects([`${tip}:${commitFolder(commit)}`])
  if (tree?.type !== 'tree') return []
  return (await git.tree(tree.id)).flatMap((entry) => {
    const [, first = '', second = ''] = /^(.*)@([^@]*)$/.exec(entry.path) ?? []
    const [name, version] = [decodeName(first), decodeName(second)]
    return name === null || version === null ? [] : [{ package: name, version }]
  })
}
