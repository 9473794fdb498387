/** Tag templates: one text that both writes a package's tags and reads them back. */
import { RelError } from '../errors.ts'

/** Forms that are recognised without a config, those with the package's name first. */
export const NAMED_FORMS = ['{name}@{version}', '{name}-v{version}', '{name}/v{version}'] as const
export const PLAIN_FORMS = ['v{version}', '{version}'] as const

const escape = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

const parts = (template: string) => template.split(/(\{name\}|\{version\})/)

/** `core@2.4.0` for `{name}@{version}`. */
export const writeTag = (template: string, name: string, version: string): string =>
  parts(template)
    .map((part) => (part === '{name}' ? name : part === '{version}' ? version : part))
    .join('')

/** What all of one package's tags begin with. */
export const tagPrefix = (template: string, name: string): string =>
  writeTag(template.split('{version}', 1)[0] ?? '', name, '')

/** A reader of one package's tags: the text in the place of `{version}`, or null. Anchored at both ends. */
export const tagReader = (template: string, name: string): ((tag: string) => string | null) => {
  if (!template.includes('{version}'))
    throw new RelError('CONFIG', `the tag format ${JSON.stringify(template)} lacks {version}`)
  let seen = false
  const source = parts(template).map((part) => {
    if (part === '{name}') return escape(name)
    if (part !== '{version}') return escape(part)
    const group = seen ? '\\k<version>' : '(?<version>.+)'
    seen = true
    return group
  })
  const pattern = new RegExp(`^${source.join('')}$`, 'u')
  return (tag) => pattern.exec(tag)?.groups?.['version'] ?? null
}
