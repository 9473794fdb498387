/** The part of the config that says what is released, how it is numbered and on which branches. */
import * as v from 'valibot'
import {
  about,
  branchPattern,
  channelName,
  packageName,
  prereleaseId,
  relativePath,
  semverVersion,
  tagFormat,
} from './schema-atoms.ts'

const LEVELS = ['major', 'minor', 'patch'] as const

const onePackage = v.strictObject({
  name: about(packageName, 'the name, in tags, notes and file names'),
  path: v.exactOptional(about(relativePath, "the folder, relative to the repository's root"), '.'),
  ecosystem: v.exactOptional(
    about(
      v.picklist(['npm', 'version-file', 'none']),
      'what holds the version: package.json, a plain VERSION file, or tags alone; absent: detected',
    ),
  ),
  tag: v.exactOptional(
    about(
      v.union([tagFormat, v.pipe(v.array(tagFormat), v.minLength(1, 'a template or a list of at least one'))]),
      "the package's own tag template; of a list the first is written and the others are only read",
    ),
  ),
  private: v.exactOptional(
    about(v.boolean(), 'true: versioned and tagged, published nowhere; absent: as the manifest says'),
  ),
})

export const packages = v.union([
  v.literal('auto'),
  v.pipe(v.array(onePackage), v.minLength(1, 'auto or a list of packages')),
])

export const versioning = v.strictObject({
  scheme: v.exactOptional(about(v.picklist(['semver']), 'how versions are written and compared'), 'semver'),
  initial: v.exactOptional(about(semverVersion, 'the first version when nothing says another'), '0.1.0'),
  zeroMajor: v.exactOptional(
    about(
      v.strictObject({
        breaking: v.exactOptional(about(v.picklist(LEVELS), 'what a breaking change raises below 1.0.0'), 'minor'),
        feature: v.exactOptional(about(v.picklist(LEVELS), 'what a feature raises below 1.0.0'), 'minor'),
      }),
      'the rules below 1.0.0',
    ),
    {},
  ),
})

const oneBranch = v.strictObject({
  match: about(branchPattern, 'the name of a branch, or a pattern'),
  channel: v.exactOptional(about(channelName, 'the channel its releases go to')),
  prerelease: v.exactOptional(
    about(v.union([prereleaseId, v.literal(true)]), "the prerelease identifier; true: the branch's name"),
  ),
})

export const branches = v.pipe(
  v.array(v.union([branchPattern, oneBranch])),
  v.minLength(1, 'a list of at least one branch'),
)
