/** Trees of Python projects. */
import fc from 'fast-check'
import type { Sample } from './sample.ts'

const ranges = fc
  .tuple(fc.constantFrom('==', '~=', '>=', '<', '>=1,!='), fc.nat(9), fc.nat(9))
  .map(([operator, a, b]) => `${operator}${a}.${b}`)

export const SAMPLES: readonly Sample[] = [
  {
    title: 'PEP 621, with __version__ and a lock file',
    folder: '.',
    name: 'acme-core',
    dependency: { name: 'acme-kit', kind: 'runtime' },
    ranges,
    tree: (version, range) => ({
      'pyproject.toml': `[project]\nname = "acme-core"\nversion = "${version}" # ours\ndependencies = [\n  'acme-kit[x]${range};os_name=="posix"',\n]\n`,
      'src/acme_core/__init__.py': `"""Core."""\n\n__version__ = "${version}"\n`,
      'uv.lock': `[[package]]\nname = "acme-core"\nversion = "${version}"\nsource = { editable = "." }\n`,
    }),
  },
  {
    title: 'poetry, with a byte order mark, tabs, CRLF and single quotes',
    folder: 'libs/core',
    name: 'acme-core',
    dependency: { name: 'Acme.Kit', kind: 'dev' },
    ranges,
    tree: (version, range) => ({
      'libs/core/pyproject.toml': `\uFEFF[tool.poetry]\r\nname\t= "acme_core"\r\nversion\t= '${version}'\r\ngroup.test.dependencies = { "Acme.Kit" = { version = '${range}', path = "../kit" } }\r\n`,
      'libs/core/poetry.lock': `[[package]]\nname = "acme-core"\nversion = "${version}"\nsource = { type = "directory", url = "../core" }\n`,
    }),
  },
  {
    title: 'a version in a module alone',
    folder: 'core',
    name: 'core',
    fragile: 'core/core/__init__.py',
    tree: (version) => ({
      'core/pyproject.toml':
        '[project]\nname = "core"\ndynamic = ["version"]\n[tool.hatch.version]\npath = "core/__init__.py"\n',
      'core/core/__init__.py': `VERSION = 'v${version}'\r\n`,
    }),
  },
]
