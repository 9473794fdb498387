/** The releases that have a commit, package by package, the first one in front. */
import type { Contained } from '../../rel.ts'
import type { Terminal } from '../command.ts'

type Package = Contained['packages'][number]
type Release = Package['first']

const short = (commit: string) => commit.slice(0, 7)

const how = ({ via, as, withdrawn }: Release, { paint }: Terminal): string => {
  const gone = withdrawn ? [paint.red('withdrawn')] : []
  const copy = via === 'cherry-pick' ? `picked as ${short(as)}` : `same patch as ${short(as)}`
  return [...gone, ...(via === 'commit' ? [] : [paint.dim(copy)])].join('  ')
}

const packageLines = ({ package: name, first, releases }: Package, terminal: Terminal): readonly string[] => {
  const { paint } = terminal
  const rows = releases.map((release) => [release.version, release.tag, how(release, terminal)] as const)
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length))
  return [
    `  ${paint.bold(name)}  first in ${paint.green(first.version)}`,
    ...rows.map(([version, tag, via]) => `    ${version.padEnd(width(0))}  ${tag.padEnd(width(1))}  ${via}`.trimEnd()),
  ]
}

export const containsLines = ({ commit, subject, packages }: Contained, terminal: Terminal): readonly string[] => [
  `${short(commit)}  ${subject}`,
  ...(packages.length === 0 ? ['  in no release'] : packages.flatMap((each) => packageLines(each, terminal))),
]
