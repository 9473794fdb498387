/** Trees of Go modules, whose versions are in tags alone. */
import fc from 'fast-check'
import type { Sample } from './sample.ts'

const versions = fc.tuple(fc.nat(1), fc.nat(99), fc.constantFrom('', '-rc.1')).map(([a, b, pre]) => `${a}.${b}.0${pre}`)
const ranges = versions.map((version) => `v${version}`)
const dependency = { name: 'example.com/acme/kit', kind: 'runtime' } as const

export const SAMPLES: readonly Sample[] = [
  {
    title: 'one line for the requirement',
    folder: '.',
    name: 'example.com/acme/core',
    ...{ versionless: true, versions, ranges, dependency },
    tree: (_, range) => ({
      'go.mod': `module example.com/acme/core\n\ngo 1.24\n\nrequire example.com/acme/kit ${range} // indirect\n`,
      'go.sum': 'example.com/acme/kit v1.0.0 h1:x=\n',
    }),
  },
  {
    title: 'blocks, quotes, CRLF and a replacement by a folder',
    folder: 'tools/core',
    name: 'example.com/acme/tools/core',
    ...{ versionless: true, versions, ranges, dependency },
    tree: (_, range) => ({
      'tools/core/go.mod': `\uFEFFmodule "example.com/acme/tools/core"\r\nrequire (\r\n\tgithub.com/x/y v9.9.9\r\n\t"example.com/acme/kit"  "${range}"// x\r\n)\r\nreplace example.com/acme/kit ${range} => ../kit\r\n`,
    }),
  },
]
