/** What people are told beside a decision: tags and footers that look as if they said something, and count for nothing. */
import type { Facts } from '../model.ts'
import type { Wish } from './numbering.ts'
import { strangersIn, unreadIn } from './release-as.ts'
import { type Candidate, openIn } from './wishes.ts'

/** Of what was found, whatever is decided. */
export function remarksOn(facts: Facts): readonly string[] {
  const names = facts.packages.map((each) => each.package.name)
  const open = openIn(facts)
  return [
    ...namelessTags(facts),
    ...strangersIn(open, names).map(
      ({ commit, name }) => `${short(commit.id)} says Release-As for ${name}, which is no package here`,
    ),
    ...unreadIn(open).map(({ commit, said }) => `${short(commit.id)} says Release-As: ${said}, which names no version`),
  ]
}

function namelessTags({ nameless }: Facts): readonly string[] {
  if (nameless === undefined) return []
  return [
    `tag ${nameless} names no package and counts for none: packages[].tag says whose such tags are, a fixed group of all packages that they are everybody's`,
  ]
}

/** A package's `Release-As` that its group has gone past; null where what it says is done. `wish` is what was decided. */
export function overruled({ facts, own, releaseAs }: Candidate, wish: Wish): string | null {
  if (own === null || own.version === null || own.version === wish.version) return null
  const said = releaseAs()
  if (said === null) return null
  const { name } = facts.package
  return `${short(said.commit)} says Release-As: ${said.version} for ${name}, whose group is released as ${wish.version ?? ''}`
}

const short = (id: string): string => id.slice(0, 7)
