/** The environment of child processes in tests: nothing of the user's, of the machine's or of a CI system's. */
import { join } from 'node:path'

/** `home` may hold a `gitconfig`; git reads no other settings than those and the repository's. */
export const isolated = (home: string): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: home,
  XDG_CONFIG_HOME: join(home, '.config'),
  GIT_CONFIG_GLOBAL: join(home, 'gitconfig'),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  NO_COLOR: '1',
})
