/** Which folders npm takes as workspaces: the rules of its map-workspaces, on names alone. */
import picomatch from 'picomatch'

type Test = (path: string) => boolean

/** Folders of the manifests that the globs take in, in the order given. The root is never its own workspace. */
export function workspaceMembers(globs: readonly string[], manifestPaths: readonly string[]): string[] {
  const isMember = memberTest(globs)
  return manifestPaths
    .filter((path) => path.endsWith('/package.json'))
    .map((path) => path.slice(0, -'/package.json'.length))
    .filter(isMember)
}

function memberTest(globs: readonly string[]): Test {
  const { taken, refused } = patterns(globs)
  const takes = taken.map((glob) => matcher(glob, false))
  const refuses = refused.map((glob) => matcher(glob, true))
  return (folder) =>
    folder !== '.' &&
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
