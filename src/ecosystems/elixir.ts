/** Elixir: mix.exs and the applications of an umbrella. mix.lock says nothing of them. */
import { byBytes } from '../core/order.ts'
import type { RangeStep } from '../core/ranges.ts'
import { semverScheme } from '../core/schemes/semver.ts'
import { editCode } from './code-token.ts'
import type { CommitFiles, Ecosystem, FoundPackage, VersionEdit } from './ecosystem.ts'
import { inFolder, neededText } from './edited-files.ts'
import { type MixFile, mixDependencies, mixFile, projectValue, stringOf } from './elixir-project.ts'
import { fault } from './fault.ts'
import { globbedFolders } from './member-folders.ts'
import { stepRequirement } from './pessimistic-range.ts'
import { repositoryUrl } from './repository-url.ts'
import { changedFiles, type SpanChange } from './span-changes.ts'
import { shapeOf } from './code-token.ts'

const MANIFEST = 'mix.exs'

export const elixir: Ecosystem = { name: 'elixir', manifest: MANIFEST, find, members, edit, stepRange }

async function find(folder: string, files: CommitFiles): Promise<FoundPackage | null> {
  const file = inFolder(folder, MANIFEST)
  const text = await files.read(file)
  if (text === null) return null
  const mix = mixFile(text, file)
  const [, app = null] = /^:(\w+)$/.exec(shapeOf(projectValue(mix, 'app') ?? [])) ?? []
  const url = stringOf(mix, projectValue(mix, 'source_url'))?.text ?? null
  return {
    name: app,
    version: versionToken(mix)?.text ?? null,
    // Hex takes nothing without a description and a license, which stand there.
    private: projectValue(mix, 'package') === null,
    repository: url === null ? null : repositoryUrl(url),
    dependencies: mixDependencies(mix).map(({ token: _, ...edge }) => edge),
    ...{ file, files: [file], sharedVersion: null },
  }
}

/** Throws `MANIFEST` for a string that Mix refuses. */
function versionToken(mix: MixFile) {
  const token = stringOf(mix, projectValue(mix, 'version'))
  if (token === null || semverScheme.parse(token.text) !== null) return token
  const what = `version ${JSON.stringify(token.text)} is not valid`
  throw fault({ ...mix, offset: token.start }, what, 'write a version such as "1.2.3"')
}

/** Folders of an umbrella's applications: those in `apps_path`, or of these the ones that `apps` names. */
async function members(folder: string, files: CommitFiles): Promise<readonly string[] | null> {
  const file = inFolder(folder, MANIFEST)
  const text = await files.read(file)
  const mix = text === null ? null : mixFile(text, file)
  const path = mix && stringOf(mix, projectValue(mix, 'apps_path'))
  if (!mix || path === null) return null
  const named = projectValue(mix, 'apps')?.filter(({ kind }) => kind === 'word')
  const globs = named?.map((name) => `${path.text}/${name.text}`) ?? [`${path.text}/*`]
  const found = await globbedFolders(globs, { folder, manifest: MANIFEST, files })
  return [...new Set(found)].toSorted(byBytes)
}

function edit(texts: ReadonlyMap<string, string | null>, edits: readonly VersionEdit[]): ReadonlyMap<string, string> {
  const changes = edits.flatMap((one) => {
    const mix = mixFile(neededText(texts, one.file), one.file)
    return [...versionChange(mix, one.to), ...rangeChanges(mix, one.ranges)]
  })
  return changedFiles(changes, (text, file, spans) => editCode(text, file, 'elixir', spans))
}

function versionChange(mix: MixFile, to: string | null): readonly SpanChange[] {
  if (to === null) return []
  const { file, text } = mix
  if (semverScheme.parse(to) === null)
    throw fault({ ...mix, offset: 0 }, `Mix takes no version ${to}`, 'give a version such as 1.2.3')
  const token = versionToken(mix)
  if (token !== null) return [{ file, text, start: token.start, end: token.end, to }]
  const hint = 'write it as one string, in project/0 or as @version'
  throw fault({ ...mix, offset: 0 }, `there is no version to set to ${to}`, hint)
}

function rangeChanges(mix: MixFile, ranges: VersionEdit['ranges']): readonly SpanChange[] {
  const { file, text } = mix
  const all = mixDependencies(mix)
  return ranges.flatMap(({ name, kind, from, to }) => {
    const found = all.filter((edge) => edge.name === name && edge.kind === kind && edge.range === from)
    const changes = found.flatMap(({ token }) =>
      token === null ? [] : [{ file, text, start: token.start, end: token.end, to }],
    )
    if (changes.length > 0) return changes
    const what = `there is no dependency on ${name} with ${JSON.stringify(from)}`
    throw fault({ file, text, offset: 0 }, what, 'plan again at this commit')
  })
}

/** What has only a path (`*`) is used as it lies there, so it follows. */
function stepRange(range: string, from: string | null, to: string): RangeStep {
  if (range === '*') return { text: range, meaning: `${from ?? range} → ${to}`, admits: true }
  return stepRequirement(range, to, { joint: ' and ', compare })
}

/** `~> 1.2` leaves the last number out. */
function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((each) =>
    each.replace(/^\d+(?:\.\d+)?(?![\d.])/, (short) => `${short}${short.includes('.') ? '.0' : '.0.0'}`),
  )
  const areSemver = [left, right].every((each) => semverScheme.parse(each ?? '') !== null)
  return areSemver ? semverScheme.compare(left ?? '', right ?? '') : -1
}
