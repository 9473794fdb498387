/** The dist tree as text: its index, its checksum list, and the judgement of a tree that was read back. */
import { RelError } from '../../errors.ts'
import type { DistFile, DistIndex, Verdict } from '../../model.ts'

export const INDEX_FILE = 'release.json'
export const SUMS_FILE = 'SHA256SUMS'
export const NOTES_FILE = 'NOTES.md'
export const PROVENANCE_FILE = 'provenance.intoto.jsonl'

const byName = (a: { readonly name: string }, b: { readonly name: string }) =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0

/** Lines that `sha256sum -c` accepts, sorted by name. */
export const checksumList = (files: readonly { readonly name: string; readonly sha256: string }[]): string =>
  files
    .toSorted(byName)
    .map((file) => `${file.sha256}  ${file.name}\n`)
    .join('')

export const indexText = (index: DistIndex): string =>
  `${JSON.stringify({ ...index, files: index.files.toSorted(byName) }, null, 2)}\n`

const isText = (value: unknown, pattern: RegExp): boolean => typeof value === 'string' && pattern.test(value)

const isFile = (value: unknown): value is DistFile => {
  if (value === null || typeof value !== 'object') return false
  const { name, sha256, size, integrity } = value as Partial<DistFile>
  const safe = isText(name, /^[A-Za-z0-9_+@-][A-Za-z0-9._+@-]*$/)
  const whole = integrity === undefined || isText(integrity, /^sha512-[A-Za-z0-9+/]{86}==$/)
  return safe && whole && isText(sha256, /^[0-9a-f]{64}$/) && Number.isSafeInteger(size)
}

/** Reads an index from outside. Throws `TAMPERED`. */
export const readIndex = (text: string, where: string): DistIndex => {
  const bad = (what: string) =>
    new RelError('TAMPERED', `${where} ${what}`, {
      hint: 'take the tree from where it was published, or build it again with: rel build',
    })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw bad('is not JSON')
  }
  const index = value as Partial<DistIndex> | null
  if (index === null || typeof index !== 'object' || index.kind !== 'rel.dist' || !Array.isArray(index.files))
    throw bad('is no index of a release')
  if (!index.files.every(isFile)) throw bad('names a file that cannot be one of a release')
  const texts = [index.package, index.release, index.tag, index.commit, index.plan]
  if (!texts.every((each) => typeof each === 'string')) throw bad('lacks what an index has')
  const names = index.files.map((file) => file.name.toLowerCase())
  if (new Set(names).size !== names.length) throw bad('names a file twice')
  return index as DistIndex
}

/** What is wrong with a tree: files the index names that are missing or differ, and files it does not name. */
export const judgeTree = (
  index: DistIndex,
  found: ReadonlyMap<string, { readonly sha256: string }>,
): readonly Verdict[] => {
  const named = index.files.map((file): Verdict => {
    const here = found.get(file.name)
    if (here === undefined) return { check: file.name, ok: false, detail: 'is missing' }
    const ok = here.sha256 === file.sha256
    return {
      check: file.name,
      ok,
      detail: ok ? 'digest good' : `is sha256:${here.sha256}, the index says sha256:${file.sha256}`,
    }
  })
  const known = new Set([INDEX_FILE, ...index.files.map((file) => file.name)])
  const extra = [...found.keys()].filter((name) => !known.has(name))
  return [...named, ...extra.map((name): Verdict => ({ check: name, ok: false, detail: 'is not in the index' }))]
}

/** The artifacts alone: what consumers install, without the texts that describe them. */
export const artifactsOf = (index: DistIndex): readonly DistFile[] =>
  index.files.filter((file) => file.target !== null && file.kind !== 'provenance')
