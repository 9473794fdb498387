/** How the tests run: as processes, since they change their umask and environment, and wait for git more than they count. */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/global-setup.ts',
    pool: 'forks',
    // One more than the machine that runs them has processors: most of a test is waiting for git.
    maxWorkers: 3,
    // Nothing is timed here: a slow machine is no failure, only a test that hangs is.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
