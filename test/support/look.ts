/** A `Look` at a scratch repository, as rel opens it. */
import type { Look } from '../../src/world/ports.ts'
import { openWorld } from '../../src/world/world.ts'
import { type Repo, scratchEnv } from './scratch.ts'

export const lookAt = ({ folder }: Pick<Repo, 'folder'>): Promise<Look> =>
  openWorld(folder, scratchEnv, () => undefined)
