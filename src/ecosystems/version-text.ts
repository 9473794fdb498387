/** A version within a longer text: found without knowing its scheme, replaced without touching what stands around it. */

const VERSION =
  /(?<![\w.])v?(\d+(?:\.\d+)+(?:-[\da-z-]+(?:\.[\da-z-]+)*|(?:a|b|rc|\.post|\.dev)\d+)*(?:\+[\da-z.-]+)?)/gi
const WHOLE = /^\s*v?(\d[\w.+!~-]*)\s*$/

/** The first version (two numbers and a dot at least, unless the text is nothing else); null when there is none. */
export function versionIn(text: string): string | null {
  return versionsIn(text)[0]?.text ?? null
}

/** The text with `from` replaced wherever it stands as a number of its own; when it stands nowhere, with the only version
 *  replaced; null when there is none, or more than one. A `v` before it stays. */
export function steppedText(text: string, from: string | null, to: string): string | null {
  const exact = from === null ? [] : [...text.matchAll(alone(from))]
  if (from !== null && exact.length > 0) return text.replace(alone(from), () => to)
  const [version, second] = versionsIn(text)
  if (version === undefined || second !== undefined) return null
  return text.slice(0, version.start) + to + text.slice(version.start + version.text.length)
}

function versionsIn(text: string): readonly { readonly text: string; readonly start: number }[] {
  const whole = WHOLE.exec(text)?.[1]
  if (whole !== undefined) return [{ text: whole, start: text.indexOf(whole) }]
  return Array.from(text.matchAll(VERSION), ({ 0: all, 1: version = '', index }) => ({
    text: version,
    start: index + all.length - version.length,
  }))
}

/** Not within `11.2.3`, `1.2.30` or `1.2.3.4`, but within `v1.2.3` and `core-1.2.3.tgz`. */
function alone(version: string): RegExp {
  return new RegExp(`(?<!\\d|\\d\\.)${version.replace(/[^\w]/g, String.raw`\$&`)}(?!\\d|\\.\\d)`, 'g')
}
