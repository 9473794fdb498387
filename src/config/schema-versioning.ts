/** The part of the config that says how versions follow from changes. */
import * as v from 'valibot'
import { about, changeType, commitId, glob, line, version, versionScheme } from './schema-atoms.ts'

const LEVELS = ['major', 'minor', 'patch'] as const

const rule = v.pipe(
  v.strictObject({
    name: v.exactOptional(about(line, 'what `rel why` calls it')),
    type: v.exactOptional(about(v.union([changeType, glob]), 'of commits of this type')),
    scope: v.exactOptional(about(glob, 'of commits with this scope')),
    path: v.exactOptional(about(glob, 'of commits that touch such a file')),
    author: v.exactOptional(about(line, 'of commits by `Name <email>`; * stands for anything')),
    commit: v.exactOptional(about(commitId, 'of this one commit')),
    breaking: v.exactOptional(about(v.boolean(), 'of commits that break, or that do not')),
    bump: about(v.picklist([...LEVELS, 'none']), 'what such a commit raises'),
  }),
  v.check(
    (one) => Object.keys(one).some((key) => !['name', 'bump'].includes(key)),
    'a rule that says of which commits: type, scope, path, author, commit or breaking',
  ),
)

const zeroMajor = v.strictObject({
  breaking: v.exactOptional(about(v.picklist(LEVELS), 'what a breaking change raises below 1.0.0'), 'minor'),
  feature: v.exactOptional(about(v.picklist(LEVELS), 'what a feature raises below 1.0.0'), 'minor'),
})

export const versioning = v.strictObject({
  scheme: v.exactOptional(
    about(versionScheme, 'how versions are written and compared: semver, calver:<pattern>, pep440, maven or build'),
    'semver',
  ),
  initial: v.exactOptional(about(version, "the first version when nothing says another; absent: the scheme's own")),
  zeroMajor: v.exactOptional(about(zeroMajor, 'the rules below 1.0.0'), {}),
  rules: v.exactOptional(
    about(v.array(rule), 'what commits raise; the most specific rule wins, before the defaults'),
    [],
  ),
  unclassified: v.exactOptional(
    about(
      v.picklist(['report', 'patch', 'error']),
      'what becomes of commits that follow no convention: listed, a patch, or an error',
    ),
    'report',
  ),
  nestedCommits: v.exactOptional(about(v.boolean(), 'true: paragraphs of a squashed message count as commits'), false),
  maxBump: v.exactOptional(about(v.picklist(LEVELS), 'the highest level that commits may raise'), 'major'),
  source: v.exactOptional(
    about(
      v.picklist(['commits', 'changes', 'both']),
      'what says what changed: commits, change files in .changeset, or both',
    ),
    'commits',
  ),
  dependents: v.exactOptional(
    about(
      v.picklist(['always', 'out-of-range']),
      'when a package is released since one that it depends on is: always (the default), or when its range would not fit',
    ),
  ),
})
