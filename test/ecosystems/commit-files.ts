/** The files of a commit that never was: a tree told as paths and texts. */
import type { CommitFiles } from '../../src/ecosystems/ecosystem.ts'

export type Tree = Readonly<Record<string, string>>

const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.')

const inByteOrder = (names: readonly string[]): readonly string[] =>
  names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))

export function commitFiles(tree: Tree): CommitFiles {
  const paths = inByteOrder(Object.keys(tree))
  return {
    read: async (file) => (Object.hasOwn(tree, file) ? (tree[file] ?? null) : null),
    list: async (folder) =>
      paths.filter((path) => folderOf(path) === folder).map((path) => path.split('/').at(-1) ?? ''),
    all: async () => paths,
  }
}

/** What an edit is handed of a tree: null for each file that it lacks. */
export function texts(tree: Tree, files: readonly string[]): ReadonlyMap<string, string | null> {
  return new Map(files.map((file) => [file, Object.hasOwn(tree, file) ? (tree[file] ?? null) : null]))
}
