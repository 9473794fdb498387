/** Sets of indices as small numbers: equal sets are one number, so a long walk holds few of them and compares them for nothing. */

export interface IndexSets {
  /** The set of every index. */
  readonly all: number
  has(set: number, index: number): boolean
  /** The set with one more. */
  add(set: number, index: number): number
  union(a: number, b: number): number
  /** The lowest index that is not one of `except`; -1 when there is none. */
  lowest(set: number, except: ReadonlySet<number>): number
}

/** The set of nothing. */
export const EMPTY = 0

/** Numbers of sets stay below it, so that a pair of them is one safe integer. */
const PAIR = 2 ** 26
const FNV_BEGIN = 0x811c9dc5
const FNV_PRIME = 0x01000193

/** All sets in one piece of memory, `words` numbers of 32 bits each: thousands of small pieces would be a burden. */
const interned = (words: number) => {
  let data = new Uint32Array(words * 64)
  let size = 0
  const byHash = new Map<number, number[]>()
  const hash = (): number => {
    let sum = FNV_BEGIN
    for (let at = size * words; at < (size + 1) * words; at += 1)
      sum = Math.imul(sum ^ (data[at] ?? 0), FNV_PRIME) >>> 0
    return sum
  }
  const isLast = (set: number): boolean => {
    for (let at = 0; at < words; at += 1) if (data[set * words + at] !== data[size * words + at]) return false
    return true
  }
  /** The number of the set whose words these are. */
  const put = (wordAt: (at: number) => number): number => {
    if ((size + 1) * words > data.length) {
      const more = new Uint32Array(data.length * 2)
      more.set(data)
      data = more
    }
    for (let at = 0; at < words; at += 1) data[size * words + at] = wordAt(at)
    const key = hash()
    const alike = byHash.get(key) ?? []
    const known = alike.find(isLast)
    if (known !== undefined) return known
    byHash.set(key, [...alike, size])
    size += 1
    return size - 1
  }
  return { put, word: (set: number, at: number): number => data[set * words + at] ?? 0 }
}

const bit = (index: number): number => 1 << (index & 31)

/** For the indices 0 to `count` - 1. */
export const indexSets = (count: number): IndexSets => {
  const words = Math.max(1, (count + 31) >>> 5)
  const { put, word } = interned(words)
  const unions = new Map<number, number>()
  const add = (set: number, index: number): number => put((at) => word(set, at) | (at === index >>> 5 ? bit(index) : 0))
  put(() => 0)
  return {
    all: put((at) => (at < count >>> 5 ? 0xffffffff : at === count >>> 5 ? bit(count) - 1 : 0)),
    has: (set, index) => (word(set, index >>> 5) & bit(index)) !== 0,
    add,
    union(a, b) {
      if (a === b || b === EMPTY) return a
      if (a === EMPTY) return b
      const pair = a < b ? a * PAIR + b : b * PAIR + a
      const known = unions.get(pair) ?? put((at) => word(a, at) | word(b, at))
      unions.set(pair, known)
      return known
    },
    lowest(set, except) {
      for (let at = 0; at < words; at += 1)
        for (let left = word(set, at); left !== 0; left &= left - 1) {
          const index = at * 32 + 31 - Math.clz32(left & -left)
          if (!except.has(index)) return index
        }
      return -1
    },
  }
}
