/** Opens the git repository that a folder belongs to. The only door to simple-git and execa for git. */
import { resolve } from 'node:path'
import { RelError } from '../errors.ts'
import { type Command, GitFailure, openCommand } from './git-command.ts'
import { openGitLook } from './git-read.ts'
import { notARepository, openGitWorld } from './git-write.ts'
import type { GitWorld, Place } from './ports.ts'

/** `merge-tree --write-tree` and `cat-file -z` came with it. */
const OLDEST = [2, 38] as const

const PLACE = [
  '--path-format=absolute',
  '--git-dir',
  '--git-common-dir',
  '--is-inside-work-tree',
  '--is-shallow-repository',
  '--show-cdup',
]

const findPlace = async (git: Command, folder: string): Promise<Place> => {
  const { code, stdout, stderr } = await git.run(['rev-parse', ...PLACE])
  if (code !== 0) throw notARepository(folder, new GitFailure(code, stderr))
  const [gitDir = '', commonDir = '', inside, shallow, up = ''] = stdout.toString().split('\n')
  return { gitDir, commonDir, top: inside === 'true' ? resolve(folder, up) : null, shallow: shallow === 'true' }
}

/** The version of git as it names itself. Throws `NO_GIT`, `GIT_TOO_OLD`. */
export const gitVersion = async (git: Command): Promise<string> => {
  const text = await git.text(['--version'])
  const [major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(text) ?? []).slice(1).map(Number)
  const version = /\d+(\.\d+)+/.exec(text)?.[0] ?? text.trim()
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return version
  throw new RelError('GIT_TOO_OLD', `git ${version} is too old`, { hint: `install git ${OLDEST.join('.')} or newer` })
}

/** Throws `NO_GIT`, `GIT_TOO_OLD`, `NO_REPOSITORY`. */
export const openGit = async (
  folder: string,
  env: NodeJS.ProcessEnv,
  onChild: (pid: number) => void,
): Promise<GitWorld> => {
  const git = openCommand(folder, env, onChild)
  const [version, place] = await Promise.allSettled([gitVersion(git), findPlace(git, folder)])
  if (version.status === 'rejected') throw version.reason
  if (place.status === 'rejected') throw place.reason
  return openGitWorld(git, openGitLook(git, place.value, version.value))
}
