/** Fenced code in Markdown: what stands in it is no heading, no list and no word to anybody. */

export interface Fence {
  /** What closes it: this or more of the same. */
  readonly mark: string
  readonly indent: number
}

const indentOf = (line: string): number => /^\s*/.exec(line)?.[0].length ?? 0

const opened = (line: string): Fence | null => {
  const mark = /^\s*(`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[1]
  return mark === undefined ? null : { mark, indent: indentOf(line) }
}

const isClosing = (line: string, { mark }: Fence): boolean =>
  line.trimStart().startsWith(mark) && /^\s*(?:`+|~+)\s*$/.test(line)

// A fence in a list item ends with the item.
const isOutside = (line: string, { indent }: Fence): boolean => indent > 1 && indentOf(line) < 2 && line.trim() !== ''

/** Whether a line is code or one of its fences, and the fence that is open behind it. */
export const stepFence = (
  line: string,
  before: Fence | null,
): { readonly code: boolean; readonly open: Fence | null } => {
  if (before === null || isOutside(line, before)) {
    const open = opened(line)
    return { code: open !== null, open }
  }
  return { code: true, open: isClosing(line, before) ? null : before }
}

/** For each line whether it is code, and the line of a fence that nothing closes; -1: every one is closed. */
export const codeIn = (lines: readonly string[]): { readonly code: readonly boolean[]; readonly unclosed: number } => {
  let fence: Fence | null = null
  let unclosed = -1
  const code = lines.map((line, at) => {
    const step: ReturnType<typeof stepFence> = stepFence(line, fence)
    if (step.open === null) unclosed = -1
    else if (step.open !== fence) unclosed = at
    fence = step.open
    return step.code
  })
  return { code, unclosed }
}

/** For each line whether it is code. */
export const codeLines = (lines: readonly string[]): readonly boolean[] => codeIn(lines).code
