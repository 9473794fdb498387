/** What becomes of a PEP 440 specifier, or of poetry's `^1.2` and `~1.2`, when the package that it names is released. */
import type { RangeStep } from '../core/ranges.ts'
import { cargoAdmits } from '../core/schemes/cargo-range.ts'
import { pep440Admits } from '../core/schemes/pep440-range.ts'
import { readPep440 } from '../core/schemes/pep440-version.ts'
import { spelledPep440, spelledSemver } from './python-spelling.ts'

/** The operators that can follow a release; none is poetry's exact version. */
const CLAUSE = /^((?:\^|~=|~|===|==|>=|)\s*)([^\s,*<>=!~^]+?)(\.\*)?$/

/** An exact version, and a full one (`>=1.2.3`, `~=1.2.3`, `^1.2.3`) get the new number. One that names fewer numbers (`~=1.2`,
 *  `==1.2.*`) stays while it admits the new version and keeps as many numbers when it moves; so does `>=1.2,<2`, whose bound
 *  moves with it. `*`, no range, `!=`, `<`, `>` and other sets stay. Prereleases count as admitted where their order says so. */
export function stepPythonRange(range: string, _: string | null, to: string): RangeStep {
  const version = spelledPep440(to)
  const admits = admitsVersion(range, version)
  const text = range.includes(',') ? (admits ? range : movedBounds(range, version)) : moved(range, version)
  return { text, meaning: text === range ? null : `${range} → ${text}`, admits }
}

/** Poetry's own operators mean what Cargo's do; a bare version is an exact one. */
function admitsVersion(range: string, version: string): boolean {
  if (range === '*' || range === '') return true
  const [, poetry, rest = ''] = /^(\^|~(?!=))\s*(.*)$/.exec(range) ?? []
  if (poetry !== undefined) return cargoAdmits(poetry + spelledSemver(rest), spelledSemver(version))
  return pep440Admits(/^\d/.test(range) ? `==${range}` : range, version, true)
}

function moved(range: string, version: string): string {
  const found = CLAUSE.exec(range)
  if (found === null) return range
  const [, start = '', old = '', wild = ''] = found
  if (wild === '' && (/^={0,3}\s*$/.test(start) || countOf(old) > 2)) return start + version
  if (admitsVersion(range, version)) return range
  const texts = shortened(version, countOf(old)).map((each) => start + each + wild)
  return texts.find((each) => admitsVersion(each, version)) ?? range
}

/** `>=1.2,<2` at 2.0.0 is `>=2.0,<3`: the bound's last number that is not zero says which one may not move. */
function movedBounds(range: string, version: string): string {
  const [, start = '', lower = '', between = '', upper = ''] =
    /^(>=\s*)([^\s,]+)(\s*,\s*<\s*)(\d+(?:\.\d+)*)$/.exec(range) ?? []
  const bound = upper.split('.')
  const last = bound.findLastIndex((part) => /[1-9]/.test(part))
  const numbers = readPep440(version)?.release ?? []
  const next = bound.map((_, index) => (index > last ? 0n : (numbers[index] ?? 0n) + (index === last ? 1n : 0n)))
  const texts = shortened(version, countOf(lower)).map((each) => start + each + between + next.join('.'))
  return upper === '' ? range : (texts.find((each) => admitsVersion(each, version)) ?? range)
}

const countOf = (version: string): number => readPep440(version)?.release.length ?? 0

/** With so many numbers, the same with the prerelease (`2.0rc1`), and in full: the first that admits is taken. */
function shortened(version: string, count: number): readonly string[] {
  const [, numbers = '', rest = ''] = /^([\d.]*\d)(.*)$/.exec(version) ?? []
  const kept = count > 2 ? numbers : numbers.split('.').slice(0, count).join('.')
  return [kept, kept + rest, version]
}
