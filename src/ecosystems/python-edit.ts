/** Writes a version and ranges into the files of one Python project. */
import { readPep440 } from '../core/schemes/pep440-version.ts'
import type { RelError } from '../errors.ts'
import type { VersionEdit } from './ecosystem.ts'
import { inFolder, neededText } from './edited-files.ts'
import { fault } from './fault.ts'
import { requirements } from './python-dependencies.ts'
import { isTaggedOnly } from './python-manifest.ts'
import { type Project, PYPROJECT, SETUP_CFG, SETUP_PY } from './python-project.ts'
import { spelledPep440 } from './python-spelling.ts'
import type { Span } from './python-text.ts'
import { type Spot, versionSpots } from './python-version.ts'
import { changedTexts, type TomlChange, tomlTexts } from './toml-files.ts'

type Texts = ReadonlyMap<string, string | null>

/** The new text of each file that changes. Throws `MANIFEST`. */
export function editProject(texts: Texts, one: VersionEdit): ReadonlyMap<string, string> {
  neededText(texts, one.file)
  const project = projectIn(texts, one.path)
  if (one.to === null) return changedTexts(tomlChanges(project, [], '', one))
  const { version, spots } = versionSpots(project, (file) => texts.get(file) ?? null)
  if (version === null) checkTagged(project, one, texts)
  const to = spelledPep440(one.to)
  if (readPep440(to) === null)
    throw refusal(one, texts, `Python takes no version ${to}`, 'give a version such as 1.2.3')
  const changed = new Map([...changedTexts(tomlChanges(project, spots, to, one)), ...spanChanges(texts, spots, to)])
  const after = new Map([...texts, ...changed])
  const found = versionSpots(projectIn(after, one.path), (file) => after.get(file) ?? null)
  if (version === null || (found.version === to && found.spots.length >= spots.length)) return changed
  throw refusal(one, texts, 'the edit would change more than it should', 'edit the version by hand')
}

function checkTagged(project: Project, one: VersionEdit, texts: Texts): void {
  if (isTaggedOnly(project)) return
  const hint = 'add version = "0.0.0", or give the package "ecosystem": "none"'
  throw refusal(one, texts, `there is no version to set to ${one.to}`, hint)
}

function refusal({ file }: VersionEdit, texts: Texts, what: string, hint: string): RelError {
  return fault({ file, text: texts.get(file) ?? '', offset: 0 }, what, hint)
}

function projectIn(texts: Texts, folder: string): Project {
  const read = (name: string) => texts.get(inFolder(folder, name)) ?? null
  const pyproject = tomlTexts(texts)(inFolder(folder, PYPROJECT))
  return { folder, pyproject, cfg: read(SETUP_CFG), setup: read(SETUP_PY) }
}

function tomlChanges(
  project: Project,
  spots: readonly Spot[],
  to: string,
  { file, ranges }: VersionEdit,
): readonly TomlChange[] {
  const at = project.pyproject
  if (at === null) return []
  const all = requirements(project)
  const rewritten = ranges.flatMap(({ name, kind, from, to: range }) => {
    const found = all.filter((edge) => edge.name === name && edge.kind === kind && edge.range === from)
    const changes = found.flatMap(({ path, written }) => (path === null ? [] : [{ at, path, to: written(range) }]))
    if (changes.length > 0) return changes
    const what = `there is no requirement ${name} with the range ${JSON.stringify(from)}`
    throw fault({ file, text: at.text, offset: 0 }, what, 'plan again at this commit')
  })
  return [...rewritten, ...spots.flatMap((spot) => ('path' in spot ? [{ at, path: spot.path, to }] : []))]
}

function spanChanges(texts: Texts, spots: readonly Spot[], to: string): ReadonlyMap<string, string> {
  const changed = new Map<string, string>()
  const spans = spots.flatMap((spot): (Span & { file: string })[] =>
    'span' in spot ? [{ ...spot.span, file: spot.file }] : [],
  )
  for (const { file, offset, end, value } of spans.toSorted((a, b) => b.offset - a.offset)) {
    const text = changed.get(file) ?? texts.get(file) ?? ''
    if (value !== to) changed.set(file, text.slice(0, offset) + to + text.slice(end))
  }
  return changed
}
