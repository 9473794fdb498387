/** The change files of a commit, as far as they name its packages, and the commits that added them. */
import { parseChangeFile } from '../core/change-file.ts'
import { isConsumedBefore, type PreState } from '../core/changesets-config.ts'
import type { CommitFiles } from '../ecosystems/ecosystem.ts'
import type { ListedEcosystem } from '../ecosystems/index.ts'
import type { ChangeFile, Package } from '../model.ts'
import type { GitLook } from '../world/ports.ts'

export const CHANGE_FOLDER = '.changeset'

/** Where changesets keeps those that its prereleases have consumed, for the stable release. */
const KEPT = `${CHANGE_FOLDER}/pre`

export const isChangeFile = (name: string): boolean => name.endsWith('.md') && !/^(?:readme|changelog)\.md$/i.test(name)

/** A change file and its text. */
export interface ReadChangeFile {
  readonly change: ChangeFile
  readonly text: string
}

export interface ChangeFilesQuestion {
  readonly packages: readonly Package[]
  readonly ecosystems: readonly ListedEcosystem[]
  /** What changesets' `pre.json` says; null: there is none. */
  readonly pre: PreState | null
}

/** Names of workspace members without a version: they are no packages, but changesets lets a change file name them. */
const versionless = async (
  files: CommitFiles,
  { packages, ecosystems }: ChangeFilesQuestion,
): Promise<readonly string[]> => {
  const used = ecosystems.filter(({ name }) => packages.some((one) => one.ecosystem === name))
  const found = await Promise.all(
    used.map(async (listed) => {
      const ecosystem = await listed.load()
      const members = (await ecosystem.members?.('.', files)) ?? []
      return Promise.all(['.', ...members].map((folder) => ecosystem.find(folder, files)))
    }),
  )
  return found.flat().flatMap((one) => (one === null || one.name === null || one.version !== null ? [] : [one.name]))
}

const pathsOf = async (files: CommitFiles, pre: PreState | null): Promise<readonly string[]> => {
  const folders = pre?.mode === 'exit' ? [CHANGE_FOLDER, KEPT] : [CHANGE_FOLDER]
  const names = await Promise.all(folders.map((folder) => files.list(folder)))
  return folders.flatMap((folder, at) => (names[at] ?? []).filter(isChangeFile).map((name) => `${folder}/${name}`))
}

const idOf = (file: string): string => file.slice(file.lastIndexOf('/') + 1, -'.md'.length)

/** In the order of their names, without their commits; packages may be named as manifests spell them. Those that `pre` says
 *  a prerelease has consumed are left out. Throws `CHANGE_FILE` naming file and line. */
export const readChangeFiles = async (
  files: CommitFiles,
  question: ChangeFilesQuestion,
): Promise<readonly ReadChangeFile[]> => {
  const { packages, pre } = question
  const paths = (await pathsOf(files, pre)).filter(
    (file) => pre === null || !isConsumedBefore({ id: idOf(file), file }, pre),
  )
  const texts = await Promise.all(paths.map(async (file) => [file, (await files.read(file)) ?? ''] as const))
  const spelled = new Map(packages.flatMap((one) => (one.manifestName ? [[one.manifestName, one.name]] : [])))
  const known = [...packages.map((one) => one.name), ...spelled.keys()]
  const named = texts.flatMap(([file, text]) => parseChangeFile(text, file).releases.map((each) => each.package))
  const others = named.every((name) => known.includes(name)) ? [] : await versionless(files, question)
  return texts.map(([file, text]) => {
    const { releases, summary } = parseChangeFile(text, file, [...known, ...others])
    const led = releases.map(({ package: as, bump }) => {
      const own = spelled.get(as)
      return own === undefined ? { package: as, bump } : { package: own, bump, spelled: as }
    })
    return { text, change: { id: idOf(file), file, releases: led, summary, commit: null } }
  })
}

/** Paths with the newest commit that added them; a merge has only brought them. */
const addedBy = async (git: GitLook, commit: string): Promise<ReadonlyMap<string, string>> => {
  const added = await git.pathChanges({ from: null, to: commit, want: 'added', below: CHANGE_FOLDER })
  const ids = [...new Set(added.map((each) => each.commit))]
  const merges = new Set((await git.commits(ids)).filter(({ parents }) => parents.length > 1).map(({ id }) => id))
  const own = added.filter((each) => !merges.has(each.commit))
  return new Map(own.toReversed().map(({ path, commit: id }) => [path, id] as const))
}

/** With the commit that added each. */
export const withCommits = async (
  git: GitLook,
  commit: string,
  read: readonly ReadChangeFile[],
): Promise<readonly ReadChangeFile[]> => {
  if (read.length === 0) return read
  const commits = await addedBy(git, commit)
  return read.map(({ change, text }) => ({ text, change: { ...change, commit: commits.get(change.file) ?? null } }))
}
