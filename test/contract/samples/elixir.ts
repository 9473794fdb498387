/** Trees of Mix projects. */
import fc from 'fast-check'
import type { Sample } from './sample.ts'

const ranges = fc
  .tuple(fc.constantFrom('~>', '>=', '==', '>= 1.0.0 and <'), fc.nat(9), fc.nat(9))
  .map(([operator, a, b]) => `${operator} ${a}.${b}.0`)

export const SAMPLES: readonly Sample[] = [
  {
    title: 'an attribute',
    folder: '.',
    name: 'core',
    dependency: { name: 'kit', kind: 'runtime' },
    ranges,
    tree: (version, range) => ({
      'mix.exs': `defmodule Core.MixProject do\n  use Mix.Project\n\n  # @version "0.0.1"\n  @version "${version}"\n\n  def project do\n    [\n      app: :core,\n      version: @version,\n      deps: deps(),\n      docs: [source_ref: "v#{@version}"]\n    ]\n  end\n\n  defp deps do\n    [\n      {:jason, "~> 9.9"},\n      {:kit, "${range}", path: "../kit"}\n    ]\n  end\nend\n`,
    }),
  },
  {
    title: 'one line, with a byte order mark and CRLF',
    folder: 'apps/core',
    name: 'core',
    dependency: { name: 'kit', kind: 'dev' },
    ranges,
    tree: (version, range) => ({
      'apps/core/mix.exs': `\uFEFFdefmodule Core do\r\n\tdef project, do: [releases: [core: [version: "9.9.9"]], app: :core, version: "${version}", deps: [{:kit, "${range}", [only: [:dev, :test], in_umbrella: true]}]]\r\n\tdef application, do: [version: "8.8.8"]\r\nend\r\n`,
    }),
  },
]
