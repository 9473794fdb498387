/** What one check of `rel doctor` found. */
import { RelError } from '../errors.ts'

/** `fix` is an order to follow: where `ok` is true, an offer. */
export interface Finding {
  readonly check: string
  readonly ok: boolean
  readonly detail: string
  readonly fix: string | null
}

export const fine = (check: string, detail: string, fix: string | null = null): Finding => ({
  ...{ check, ok: true, detail, fix },
})

export const wrong = (check: string, detail: string, fix: string): Finding => ({
  ...{ check, ok: false, detail, fix },
})

/** An error that rel knows is what was found; any other one is a bug. */
export const attempt = async (check: string, look: () => Promise<Finding>): Promise<Finding> => {
  try {
    return await look()
  } catch (error) {
    if (error instanceof RelError) return wrong(check, error.message, error.hint ?? 'see: rel --help')
    throw error
  }
}
