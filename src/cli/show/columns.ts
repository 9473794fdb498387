/** Rows whose cells stand below each other, whatever colours they are painted in. */

/** The text, and what paints it once it has its width. */
export type Cell = readonly [text: string, paint?: (text: string) => string]

/** No cell pushes the next column further than this. */
const WIDEST = 64

const widthOf = (text: string): number => [...text].length

const plain = (text: string): string => text

/** One line a row, without spaces at its end. The last cell of a row is never padded. */
export const columns = (rows: readonly (readonly Cell[])[], indent = '  '): readonly string[] => {
  const widths: number[] = []
  for (const row of rows)
    for (const [index, [text]] of row.slice(0, -1).entries())
      widths[index] = Math.max(widths[index] ?? 0, Math.min(widthOf(text), WIDEST))
  return rows.map((row) => {
    const cells = row.map(([text, paint = plain], index) => {
      const gap = index === row.length - 1 ? 0 : (widths[index] ?? 0) - widthOf(text)
      return `${text === '' ? '' : paint(text)}${' '.repeat(Math.max(0, gap))}`
    })
    return `${indent}${cells.join('  ')}`.trimEnd()
  })
}

export const many = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`

export const short = (commit: string): string => commit.slice(0, 7)
