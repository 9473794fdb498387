/** How the peers read one commit where rel reads it otherwise: named rule differences, each with what it makes of a message.
 *
 *  Measured by running the peers; numbers in brackets are those of the corpus's DISAGREEMENTS.md. */

export type Peer =
  'srAngular' | 'srConventional' | 'crbAngular' | 'crbConventional' | 'releasePlease' | 'changelogen' | 'gitCliff'

export type Level = 'major' | 'minor' | 'patch'

/** A commit of a range, with what `rel why` makes of it; `own` null: it is not in rel's range. */
export interface Seen {
  readonly message: string
  readonly merge: boolean
  readonly own: {
    readonly class: string
    readonly type: string | null
    readonly breaking: boolean
    readonly bump: string
    readonly rule: string
  } | null
}

export interface Reading {
  readonly name: string
  readonly sentence: string
  readonly peers: readonly Peer[]
  /** What these peers make of a commit of which rel makes less, or nothing. */
  readonly reads?: (commit: Seen) => Level | null
  /** Whether these peers make less than rel of it. */
  readonly misses?: (commit: Seen) => boolean
}

const SR = ['srAngular', 'srConventional'] as const
const CRB = ['crbAngular', 'crbConventional'] as const
const CCP = [...SR, ...CRB] as const
const NEWER = ['releasePlease', 'gitCliff', 'changelogen'] as const
const ALL = [...CCP, ...NEWER] as const

const PLAIN = /^(\w+)(?:\(([^()]+)\))?(!?): +\S/
const LEVELS: Readonly<Record<string, Level>> = { feat: 'minor', fix: 'patch', perf: 'patch', revert: 'patch' }

const firstOf = (message: string): string =>
  message
    .replace(/^[\r\n]+/, '')
    .split('\n', 1)[0]
    ?.trimEnd() ?? ''
const bodyOf = (message: string): string =>
  message
    .replace(/^[\r\n]+/, '')
    .split('\n')
    .slice(1)
    .join('\n')
const hasNote = (message: string): boolean => /^BREAKING[ -]CHANGE:/m.test(bodyOf(message))

const levelOf = (type: string | undefined, breaking: boolean): Level | null =>
  breaking ? 'major' : (LEVELS[type?.toLowerCase() ?? ''] ?? null)

/** What a message says when nothing but its header and footers counts. */
const plainLevel = (message: string): Level | null => {
  const first = firstOf(message)
  if (first.startsWith('Revert "')) return 'patch'
  const match = PLAIN.exec(first)
  return match === null ? null : levelOf(match[1], match[3] === '!' || hasNote(message))
}

/** Reads headers that match, unless they are plain ones. */
const looser =
  (form: RegExp, plain = PLAIN) =>
  ({ message }: Seen): Level | null => {
    const first = firstOf(message)
    const match = plain.test(first) ? null : form.exec(first)
    return match === null ? null : levelOf(match.groups?.['type'], match.groups?.['bang'] === '!' || hasNote(message))
  }

const highest = (levels: readonly (Level | null)[]): Level | null =>
  (['major', 'minor', 'patch'] as const).find((level) => levels.includes(level)) ?? null

const linesLike = (text: string): Level | null =>
  highest(
    text.split('\n').map((line) => {
      const match = /^[\s*-]*(\w+)(?:\([^)]*\))?(!?):\s+\S/.exec(line)
      return match === null ? null : levelOf(match[1], match[2] === '!')
    }),
  )

const isFooterOnly = ({ message, own }: Seen) => own?.breaking === true && !/^[^:]*!:/.test(firstOf(message))

const unlessBreaking =
  (note: RegExp) =>
  ({ message, own }: Seen): Level | null =>
    own?.breaking !== true && note.test(bodyOf(message)) ? 'major' : null

const ifClass = (name: string) => (commit: Seen) => (commit.own?.class === name ? plainLevel(commit.message) : null)

/** In the order in which they are tried; several may explain one answer. */
export const READINGS: readonly Reading[] = [
  {
    name: 'bang-unread',
    sentence: 'the angular preset has no `type!: subject`: such a commit has no type there; for rel it breaks (1)',
    peers: ['srAngular', 'crbAngular'],
    misses: ({ message }) => /^\w+(?:\([^)]*\))?!:/.test(firstOf(message)),
  },
  {
    name: 'never-none',
    sentence: 'the bump of the angular preset has no "none": a range without any release-worthy commit is a patch (4)',
    peers: ['crbAngular'],
    reads: () => 'patch',
  },
  {
    name: 'any-commit-is-a-patch',
    sentence:
      'any conventional commit is at least a patch there (chore, docs, unknown types); for rel those release nothing (4)',
    peers: ['gitCliff'],
    reads: ({ message }) => (/^[^\s:(!]+(?:\([^()]+\))?!?:\s*\S/.test(firstOf(message)) ? 'patch' : null),
  },
  {
    name: 'more-types-are-patches',
    sentence:
      'refactor, docs, types and build are patches there; for rel they release nothing unless a rule says so (4)',
    peers: ['changelogen'],
    reads: ({ message }) =>
      /\b(?:refactor|docs|types|build)(?:\([^)]*\))?!?: /i.test(firstOf(message)) ? 'patch' : null,
  },
  {
    name: 'listed-types-are-patches',
    sentence:
      'a type that is listed in the notes (deps) is a patch there; for rel it releases nothing unless a rule says so (4)',
    peers: ['releasePlease'],
    reads: ({ message }) => (/^deps(?:\([^)]*\))?: /i.test(firstOf(message)) ? 'patch' : null),
  },
  {
    name: 'note-without-type',
    sentence:
      'a BREAKING CHANGE note breaks there below any header; for rel it needs `type: subject`, and is a hint otherwise (2)',
    peers: CCP,
    reads: ({ message }) =>
      !PLAIN.test(firstOf(message)) && /^[\s|*]*BREAKING[ -]CHANGE:/im.test(bodyOf(message)) ? 'major' : null,
  },
  {
    name: 'note-in-any-case',
    sentence:
      '`breaking change:` in any case and behind a bullet breaks there; for rel it is a hint, as the specification wants upper case (15, 16)',
    peers: CCP,
    reads: unlessBreaking(/^[\s|*]*breaking[ -]change:/im),
  },
  {
    name: 'note-anywhere',
    sentence:
      '`breaking change:` in any case and anywhere in the text breaks there; for rel it is a hint where it begins a line (15, 16)',
    peers: ['changelogen'],
    reads: unlessBreaking(/breaking changes?:/i),
  },
  {
    name: 'indented-note',
    sentence: 'a BREAKING CHANGE footer may be indented there; for rel it begins a line, and is a hint otherwise',
    peers: ['releasePlease'],
    reads: unlessBreaking(/^\s+BREAKING[ -]CHANGE:/m),
  },
  {
    name: 'loose-note',
    sentence: 'parser 6 takes BREAKING CHANGE without a colon as a note (3)',
    peers: SR,
    reads: unlessBreaking(/^[\s|*]*BREAKING[ -]CHANGE[:\s]/im),
  },
  {
    name: 'cancelled-pair-kept',
    sentence:
      'for rel a revert and what it names cancel by id or by header, chains and merges too; there both stay unless header and id match (5)',
    peers: ALL,
    reads: ifClass('reverted'),
  },
  {
    name: 'git-revert-unknown',
    sentence:
      'git\'s own `Revert "…"` is no commit of the convention there; for rel the revert of something released is a patch (5)',
    peers: NEWER,
    misses: ({ message }) => /^(?:Revert|Reapply) "/i.test(firstOf(message)),
  },
  {
    name: 'revert-without-id',
    sentence:
      'a git revert without `This reverts commit <id>.`, and `Reapply "…"`, are nothing there; for rel a revert is one by its header (5)',
    peers: CCP,
    misses: ({ message }) =>
      /^re(?:vert|apply) "/i.test(firstOf(message)) && !/^revert "[\s\S]+This reverts commit \w+\./i.test(message),
  },
  {
    name: 'revert-of-a-revert',
    sentence: 'a chain of reverts is resolved by rel; there a commit that any revert names is gone (5)',
    peers: CCP,
    misses: ({ message }) => /^Re(?:vert|apply) "Re(?:vert|apply)\b/i.test(firstOf(message)),
  },
  {
    name: 'revert-type-is-nothing',
    sentence: '`revert:` releases nothing there; for rel it is a patch (6)',
    peers: ['changelogen'],
    misses: ({ own }) => own?.type === 'revert',
  },
  {
    name: 'type-anywhere',
    sentence:
      'a type is read out of the middle of a header there (`bug-fix: x`, `bug_fix: x`, `Revert "feat: x"`); for rel it begins the header (5, 12)',
    peers: ['changelogen'],
    reads: looser(/(?<type>[a-z]+)(?:\(.+\))?(?<bang>!)?: ./i, /^[a-z]+(?:\([^()]+\))?!?: /i),
  },
  {
    name: 'body-lines-are-commits',
    sentence:
      'lines of the body that look like headers are commits there; for rel with versioning.nestedCommits only (7)',
    peers: ['releasePlease'],
    reads: ({ message }) => linesLike(bodyOf(message)),
  },
  {
    name: 'issue-is-a-header',
    sentence: '`Fix #12` is a commit of that type there, as a footer would be; for rel a header has a colon (7)',
    peers: ['releasePlease'],
    reads: looser(/^(?<type>\w+) #\S/),
  },
  {
    name: 'body-not-parsed',
    sentence:
      'a line of the body that opens a bracket without closing it, or a footer without a value, makes the whole commit unreadable there',
    peers: ['releasePlease', 'gitCliff'],
    misses: ({ message }) => /^[^\s(]+\([^)\n]*$|^[\w-]+:\s*$/m.test(bodyOf(message)),
  },
  {
    name: 'merge-says-the-same',
    sentence: 'for rel a merge whose commits say the same adds nothing; there its header counts (8)',
    peers: ALL,
    reads: ifClass('merge'),
  },
  {
    name: 'merges-left-out',
    sentence:
      'merge commits are left out there; for rel one is a change when no commit that it brought in says the same (8)',
    peers: CRB,
    misses: ({ merge }) => merge,
  },
  {
    name: 'loose-white-space',
    sentence:
      '`feat:x`, ` feat: x`, `feat : x` and odd spaces after the colon are headers there; for rel they are unclassified, with a hint (11)',
    peers: NEWER,
    reads: looser(/^\s*(?<type>\w+)\s*(?:\([^)]*\))?\s*(?<bang>!?)\s*:\s*\S/),
  },
  {
    name: 'any-type-characters',
    sentence: '`v1.2!: x` or an emoji is a type there; for rel a type is of letters, digits and underscores (12)',
    peers: ['releasePlease', 'gitCliff'],
    reads: looser(/^(?<type>[^\s:()!]+)(?:\([^()]*\))?(?<bang>!?):/),
  },
  {
    name: 'odd-scope',
    sentence: '`feat(): x`, `fix(a)(b): x` and nested brackets are headers there; for rel they are unclassified (13)',
    peers: [...CCP, 'changelogen'],
    reads: looser(/^(?<type>\w+)\(.*\)(?<bang>!?): /),
  },
  {
    name: 'leading-blank-line',
    sentence:
      'a message that begins with an empty line has no header there; rel takes the first line that is not empty',
    peers: ['changelogen'],
    misses: ({ message }) => /^\s*\n/.test(message),
  },
  {
    name: 'hyphenated-note-unread',
    sentence: 'the angular preset does not know `BREAKING-CHANGE:`; for the specification and rel it is the same token',
    peers: ['srAngular', 'crbAngular'],
    misses: (commit) => isFooterOnly(commit) && !/^BREAKING CHANGE:/m.test(bodyOf(commit.message)),
  },
  {
    name: 'no-blank-line',
    sentence: 'a message without a blank line below its header is refused there; rel takes it (14)',
    peers: ['gitCliff', 'releasePlease'],
    misses: ({ message }) => /^.+\r?\n[^\r\n]/.test(message.replace(/^[\r\n]+/, '')),
  },
  {
    name: 'note-out-of-place',
    sentence:
      'an empty BREAKING CHANGE footer, or one inside a fence, a list or a longer text, does not break there; for rel it does (16, 17)',
    peers: ['gitCliff', 'releasePlease', 'changelogen'],
    misses: isFooterOnly,
  },
  {
    name: 'type-in-capitals',
    sentence:
      'a type in capitals (`Fix:`) matches no rule there; rel compares types without regard to case, as the specification says (19)',
    peers: [...CCP, 'releasePlease', 'changelogen'],
    misses: ({ message }) => /^\w*[A-Z]\w*(?:\(.*\))?!?:/.test(firstOf(message)),
  },
  {
    name: 'feature-is-unknown',
    sentence: '`feature:` is an unknown type there; for rel it is feat',
    peers: ALL,
    misses: ({ own }) => own?.type === 'feature',
  },
  {
    name: 'skip-release',
    sentence: "[skip release] takes a commit out of rel's range, as in semantic-release; the others do not know it",
    peers: [...CRB, ...NEWER],
    reads: ({ message, own }) => (own?.rule === '[skip release]' ? plainLevel(message) : null),
  },
  {
    name: 'already-released',
    sentence:
      'what another stable tag reaches was released with it (a merged maintenance line); there everything that `from` does not reach counts',
    peers: ALL,
    reads: ({ message, own }) => (own === null ? plainLevel(message) : null),
  },
]
