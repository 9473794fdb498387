/** What a publish target is: a place that can be looked at, be brought to the sealed bytes, and be asked for them. */
import type { Probe } from '../model.ts'
import type { Look, World } from '../world/ports.ts'

/** One release to be brought to one target. */
export interface Publishing<Options> {
  readonly options: Options
  readonly package: string
  readonly version: string
  /** The channel and the line that the plan gave it. */
  readonly channel: string
  readonly line: string
  /** What relative paths in the options start from. */
  readonly root: string
  /** The release's dist tree in this clone. */
  readonly dist: string
  /** The release's folder inside a tree of many, from `dist.layout`. */
  readonly layout: string
}

/** A release to be taken back at one target. */
export interface Withdrawing<Options> extends Publishing<Options> {
  readonly reason: string
  /** All versions of the package that are withdrawn, this one too: nothing leads to them any more. */
  readonly withdrawn: readonly string[]
}

export interface Target<Options> {
  /** The word that a config's `to` names it by. */
  readonly kind: string
  /** The one ecosystem whose packages it takes; null: every package. */
  readonly ecosystem: string | null
  /** Where consumers find this release: a URL or a path. */
  location(publishing: Publishing<Options>): string
  /** Compares by digest what the target holds with the dist tree. Needs no more of that tree than its index. */
  probe(publishing: Publishing<Options>, look: Look): Promise<Probe>
  act(publishing: Publishing<Options>, world: World): Promise<void>
  /** Copies the files of the release that the target has into a folder, for a machine that lost them: all, some or none.
   *  Whoever asked checks their digests. */
  retrieve(publishing: Publishing<Options>, folder: string, world: World): Promise<void>
  /** Whether consumers are led away from a withdrawn release. */
  probeWithdrawn(withdrawing: Withdrawing<Options>, look: Look): Promise<Probe>
  withdraw(withdrawing: Withdrawing<Options>, world: World): Promise<void>
  /** What of a withdrawn release cannot be undone here, as a sentence. */
  stays(publishing: Publishing<Options>): string
}
