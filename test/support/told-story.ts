/** The lines of a told history (told-history.ts explains the language), taken apart; nothing is made here. */

export type StoryLine =
  | { readonly kind: 'commit'; readonly message: string; readonly paths: readonly string[] }
  | { readonly kind: 'merge'; readonly from: string; readonly into: string | null; readonly message: string }
  | { readonly kind: 'tag'; readonly name: string; readonly at: string | null; readonly message: string | null }
  | { readonly kind: 'branch'; readonly name: string; readonly from: string | null }
  | { readonly kind: 'on'; readonly branch: string }
  | { readonly kind: 'file'; readonly path: string; readonly text: string | null }
  | { readonly kind: 'day'; readonly seconds: number }

const DAY = 86_400

/** Seconds since 1970 at noon of a day, so that no time zone moves it to another one. */
export const noon = (day: string): number => Date.parse(`${day}T12:00:00Z`) / 1000

const unescape = (text: string): string => text.replaceAll(String.raw`\n`, '\n')

/** An object or a list becomes the file that npm would write, a JSON string itself, anything else a line of text. */
const content = (text: string): string => {
  if (/^[[{]/.test(text)) return `${JSON.stringify(JSON.parse(text), null, 2)}\n`
  return text.startsWith('"') ? (JSON.parse(text) as string) : `${unescape(text)}\n`
}

const commit = (text: string): StoryLine => {
  const [, message = text, paths = ''] = /^(.*) \| (.*)$/.exec(text) ?? []
  return { kind: 'commit', message: unescape(message), paths: paths === '' ? [] : unescape(paths).split(', ') }
}

type Reader = (...parts: (string | undefined)[]) => StoryLine

const READERS: readonly (readonly [RegExp, Reader])[] = [
  [/^on (\S+)$/, (branch = '') => ({ kind: 'on', branch })],
  [/^day (\d{4}-\d\d-\d\d)$/, (day = '') => ({ kind: 'day', seconds: noon(day) })],
  [/^branch (\S+)(?: from (.+))?$/, (name = '', from) => ({ kind: 'branch', name, from: from ?? null })],
  [/^tag (\S+)(?: on (.+))?$/, (name = '', at) => ({ kind: 'tag', name, at: at ?? null, message: null })],
  [
    /^annotated tag (\S+?)(?: on ([^:]+))?(?:: (.+))?$/,
    (name = '', at, message) => ({ kind: 'tag', name, at: at ?? null, message: unescape(message ?? name) }),
  ],
  [
    /^merge (\S+)(?: into (\S+?))?(?:: (.+))?$/,
    (from = '', into, message) => ({
      ...{ kind: 'merge', from, into: into ?? null },
      message: unescape(message ?? `Merge '${from}'`),
    }),
  ],
  [/^file (.+?) = (.*)$/, (path = '', text = '') => ({ kind: 'file', path: unescape(path), text: content(text) })],
  [/^remove (.+)$/, (path = '') => ({ kind: 'file', path: unescape(path), text: null })],
  [/^commit (.+)$/, (text = '') => commit(text)],
]

/** Empty lines and lines that begin with `#` say nothing. What no directive fits is a commit. */
export const readStory = (text: string): readonly StoryLine[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      for (const [form, read] of READERS) {
        const match = form.exec(line)
        if (match !== null) return read(...match.slice(1))
      }
      return commit(line)
    })

export const NEXT_DAY = DAY
