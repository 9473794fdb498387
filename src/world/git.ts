/** Opens the git repository that a folder belongs to. The only door to simple-git and execa for git. */
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { RelError } from '../errors.ts'
import { type Command, openCommand } from './git-command.ts'
import { GitFailure } from './git-failure.ts'
import { openGitLook, readSettings } from './git-read.ts'
import { notARepository, openGitWorld } from './git-write.ts'
import { lackIn } from './git-shallow.ts'
import type { GitWorld, Place } from './ports.ts'

const PLACE = [
  ...[
    '--path-format=absolute',
    '--git-dir',
    '--git-common-dir',
    '--is-inside-work-tree',
    '--is-shallow-repository',
    '--show-cdup',
  ],
  ...['HEAD', '--symbolic-full-name', 'HEAD'],
]

/** One process tells all. An unborn HEAD makes it fail, after it has told where the repository is. */
const findPlace = async (git: Command, folder: string): Promise<Place> => {
  const { code, stdout, stderr } = await git.read(['rev-parse', ...PLACE])
  const lines = stdout.toString().trimEnd().split('\n')
  const isBorn = code === 0
  if (!isBorn && lines.length < 4) throw notARepository(folder, new GitFailure(code, stderr))
  const [gitDir = '', commonDir = '', inside, shallow, up = ''] = lines
  const top = inside === 'true' ? resolve(folder, up) : null
  return {
    gitDir,
    commonDir,
    top,
    shallow: shallow === 'true' || lackIn({ commonDir }) !== null,
    ...readHead(isBorn ? lines.slice(-2) : []),
  }
}

/** The last two lines; a bare repository prints none for --show-cdup before them. */
const readHead = ([head, branch = '']: readonly string[]): Pick<Place, 'head' | 'branch'> => ({
  head: head ?? null,
  branch: branch.startsWith('refs/') ? branch : null,
})

/** The version is not asked for here: a git that is too old is found out by the first thing it does not know. Throws
 *  `NO_GIT`, `NO_REPOSITORY`. */
export const openGit = async (
  folder: string,
  env: NodeJS.ProcessEnv,
  onChild: (pid: number) => void,
): Promise<GitWorld> => {
  // A process that is started in no folder fails as one without a program would.
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new RelError('USAGE', `there is no folder ${folder}`, { hint: 'name an existing folder with --cwd' })
  const here = openCommand(folder, env, onChild)
  const settings = readSettings(here)
  // Outside a repository the place says it better.
  settings.catch(() => undefined)
  const place = await findPlace(here, folder)
  // From the top, since paths are relative to it wherever the user stands.
  const git = openCommand(place.top ?? folder, env, onChild)
  return openGitWorld(git, openGitLook(git, place, settings))
}
