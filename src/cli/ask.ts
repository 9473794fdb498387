/** Asks a person, on a terminal alone: on standard error, since the result may go into a pipe. */
import type { Context } from './command.ts'

/** True without asking when `--yes` was given or nobody can be asked. */
export const agrees = async ({ terminal, yes }: Context, question: string): Promise<boolean> => {
  if (yes || !terminal.canAsk) return true
  const { confirm, isCancel } = await import('@clack/prompts')
  const answer = await confirm({ message: question, output: process.stderr })
  return answer === true && !isCancel(answer)
}

/** One of several words; null when the person wants none, or nobody can be asked. */
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
  return isCancel(answer) || answer === none ? null : answer
}
