/** Puts a release's section into a changelog file and leaves every other byte alone. */

const UNRELEASED = /^##\s+\[?unreleased\]?/i
const RELEASE = /^(?:##\s|#{1,3}\s+\[?v?\d+\.\d)/
const ANCHOR = /^<a\s+(?:name|id)=/i
const LINK_DEFINITION = /^\[[^\]]+\]:\s/
const FENCE = /^\s*(?:```|~~~)/

/** The file's text with the section (`## …`, with `\n` line ends) above the newest release: below header and intro, and
 *  below an `Unreleased` block. Line ends and BOM follow the file; null or an empty file gets a `# Changelog` header. */
export function insertSection(text: string | null, section: string): string {
  const clean = section.replace(/^\n+|\n+$/g, '')
  const bom = text?.startsWith('\uFEFF') === true ? '\uFEFF' : ''
  if (text === null || text.trim() === '') return `${text ?? ''}# Changelog\n\n${clean}\n`
  const eol = /\r?\n/.exec(text)?.[0] ?? '\n'
  const lines = text.slice(bom.length).match(/[^\n]*\n|[^\n]+$/g) ?? []
  const at = placeIn(lines)
  const before = lines.slice(0, at).join('')
  const after = lines.slice(at).join('')
  return bom + before + gapAfter(before, eol) + clean.replaceAll('\n', eol) + eol + (after === '' ? '' : eol) + after
}

// The first release heading outside code fences that is not `Unreleased`; without one the end, but above the link
// definitions that Keep a Changelog puts there.
function placeIn(lines: readonly string[]): number {
  let fenced = false
  for (const [at, line] of lines.entries()) {
    if (FENCE.test(line)) fenced = !fenced
    else if (!fenced && RELEASE.test(line) && !UNRELEASED.test(line)) return aboveAnchor(lines, at)
  }
  return aboveDefinitions(lines)
}

function aboveDefinitions(lines: readonly string[]): number {
  const last = lines.findLastIndex((line) => !isBlank(line) && !LINK_DEFINITION.test(line))
  const definition = lines.findIndex((line, at) => at > last && LINK_DEFINITION.test(line))
  return definition === -1 ? lines.length : definition
}

function aboveAnchor(lines: readonly string[], heading: number): number {
  let at = heading
  while (at > 0 && isBlank(lines[at - 1])) at--
  return at > 0 && ANCHOR.test(lines[at - 1] ?? '') ? at - 1 : heading
}

function isBlank(line: string | undefined): boolean {
  return line?.trim() === ''
}

// A line end for a last line without one, and an empty line, unless they are there.
function gapAfter(before: string, eol: string): string {
  if (before === '' || /\n\r?\n$/.test(before)) return ''
  return before.endsWith('\n') ? eol : eol + eol
}

/** Whether a release of this version has its section already. */
export function hasSection(text: string, version: string): boolean {
  const name = version.replaceAll('.', String.raw`\.`).replaceAll('+', String.raw`\+`)
  return new RegExp(String.raw`^#{1,3}\s+\[?v?${name}(?![\w.+-])`, 'm').test(text)
}
