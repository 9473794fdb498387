/** What `rel why --json` and `rel plan --json` say, as far as the oracle asks. */
import type { Answer } from './histories.ts'

export interface WhyCommit {
  readonly commit: string
  readonly class: string
  readonly type: string | null
  readonly scope: string | null
  readonly breaking: boolean
  readonly subject: string
  readonly bump: string
  readonly rule: string
}

export interface Why {
  readonly package: string
  readonly from: { readonly version: string; readonly tag: string } | null
  readonly to: string | null
  readonly bump: string | null
  readonly reason: string | null
  readonly zeroMajor: string | null
  readonly causes: readonly { readonly kind: string }[]
  readonly commits: readonly WhyCommit[]
}

/** A document of the built CLI, or what it said instead of one. */
export type Said<T> = { readonly document: T } | { readonly error: string }

/** Exit 3 (nothing to release) is an answer too. */
export const documentOf = <T>({ code, stdout, stderr }: Answer): Said<T> => {
  if (code === 0 || code === 3) return { document: JSON.parse(stdout) as T }
  const { code: name, message } = errorIn(stdout)
  return { error: `exit ${code}: ${name ?? ''} ${message ?? stderr}`.trim() }
}

const errorIn = (stdout: string): { readonly code?: string; readonly message?: string } => {
  try {
    return JSON.parse(stdout) as { code?: string; message?: string }
  } catch {
    return { message: stdout }
  }
}

const plain = (rule: string): string => rule.replace(/^(reverted by|reverts) .*/, '$1 …')

/** The rule that decided, in its own words: of the newest commit with the highest bump, else why there is no release. */
export const decidedBy = ({ bump, reason, zeroMajor, causes, commits }: Why): string => {
  const other = causes.find(({ kind }) => kind !== 'dependency' && kind !== 'change-file')
  if (zeroMajor !== null) return zeroMajor
  if (other !== undefined && bump !== null) return other.kind
  const top = (['major', 'minor', 'patch'] as const).find((level) => commits.some((one) => one.bump === level))
  const decider = commits.find((one) => one.bump === top)
  if (bump !== null && decider !== undefined) return decider.rule
  const rules = [...new Set(commits.map(({ rule }) => plain(rule)))].toSorted()
  return `${reason ?? 'no release'}: ${rules.slice(0, 4).join(', ')}${rules.length > 4 ? ` and ${rules.length - 4} more` : ''}`
}

export interface Release {
  readonly package: string
  readonly from: { readonly tag: string; readonly version: string } | null
  readonly to: string
  readonly bump: string
  readonly commits: { readonly reverted: number }
  readonly because: readonly {
    readonly kind: string
    readonly rule?: string
    readonly bump?: string
    readonly package?: string
  }[]
}

export interface Plan {
  readonly releases: readonly Release[]
  readonly unreleased: readonly (Pick<Release, 'package' | 'commits'> & { readonly reason: string })[]
}
