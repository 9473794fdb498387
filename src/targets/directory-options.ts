/** The options of the target `directory`: a folder that receives the dist tree, a version at a time. */
import * as v from 'valibot'
import { HIDDEN } from '../core/names.ts'
import { targetName } from './target-name.ts'

/** A folder's path: absolute, or relative to the repository's root (`..` may lead out of it). */
const isFolder = (path: string): boolean => path.trim() === path && !HIDDEN.test(path) && !/^$|^[-~]/.test(path)

export const directoryOptions = v.strictObject({
  to: v.pipe(v.literal('directory'), v.description('a folder, which receives the dist tree below it')),
  path: v.pipe(
    v.string(),
    v.check(isFolder, 'the path of a folder, not beginning with - or ~'),
    v.description('the folder, absolute or relative to the repository'),
  ),
  name: v.exactOptional(targetName),
})

export type DirectoryOptions = v.InferOutput<typeof directoryOptions>
