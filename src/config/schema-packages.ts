/** The part of the config that says what is released and on which branches. */
import * as v from 'valibot'
import { ECOSYSTEM_NAMES } from '../ecosystems/index.ts'
import {
  about,
  branchPattern,
  channelName,
  choosingGlob,
  glob,
  line,
  maintenanceRange,
  packageName,
  pointer,
  prereleaseId,
  relativePath,
  tagFormat,
} from './schema-atoms.ts'

/** The kind of a version file is told by a key of its own, which also says where the version stands. */
const places = {
  marker: about(v.literal(true), 'true: the version stands on lines that a `rel:version` comment marks'),
  json: about(pointer, 'the JSON pointer of the version (RFC 6901)'),
  yaml: about(pointer, 'the pointer of the version in a YAML file'),
  toml: about(line, 'the dotted key of the version in a TOML file'),
  xpath: about(line, 'the path of the version in an XML file'),
}

type Places = v.InferOutput<v.ObjectSchema<typeof places, undefined>>
type VersionFile = { file: string } & { [Kind in keyof Places]: Pick<Places, Kind> }[keyof Places]

/** A union of the kinds would answer a wrong key with what every kind lacks. */
const versionFile = v.pipe(
  v.strictObject({
    file: about(relativePath, "a file, relative to the package's path"),
    ...v.partial(v.object(places)).entries,
  }),
  v.entries(2, `an object with "file" and exactly one of ${Object.keys(places).join(', ')}`),
  v.transform((entry) => entry as VersionFile),
)

const onePackage = v.strictObject({
  name: about(packageName, 'the name, in tags, notes and file names'),
  path: v.exactOptional(about(relativePath, "the folder, relative to the repository's root"), '.'),
  ecosystem: v.exactOptional(
    about(
      v.picklist(ECOSYSTEM_NAMES),
      'what holds the version: the manifest of its ecosystem, a plain VERSION file, or tags alone; absent: detected',
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
  lane: v.exactOptional(about(prereleaseId, 'the prerelease identifier of this package on a stable line')),
  include: v.exactOptional(about(v.array(glob), 'globs of files elsewhere that belong to it as well')),
  exclude: v.exactOptional(about(v.array(glob), 'globs of files in its folder that do not belong to it')),
  dependsOn: v.exactOptional(
    about(v.array(packageName), 'packages that it is built from, where no manifest says so: it follows their releases'),
  ),
  versionFiles: v.exactOptional(
    about(v.array(versionFile), 'further files that hold its version, each with one key that says where'),
  ),
})

export const packages = v.union([
  v.literal('auto'),
  v.pipe(v.array(onePackage), v.minLength(1, 'auto or a list of packages')),
])

const oneBranch = v.strictObject({
  match: about(branchPattern, 'the name of a branch, or a pattern'),
  channel: v.exactOptional(about(channelName, 'the channel its releases go to')),
  prerelease: v.exactOptional(
    about(v.union([prereleaseId, v.literal(true)]), "the prerelease identifier; true: the branch's name"),
  ),
  range: v.exactOptional(
    about(maintenanceRange, 'of a maintenance branch: the versions it may release; absent: what its name says'),
  ),
})

export const branches = v.pipe(
  v.array(v.union([branchPattern, oneBranch])),
  v.minLength(1, 'a list of at least one branch'),
)

export const groups = v.array(
  v.strictObject({
    kind: about(
      v.picklist(['fixed', 'linked']),
      'fixed: all are released together; linked: those that are released get one version',
    ),
    packages: about(
      v.pipe(v.array(choosingGlob), v.minLength(1, 'a list of at least one package')),
      'names or globs of names; `!` takes some out',
    ),
  }),
)
