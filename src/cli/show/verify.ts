/** Each thing that was checked and how it came out, then the whole in one line. */
import type { Verified } from '../../rel.ts'
import type { Terminal } from '../command.ts'

type Check = Verified['checks'][number]

const titleOf = ({ package: name, version }: Check) => (name === null ? null : `${name} ${version ?? ''}`)

/** What is no failure and yet no proof: nobody was asked for, so nobody's word was taken. */
const DOUBT = /^unsigned$|, not trusted$|^nobody: |^signed, not checked: |^not in this clone$/

const isWithdrawn = ({ check }: Check): boolean => check === 'withdrawn'

const checkLine = (check: Check, width: number, { paint }: Terminal): string => {
  if (isWithdrawn(check)) return paint.red(`  ! ${check.check.padEnd(width)}  ${check.detail}`)
  const sign = !check.ok ? paint.red('✗') : DOUBT.test(check.detail) ? paint.yellow('·') : paint.green('✓')
  const detail = check.ok ? check.detail : paint.red(check.detail)
  return `  ${sign} ${check.check.padEnd(width)}  ${detail}`
}

export const verifyLines = ({ subject, ok, checks }: Verified, terminal: Terminal): readonly string[] => {
  const { paint } = terminal
  const width = Math.max(...checks.map((check) => check.check.length))
  const lines: string[] = []
  let title: string | null = null
  for (const check of checks) {
    if (titleOf(check) !== title || lines.length === 0) {
      title = titleOf(check)
      lines.push(`${paint.bold(subject)}${title === null ? '' : `  ${title}`}`)
    }
    lines.push(checkLine(check, width, terminal))
  }
  const bad = checks.filter((check) => !check.ok).length
  const good = checks.some(isWithdrawn) ? paint.yellow('good, and withdrawn: do not use it') : paint.green('good')
  return [...lines, ok ? good : paint.red(`not good: ${bad} of ${checks.length} checks failed`)]
}
