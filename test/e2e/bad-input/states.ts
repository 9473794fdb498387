/** States of a repository in which nothing may be released, or nothing can be planned. */
import { existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'vitest'
import type { RelRun } from '../../support/scratch.ts'
import { repoAt } from '../../support/scratch.ts'
import type { BadInput } from './bad-input.ts'
import { bumped, commitFiles, type Place } from './place.ts'

const git =
  (...args: readonly string[]) =>
  async ({ repo }: Place): Promise<void> =>
    void (await repo.git(...args))

/** A command of git's that stops half-way. */
const stopped =
  (...args: readonly string[]) =>
  async ({ repo }: Place): Promise<void> => {
    await repo.git('checkout', '--quiet', '-b', 'other', 'HEAD~1')
    await repo.write({ 'src.txt': 'other\n' })
    await repo.git('commit', '--quiet', '-a', '-m', 'feat: other')
    await repo.git('checkout', '--quiet', 'main')
    await repo.git(...args).catch(() => undefined)
    expect(await repo.git('status', '--porcelain')).toMatch(/^(?:AA|UU) src\.txt$/m)
  }

const adrift = async ({ repo }: Place): Promise<void> => {
  await repo.git('remote', 'remove', 'origin')
  await repo.git('checkout', '--quiet', '--detach')
}

const dirty = (command: string, file: string): BadInput => ({
  what: `${command} with uncommitted changes in ${file}`,
  arrange: ({ repo }) => repo.write({ [file]: '{ "name": "core", "version": "1.0.0", "mine": true }\n' }),
  args: [command],
  error: ['DIRTY', 4],
  says: [`${file} has uncommitted changes, and this release edits it`, file],
})

const busy = (what: string, ...args: readonly string[]): BadInput => ({
  what: `bump in the middle of ${what}`,
  arrange: stopped(...args),
  args: ['bump'],
  error: ['BUSY', 4],
  says: [`${what} is in progress here`, 'finish it, or abort it'],
})

/** The lock that a killed git leaves. The command that the hint names is right: it removes the lock, and then it works. */
const locked = (command: string, lock: string): BadInput => ({
  what: `${command} with a stale .git/${lock}`,
  arrange: ({ repo }) => writeFileSync(join(repo.folder, '.git', lock), ''),
  args: [command],
  error: ['GIT_LOCKED', 4],
  says: [lock, 's old)'],
  afterwards: async (place, run) => {
    rmSync(lockOf(run))
    expect(existsSync(join(place.repo.folder, '.git', lock))).toBe(false)
    const again = await place.repo.rel([command])
    expect(again.code, again.stderr).toBe(0)
    expect(await place.repo.git('status', '--porcelain')).toBe('')
    expect(await place.repo.git('rev-parse', 'v1.1.0^{commit}')).toBe(await place.repo.git('rev-parse', 'main'))
  },
})

const lockOf = ({ stderr }: RelRun): string => /hint: .*: rm -f '([^']+)'/.exec(stderr)?.[1] ?? ''

/** A clone that takes the repository's place. */
const cloned =
  (...args: readonly string[]) =>
  async (place: Place): Promise<void> => {
    rmSync(place.repo.folder, { recursive: true })
    await repoAt(place.folder).git('clone', '--quiet', ...args, pathToFileURL(place.remote.folder).href, 'repo')
  }

const shallow = (args: readonly string[], arrange: (place: Place) => Promise<void>): BadInput => ({
  what: `${args.join(' ')} in a shallow clone that cannot be deepened`,
  arrange: async (place) => {
    await cloned('--depth=1')(place)
    await arrange(place)
  },
  args,
  error: ['SHALLOW', 8],
  says: ['this clone is shallow', 'git fetch --unshallow --tags'],
})

/** Something of another kind stands where a folder is needed: the one failure of a disk that root meets too. */
const inTheWay = (command: string, path: string): BadInput => ({
  what: `${command} with a file in the place of the folder ${path}`,
  arrange: ({ repo }) => repo.write({ [path]: 'not a folder\n' }),
  args: [command],
  error: ['DISK', 8],
  says: [path],
})

export const STATES: readonly BadInput[] = [
  dirty('bump', 'package.json'),
  dirty('bump', 'CHANGELOG.md'),
  dirty('release', 'package.json'),
  busy('a merge', 'merge', 'other'),
  busy('a rebase', 'rebase', 'other'),
  busy('a cherry-pick', 'cherry-pick', 'other'),
  locked('bump', 'index.lock'),
  locked('bump', 'HEAD.lock'),
  locked('bump', 'packed-refs.lock'),
  locked('bump', 'refs/heads/main.lock'),
  locked('bump', 'refs/tags/v1.1.0.lock'),
  locked('release', 'index.lock'),
  locked('release', 'refs/heads/main.lock'),
  shallow(['plan'], git('remote', 'remove', 'origin')),
  shallow(['bump', '--offline'], () => Promise.resolve()),
  {
    what: 'bump with a tag in the place of the folder of its own',
    arrange: git('tag', 'v1.1.0/$(id)'),
    args: ['bump'],
    error: ['CONFLICT', 7],
    says: ['the tag v1.1.0/$(id) stands in the way of v1.1.0', "git tag -d 'v1.1.0/$(id)';"],
  },
  {
    what: 'bump with a changelog that is a link',
    arrange: async (place) => {
      symlinkSync('../../x', join(place.repo.folder, 'CHANGELOG.md'))
      await commitFiles(place, {})
    },
    args: ['bump'],
    error: ['CONFIG', 2],
    says: ['CHANGELOG.md is a link in this commit', '"changelog"'],
  },
  inTheWay('bump', '.git/rel'),
  inTheWay('bump', '.git/rel/plans'),
  {
    what: 'bump of a branch that is checked out in another work tree too',
    arrange: git('worktree', 'add', '--quiet', '--force', '../tree', 'main'),
    args: ['bump'],
    error: ['BUSY', 4],
    says: ['main is checked out in', 'tree too', 'run rel there'],
  },
  {
    what: 'bump of a line that is not checked out',
    arrange: git('checkout', '--quiet', '-b', 'topic'),
    args: ['bump', '--branch', 'main'],
    error: ['BRANCH', 4],
    says: ['main is not checked out here', 'git switch main'],
  },
  {
    what: 'bump on a branch that is no release line',
    arrange: git('checkout', '--quiet', '-b', 'topic'),
    args: ['bump'],
    error: ['BRANCH', 4],
    says: ['"branches"'],
  },
  {
    what: 'release on a branch that is no release line',
    arrange: git('checkout', '--quiet', '-b', 'topic'),
    args: ['release'],
    error: ['BRANCH', 4],
  },
  {
    what: 'plan on a detached HEAD that nothing says the line of',
    arrange: adrift,
    args: ['plan'],
    error: ['NO_LINE', 4],
    says: ['--branch'],
  },
  {
    what: 'release on a detached HEAD that nothing says the line of',
    arrange: adrift,
    args: ['release'],
    error: ['NO_LINE', 4],
  },
  ...['plan', 'bump', 'publish', 'release', 'build'].map((command): BadInput => ({
    what: `${command} before the first commit`,
    story: '# nothing happened yet',
    args: [command],
    error: ['NO_COMMIT', 2],
    says: ['git commit'],
  })),
  {
    what: 'bump in a bare repository',
    args: ['bump'],
    options: ({ remote }) => ({ cwd: remote.folder }),
    error: ['BLOCKED', 4],
    says: ['a bare repository has no checkout to bump', '--dry-run'],
  },
  {
    what: 'a partial clone that lacks what is needed, and its remote is gone',
    arrange: async (place) => {
      await place.remote.git('config', 'uploadpack.allowFilter', 'true')
      await cloned('--filter=blob:none', '--no-checkout')(place)
      await place.repo.git('remote', 'set-url', 'origin', '../gone.git')
    },
    args: ['plan'],
    error: ['PARTIAL_CLONE', 8],
    says: ['git fetch --refetch --no-filter'],
  },
  {
    what: 'abandon without a bump',
    args: ['bump', '--abandon'],
    error: ['BLOCKED', 4],
    says: ['there is no bump at HEAD'],
  },
  {
    what: 'abandon with uncommitted changes in a file of the release',
    arrange: async ({ repo }) => {
      await bumped(repo)
      await repo.write({ 'package.json': '{ "mine": true }\n' })
    },
    args: ['bump', '--abandon'],
    error: ['DIRTY', 4],
    says: ['package.json has uncommitted changes', 'git stash push -- package.json'],
  },
  {
    what: 'abandon with a stale lock on the branch',
    arrange: async ({ repo }) => {
      await bumped(repo)
      await repo.write({ '.git/refs/heads/main.lock': '' })
    },
    args: ['bump', '--abandon'],
    error: ['GIT_LOCKED', 4],
    says: ['refs/heads/main.lock', 'rm -f'],
  },
  {
    what: 'publish with a stale lock on the tag that it has to replace',
    arrange: async (place) => {
      await commitFiles(place, { 'package.json': '{ "name": "core", "version": "1.1.0" }\n' })
      await place.repo.git('tag', 'v1.1.0')
      await place.repo.write({ '.git/refs/tags/v1.1.0.lock': '' })
    },
    args: ['publish'],
    error: ['PARTIAL', 5],
    says: ['sealed, but not finished', 'refs/tags/v1.1.0.lock exists', 'rm -f'],
    goesPublic: true,
  },
  {
    what: 'abandon of a bump that somebody has committed on',
    arrange: async (place) => {
      await bumped(place.repo)
      await commitFiles(place, { 'more.txt': 'more\n' })
    },
    args: ['bump', '--abandon'],
    error: ['BLOCKED', 4],
  },
]
