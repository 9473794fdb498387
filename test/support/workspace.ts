/** The repository that the end-to-end tests release: two npm packages, one of which depends on the other, a remote and a folder. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repoAt, type Repo, scratchFolder, scratchRepo } from './scratch.ts'

const STORY = `
file package.json = { "name": "acme", "private": true, "workspaces": ["packages/*"] }
file packages/core/package.json = { "name": "core", "version": "1.0.0" }
file packages/cli/package.json = { "name": "cli", "version": "0.3.0", "dependencies": { "core": "^1.0.0" } }
file release.config.json = CONFIG
feat: start
feat(core): streaming | packages/core/stream.txt
fix(cli): help text | packages/cli/help.txt
`

export interface Workspace {
  readonly repo: Repo
  readonly remote: Repo
  /** The folder that the target `directory` publishes into. */
  readonly out: string
}

/** A told workspace with a bare remote at `remoteFolder` that is reached as `url`. */
export const workspace = async (
  options: { readonly config?: object; readonly remoteFolder?: string; readonly url?: string } = {},
): Promise<Workspace> => {
  const out = join(scratchFolder('out'), 'tree')
  const config = { publish: [{ to: 'directory', path: out }], ...options.config }
  const repo = await scratchRepo(STORY.replace('CONFIG', JSON.stringify(config)))
  const remote = repoAt(options.remoteFolder ?? scratchFolder('remote.git'))
  await remote.git('init', '--quiet', '--bare', '--initial-branch=main')
  await repo.git('remote', 'add', 'origin', options.url ?? remote.folder)
  await repo.git('push', '--quiet', 'origin', 'main')
  return { repo, remote, out }
}

/** Every file below a folder with its content, in byte order. */
export const treeOf = (folder: string): Readonly<Record<string, string>> => {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const files = entries.map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(
    files.toSorted().map((file) => [file.slice(folder.length + 1), readFileSync(file, 'latin1')]),
  )
}
