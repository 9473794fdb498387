/** The part of the config that says what is built, where from, and how its artifacts are named. */
import * as v from 'valibot'
import { about, argv, fileTemplate, packageName, sourcePath, targetName, variableName } from './schema-atoms.ts'

/** `process.platform` and `process.arch` spell these. */
const SYSTEMS = ['aix', 'darwin', 'freebsd', 'linux', 'openbsd', 'sunos', 'win32'] as const
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips', 'mipsel', 'ppc64', 'riscv64', 's390x', 'x64'] as const

const archive = v.strictObject({
  kind: about(v.literal('archive'), 'archive: of a folder'),
  format: v.exactOptional(about(v.picklist(['tar.gz']), 'the format of the archive'), 'tar.gz'),
  from: v.exactOptional(
    sourcePath("of an archive: the folder to pack after the recipe; absent: the release commit's own tree"),
  ),
  name: v.exactOptional(
    about(fileTemplate, 'of an archive: the file name without the ending that the format adds'),
    '{name}-{version}-{target}',
  ),
})

const file = v.strictObject({
  kind: about(v.literal('file'), 'file: as it is'),
  from: sourcePath('of a file: what to take after the recipe'),
  name: v.exactOptional(about(fileTemplate, 'of a file: the name it gets; absent: its own')),
})

const ownPackage = v.strictObject({
  kind: about(v.literal('package'), "package: what the package's registry takes"),
  format: about(v.picklist(['npm']), 'of a package: npm is what `npm pack` makes, under the name that it gives'),
})

const target = v.strictObject({
  name: about(targetName, 'the name of the build target, unique per package'),
  package: v.exactOptional(about(packageName, 'the package it builds; absent: every package')),
  on: v.exactOptional(
    about(
      v.strictObject({
        os: about(v.picklist(SYSTEMS), "the operating system, in Node's spelling"),
        arch: about(v.picklist(PROCESSORS), "the processor, in Node's spelling"),
      }),
      'the machine that the target needs; absent: any',
    ),
  ),
  run: v.exactOptional(about(v.array(argv), "commands as argv lists, run in the checkout's root without a shell"), []),
  artifacts: v.exactOptional(
    about(v.array(v.variant('kind', [archive, file, ownPackage])), 'what the target leaves behind'),
    [],
  ),
})

export const build = v.strictObject({
  env: v.exactOptional(
    about(v.array(variableName), 'the environment variables that recipes may see; all others are unset'),
    ['HOME', 'PATH'],
  ),
  targets: v.exactOptional(about(v.array(target), 'what is built'), [
    { name: 'source', run: [], artifacts: [{ kind: 'archive', format: 'tar.gz', name: '{name}-{version}' }] },
  ]),
})
