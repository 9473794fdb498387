/** Names and requirements as Python packages write them: PEP 503's normal form and PEP 508's strings. */

/** PEP 508's rule. */
export const NAME = /^[a-z\d](?:[a-z\d._-]*[a-z\d])?$/i

/** `Acme.Core` and `acme_core` are `acme-core` to every index. */
export function normalName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase()
}

export interface Requirement {
  readonly name: string
  /** The version specifiers; empty when any version will do. */
  readonly range: string
  /** What stands before and after the range. */
  readonly before: string
  readonly after: string
}

/** `core[cli] (>=1.2,<2) ; python_version > "3"`: extras, brackets and marker are kept. Null for what names an address
 *  (`core @ file:…`) and for what is none. */
export function readRequirement(text: string): Requirement | null {
  const found = /^(\s*([a-z\d](?:[\w.-]*[a-z\d])?)\s*(?:\[[^\]]*\])?\s*\(?\s*)([^;()@]*?)(\s*\)?\s*(?:;.*)?)$/is.exec(
    text,
  )
  if (found === null) return null
  const [, before = '', name = '', range = '', after = ''] = found
  return /^(?:$|[~=!<>])/.test(range) ? { name, range, before, after } : null
}
