/** Build numbers: one whole number that every release raises by one, whatever its level. */
import { COUNTERS } from './calver-pattern.ts'
import { patternScheme } from './calver.ts'
import type { Scheme } from './scheme.ts'

/** `1`, `2`, …; prereleases are `3-rc.1`. What manifests pad with `.0` reads as the number before. */
export const buildScheme: Scheme = patternScheme(
  'build',
  {
    fields: COUNTERS.slice(-1).map((unit) => ({
      ...{ token: unit, unit, width: 1, before: '' },
      digits: '0|[1-9]\\d{0,14}',
    })),
    modifier: '-',
  },
  1,
)
