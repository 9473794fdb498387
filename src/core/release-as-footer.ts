/** What one `Release-As:` footer says. */

/** `name` null: the package that the commit belongs to. */
export interface ReleaseAsFooter {
  readonly name: string | null
  readonly version: string
}

const TOKEN = 'release-as'

/** Texts of the `Release-As` footers among all footers of a message. */
export function releaseAsValues(footers: readonly { readonly token: string; readonly value: string }[]): string[] {
  return footers.filter(({ token }) => token.toLowerCase() === TOKEN).map(({ value }) => value)
}

/** Its first word: `2.0.0`, `@acme/core@2.0.0`. Null where that names no version at all; whether what looks like one is a
 *  version is for the scheme to say. */
export function readReleaseAs(value: string): ReleaseAsFooter | null {
  const [word = ''] = value.split(/\s/)
  const at = word.lastIndexOf('@')
  const version = word.slice(at + 1).replace(/^v(?=\d)/, '')
  return /\d/.test(version) ? { name: at > 0 ? word.slice(0, at) : null, version } : null
}
