/** A squashed message taken apart into the messages that it was made of, for `versioning.nestedCommits`. */

export interface Unfolded {
  /** What the commit says for itself. */
  readonly own: string
  /** Whole messages, in the order in which they stand there. */
  readonly nested: readonly string[]
}

// Only types that everybody knows: a paragraph may well begin with `Note: `, and footers look like headers too.
const TYPES = 'build|chore|ci|docs|feat|feature|fix|perf|refactor|revert|style|test'
const NESTED = new RegExp(`^(?:[*-] )?((?:${TYPES})(?:\\([^()]+\\))?!?: \\s*\\S.*)$`, 'i')
const BLOCK = /^BEGIN_NESTED_COMMIT[ \t]*\n([^]*?)\n?^END_NESTED_COMMIT[ \t]*$/gm

/** Splits at paragraphs of the body that begin with a header of a well-known type, a list's mark before it or not, each running on to
 *  the next one, and takes out `BEGIN_NESTED_COMMIT` … `END_NESTED_COMMIT` blocks. */
export function unfold(message: string): Unfolded {
  const blocks: string[] = []
  const rest = message
    .replace(/^[\r\n]+/, '')
    .replaceAll('\r\n', '\n')
    .replaceAll(BLOCK, (_, block: string) => {
      blocks.push(block.trim())
      return ''
    })
  const [first = '', ...lines] = rest.split('\n')
  const parts: string[][] = [[first]]
  let paragraph = true
  for (const line of lines) {
    const header = paragraph ? NESTED.exec(line)?.[1] : undefined
    if (header === undefined) parts.at(-1)?.push(line)
    else parts.push([header])
    paragraph = line.trim() === ''
  }
  const [own = '', ...nested] = parts.map((part) => part.join('\n').trim())
  return { own, nested: [...nested, ...blocks.filter((block) => block !== '')] }
}
