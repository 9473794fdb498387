/** Trees of gems, with what Bundler locks of them. */
import fc from 'fast-check'
import type { Sample } from './sample.ts'

const ranges = fc
  .tuple(fc.constantFrom('~>', '>=', '=', '!='), fc.nat(9), fc.nat(9))
  .map(([operator, a, b]) => `${operator} ${a}.${b}`)

export const SAMPLES: readonly Sample[] = [
  {
    title: 'all in the gemspec, with a lock file',
    folder: '.',
    name: 'acme-core',
    dependency: { name: 'acme-kit', kind: 'runtime' },
    ranges,
    tree: (version, range) => ({
      'acme-core.gemspec': `Gem::Specification.new do |spec|\n  spec.name = "acme-core"\n  # spec.version = "0.0.1"\n  spec.version = '${version}'.freeze\n  spec.add_dependency "acme-kit", "${range}" # ours\n  spec.add_dependency "rake", "~> 9.9"\nend\n`,
      'Gemfile.lock': `PATH\n  remote: .\n  specs:\n    acme-core (${version})\n      acme-kit (${range})\n      rake (~> 9.9)\n\nGEM\n  specs:\n    acme-core (9.9.9)\n\nDEPENDENCIES\n  acme-core!\n\nCHECKSUMS\n  acme-core (${version})\n  rake (9.9.9) sha256=00\n`,
    }),
  },
  {
    title: 'a constant in a file of its own, with a byte order mark, tabs and CRLF',
    folder: 'gems/core',
    name: 'core',
    dependency: { name: 'kit', kind: 'dev' },
    ranges: fc.tuple(ranges, ranges).map((both) => both.join(', ')),
    tree: (version, range) => ({
      'gems/core/core.gemspec': `\uFEFFrequire_relative "lib/core/version"\r\nGem::Specification.new { |s|\r\n\ts.version\t= Core::VERSION\r\n\ts.add_development_dependency(%q<kit>.freeze, [${range
        .split(', ')
        .map((each) => `"${each}".freeze`)
        .join(', ')}])\r\n}\r\n`,
      'gems/core/lib/core/version.rb': `\uFEFFmodule Core\r\n\tVERSION = "${version}" # VERSION = "0.0.1"\r\nend\r\n`,
    }),
  },
  {
    title: 'a file that is the version',
    folder: 'core',
    name: 'core',
    tree: (version) => ({
      'core/core.gemspec':
        "version = File.read(File.expand_path('../VERSION', __dir__)).strip\n\nGem::Specification.new do |s|\n  s.name = 'core'\n  s.version = version\nend\n",
      VERSION: `${version}\n`,
    }),
  },
]
