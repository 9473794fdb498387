/** Remembers what git said of things that cannot change: objects and trees by a full id, and who descends from whom. */
import type { GitLook, GitObject, TreeEntry } from './ports.ts'

/** In bytes: one answer, and all of them. */
const SMALL = 256 * 1024
const ENOUGH = 16 * 1024 * 1024

/** A name that begins with a full id names the same thing for ever, once it is here. */
const isFixed = (name: string): boolean => /^[0-9a-f]{40}(?![0-9a-f])/.test(name)

export type FixedMemory = Pick<GitLook, 'isAncestor' | 'objects' | 'tree'>

/** Says of each answer whether there is room to keep it. */
const room = () => {
  let kept = 0
  return (size: number): boolean => {
    if (size > SMALL || kept + size > ENOUGH) return false
    kept += size
    return true
  }
}

const objectMemory = (git: FixedMemory, hasRoom: (size: number) => boolean): FixedMemory['objects'] => {
  const objects = new Map<string, GitObject>()
  return async (names) => {
    const unknown = [...new Set(names.filter((name) => !objects.has(name)))]
    const answers = await git.objects(unknown)
    const found = new Map(unknown.map((name, index) => [name, answers[index] ?? null] as const))
    for (const [name, object] of found) {
      // A copy: what was read is a part of all that was read with it.
      if (object !== null && isFixed(name) && hasRoom(object.body.length))
        objects.set(name, { ...object, body: Buffer.from(object.body) })
    }
    return names.map((name) => objects.get(name) ?? found.get(name) ?? null)
  }
}

const treeMemory = (git: FixedMemory, hasRoom: (size: number) => boolean): FixedMemory['tree'] => {
  const trees = new Map<string, readonly TreeEntry[]>()
  return async (treeish, path = '') => {
    const question = `${treeish}:${path}`
    const known = trees.get(question)
    if (known !== undefined) return known
    const entries = await git.tree(treeish, path)
    const size = entries.reduce((sum, entry) => sum + entry.path.length + entry.id.length, 0)
    if (isFixed(treeish) && hasRoom(size)) trees.set(question, entries)
    return entries
  }
}

/** Most questions are about the next commit, which says itself what it was made from. */
const isParent = async (objects: FixedMemory['objects'], commit: string, child: string): Promise<boolean> => {
  const [object] = await objects([child])
  const head = object?.body.toString('latin1').split('\n\n')[0] ?? ''
  return commit === child || head.split('\n').includes(`parent ${commit}`)
}

const ancestorMemory = (git: FixedMemory, objects: FixedMemory['objects']): FixedMemory['isAncestor'] => {
  const ancestors = new Map<string, boolean>()
  return async (ancestor, descendant) => {
    if (!isFixed(ancestor) || !isFixed(descendant)) return git.isAncestor(ancestor, descendant)
    const question = `${ancestor} ${descendant}`
    const answer =
      ancestors.get(question) ??
      ((await isParent(objects, ancestor, descendant)) || (await git.isAncestor(ancestor, descendant)))
    ancestors.set(question, answer)
    return answer
  }
}

export const fixedMemory = (git: FixedMemory): FixedMemory => {
  const hasRoom = room()
  const objects = objectMemory(git, hasRoom)
  return { objects, tree: treeMemory(git, hasRoom), isAncestor: ancestorMemory(git, objects) }
}
