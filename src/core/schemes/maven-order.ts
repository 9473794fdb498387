/** The order of Maven's versions: that of ComparableVersion in Maven 3.9 (maven.apache.org/pom.html, "Version Order"). */

type Item = bigint | string | Item[]

// As one letter each, so that unknown qualifiers, which come after the known ones, can be compared as text with them.
const RANKS: Readonly<Record<string, string>> = {
  ...{ alpha: '0', beta: '1', milestone: '2', rc: '3', cr: '3', snapshot: '4' },
  ...{ '': '5', ga: '5', final: '5', release: '5', sp: '6' },
}
const LETTERS: Readonly<Record<string, string>> = { a: 'alpha', b: 'beta', m: 'milestone' }
const RELEASE = '5'

/** Negative when `a` is the lower one; any two texts can be compared. */
export function compareMaven(a: string, b: string): number {
  return compareLists(itemsOf(a), itemsOf(b))
}

// A hyphen, and each change between letters and digits, opens a list within the list; so does a last or numbered qualifier.
function itemsOf(version: string): readonly Item[] {
  const tokens = version.toLowerCase().match(/\d+|[^\d.-]+|[.-]/g) ?? []
  const items: Item[] = []
  let list = items
  const open = () => {
    const inner: Item[] = []
    list.push(inner)
    list = inner
  }
  for (const [index, token] of tokens.entries()) {
    const [last = '.', next] = [tokens[index - 1], tokens[index + 1]]
    if (isSeparator(token)) {
      if (isSeparator(last)) list.push(0n)
      if (token === '-') open()
      continue
    }
    if (!isSeparator(last) || (list.length > 0 && isQualifier(token, next))) open()
    list.push(itemOf(token, next))
  }
  return tidied(items)
}

const isQualifier = (token: string, next: string | undefined): boolean =>
  !/^\d/.test(token) && (next === undefined || !isSeparator(next))

const isSeparator = (token: string): boolean => token === '.' || token === '-'

function itemOf(token: string, following: string | undefined): bigint | string {
  if (/^\d/.test(token)) return BigInt(token)
  const word = following !== undefined && /^\d/.test(following) ? (LETTERS[token] ?? token) : token
  return Object.hasOwn(RANKS, word) ? (RANKS[word] ?? '') : `7-${word}`
}

// Zeros, releases and empty lists at the end say nothing; before a list that stays they are dropped too.
function tidied(list: readonly Item[]): Item[] {
  const items = list.map((item) => (Array.isArray(item) ? tidied(item) : item))
  for (let index = items.length - 1; index >= 0; index -= 1) {
    const item = items[index] as Item
    if (isNothing(item)) items.splice(index, 1)
    else if (!Array.isArray(item)) break
  }
  return items
}

function isNothing(item: Item): boolean {
  return item === 0n || item === RELEASE || (Array.isArray(item) && item.length === 0)
}

function compareLists(a: readonly Item[], b: readonly Item[]): number {
  const length = Math.max(a.length, b.length)
  for (let index = 0; index < length; index += 1) {
    const [left, right] = [a[index], b[index]]
    const order =
      left === undefined ? -toNothing(right) : right === undefined ? toNothing(left) : compareItems(left, right)
    if (order !== 0) return order
  }
  return 0
}

// What comes after the end of the other: a number above zero and a later qualifier raise, an earlier qualifier lowers.
function toNothing(item: Item | undefined): number {
  if (item === undefined || typeof item === 'bigint') return item ? 1 : 0
  if (typeof item === 'string') return compareTexts(item, RELEASE)
  return item.map(toNothing).find((order) => order !== 0) ?? 0
}

// Word < list < number.
const rankOf = (item: Item): number => (typeof item === 'string' ? 0 : typeof item === 'bigint' ? 2 : 1)

function compareItems(a: Item, b: Item): number {
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b)
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0
  if (Array.isArray(a) && Array.isArray(b)) return compareLists(a, b)
  return rankOf(a) - rankOf(b)
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
