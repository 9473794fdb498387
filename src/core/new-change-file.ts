/** Writes new change files: their text, and a name that says what they are about and that no other branch takes. */
import type { ChangeFile } from '../model.ts'
import { sha256 } from './canonical.ts'

const WORDS = 3
const LONGEST = 40
const DIGITS = 6

/** As changesets writes them. */
export function changeFileText(releases: ChangeFile['releases'], summary: string): string {
  const lines = releases.map((each) => `${JSON.stringify(each.package)}: ${each.bump}`)
  return `---\n${lines.join('\n')}\n---\n\n${summary === '' ? '' : `${summary}\n`}`
}

/** The first words of the summary, and six digits that differ with the text and with the commit it was written at: nothing is
 *  random, so that the same change asked for twice is found to be there already. */
export function changeFileId(text: string, summary: string, head: string | null): string {
  const words = (summary.split('\n')[0] ?? '').toLowerCase().match(/[a-z0-9]+/g) ?? []
  const digits = sha256(`${head ?? ''}\n${text}`).slice(0, DIGITS)
  return [words.slice(0, WORDS).join('-').slice(0, LONGEST) || 'change', digits].join('-')
}

/** Letters, digits and `._-`, beginning with a letter or a digit; no file that a folder of change files has beside them. */
export function isChangeFileId(id: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(id) && !/^(?:readme|changelog)$/i.test(id)
}
