/** Which folders npm takes as workspaces (the rules of its map-workspaces, on names alone), and likewise pnpm, Yarn, bun. */
import picomatch from 'picomatch'

type Test = (path: string) => boolean

export interface Workspace {
  readonly root: string
  readonly globs: readonly string[]
  /** The name of the file that makes a folder a package. */
  readonly manifest: string
}

/** Folders with a manifest that the globs of a workspace root take in, in byte order. The root itself is never one. */
export function workspaceMembers(workspace: Workspace, paths: readonly string[]): readonly string[] {
  const isMember = memberTest(workspace.globs)
  const start = workspace.root === '.' ? '' : `${workspace.root}/`
  const end = `/${workspace.manifest}`
  return paths
    .filter((path) => path.startsWith(start) && path.endsWith(end))
    .map((path) => path.slice(start.length, -end.length))
    .filter(isMember)
    .map((folder) => start + folder)
    .toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
}

function memberTest(globs: readonly string[]): Test {
  const { taken, refused } = patterns(globs)
  const takes = taken.map((glob) => matcher(glob, false))
  const refuses = refused.map((glob) => matcher(glob, true))
  return (folder) =>
    folder !== '' &&
    !folder.split('/').includes('node_modules') &&
    takes.some((test) => test(folder)) &&
    !refuses.some((test) => test(folder))
}

/** A negated glob removes what came before it; a later glob that it would remove takes its place. */
function patterns(globs: readonly string[]): {
  readonly taken: readonly string[]
  readonly refused: readonly string[]
} {
  let refused: string[] = []
  const taken: string[] = []
  for (const glob of globs) {
    const marks = /^!*/.exec(glob)?.[0].length ?? 0
    const pattern = glob
      .slice(marks)
      .replaceAll('\\', '/')
      .replace(/^\.?\/+/, '')
      .replace(/\/+$/, '')
    if (marks % 2 === 1) refused.push(pattern)
    else {
      refused = refused.filter((other) => !matcher(other, false)(pattern))
      taken.push(pattern)
    }
  }
  const removes = refused.map((glob) => matcher(glob, false))
  return { taken: taken.filter((glob) => !removes.some((test) => test(glob))), refused }
}

function matcher(glob: string, dot: boolean): Test {
  return glob === '' ? () => false : picomatch(glob, { dot, nonegate: true })
}
