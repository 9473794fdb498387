/** The changelog of a whole repository: what several packages released on a day, below one heading. */
import { readPage } from './changelog-page.ts'
import { insertSection } from './changelog.ts'
import { codeLines } from './fences.ts'
import { escapeLine } from './markdown.ts'
import type { Notes } from './notes.ts'

export interface PackageNotes extends Pick<Notes, 'label' | 'notes'> {
  readonly package: string
  readonly version: string
}

/** One level lower, outside of code. */
const lowered = (notes: string): string => {
  const lines = notes.split('\n')
  const code = codeLines(lines)
  return lines.map((line, at) => (code[at] !== true && /^#{1,5} /.test(line) ? `#${line}` : line)).join('\n')
}

const packageBlock = ({ package: name, label, notes }: PackageNotes): string =>
  [`### ${escapeLine(name, null)} ${label}`, lowered(notes)].filter((part) => part !== '').join('\n\n')

const blocksOf = (releases: readonly PackageNotes[]): string => releases.map(packageBlock).join('\n\n')

/** `## <day>` and a `### <package> <version>` for each release. */
export const repositorySection = (day: string, releases: readonly PackageNotes[]): string =>
  [`## ${day}`, blocksOf(releases)].join('\n\n')

const has = (text: string, { package: name, version }: PackageNotes): boolean =>
  text.split(/\r?\n/).some((line) => {
    const [word, rest = ''] = line.startsWith('### ') ? [escapeLine(name, null), line.slice(4)] : ['\0']
    return rest.startsWith(`${word} `) && /^\[?([^\]\s]+)/.exec(rest.slice(word.length + 1))?.[1] === version
  })

/** The file with the releases in it that it does not have; those of a day that is its newest go below that heading. */
export const insertRepositorySection = (
  text: string | null,
  day: string,
  releases: readonly PackageNotes[],
): string => {
  const missing = releases.filter((release) => text === null || !has(text, release))
  if (missing.length === 0) return text ?? ''
  const page = readPage(text ?? '')
  const [newest] = page.releases
  if (newest?.version !== day) return insertSection(text, repositorySection(day, missing))
  const { lines, bom, eol } = page
  const after = lines.slice(newest.body).join('')
  const added = `${eol}${blocksOf(missing).replaceAll('\n', eol)}${eol}`
  return bom + lines.slice(0, newest.body).join('') + added + (/^\r?\n|^$/.test(after) ? '' : eol) + after
}
