/** The one error class of rel and the one table that gives each code its exit status. */

/** Code → exit status. README's table of codes is generated from this one and compared by a test. */
export const EXIT_STATUS = {
  BUG: 1,
  USAGE: 2,
  CONFIG: 2,
  CONFIG_SYNTAX: 2,
  CONFIG_KEY: 2,
  CONFIG_VALUE: 2,
  CONFIG_CODE: 2,
  CONFIG_FOREIGN: 2,
  CONFIG_AMBIGUOUS: 2,
  MANIFEST: 2,
  VERSION_MISMATCH: 2,
  BAD_NAME: 2,
  NO_REPOSITORY: 2,
  NO_COMMIT: 2,
  UNKNOWN_REVISION: 2,
  UNKNOWN_PACKAGE: 2,
  UNKNOWN_HANDLE: 2,
  CYCLE: 2,
  CHANGE_FILE: 2,
  CONFLICTING_RELEASE_AS: 2,
  AMBIGUOUS_RELEASE_AS: 2,
  KEY: 2,
  BLOCKED: 4,
  MAX_BUMP: 4,
  BRANCH: 4,
  NO_LINE: 4,
  OUT_OF_RANGE: 4,
  DIRTY: 4,
  BUSY: 4,
  CONFIG_UNCOMMITTED: 4,
  GIT_LOCKED: 4,
  LINE_MOVED: 4,
  SEAL_REFUSED: 4,
  STAGE_LOCAL: 4,
  TAG_OFF_BRANCH: 4,
  RULES: 4,
  UNCLASSIFIED: 4,
  PARTIAL: 5,
  VERIFY: 6,
  TAG_MOVED: 6,
  PLAN_DRIFT: 6,
  LEDGER_REWRITTEN: 6,
  TAMPERED: 6,
  VERSION_TAKEN: 7,
  CONFLICT: 7,
  NO_GIT: 8,
  GIT_TOO_OLD: 8,
  GIT: 8,
  NO_LEDGER: 8,
  NO_REMOTE: 8,
  REMOTE: 8,
  SHALLOW: 8,
  PARTIAL_CLONE: 8,
  REGISTRY: 8,
  RECIPE: 8,
  BUILD: 8,
  DISK: 8,
  INTERRUPTED: 130,
  TERMINATED: 143,
} as const

export type ErrorCode = keyof typeof EXIT_STATUS

/** `['groups', 0, 'packages', 'ui-*']`: of a list an index, or text for the entry that it is or that it names. */
export type ConfigKey = readonly (string | number)[]

export interface ErrorDetails {
  /** An order that the reader can follow. */
  readonly hint?: string
  /** Of the config: whoever knows its file says where the first of them that is written there stands. */
  readonly keys?: readonly ConfigKey[]
  /** Ids of commits and paths of change files that brought it about. */
  readonly origins?: readonly string[]
  readonly cause?: unknown
}

/** An expected failure. `message` says what is the case, in lower case, naming the thing. */
export class RelError extends Error {
  readonly code: ErrorCode
  readonly hint: string | null
  readonly keys: readonly ConfigKey[]
  readonly origins: readonly string[]
  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'RelError'
    this.code = code
    this.hint = details.hint ?? null
    this.keys = details.keys ?? []
    this.origins = details.origins ?? []
  }
  get exit(): number {
    return EXIT_STATUS[this.code]
  }
}
