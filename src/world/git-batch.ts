/** One `git cat-file --batch-command` that answers for as long as it is asked: objects are read more often than all else. It
 *  looks at the disk for every question, so it remembers nothing that is not so any more. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { GitFailure } from './git-failure.ts'

export interface Found {
  readonly id: string
  readonly type: string
  /** In bytes. */
  readonly size: number
  /** Empty where only `info` was asked for. */
  readonly body: Buffer
}

export interface Question {
  readonly want: 'contents' | 'info'
  readonly name: string
}

type Ask = (questions: readonly Question[]) => Promise<readonly (Found | null)[]>

/** In the order asked; null for what is missing. Throws `GitFailure` when git ends before it has answered. */
export interface Batch extends Ask {
  /** The next question goes to a new process: one that has read a commit goes on to know where a shallow clone was cut. */
  renew(): void
}

interface Waiting extends Question {
  readonly done: (found: Found | null) => void
  readonly fail: (error: unknown) => void
}

const NEWLINE = 10

/** In milliseconds: nobody has asked for so long. */
const IDLE = 5000

const MISSING = ['missing', 'ambiguous']

interface Answer {
  readonly found: Found | null
  /** How many bytes it takes. */
  readonly length: number
}

/** The answer at the beginning of `output`, or how many bytes there have to be before it can be one. The name is given
 *  back as it was asked, line ends and all. Throws when it is none. */
const readAnswer = (output: Buffer, { want, name }: Question): Answer | number => {
  for (const word of MISSING) {
    const absent = Buffer.from(`${name} ${word}\n`)
    if (output.subarray(0, absent.length).equals(absent)) return { found: null, length: absent.length }
  }
  const end = output.indexOf(NEWLINE)
  if (end < 0) return output.length + 1
  const [id = '', type = '', digits = ''] = output.toString('latin1', 0, end).split(' ')
  if (!/^\d+$/.test(digits)) throw new GitFailure(0, `cat-file said of ${JSON.stringify(name)} what cannot be read`)
  const size = Number(digits)
  if (want === 'info') return { found: { id, type, size, body: Buffer.alloc(0) }, length: end + 1 }
  const length = end + 1 + size + 1
  if (output.length < length) return length
  return { found: { id, type, size, body: output.subarray(end + 1, end + 1 + size) }, length }
}

/** Hands each answer to whoever waits for it, in turn. */
const answering = (waiting: Waiting[]) => {
  let chunks: Buffer[] = []
  let length = 0
  let needed = 1
  return (chunk: Buffer): void => {
    chunks.push(chunk)
    length += chunk.length
    if (length < needed) return
    let output = chunks.length === 1 ? chunk : Buffer.concat(chunks)
    needed = 1
    for (let first = waiting[0]; first !== undefined && output.length > 0; first = waiting[0]) {
      const answer = readAnswer(output, first)
      if (typeof answer === 'number') {
        needed = answer
        break
      }
      first.done(answer.found)
      waiting.shift()
      output = output.subarray(answer.length)
    }
    chunks = [output]
    length = output.length
  }
}

interface Live {
  readonly ask: Ask
  isOpen: boolean
}

interface Held {
  ref?(): void
  unref?(): void
}

/** Keeps rel from ending while it waits for an answer, and only then; ends the process when nobody asks any more. */
const attention = (child: ChildProcessWithoutNullStreams, leave: () => void) => {
  const handles: readonly Held[] = [child, child.stdin as Held, child.stdout as Held, child.stderr as Held]
  let idle: NodeJS.Timeout | null = null
  return {
    hold: () => {
      if (idle !== null) clearTimeout(idle)
      for (const handle of handles) handle.ref?.()
    },
    rest: () => {
      for (const handle of handles) handle.unref?.()
      idle = setTimeout(() => {
        leave()
        child.stdin.end()
      }, IDLE).unref()
    },
  }
}

const serve = (child: ChildProcessWithoutNullStreams, explain: (error: unknown) => unknown): Live => {
  const waiting: Waiting[] = []
  let said = ''
  const leave = () => {
    live.isOpen = false
  }
  const failAll = (error: unknown) => {
    leave()
    for (const each of waiting.splice(0)) each.fail(error)
  }
  const { hold, rest } = attention(child, leave)
  const ask: Ask = async (questions) => {
    hold()
    const answers = questions.map(
      (question) => new Promise<Found | null>((done, fail) => waiting.push({ ...question, done, fail })),
    )
    child.stdin.write(questions.map(({ want, name }) => `${want} ${name}\0`).join(''))
    const found = await Promise.all(answers)
    if (waiting.length === 0) rest()
    return found
  }
  const live: Live = { ask, isOpen: true }
  const answer = answering(waiting)
  child.stdout.on('data', (chunk: Buffer) => {
    try {
      answer(chunk)
    } catch (error) {
      failAll(error)
      child.kill()
    }
  })
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  // Whatever broke the pipe is told when the process has ended.
  child.stdin.on('error', () => undefined)
  child.on('error', (cause) => failAll(explain(cause)))
  child.on('close', (code) => failAll(new GitFailure(code ?? -1, said)))
  return live
}

/** `start` starts git; `explain` says what it means that it cannot be started. */
export const openBatch = (start: () => ChildProcessWithoutNullStreams, explain: (error: unknown) => unknown): Batch => {
  let live: Live | null = null
  const ask: Ask = async (questions) => {
    if (questions.length === 0) return []
    if (live === null || !live.isOpen) live = serve(start(), explain)
    return live.ask(questions)
  }
  return Object.assign(ask, {
    renew: () => {
      live = null
    },
  })
}
