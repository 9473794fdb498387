/** What rel cannot do without: git, a repository, a remote that answers, an identity, and words that it knows. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BadInput } from './bad-input.ts'
import type { Place } from './place.ts'

/** A git of long ago: it names its version and knows none of the newer options. */
const OLD_GIT = `#!/bin/sh
case "$*" in *--version*) echo 'git version 2.30.0'; exit 0 ;; esac
echo "error: unknown option" >&2
exit 129
`

const oldGit = ({ folder }: Place): Record<string, string> => {
  const bin = join(folder, 'bin')
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(bin, 'git'), OLD_GIT)
  chmodSync(join(bin, 'git'), 0o755)
  return { PATH: `${bin}:${process.env['PATH'] ?? ''}` }
}

const each = (commands: readonly string[], make: (command: string) => BadInput): readonly BadInput[] =>
  commands.map(make)

const noRemote = async ({ repo }: Place): Promise<void> => void (await repo.git('remote', 'remove', 'origin'))

const remoteAt =
  (url: string) =>
  async ({ repo }: Place): Promise<void> =>
    void (await repo.git('config', 'remote.origin.url', url))

const unreachable = (args: readonly string[], url: string): BadInput => ({
  what: `${args.join(' ')} with a remote at ${url}`,
  arrange: remoteAt(url),
  args,
  error: ['REMOTE', 8],
  says: ['the remote origin does not answer', 'git ls-remote origin'],
})

const typed = (args: readonly string[], ...says: readonly string[]): BadInput => ({
  what: `rel ${args.join(' ')}`,
  args,
  error: ['USAGE', 2],
  says,
})

const COMMANDS = ['plan', 'release'] as const

export const SURROUNDINGS: readonly BadInput[] = [
  ...each(COMMANDS, (command) => ({
    what: `${command} without git`,
    args: [command],
    options: ({ folder }) => ({ env: { PATH: join(folder, 'nothing') } }),
    error: ['NO_GIT', 8],
    says: ['git was not found', 'install git'],
  })),
  ...each(COMMANDS, (command) => ({
    what: `${command} with a git that is too old`,
    args: [command],
    options: (place) => ({ env: oldGit(place) }),
    error: ['GIT_TOO_OLD', 8],
    says: ['git 2.30.0 is too old', 'install git 2.38'],
  })),
  ...each([...COMMANDS, 'bump', 'build'], (command) => ({
    what: `${command} outside a repository`,
    args: [command],
    options: ({ folder }) => ({ cwd: folder }),
    error: ['NO_REPOSITORY', 2],
    says: ['is not in a git repository', '--cwd'],
  })),
  { ...unreachable(['bump'], '../gone.git'), says: ["fatal: '../gone.git' does not appear to be a git repository\n"] },
  unreachable(['bump', '--push'], '../gone.git'),
  unreachable(['publish'], '../gone.git'),
  unreachable(['release'], '../gone.git'),
  unreachable(['release'], 'git://127.0.0.1:1/x.git'),
  unreachable(['release'], 'ext::touch pwn'),
  unreachable(['bump'], '--upload-pack=touch pwn'),
  {
    what: 'bump --push without a remote',
    arrange: noRemote,
    args: ['bump', '--push'],
    error: ['NO_REMOTE', 8],
    says: ['there is no remote to push to', 'git remote add origin'],
  },
  {
    what: 'bump --push --offline',
    args: ['bump', '--push', '--offline'],
    error: ['NO_REMOTE', 8],
    says: ['--offline forbids to push to origin', 'leave one of them out'],
  },
  {
    what: 'release --offline',
    args: ['release', '--offline'],
    error: ['NO_REMOTE', 8],
    says: ['--offline forbids', 'origin'],
  },
  ...each(['bump', 'release'], (command) => ({
    what: `${command} by somebody whom git does not know`,
    arrange: async ({ repo }) => void (await repo.git('config', 'user.useConfigOnly', 'true')),
    args: [command],
    options: () => ({ env: { GIT_CONFIG_GLOBAL: '/dev/null' } }),
    error: ['GIT', 8],
    says: ['git does not know who you are', 'git config user.name'],
  })),
  ...each(['bump', 'release'], (command) => ({
    what: `${command} with commit.gpgsign and a key that is none`,
    arrange: async ({ repo }) => {
      await repo.git('config', 'commit.gpgsign', 'true')
      await repo.git('config', 'gpg.format', 'ssh')
      await repo.git('config', 'user.signingkey', '../no-such-key')
    },
    args: [command],
    error: ['KEY', 2],
    says: ['no-such-key', 'commit.gpgsign'],
  })),
  {
    what: 'bump with tag.gpgsign and a signer that fails',
    arrange: async ({ repo }) => {
      await repo.git('config', 'tag.gpgsign', 'true')
      await repo.git('config', 'gpg.program', 'false')
    },
    args: ['bump'],
    error: ['KEY', 2],
    starts: true,
    says: ['tag.gpgsign'],
  },
  typed(['plann'], "unknown command 'plann'", 'did you mean plan?'),
  typed(['--upload-pack=x', 'plan'], "unknown option '--upload-pack=x'"),
  typed(['plan', '--jsno'], "unknown option '--jsno'", 'did you mean --json?'),
  typed(['bump', '--psuh'], "unknown option '--psuh'", 'did you mean --push?'),
  typed(['plan', '--branch'], "'--branch <line>' argument missing"),
  typed(['plan', 'v1.0.0', 'v1.1.0'], 'too many arguments'),
  typed(['build', '--target', 'linux'], 'there is no build target "linux"', 'source'),
]
