/** The ways in which one question may be asked of one repository: places, clocks, locales, masks, settings. */
import { execFile } from 'node:child_process'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { cloneOf, type Repo, type RunOptions, repoAt, scratchFolder } from './scratch.ts'

export interface Asking {
  readonly repo: Repo
  readonly words: readonly string[]
}

/** What planning prints, which must be everything about it. */
export const planned = async ({ repo, words }: Asking, options: Partial<RunOptions> = {}): Promise<string> => {
  const run = await repo.rel(['bump', ...words, '--dry-run', '--json'], options)
  expect(run.code, run.stderr).toBe(0)
  return run.stdout
}

export const clock = (now: string): Partial<RunOptions> => ({
  nodeArgs: ['--import', new URL('./other-clock.ts', import.meta.url).href],
  env: { REL_TEST_NOW: now },
})

const locales = scratchFolder('locales')

/** The locale itself where this machine can make it; Node brings its own data in any case. */
export const locale = (name: string): Partial<RunOptions> => ({
  env: { LANG: name, LC_ALL: name, LANGUAGE: name.slice(0, 2), LOCPATH: locales },
})

const BITING = `[user]
	name = Someone Else
	email = other@example.invalid
[log]
	showSignature = true
	date = relative
	mailmap = true
[core]
	quotePath = true
	autocrlf = true
	abbrev = 40
[i18n]
	logOutputEncoding = ISO-8859-2
[diff]
	renames = copies
	noprefix = true
[color]
	ui = always
`

const bitingSettings = async (): Promise<Partial<RunOptions>> => {
  const file = join(scratchFolder('settings'), 'gitconfig')
  await writeFile(file, BITING)
  return { env: { GIT_CONFIG_GLOBAL: file } }
}

const copied = async (repo: Repo): Promise<Repo> => {
  const folder = join(scratchFolder('copy'), 'ünder a näme with spaces')
  await cp(repo.folder, folder, { recursive: true })
  return repoAt(folder)
}

const deep = async (repo: Repo): Promise<Repo> => {
  const folder = join((await copied(repo)).folder, 'deep', 'down')
  await mkdir(folder, { recursive: true })
  return repoAt(folder)
}

const worktree = async (repo: Repo): Promise<Repo> => {
  const folder = join(scratchFolder('worktree'), 'here')
  const main = await copied(repo)
  await main.git('switch', '--quiet', '--detach')
  await main.git('worktree', 'add', '--quiet', folder, 'main')
  return repoAt(folder)
}

const dirty = async (repo: Repo): Promise<Repo> => {
  const copy = await copied(repo)
  await copy.write({ 'package.json': '{"name":"edited","version":"9.9.9"}', 'packages/hra/package.json': 'broken' })
  return copy
}

type Way = (asking: Asking) => Promise<string>
const elsewhere =
  (move: (repo: Repo) => Promise<Repo>, options: Partial<RunOptions> = {}): Way =>
  async ({ repo, words }) =>
    planned({ repo: await move(repo), words }, options)
const differently =
  (options: Partial<RunOptions>): Way =>
  (asking) =>
    planned(asking, options)

export const WAYS: Readonly<Record<string, Way>> = {
  twice: (asking) => planned(asking),
  'in another folder': elsewhere(copied),
  'in a folder below': elsewhere(deep),
  'in a second work tree': elsewhere(worktree),
  'in a dirty work tree': elsewhere(dirty),
  'in a fresh clone': elsewhere((repo) => cloneOf(repo)),
  'in a bare clone': elsewhere((repo) => cloneOf(repo, '--bare')),
  'in a mirror': elsewhere((repo) => cloneOf(repo, '--mirror')),
  'in a shallow clone, which is deepened': elsewhere((repo) => cloneOf(repo, '--depth=1', '--no-single-branch')),
  'in a shallow mirror, which is deepened': elsewhere((repo) => cloneOf(repo, '--mirror', '--depth=1')),
  'with TZ=Pacific/Kiritimati': differently({ env: { TZ: 'Pacific/Kiritimati' } }),
  'with TZ=America/St_Johns': differently({ env: { TZ: 'America/St_Johns' } }),
  'with LANG=cs_CZ.UTF-8': differently(locale('cs_CZ.UTF-8')),
  'with LANG=et_EE.UTF-8': differently(locale('et_EE.UTF-8')),
  'with LANG=tr_TR.UTF-8': differently(locale('tr_TR.UTF-8')),
  'with umask 077': differently({ through: ['sh', '-c', 'umask 077; exec "$@"', 'sh'] }),
  'with umask 000': differently({ through: ['sh', '-c', 'umask 000; exec "$@"', 'sh'] }),
  'in 1999': differently(clock('1999-12-31T23:59:59Z')),
  'in 2099': differently(clock('2099-07-01T00:00:00Z')),
  'in CI': differently({ env: { CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v9' } }),
  'with git settings that bite': async (asking) => planned(asking, await bitingSettings()),
}

/** Makes the locales, where this machine can. */
export const makeLocales = async (): Promise<void> => {
  for (const name of ['cs_CZ', 'et_EE', 'tr_TR']) {
    const make = promisify(execFile)('localedef', ['-i', name, '-f', 'UTF-8', join(locales, `${name}.UTF-8`)])
    await make.catch(() => null)
  }
}
