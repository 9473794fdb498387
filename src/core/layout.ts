/** Names made from templates: tags, messages, files and folders of a release. */
import { RelError } from '../errors.ts'

const PLACEHOLDERS = [
  'name',
  'scope',
  'version',
  'major',
  'minor',
  'patch',
  'prerelease',
  'tag',
  'commit',
  'shortCommit',
  'date',
  'channel',
  'target',
  'os',
  'arch',
  'summary',
] as const

export type Placeholder = (typeof PLACEHOLDERS)[number]

const SAFE = /^(?!\.)[A-Za-z0-9._+@-]+$/

/** Replaces each `{placeholder}`. Throws `CONFIG` for one that does not exist, or that has no value in this place. */
export function fill(template: string, values: Readonly<Partial<Record<Placeholder, string>>>): string {
  return template.replace(/\{([^{}]*)\}/g, (_, name: string) => {
    if (!isPlaceholder(name))
      throw new RelError('CONFIG', `unknown placeholder {${name}} in "${template}"`, {
        hint: `use one of: ${PLACEHOLDERS.map((each) => `{${each}}`).join(' ')}`,
      })
    const value = values[name]
    if (value !== undefined) return value
    throw new RelError('CONFIG', `placeholder {${name}} has no value in "${template}"`, { hint: `remove {${name}}` })
  })
}

/** A package's name as files spell it, which is how `npm pack` does: `@acme/core` → `acme-core`. */
export function fileName(packageName: string): string {
  return packageName.replace(/^@/, '').replaceAll('/', '-')
}

/** Hands a file's name back. Throws `BAD_NAME` when it is not made of `A-Za-z0-9._+@-`, or begins with a dot. */
export function safeName(name: string): string {
  if (SAFE.test(name)) return name
  throw new RelError('BAD_NAME', `${JSON.stringify(name)} cannot be the name of a file`, {
    hint: 'use only A-Z a-z 0-9 . _ + @ - and do not begin with a dot',
  })
}

/** The same for a path of folders, part by part: relative, with `/` between, nothing empty. */
export function safePath(path: string): string {
  return path.split('/').map(safeName).join('/')
}

function isPlaceholder(name: string): name is Placeholder {
  return PLACEHOLDERS.some((each) => each === name)
}
