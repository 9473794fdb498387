/** Prerelease lanes: packages of a stable line that are released as prereleases, each under an id of its own. */
import type { Asked } from '../model.ts'

/** Package names and the ids of their lanes. */
export type Lanes = ReadonlyMap<string, string>

/** The prerelease id that a package is released with; null, or `''` for what `--stable` asked, is a stable release. What was
 *  asked, and with it the line's id, goes before the lane. */
export function preOf(name: string, asked: Pick<Asked, 'pre'>, lanes: Lanes): string | null {
  return asked.pre ?? lanes.get(name) ?? null
}
