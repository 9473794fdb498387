/** Asks a person, on a terminal alone: on standard error, since the result may go into a pipe. */
import { RelError } from '../errors.ts'
import type { Context } from './command.ts'

/** Ctrl-C (or Escape) at a question is no answer to it: as anywhere else it ends the command. */
const stopped = (): RelError =>
  new RelError('INTERRUPTED', 'stopped at the question', {
    hint: 'what was asked about has not been done: run the same command again, or with --yes to be asked nothing',
  })

/** True without asking when `--yes` was given or nobody can be asked. Throws `INTERRUPTED`. */
export const agrees = async ({ terminal, yes }: Context, question: string): Promise<boolean> => {
  if (yes || !terminal.canAsk) return true
  const { confirm, isCancel } = await import('@clack/prompts')
  const answer = await confirm({ message: question, output: process.stderr })
  if (isCancel(answer)) throw stopped()
  return answer
}

/** One of several words; null when the person wants none, or nobody can be asked. Throws `INTERRUPTED`. */
export const chooses = async (
  { terminal, yes }: Context,
  question: string,
  words: readonly string[],
): Promise<string | null> => {
  if (yes || !terminal.canAsk) return null
  const { isCancel, select } = await import('@clack/prompts')
  const none = 'none of them'
  const answer = await select({
    message: question,
    output: process.stderr,
    options: [...words, none].map((value) => ({ value, label: value })),
  })
  if (isCancel(answer)) throw stopped()
  return answer === none ? null : answer
}

/** Some of several words, those that are marked first; null when nobody can be asked. Throws `INTERRUPTED`. */
export const picks = async (
  { terminal, yes }: Context,
  question: string,
  words: readonly { readonly value: string; readonly hint?: string }[],
): Promise<readonly string[] | null> => {
  if (yes || !terminal.canAsk) return null
  const { isCancel, multiselect } = await import('@clack/prompts')
  const options = words.map((word) => ({ label: word.value, ...word }))
  const answer = await multiselect({ message: question, output: process.stderr, options })
  if (isCancel(answer)) throw stopped()
  return answer
}

/** A line of text that says something; null when nobody can be asked. Throws `INTERRUPTED`. */
export const writes = async ({ terminal, yes }: Context, question: string): Promise<string | null> => {
  if (yes || !terminal.canAsk) return null
  const { isCancel, text } = await import('@clack/prompts')
  const validate = (said: string | undefined) => (said?.trim() ? undefined : 'a few words, please')
  const answer = await text({ message: question, output: process.stderr, validate })
  if (isCancel(answer)) throw stopped()
  return answer
}
