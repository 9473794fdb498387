/** Opens the real world around one folder. */
import { openAgent } from './agent.ts'
import { openClock } from './clock.ts'
import { openFiles } from './files.ts'
import { openGit } from './git.ts'
import { readMachine } from './machine.ts'
import { openNpm } from './npm.ts'
import type { World } from './ports.ts'
import { openProcesses } from './process.ts'
import { redactor } from './secret.ts'

/** `onChild` hears the pid of every git or npm process that may write. Throws `NO_GIT`, `GIT_TOO_OLD`, `NO_REPOSITORY`. */
export const openWorld = async (
  folder: string,
  env: NodeJS.ProcessEnv,
  onChild: (pid: number) => void,
): Promise<World> => {
  const git = await openGit(folder, env, onChild)
  return {
    git,
    npm: openNpm(git.place.top ?? git.place.commonDir, env, onChild),
    files: openFiles(),
    processes: openProcesses(redactor(env), env['PATH'] ?? ''),
    agent: openAgent(env['SSH_AUTH_SOCK'] || null),
    machine: readMachine(env),
    ...openClock(),
  }
}
