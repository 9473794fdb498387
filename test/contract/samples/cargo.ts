/** Trees of crates. */
import fc from 'fast-check'
import type { Sample } from './sample.ts'

const ranges = fc
  .tuple(fc.constantFrom('', '^', '=', '~', '>=1, <'), fc.nat(9), fc.nat(9))
  .map(([operator, a, b]) => `${operator}${a}.${b}`)

export const SAMPLES: readonly Sample[] = [
  {
    title: 'a crate of its own, with its lock file',
    folder: '.',
    name: 'core',
    tree: (version) => ({
      'Cargo.toml': `[package]\nname = "core"\nversion = "${version}" # ours\n\n[dependencies]\nserde = { version = "9.9.9" }\n`,
      'Cargo.lock': `version = 4\n\n[[package]]\nname = "core"\nversion = "${version}"\n\n[[package]]\nname = "serde"\nversion = "9.9.9"\nsource = "registry"\n`,
    }),
  },
  {
    title: 'a version and a range that the workspace holds, in single quotes and CRLF',
    folder: 'crates/cli',
    name: 'cli',
    dependency: { name: 'kit', kind: 'build' },
    ranges,
    tree: (version, range) => ({
      'Cargo.toml': `\uFEFF[workspace]\r\nmembers = ["crates/*"]\r\npackage.version = '${version}'\r\n[workspace.dependencies.kit]\r\npath = "crates/kit"\r\nversion = '${range}'\r\n`,
      'crates/cli/Cargo.toml':
        'package = { name = "cli", version.workspace = true }\n[build-dependencies]\nkit.workspace = true\n',
      'Cargo.lock': `[[package]]\nname = "x"\nversion = "1.0.0"\ndependencies = ["cli ${version}"]\n[[package]]\nname = "cli"\nversion = "${version}"\n`,
    }),
  },
]
