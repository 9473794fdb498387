/** Which packages a commit belongs to: the longest package path that prefixes a changed file takes it. */
import type { Commit, Package } from '../model.ts'

const ROOT = '.'

/** A function from a commit to the indices of its packages. A commit without files (its tree equals its first parent's)
 *  belongs to all; the root package gets what no other took, and everything when it is alone. */
export const attribution = (packages: readonly Package[]): ((commit: Commit) => ReadonlySet<number>) => {
  const everyone = new Set(packages.keys())
  const byPath = new Map(packages.map((one, index) => [one.path, index] as const))
  const root = byPath.get(ROOT)
  if (packages.length === 1 && root !== undefined) return () => everyone
  const owner = (file: string): number | undefined => {
    for (let cut = file.lastIndexOf('/'); cut > 0; cut = file.lastIndexOf('/', cut - 1)) {
      const found = byPath.get(file.slice(0, cut))
      if (found !== undefined) return found
    }
    return root
  }
  return (commit) => {
    if (commit.files === null || commit.files.length === 0) return everyone
    const owners = new Set<number>()
    for (const file of commit.files) {
      const found = owner(file)
      if (found !== undefined) owners.add(found)
    }
    return owners
  }
}
