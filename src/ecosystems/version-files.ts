/** Further files that hold a package's version: by marker comment, JSON or YAML pointer, TOML key or XML path. */
import type { RelError } from '../errors.ts'
import { fault } from './fault.ts'
import { editJson, jsonFault, readJson, valueAt } from './json-span.ts'
import { editMarked, readMarked } from './marker.ts'
import { editToml, tomlFault, tomlValueAt } from './toml-span.ts'
import { steppedText, versionIn } from './version-text.ts'
import { isXmlPath, xmlPlaces } from './xml-path.ts'
import { editXml, readXml } from './xml-span.ts'
import { editYaml, readYaml, yamlAt, yamlFault } from './yaml-span.ts'

/** `file` is the path that errors name. JSON (comments and trailing commas are taken) and YAML pointers are those of RFC
 *  6901; a TOML key is dotted, quoted where it has to be, with numbers for entries of lists; XML paths are as in xml-path.ts. */
export type VersionFile = { readonly file: string } & (
  | { readonly marker: true }
  | { readonly json: string }
  | { readonly yaml: string }
  | { readonly toml: string }
  | { readonly xpath: string }
)

/** One value of a document. */
interface Place {
  readonly value: string | null
  write(to: string): string
  complain(problem: string): RelError
}

/** The version there; null when the place is missing or holds none. Throws `MANIFEST` for a file that is not of its kind. */
export function readVersionFile(entry: VersionFile, text: string): string | null {
  if ('marker' in entry) return readMarked(text, entry.file)
  const { value } = placeOf(entry, text)
  return value === null ? null : versionIn(value)
}

/** The text with the version replaced: `from` wherever it stands in the value (`acme/core:1.2.3`), else the only version in
 *  it; a `v` before it stays. Throws `MANIFEST`, also when there is no version to replace. */
export function editVersionFile(entry: VersionFile, text: string, from: string | null, to: string): string {
  if (!/^[^\s<>&"']+$/.test(to))
    throw fault({ file: entry.file, text, offset: 0 }, `${JSON.stringify(to)} is no version`, 'give one such as 1.2.3')
  if ('marker' in entry) return editMarked(text, entry.file, from, to)
  const place = placeOf(entry, text)
  const now = place.value === null ? null : steppedText(place.value, from, to)
  if (now === null) throw place.complain(place.value === null ? 'is not there, or no text' : 'holds no version')
  return place.write(now)
}

function placeOf(entry: Exclude<VersionFile, { readonly marker: true }>, text: string): Place {
  if ('json' in entry) return jsonPlace(entry.json, text, entry.file)
  if ('yaml' in entry) return yamlPlace(entry.yaml, text, entry.file)
  return 'toml' in entry ? tomlPlace(entry.toml, text, entry.file) : xmlPlace(entry.xpath, text, entry.file)
}

function jsonPlace(pointer: string, text: string, file: string): Place {
  const path = pointerPath(pointer)
  const value = valueAt(readJson(text, file, 'jsonc'), path)
  return {
    value: typeof value === 'string' ? value : null,
    write: (to) => editJson(text, file, [{ path, to }], 'jsonc'),
    complain: (problem) =>
      jsonFault(text, file, path, `${pointer} ${problem}`, `write a version as text at ${pointer}`),
  }
}

function yamlPlace(pointer: string, text: string, file: string): Place {
  const path = pointerPath(pointer)
  const value = yamlAt(readYaml(text, file), path)
  return {
    value: typeof value === 'string' ? value : null,
    write: (to) => editYaml(text, file, [{ path, to }]),
    complain: (problem) => yamlFault(text, file, path, `${pointer} ${problem}`, `write a version at ${pointer}`),
  }
}

function tomlPlace(key: string, text: string, file: string): Place {
  const path = Array.from(key.matchAll(/"([^"]*)"|'([^']*)'|[^.\s]+/g), ([bare, ...quoted]) => quoted.join('') || bare)
  const value = tomlValueAt(text, file, path)
  return {
    value: typeof value === 'string' ? value : null,
    write: (to) => editToml(text, file, [{ path, to }]),
    complain: (problem) => tomlFault(text, file, path, `${key} ${problem}`, `write ${key} = "1.2.3"`),
  }
}

function xmlPlace(path: string, text: string, file: string): Place {
  const complain = (problem: string) =>
    fault({ file, text, offset: 0 }, `${path} ${problem}`, `write a version at ${path}`)
  if (!isXmlPath(path)) throw complain('is no path such as /project/version or /widget/@version')
  const [place, second] = xmlPlaces(readXml(text, file), path)
  if (second !== undefined) throw complain('leads to several places: add [1] to a step')
  const span = place?.span ?? null
  return {
    value: span === null ? null : (place?.value ?? null),
    write: (to) => editXml(text, file, span === null ? [] : [{ ...span, to }]),
    complain,
  }
}

function pointerPath(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
}
