/** RubyGems: gemspecs, the files that their versions are read from, and Bundler's lock files. */
import { posix } from 'node:path'
import type { RangeStep } from '../core/ranges.ts'
import { RelError } from '../errors.ts'
import { editCode } from './code-token.ts'
import type { CommitFiles, Ecosystem, FoundPackage, Manifest, VersionEdit } from './ecosystem.ts'
import { inFolder, neededText, upwards } from './edited-files.ts'
import { fault } from './fault.ts'
import { stepRequirement } from './pessimistic-range.ts'
import { repositoryUrl } from './repository-url.ts'
import { address, attribute, gemDependencies, literal } from './ruby-gemspec.ts'
import { editGemLock, LOCK_FILES } from './ruby-lock.ts'
import { type Gemspec, gemspecOf, type Place, sourceFiles, versionPlace } from './ruby-source.ts'
import { compareGems, GEM_VERSION, spelledBack, spelledGem } from './ruby-version.ts'
import { changedFiles, type EditSpans, replacedSpans, type SpanChange } from './span-changes.ts'

const SUFFIX = '.gemspec'

export const ruby: Ecosystem = { name: 'ruby', manifest: `*${SUFFIX}`, find, edit, stepRange, spell: spelledGem }

async function find(folder: string, files: CommitFiles): Promise<FoundPackage | null> {
  const file = gemspecIn(folder, await files.list(folder))
  const text = file === null ? null : await files.read(file)
  if (file === null || text === null) return null
  const gemspec = gemspecOf(text, file)
  const asked = sourceFiles(gemspec)
  const texts = new Map((await Promise.all(asked.map((each) => files.read(each)))).map((each, at) => [asked[at], each]))
  const place = versionPlace(gemspec, (each) => texts.get(each) ?? null)
  const locks = upwards(folder).flatMap((each) => LOCK_FILES.map((name) => inFolder(each, name)))
  return {
    ...gemManifest(gemspec, place),
    file,
    files: [file, ...asked.filter((each) => texts.get(each) !== null), ...locks],
    sharedVersion: place === null || isOwn(place.file, folder, file) ? null : place.file,
  }
}

/** Of several the one that is called as its folder. */
function gemspecIn(folder: string, names: readonly string[]): string | null {
  const found = names.filter((name) => name.endsWith(SUFFIX))
  const own = found.find((name) => name === posix.basename(folder) + SUFFIX)
  const [only, ...others] = own === undefined ? found : [own]
  if (only === undefined) return null
  if (others.length === 0) return inFolder(folder, only)
  const where = folder === '.' ? 'the root' : folder
  throw new RelError('MANIFEST', `${where} holds several gems: ${found.join(', ')}`, {
    hint: 'give each a folder, name one of them as the folder, or give the package "ecosystem": "none"',
  })
}

/** What a gem at the root reads its version from may be read by others too. */
function isOwn(place: string, folder: string, gemspec: string): boolean {
  return place === gemspec || (folder !== '.' && place.startsWith(`${folder}/`))
}

function gemManifest({ file, tokens }: Gemspec, place: Place | null): Manifest {
  const url = address(tokens)
  return {
    name: literal(attribute(tokens, 'name'))?.text ?? posix.basename(file, SUFFIX),
    version: place === null ? null : spelledBack(place.value),
    private: false,
    repository: url === null ? null : repositoryUrl(url),
    dependencies: gemDependencies(tokens).map(({ parts: _, ...edge }) => edge),
  }
}

function edit(texts: ReadonlyMap<string, string | null>, edits: readonly VersionEdit[]): ReadonlyMap<string, string> {
  const changes = edits.flatMap((one) => {
    const gemspec = gemspecOf(neededText(texts, one.file), one.file)
    return [...versionChange(gemspec, one.to, texts), ...rangeChanges(gemspec, one.ranges)]
  })
  const changed = new Map(changedFiles(changes, editFile))
  for (const [file, text] of texts) {
    if (text === null || !LOCK_FILES.includes(posix.basename(file))) continue
    const after = editGemLock(text, file, edits)
    if (after !== text) changed.set(file, after)
  }
  return changed
}

/** A file that is nothing but its version is no Ruby. */
const editFile: EditSpans = (text, file, edits) =>
  /\.(?:rb|gemspec)$/.test(file) ? editCode(text, file, 'ruby', edits) : replacedSpans(text, edits)

function versionChange(
  gemspec: Gemspec,
  to: string | null,
  texts: ReadonlyMap<string, string | null>,
): readonly SpanChange[] {
  if (to === null) return []
  const { file, text } = gemspec
  if (!GEM_VERSION.test(to))
    throw fault({ file, text, offset: 0 }, `RubyGems takes no version ${to}`, 'give a version such as 1.2.3')
  const place = versionPlace(gemspec, (each) => texts.get(each) ?? null)
  if (place !== null) return [{ ...place, to }]
  const hint = 'write it as one string, there or as VERSION in lib/<name>/version.rb'
  throw fault({ file, text, offset: 0 }, `there is no version to set to ${to}`, hint)
}

function rangeChanges({ file, text, tokens }: Gemspec, ranges: VersionEdit['ranges']): readonly SpanChange[] {
  const all = gemDependencies(tokens)
  return ranges.flatMap(({ name, kind, from, to }) => {
    const clauses = to.split(', ')
    const found = all.filter((edge) => edge.name === name && edge.kind === kind && edge.range === from)
    const changes = found
      .filter(({ parts }) => parts.length === clauses.length)
      .flatMap(({ parts }) => parts.map(({ start, end }, at) => ({ file, text, start, end, to: clauses[at] ?? '' })))
    if (changes.length > 0) return changes
    const what = `there is no dependency on ${name} with ${JSON.stringify(from)}`
    throw fault({ file, text, offset: 0 }, what, 'plan again at this commit')
  })
}

/** A version that is no string (`*`) is that of the gem beside it, so it follows. */
function stepRange(range: string, from: string | null, to: string): RangeStep {
  if (range === '*') return { text: range, meaning: `${from ?? range} → ${to}`, admits: true }
  return stepRequirement(range, spelledGem(to), { joint: ', ', compare: compareGems })
}
