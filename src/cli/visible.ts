/** Text from commits, names and arguments can hold what a terminal would obey instead of show: it is shown. */

/** The colours that rel paints with; control characters but line ends and tabs; characters that turn the direction of text. */
const COLOUR = String.raw`\[(?:[129]|22|3[0-79]|9[0-7])m`
const OTHERS = String.raw`[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]`
const OBEYED = new RegExp(`${String.fromCodePoint(0x1b)}${COLOUR}|${OTHERS}`, 'gu')

const escape = (char: string): string => String.raw`\u` + char.charCodeAt(0).toString(16).padStart(4, '0')

const PAINT = new RegExp(`${String.fromCodePoint(0x1b)}${COLOUR}`, 'gu')

/** Without the colours. */
export const unpainted = (text: string): string => text.replaceAll(PAINT, '')

export const visible = (text: string): string =>
  text.replaceAll(OBEYED, (found) => (found.length > 1 ? found : escape(found)))
