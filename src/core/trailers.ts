/** The four trailers that a release commit and its tags carry. Anyone can write them: they are believed only after
 *  planning again has given the same digest. */
import type { Asked, Digest } from '../model.ts'
import { readAsked, writeAsked } from './asked.ts'

export interface Trailers {
  /** The planned commit. */
  readonly base: string
  readonly line: string
  readonly asked: Asked
  readonly plan: Digest
}

export const writeTrailers = ({ base, line, asked, plan }: Trailers): string =>
  `Rel-Base: ${base}\nRel-Line: ${line}\nRel-Asked: ${writeAsked(asked)}\nRel-Plan: ${plan}\n`

const trailer = (message: string, key: string) => new RegExp(`^${key}: (.+)$`, 'm').exec(message)?.[1]?.trim() ?? null

/** Null when one of the four is missing or cannot be what rel wrote. */
export const readTrailers = (message: string): Trailers | null => {
  const last =
    message
      .replace(/\n-----BEGIN [^]*$/, '')
      .trimEnd()
      .split('\n\n')
      .at(-1) ?? ''
  const [base, line, asked, plan] = ['Rel-Base', 'Rel-Line', 'Rel-Asked', 'Rel-Plan'].map((key) => trailer(last, key))
  if (!base || !line || !asked || !plan) return null
  if (!/^[0-9a-f]{40}$/.test(base) || !/^sha256:[0-9a-f]{64}$/.test(plan)) return null
  return { base, line, asked: readAsked(asked), plan: plan as Digest }
}
