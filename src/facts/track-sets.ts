/** Sets of tracks as small numbers: equal sets are one number, so a long walk holds few of them and compares them for nothing. */

export interface TrackSets {
  /** The set of every track. */
  readonly all: number
  /** The set of one track. */
  one(track: number): number
  union(a: number, b: number): number
  has(set: number, track: number): boolean
}

/** The set of no track. */
export const EMPTY = 0

const WORD = 32
/** Numbers of sets stay below it, so that a pair of them is one safe integer. */
const PAIR = 2 ** 26

const FNV_BEGIN = 0x811c9dc5
const FNV_PRIME = 0x01000193
const hashOf = (words: Uint32Array): number =>
  words.reduce((hash, word) => Math.imul(hash ^ word, FNV_PRIME) >>> 0, FNV_BEGIN)

const isSame = (a: Uint32Array, b: Uint32Array): boolean => a.every((word, at) => word === b[at])

/** For tracks 0 to `count` - 1. */
export const trackSets = (count: number): TrackSets => {
  const sets: Uint32Array[] = []
  const byHash = new Map<number, number[]>()
  const unions = new Map<number, number>()
  const intern = (words: Uint32Array): number => {
    const hash = hashOf(words)
    const alike = byHash.get(hash) ?? []
    const known = alike.find((set) => isSame(sets[set] as Uint32Array, words))
    if (known !== undefined) return known
    byHash.set(hash, [...alike, sets.length])
    return sets.push(words) - 1
  }
  const blank = () => new Uint32Array(Math.ceil(count / WORD))
  const filled = (tracks: Iterable<number>): Uint32Array => {
    const words = blank()
    for (const track of tracks) words[track >>> 5] = (words[track >>> 5] ?? 0) | (1 << (track & 31))
    return words
  }
  const join = (a: number, b: number): number => {
    const other = sets[b]
    return intern((sets[a] ?? blank()).map((word, at) => word | (other?.[at] ?? 0)))
  }
  intern(blank())
  return {
    all: intern(filled(Array.from({ length: count }, (_, track) => track))),
    one: (track) => intern(filled([track])),
    union(a, b) {
      if (a === b || b === EMPTY) return a
      if (a === EMPTY) return b
      const pair = a < b ? a * PAIR + b : b * PAIR + a
      const known = unions.get(pair) ?? join(a, b)
      unions.set(pair, known)
      return known
    },
    has: (set, track) => (((sets[set]?.[track >>> 5] ?? 0) >>> (track & 31)) & 1) === 1,
  }
}
