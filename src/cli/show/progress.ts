/** Tells on standard error what a run does while it does it. */
import type { Progress } from '../../rel.ts'
import type { Terminal } from '../command.ts'

const SIGNS = { already: '✓', done: '✓', failed: '✗', 'left-out': '·' } as const

const CLEAR = '\r\u001b[K'

/** A line that wraps would leave its first row behind when it is cleared. */
const fitting = (text: string, columns: number): string =>
  [...text].length <= columns ? text : `${[...text].slice(0, Math.max(0, columns - 1)).join('')}…`

/** On a terminal the line of a step that acts is written over by its outcome; elsewhere outcomes alone are told. */
export const showProgress = ({ log, paint, json, quiet }: Terminal): Progress => {
  const live = process.stderr.isTTY === true && !quiet && !json
  const clear = () => live && process.stderr.write(CLEAR)
  return {
    note: (text) => log(paint.yellow(`note: ${text}`)),
    begin: (title) => log(paint.bold(title)),
    start: (title) =>
      live &&
      process.stderr.write(`${CLEAR}  ${paint.cyan('→')} ${fitting(`${title} …`, (process.stderr.columns || 80) - 5)}`),
    outcome({ title, result, error }) {
      if (json) return
      clear()
      const paintIt = result === 'failed' ? paint.red : result === 'left-out' ? paint.dim : paint.green
      const tail = result === 'already' ? paint.dim('  is so already') : error === null ? '' : `  ${error.message}`
      log(`  ${paintIt(SIGNS[result])} ${title}${tail}`)
    },
  }
}
