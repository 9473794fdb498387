/** What a publish target is: a place that can be looked at, be brought to the sealed bytes, and be asked for them. */
import type { Probe } from '../model.ts'
import type { Look, World } from '../world/ports.ts'

/** One release to be brought to one target. */
export interface Publishing<Options> {
  readonly options: Options
  readonly package: string
  readonly version: string
  /** What relative paths in the options start from. */
  readonly root: string
  /** The release's dist tree in this clone. */
  readonly dist: string
  /** The release's folder inside a tree of many, from `dist.layout`. */
  readonly layout: string
}

export interface Target<Options> {
  /** The word that a config's `to` names it by. */
  readonly kind: string
  /** Where consumers find this release: a URL or a path. */
  location(publishing: Publishing<Options>): string
  /** Compares by digest what the target holds with the dist tree. */
  probe(publishing: Publishing<Options>, look: Look): Promise<Probe>
  act(publishing: Publishing<Options>, world: World): Promise<void>
  /** Copies the release's bytes from the target into a folder, for a machine that lost them. False: it has none. */
  retrieve(publishing: Publishing<Options>, folder: string, world: World): Promise<boolean>
}
