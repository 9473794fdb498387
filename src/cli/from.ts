/** `--from <dir>`: a folder with a copy of the bytes of a release that is sealed and lost them. */
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { RelError } from '../errors.ts'
import type { Request } from '../rel.ts'
import { type Command, type Options, text } from './command.ts'

export const FROM_OPTION: Command['options'][number] = [
  '--from <dir>',
  'also look here for the files of a sealed release whose bytes this machine lacks; only the sealed bytes are taken',
]

/** The request with the folder, from the current folder on. Throws `USAGE` when it is none. */
export const requestFrom = async (request: Request, options: Options): Promise<Request> => {
  const given = text(options, 'from')
  if (given === null) return request
  const from = resolve(request.cwd, given)
  const isFolder = await stat(from).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (isFolder) return { ...request, from }
  throw new RelError('USAGE', `--from ${JSON.stringify(given)} is no folder`, {
    hint: 'name the folder that holds the files of the release, or one that holds its dist tree',
  })
}
