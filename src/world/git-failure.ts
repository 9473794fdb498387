/** What a git process that failed leaves behind. */

/** A git process that ended with another status than 0. `text` is what it said. */
export class GitFailure extends Error {
  readonly code: number
  readonly text: string
  constructor(code: number, text: string) {
    super(text.trim() || `git ended with status ${code}`)
    this.name = 'GitFailure'
    this.code = code
    this.text = text
  }
}
