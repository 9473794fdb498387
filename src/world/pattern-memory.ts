/** Remembers what was found for a pattern, and answers narrower ones from it. */

export interface Patterns<Row> {
  nameOf(row: Row): string
  /** Whether a name is one of those that the pattern asks for. */
  fits(name: string, pattern: string): boolean
  /** Whether everything that the pattern asks for was found with the wide one. */
  covers(pattern: string, wide: string): boolean
}

/** The rows of all patterns, each once, by name. `ask` gets the patterns that nothing is known of. */
export type PatternMemory<Row> = (
  patterns: readonly string[],
  ask: (unknown: readonly string[]) => Promise<readonly Row[]>,
) => Promise<readonly Row[]>

export const patternMemory = <Row>({ nameOf, fits, covers }: Patterns<Row>): PatternMemory<Row> => {
  // Promises, so that a question that is asked twice at once is one question too.
  const known = new Map<string, Promise<readonly Row[]>>()
  const answerTo = (pattern: string) => [...known].find(([wide]) => covers(pattern, wide))?.[1]
  return async (patterns, ask) => {
    const unknown = patterns.filter((pattern) => answerTo(pattern) === undefined)
    const asked = unknown.length === 0 ? null : ask(unknown)
    if (asked !== null) for (const pattern of unknown) known.set(pattern, asked)
    // What failed is asked again.
    asked?.catch(() => unknown.forEach((pattern) => known.delete(pattern)))
    const answers = await Promise.all(patterns.map((pattern) => answerTo(pattern)))
    const found = new Map<string, Row>()
    patterns.forEach((pattern, index) => {
      for (const row of answers[index] ?? []) if (fits(nameOf(row), pattern)) found.set(nameOf(row), row)
    })
    const names = [...found.keys()].toSorted((a, b) => (a < b ? -1 : 1))
    return names.map((name) => found.get(name) as Row)
  }
}
