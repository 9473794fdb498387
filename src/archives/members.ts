/** The members of an archive in their one order: paths checked, parent folders added, sorted by the bytes of the path. */
import { RelError } from '../errors.ts'
import type { ArchiveEntry } from './archive.ts'

/** `path` includes the archive's top folder. A folder has no entry: nothing but its path reaches the archive. */
export interface Member {
  readonly path: string
  readonly entry: ArchiveEntry | null
}

/** Throws `BAD_NAME` for an unsafe path or link target, `BUILD` for a path that is given twice. */
export function members(entries: Iterable<ArchiveEntry>, root: string): readonly Member[] {
  const found = new Map<string, ArchiveEntry | null>()
  if (root !== '') found.set(checkedRoot(root), null)
  for (const entry of entries) {
    checkPath(entry.path)
    if (entry.kind === 'link') checkTarget(entry)
    const path = root === '' ? entry.path : `${root}/${entry.path}`
    for (const parent of parents(path)) claim(found, parent, null)
    claim(found, path, entry.kind === 'folder' ? null : entry)
  }
  return inByteOrder(found)
}

function claim(found: Map<string, ArchiveEntry | null>, path: string, entry: ArchiveEntry | null): void {
  const there = found.get(path)
  if (there === undefined) found.set(path, entry)
  else if (there !== null || entry !== null)
    throw new RelError('BUILD', `archive path ${JSON.stringify(path)} is given twice`, {
      hint: 'give each path once: as a file, as a link, or as a folder',
    })
}

function* parents(path: string): Generator<string> {
  for (let cut = path.indexOf('/'); cut !== -1; cut = path.indexOf('/', cut + 1)) yield path.slice(0, cut)
}

// JavaScript compares UTF-16 units, which puts U+1F600 before U+FF5E; bytes put it after.
function inByteOrder(found: ReadonlyMap<string, ArchiveEntry | null>): readonly Member[] {
  return [...found]
    .map(([path, entry]) => ({ path, entry, bytes: Buffer.from(path) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ path, entry }) => ({ path, entry }))
}

function checkPath(path: string): void {
  if (path === '') throw badName(path, 'is empty')
  if (path.startsWith('/')) throw badName(path, 'is absolute')
  checkText(path)
  if (path.split(/[/\\]/).includes('..')) throw badName(path, 'leads out of its folder')
  if (path.split('/').some((part) => part === '' || part === '.')) throw badName(path, 'has an empty part')
}

function checkedRoot(root: string): string {
  checkPath(root)
  if (root.includes('/')) throw badName(root, 'is more than one folder')
  return root
}

function checkTarget(entry: ArchiveEntry): void {
  if (!entry.target) throw badName(entry.path, 'is a link without a target')
  checkText(entry.target)
}

function checkText(text: string): void {
  if (/\p{Cc}/u.test(text)) throw badName(text, 'has a control character')
  if (!text.isWellFormed()) throw badName(text, 'is not Unicode')
}

function badName(path: string, what: string): RelError {
  return new RelError('BAD_NAME', `archive path ${JSON.stringify(path)} ${what}`, {
    hint: 'rename the file, or leave it out of the archive',
  })
}
