/** Reads the ledger: what is recorded of a release, and which releases a digest or a commit belongs to. */
import { planDigest } from '../core/plan.ts'
import { RelError } from '../errors.ts'
import { readIndex } from '../evidence/describe/dist.ts'
import type { DistIndex, Plan } from '../model.ts'
import type { GitLook } from '../world/ports.ts'
import { commitFolder, decodeName, digestPath, releaseFolder } from './paths.ts'

/** The texts recorded for one release. Plan and index fit; what the statements say is for `evidence/judge`. */
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
  /** By number, in that order. What is in here is withdrawn, whatever the texts say. */
  readonly withdrawals: ReadonlyMap<number, string>
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

/** Below a release's folder. */
const WITHDRAWAL = /^withdrawals\/([1-9]\d{0,8})\.json$/

const numbered = (texts: ReadonlyMap<string, string>): LedgerRelease['withdrawals'] =>
  new Map(
    [...texts]
      .flatMap(([path, text]) => {
        const number = WITHDRAWAL.exec(path)?.[1]
        return number === undefined ? [] : [[Number(number), text] as const]
      })
      .toSorted(([a], [b]) => a - b),
  )

const readFolder = async (git: GitLook, tip: string, folder: string): Promise<ReadonlyMap<string, string>> => {
  const [tree] = await git.objects([`${tip}:${folder}`])
  if (tree?.type !== 'tree') return new Map()
  const entries = (await git.tree(tree.id)).filter((entry) => entry.type === 'blob')
  const objects = await git.objects(entries.map((entry) => entry.id))
  return new Map(entries.map((entry, index) => [entry.path, objects[index]?.body.toString('utf8') ?? ''] as const))
}

/** The plan must be what its digest says, and plan and index must both be of the release in whose folder they lie. */
const refuseMisfit = (name: ReleaseName, folder: string, plan: Plan, index: DistIndex): void => {
  if (!Array.isArray(plan.releases) || planDigest(plan) !== plan.digest)
    throw tampered(`${folder}/plan.json is not what its digest says`)
  const planned = plan.releases.find((release) => release.package === name.package && release.to === name.version)
  if (planned === undefined) throw tampered(`${folder}/plan.json does not plan this release`)
  const isOwn = index.package === name.package && index.release === name.version && index.tag === planned.tag
  if (!isOwn || index.plan !== plan.digest) throw tampered(`${folder}/release.json is the index of another release`)
}

/** A release from the texts in its folder, by their paths below it. Throws `TAMPERED`. */
export const releaseFrom = (name: ReleaseName, texts: ReadonlyMap<string, string>): LedgerRelease => {
  const folder = releaseFolder(name.package, name.version)
  const need = (file: string) => {
    const text = texts.get(file)
    if (text === undefined) throw tampered(`${folder}/${file} is missing`)
    return text
  }
  const indexText = need('release.json')
  const plan = parse<Plan>(need('plan.json'), 'rel.plan', `${folder}/plan.json`)
  const index = readIndex(indexText, `${folder}/release.json in the ledger`)
  refuseMisfit(name, folder, plan, index)
  return {
    ...name,
    seal: need('seal.json'),
    plan,
    index,
    indexText,
    notes: need('NOTES.md'),
    provenance: collect(texts, /^provenance-(.+)\.json$/),
    publications: collect(texts, /^publications\/(.+)\.json$/),
    withdrawals: numbered(texts),
  }
}

/** One release as recorded at `tip`, or null when it is not sealed there. Throws `TAMPERED`. */
export const readRelease = async (
  git: GitLook,
  tip: string | null,
  name: string,
  version: string,
): Promise<LedgerRelease | null> => {
  if (tip === null) return null
  const texts = await readFolder(git, tip, releaseFolder(name, version))
  return texts.size === 0 ? null : releaseFrom({ package: name, version }, texts)
}

/** The release that a line of the index names, or a folder is that of; null when it is none. */
export const nameOf = (folder: string): ReleaseName | null => {
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

/** Digests in the index that begin with these hexadecimal digits, of which there must be at least four. */
export const digestsLike = async (git: GitLook, tip: string, prefix: string): Promise<readonly string[]> => {
  const [tree] = await git.objects([`${tip}:index/sha256/${prefix.slice(0, 2)}/${prefix.slice(2, 4)}`])
  if (tree?.type !== 'tree') return []
  const rests = (await git.tree(tree.id)).map((entry) => entry.path)
  return rests.map((rest) => `${prefix.slice(0, 4)}${rest}`).filter((digest) => digest.startsWith(prefix))
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
