/** What an ecosystem has to show to the contract suite: small trees whose bytes are known for every version. */
import type { Arbitrary } from 'fast-check'
import type { Dependency } from '../../../src/model.ts'
import type { Tree } from '../../ecosystems/commit-files.ts'

export interface Sample {
  /** For the test's title: what is odd about it. */
  readonly title: string
  /** The package that is found and edited; its `version` is the one told. */
  readonly folder: string
  readonly name: string
  /** All files of the commit. An edit to another version or range must give the tree of that version or range. */
  tree(version: string, range: string): Tree
  /** The dependency whose range `tree` writes; without one, ranges are left out. */
  readonly dependency?: Pick<Dependency, 'name' | 'kind'>
  /** Versions to write, as the ecosystem spells them; absent: SemVer with and without a prerelease. */
  readonly versions?: Arbitrary<string>
  /** Ranges to write; absent: `^` and a version. */
  readonly ranges?: Arbitrary<string>
  /** Its version is told by tags alone, so that `find` has none and an edit of it writes nothing. */
  readonly versionless?: boolean
  /** The file that spoils everything when it is damaged; absent: the one that `find` names. */
  readonly fragile?: string
}
