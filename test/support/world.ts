/** The real world around a scratch repository, for tests that ask a port or a step directly. */
import type { World } from '../../src/world/ports.ts'
import { openWorld } from '../../src/world/world.ts'
import { type Repo, scratchEnv } from './scratch.ts'

/** `env` is added to the scratch environment. */
export const worldOf = ({ folder }: Pick<Repo, 'folder'>, env: Readonly<Record<string, string>> = {}): Promise<World> =>
  openWorld(folder, { ...scratchEnv, ...env }, () => undefined)
