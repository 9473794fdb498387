/** Real messages on which independent parsers agree, as commits of one made history: one `rel why` classifies them all. */
import { documentOf, type Why, type WhyCommit } from './answers.ts'
import type { Corpus } from './corpus.ts'
import type { Histories } from './histories.ts'
import type { Line } from './report.ts'

export const FILE = 'parse/agree.jsonl.gz'

interface MessageRow {
  readonly src: string
  readonly message: string
  readonly agreed: Readonly<Record<(typeof FIELDS)[number], unknown>>
}

const FIELDS = ['valid', 'type', 'scope', 'subject', 'breaking'] as const

// Git's own `Revert "…"` has no type for the parsers; for rel it counts as one.
const isGitRevert = (message: string, type: string | null) => type === 'revert' && !/^\s*revert\s*[(!:]/i.test(message)

const saidOf = ({ type, scope, subject, breaking }: WhyCommit, message: string): Readonly<Record<string, unknown>> =>
  type === null || isGitRevert(message, type) ? { valid: false } : { valid: true, type, scope, subject, breaking }

const lower = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : value)

const lineOf = ({ src, message, agreed }: MessageRow, said: WhyCommit): Line => {
  const ours = saidOf(said, message)
  const fields = FIELDS.filter((field) => field in agreed && (agreed.valid !== false || field === 'valid'))
  const differing = fields.filter((field) =>
    field === 'type' ? lower(ours[field]) !== lower(agreed[field]) : ours[field] !== agreed[field],
  )
  const pick = (from: Readonly<Record<string, unknown>>) =>
    differing.map((field) => `${field} ${JSON.stringify(from[field])}`)
  return {
    ...{ file: FILE, repo: src, case: JSON.stringify(message.slice(0, 60)), grade: 'agree', must: true },
    ...{ got: pick(ours).join(', '), want: pick(agreed).join(', '), differences: [], decided: said.rule },
    outcome: differing.length === 0 ? 'equal' : 'against',
  }
}

/** One line per message, in the corpus's order. */
export const messageLines = async (
  corpus: Corpus,
  histories: Histories,
  repos: readonly string[],
): Promise<readonly Line[]> => {
  const rows = corpus.rows<MessageRow>(FILE).filter(({ src }) => repos.length === 0 || repos.includes(src))
  if (rows.length === 0) return []
  const view = await histories.told(rows.map(({ message }, at) => ({ message, files: { x: String(at) } })))
  const config = { packages: [{ name: 'messages', ecosystem: 'none' }], branches: [{ match: view.branch }] }
  const answer = documentOf<{ packages: readonly Why[] }>(await view.rel(config, 'why'))
  view.remove()
  const error = 'error' in answer ? answer.error : ''
  const commits = 'error' in answer ? [] : (answer.document.packages[0]?.commits.toReversed() ?? [])
  const missing: WhyCommit = {
    commit: '',
    class: error,
    type: error,
    scope: null,
    breaking: false,
    subject: '',
    bump: '',
    rule: '',
  }
  return rows.map((row, at) => lineOf(row, commits[at] ?? missing))
}
