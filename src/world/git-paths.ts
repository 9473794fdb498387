/** Reads the paths of git's raw diffs. */

const NUL = 0
const COLON = 58
const NEWLINE = 10

/** The paths from `start` on: each follows a `:…` record, so no file name can pass for a commit. `next` is -1 while it
 *  cannot be told whether there are more. */
export const readPaths = (
  data: Buffer,
  start: number,
  isEnd: boolean,
): { readonly paths: readonly string[]; readonly next: number } => {
  const paths: string[] = []
  let at = start
  for (;;) {
    if (at + 1 >= data.length) return { paths, next: isEnd ? data.length : -1 }
    if (data[at] !== COLON && !(data[at] === NEWLINE && data[at + 1] === COLON)) return { paths, next: at }
    const path = data.indexOf(NUL, at) + 1
    const end = path === 0 ? -1 : data.indexOf(NUL, path)
    if (end < 0) return { paths, next: -1 }
    paths.push(data.toString('utf8', path, end))
    at = end + 1
  }
}
