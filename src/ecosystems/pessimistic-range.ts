/** Requirements with `~>`, as RubyGems and Hex have them: what they admit, and how they follow a release. */
import type { RangeStep } from '../core/ranges.ts'

/** What differs between the two. Versions are in the spelling of their manifests. */
export interface Requirements {
  /** Between clauses that all have to hold: `, ` or ` and `. */
  readonly joint: string
  /** Negative when `a` is the lower one; missing numbers are zero. */
  compare(a: string, b: string): number
}

const CLAUSE = /^(~>|>=|<=|!=|==|=|>|<|)(\s*)(\d[\w.+-]*)$/

interface Clause {
  readonly operator: string
  readonly space: string
  readonly version: string
}

/** An exact version, and a full one (`>= 1.2.3`, `~> 1.2.3`) get the new number. One that names fewer numbers (`~> 1.2`) stays while it
 *  admits the new version and keeps as many numbers when it moves; so does `>= 1.2` with `< 2`, whose bound moves with it. `!=`,
 *  `<`, `>` and other sets stay. Prereleases count as admitted where their order says so. */
export function stepRequirement(range: string, to: string, rules: Requirements): RangeStep {
  const clauses = clausesOf(range, rules)
  if (clauses === null) return { text: range, meaning: null, admits: true }
  const admits = admitsAll(clauses, to, rules)
  const moved = clauses.length === 1 ? movedOne(clauses, to, rules) : admits ? null : movedSet(clauses, to, rules)
  const text =
    moved === null ? range : moved.map(({ operator, space, version }) => operator + space + version).join(rules.joint)
  return { text, meaning: text === range ? null : `${range} → ${text}`, admits }
}

function clausesOf(range: string, { joint }: Requirements): readonly Clause[] | null {
  const found = range.split(joint).map((text) => CLAUSE.exec(text.trim()))
  if (found.includes(null)) return null
  return found.map((each) => {
    const [, operator = '', space = '', version = ''] = each ?? []
    return { operator, space, version }
  })
}

function admitsAll(clauses: readonly Clause[], version: string, rules: Requirements): boolean {
  return clauses.every((clause) => admitsOne(clause, version, rules))
}

function admitsOne({ operator, version: bound }: Clause, version: string, { compare }: Requirements): boolean {
  const order = compare(version, bound)
  if (operator === '~>') return order >= 0 && compare(stableOf(version), pessimisticBound(bound)) < 0
  if (operator === '!=') return order !== 0
  if (operator === '>' || operator === '<') return operator === '>' ? order > 0 : order < 0
  if (operator === '>=' || operator === '<=') return operator === '>=' ? order >= 0 : order <= 0
  return order === 0
}

/** `1.2.3` and `1.2.3.rc.1` → `1.3`; `1.2` → `2`. */
function pessimisticBound(version: string): string {
  const numbers = numbersOf(version)
  const kept = numbers.length > 1 ? numbers.slice(0, -1) : numbers
  return kept.map((part, index) => String(BigInt(part) + (index === kept.length - 1 ? 1n : 0n))).join('.')
}

const stableOf = (version: string): string => numbersOf(version).join('.')

function numbersOf(version: string): readonly string[] {
  return /^\d+(?:\.\d+)*/.exec(version)?.[0].split('.') ?? ['0']
}

function movedOne(clauses: readonly Clause[], to: string, rules: Requirements): readonly Clause[] | null {
  const [clause] = clauses
  if (clause === undefined || /^(?:!=|<|>|<=)$/.test(clause.operator)) return null
  const isFull = numbersOf(clause.version).length > 2
  if (isFull || /^=*$/.test(clause.operator)) return [{ ...clause, version: to }]
  if (admitsOne(clause, to, rules)) return null
  return [
    {
      ...clause,
      version: shortened(clause.version, to).find((version) => admitsOne({ ...clause, version }, to, rules)) ?? to,
    },
  ]
}

/** Only a lower bound and one above it. */
function movedSet(clauses: readonly Clause[], to: string, rules: Requirements): readonly Clause[] | null {
  const [lower, upper] = [
    clauses.find(({ operator }) => operator === '>='),
    clauses.find(({ operator }) => operator === '<'),
  ]
  if (clauses.length !== 2 || lower === undefined || upper === undefined) return null
  const bound = numbersOf(upper.version)
  const last = bound.findLastIndex((part) => /[1-9]/.test(part))
  const numbers = numbersOf(to)
  const next = bound.map((_, index) => (index > last ? 0n : BigInt(numbers[index] ?? 0) + (index === last ? 1n : 0n)))
  const made = shortened(lower.version, to).map((version) =>
    clauses.map((clause) => ({ ...clause, version: clause === lower ? version : next.join('.') })),
  )
  return made.find((each) => admitsAll(each, to, rules)) ?? null
}

/** The new version with as many numbers as the old one, and in full. */
function shortened(old: string, to: string): readonly string[] {
  return [numbersOf(to).slice(0, numbersOf(old).length).join('.'), to]
}
