/** Says where in the config the keys stand that an error is about: what throws it knows no file. */
import type { Path } from '../config/written.ts'
import { type ConfigKey, RelError } from '../errors.ts'
import type { Json } from '../model.ts'
import type { ConfigAt } from './config-at.ts'

const isEntry = (entry: Json, text: string): boolean =>
  entry === text || (typeof entry === 'object' && entry !== null && 'name' in entry && entry.name === text)

/** With an index for every entry that is told by text; null when it is not written there. */
const pathOf = (data: Json, [step, ...rest]: ConfigKey): Path | null => {
  if (step === undefined) return []
  if (data === null || typeof data !== 'object') return null
  const isTold = Array.isArray(data) && typeof step === 'string'
  const fields = Object.entries(data)
  const at = fields.findIndex(([key, value]) => (isTold ? isEntry(value, step) : key === String(step)))
  const [, inside] = fields[at] ?? []
  const path = inside === undefined ? null : pathOf(inside, rest)
  return path === null ? null : [isTold ? at : step, ...path]
}

/** Does the work; an error of it that names keys of the config says file, line and column of the first that is written. */
export const placed = async <T>(
  { data, place }: Pick<ConfigAt, 'data' | 'place'>,
  work: () => Promise<T>,
): Promise<T> => {
  try {
    return await work()
  } catch (cause) {
    if (!(cause instanceof RelError)) throw cause
    const path = cause.keys.map((key) => pathOf(data, key)).find((found) => found !== null)
    if (path === undefined) throw cause
    const { code, message, hint, origins } = cause
    throw new RelError(code, `${message}, in ${place(path)}`, { ...(hint === null ? {} : { hint }), origins, cause })
  }
}
