/** The option `name` that every target has. */
import * as v from 'valibot'

export const targetName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'a name of letters, digits and ._-'),
  v.description('what plan, journal and ledger call the target; the value of `to` when absent'),
)
