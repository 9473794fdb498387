/** What hosts do that bare repositories do not: hooks of the server that refuse a push. */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Repo } from './scratch.ts'

/** Sets a hook that runs shell lines, and returns how to take it away. `update` gets the ref as `$1`. */
export const setHook = (remote: Pick<Repo, 'folder'>, name: string, script: string): (() => void) => {
  mkdirSync(join(remote.folder, 'hooks'), { recursive: true })
  const path = join(remote.folder, 'hooks', name)
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return () => rmSync(path)
}

/** An `update` hook that refuses the refs that a shell pattern fits, and says why. */
export const refuseRefs = (remote: Pick<Repo, 'folder'>, pattern: string, why: string): (() => void) =>
  setHook(remote, 'update', `case "$1" in ${pattern}) echo '${why}' >&2; exit 1;; esac`)
