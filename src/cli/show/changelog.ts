/** Release notes as one Markdown document: of one package, of several, or of the whole repository by day. */
import { type AddedNotes, fitNotes, type ReleaseNotes, repositorySection } from '../../rel.ts'

const byPackage = (releases: readonly ReleaseNotes[]): readonly string[] => {
  const names = [...new Set(releases.map((release) => release.package))]
  return names.flatMap((name) => {
    const sections = releases.filter((release) => release.package === name).map((release) => release.section)
    return names.length === 1 ? sections : [`# ${name}`, ...sections]
  })
}

/** The newest day first; of a day, packages in their order. */
const byDay = (releases: readonly ReleaseNotes[]): readonly string[] => {
  const days = [...new Set(releases.map(({ date }) => date))].toSorted().toReversed()
  return days.map((day) =>
    repositorySection(
      day,
      releases.filter(({ date }) => date === day),
    ),
  )
}

/** Of several packages, equal versions would share one. */
const definitions = (releases: readonly ReleaseNotes[]): readonly string[] => {
  if (new Set(releases.map((release) => release.package)).size > 1) return []
  const lines = releases.flatMap(({ definition }) =>
    definition === null ? [] : [`[${definition.version}]: ${definition.release}`],
  )
  return lines.length === 0 ? [] : [lines.join('\n')]
}

export interface ChangelogLayout {
  /** Of all packages together, by day. */
  readonly repository: boolean
  /** How many characters there may be; null: any number. */
  readonly limit: number | null
}

/** Of several packages each begins with its name. */
export const changelogText = (releases: readonly ReleaseNotes[], { repository, limit }: ChangelogLayout): string => {
  const parts = repository ? byDay(releases) : [...byPackage(releases), ...definitions(releases)]
  const text = parts.join('\n\n')
  return limit === null ? text : fitNotes(text, limit, releases[0]?.url ?? null)
}

/** Each package's effect in one line, with its notes below. */
export const addedText = (added: readonly AddedNotes[], limit: number | null): string => {
  const text = added.flatMap(({ effect, notes }) => [effect, notes].filter((part) => part !== '')).join('\n\n')
  return limit === null ? text : fitNotes(text, limit, null)
}
