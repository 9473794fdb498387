/** Versions by date and counters, as a pattern of calver.org's tokens says, with a modifier for prereleases. */
import { RelError } from '../../errors.ts'
import type { Effect, Level } from '../../model.ts'
import { calendarDay } from './calendar.ts'
import { calverPattern, COUNTERS, datePart, type Field, isDate, type Pattern, type Unit } from './calver-pattern.ts'
import { isPlaceholder, type Scheme } from './scheme.ts'
import { developed, semverScheme } from './semver.ts'

interface Parts {
  readonly numbers: readonly number[]
  /** `rc.1`; empty for a stable version. */
  readonly modifier: string
}

/** What a pattern makes of versions; `first` is where counters begin. */
interface Spelling extends Pattern {
  readonly name: string
  readonly first: number
  readonly exact: RegExp
  /** Takes other numbers of leading zeros and further `.0` at the end. */
  readonly loose: RegExp
}

const LEVELS: readonly Level[] = ['major', 'minor', 'patch']
const EFFECT: Partial<Record<Unit, Effect>> = { MAJOR: 'major', MICRO: 'patch' }

/** The scheme `calver:<pattern>`. Counters begin at 0 and do so again when a part of the date on their left moves. A base
 *  whose date lies ahead of the day keeps its date. A modifier makes a prerelease, also where the pattern names none. Weeks
 *  are ISO 8601's, and so is then the year. Throws `CONFIG_VALUE` for a pattern that is none. */
export function calverScheme(pattern: string): Scheme {
  return patternScheme(`calver:${pattern}`, calverPattern(pattern), 0)
}

export function patternScheme(name: string, pattern: Pattern, first: number): Scheme {
  const form: Spelling = {
    ...pattern,
    name,
    first,
    exact: expression(pattern, false),
    loose: expression(pattern, true),
  }
  const parts = (version: string) => partsOf(version, form.exact) ?? unfit(version, form)
  const write = (numbers: readonly number[], modifier = '') => format({ numbers, modifier }, form)
  const stable = (version: string) => write(parts(version).numbers)
  return {
    ...{ name, unmeasured: true },
    parse: (text) => (partsOf(text, form.exact) === null ? null : text),
    read(text) {
      const found = partsOf(text, form.loose)
      const spelled = found === null ? null : format(found, form)
      return spelled !== null && partsOf(spelled, form.exact) !== null ? spelled : null
    },
    compare: (a, b) => compareParts(parts(a), parts(b)),
    isPrerelease: (version) => parts(version).modifier !== '',
    prereleaseId: (version) => semverScheme.prereleaseId(asSemver(parts(version).modifier)),
    isZero: () => false,
    isPlaceholder,
    stable,
    initial: (day) => write(startAt(day, form)),
    increment: (version, level, day) => write(next(parts(version), level, day, form)),
    firstPrerelease: (version, id) => `${version}${form.modifier}${id}.1`,
    nextPrerelease(version, id) {
      const { numbers, modifier } = parts(version)
      return write(numbers, semverScheme.nextPrerelease(asSemver(modifier), id).replace(/^0\.0\.0-/, ''))
    },
    difference(from, to) {
      const [a, b] = [parts(from).numbers, parts(to).numbers]
      const moved = form.fields.find((_, index) => a[index] !== b[index])
      return moved === undefined ? 'none' : (EFFECT[moved.unit] ?? 'minor')
    },
    snapshot: (version, commits) => stable(version) + form.modifier + developed(parts(version).modifier, commits),
  }
}

// Modifiers are SemVer's prereleases, so its package compares and counts them.
const asSemver = (modifier: string): string => (modifier === '' ? '0.0.0' : `0.0.0-${modifier}`)

function compareParts(a: Parts, b: Parts): number {
  const place = a.numbers.findIndex((each, index) => each !== b.numbers[index])
  if (place !== -1) return (a.numbers[place] ?? 0) - (b.numbers[place] ?? 0)
  return semverScheme.compare(asSemver(a.modifier), asSemver(b.modifier))
}

function expression({ fields, modifier }: Pattern, loose: boolean): RegExp {
  const numbers = fields.map(({ before, digits }, index) => {
    const touches = fields[index + 1]?.before === '' || (index > 0 && before === '')
    return `${before.replace('.', '\\.')}(${loose && !touches ? '\\d+' : digits})`
  })
  return new RegExp(`^${numbers.join('')}${loose ? '(?:\\.0)*' : ''}(?:[${modifier}]((?:[a-z]|0\\.)[\\w.-]*))?$`, 'i')
}

function partsOf(text: string, form: RegExp): Parts | null {
  const found = form.exec(text)
  if (found === null) return null
  const modifier = found.at(-1) ?? ''
  const isPlain = semverScheme.parse(asSemver(modifier)) !== null
  return isPlain ? { numbers: found.slice(1, -1).map(Number), modifier } : null
}

function format({ numbers, modifier }: Parts, form: Spelling): string {
  const spelled = form.fields.map(({ before, width }, index) => before + String(numbers[index]).padStart(width, '0'))
  return spelled.join('') + (modifier === '' ? '' : form.modifier + modifier)
}

function startAt(day: string, { fields, first }: Spelling): readonly number[] {
  const date = calendarDay(day)
  const weekly = fields.some(({ unit }) => unit === 'week')
  return fields.map((field) => (isDate(field) ? datePart(field, date, weekly) : first))
}

function next({ numbers, modifier }: Parts, level: Level, day: string, form: Spelling): readonly number[] {
  const { fields, first } = form
  const today = startAt(day, form)
  const moved = fields.findIndex((field, index) => isDate(field) && today[index] !== numbers[index])
  const later = (today[moved] ?? 0) > (numbers[moved] ?? 0)
  const counter = counterFor(level, fields, later)
  if (later && (counter === -1 || moved < counter)) return [...numbers.slice(0, moved), ...today.slice(moved)]
  if (counter === -1) throw exhausted(format({ numbers, modifier }, form), form)
  const stays = fields.map((field) => isDate(field) && !later)
  const right = numbers.map((each, index) => (stays[index] ? each : (today[index] ?? first))).slice(counter + 1)
  const isRound = fields.every((field, index) => index <= counter || isDate(field) || numbers[index] === first)
  const raised = (numbers[counter] ?? first) + (modifier !== '' && isRound ? 0 : 1)
  return [...numbers.slice(0, counter), raised, ...right]
}

// A pattern without the level's own counter takes the next finer one; a coarser one only when the date does not move.
function counterFor(level: Level, fields: readonly Field[], later: boolean): number {
  const fitting = COUNTERS.slice(LEVELS.indexOf(level))
  const others = later ? [] : COUNTERS.toReversed()
  const unit = [...fitting, ...others].find((each) => fields.some((field) => field.unit === each))
  return fields.findIndex((field) => field.unit === unit)
}

function exhausted(version: string, { name }: Spelling): RelError {
  return new RelError('CONFIG_VALUE', `${name} has no version after ${version} on that day`, {
    hint: `add a counter to the pattern: ${name}.MICRO`,
  })
}

function unfit(version: string, { name }: Spelling): never {
  throw new RelError('BUG', `${version} went unchecked and is not a ${name} version`)
}
