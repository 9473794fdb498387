/** Python: pyproject.toml (PEP 621, poetry), setup.cfg, setup.py, `__version__`, and the locks of uv and poetry. */
import { posix } from 'node:path'
import { byBytes } from '../core/order.ts'
import type { CommitFiles, Ecosystem, FoundPackage, VersionEdit } from './ecosystem.ts'
import { inFolder, upwards } from './edited-files.ts'
import { globbedFolders } from './member-folders.ts'
import { editProject } from './python-edit.ts'
import { LOCK_FILES, pythonLockChanges } from './python-lock.ts'
import { isTaggedOnly, pythonManifest } from './python-manifest.ts'
import { type Project, projectFile, PYPROJECT, SETUP_CFG, SETUP_PY, textsOf, valueOf } from './python-project.ts'
import { stepPythonRange } from './python-range.ts'
import { spelledPep440, spelledSemver } from './python-spelling.ts'
import { versionFiles, versionSpots } from './python-version.ts'
import { changedTexts, tomlFile, tomlTexts } from './toml-files.ts'

export const python: Ecosystem = {
  name: 'python',
  manifest: PYPROJECT,
  find,
  members,
  edit,
  stepRange: stepPythonRange,
  spell: spelledPep440,
}

async function find(folder: string, files: CommitFiles): Promise<FoundPackage | null> {
  const [pyproject, cfg, setup] = await Promise.all([
    tomlFile(files, inFolder(folder, PYPROJECT)),
    files.read(inFolder(folder, SETUP_CFG)),
    files.read(inFolder(folder, SETUP_PY)),
  ])
  const project: Project = { folder, pyproject, cfg, setup }
  const file = projectFile(project)
  if (file === null) return null
  const asked = versionFiles(project)
  const texts = new Map(
    (await Promise.all(asked.map((each) => files.read(each)))).map((text, at) => [asked[at] ?? '', text]),
  )
  const { version } = versionSpots(project, (each) => texts.get(each) ?? null)
  const own = [PYPROJECT, SETUP_CFG, SETUP_PY, 'poetry.lock'].map((each) => inFolder(folder, each))
  return {
    ...pythonManifest(project, file),
    version: version === null ? null : spelledSemver(version),
    ...{ file, sharedVersion: null },
    files: [
      ...own,
      ...upwards(folder).map((each) => inFolder(each, 'uv.lock')),
      ...asked.filter((each) => texts.get(each)),
    ],
    ...(version === null && isTaggedOnly(project) ? { taggedOnly: true } : {}),
  }
}

/** Members of a uv workspace; `exclude` holds globs too. */
async function members(folder: string, files: CommitFiles): Promise<readonly string[] | null> {
  const pyproject = await tomlFile(files, inFolder(folder, PYPROJECT))
  const project: Project = { folder, pyproject, cfg: null, setup: null }
  const workspace = ['tool', 'uv', 'workspace']
  if (valueOf(project, ...workspace) === undefined) return null
  const [taken, refused] = await Promise.all(
    ['members', 'exclude'].map((key) =>
      globbedFolders(textsOf(valueOf(project, ...workspace, key)), { folder, manifest: PYPROJECT, files }),
    ),
  )
  return [...new Set(taken)].filter((one) => one !== folder && !refused?.includes(one)).toSorted(byBytes)
}

function edit(texts: ReadonlyMap<string, string | null>, edits: readonly VersionEdit[]): ReadonlyMap<string, string> {
  const changed = new Map<string, string>()
  for (const one of edits)
    for (const [file, text] of editProject(new Map([...texts, ...changed]), one)) changed.set(file, text)
  const get = tomlTexts(texts)
  const locks = [...texts.keys()].filter((file) => LOCK_FILES.includes(posix.basename(file))).map(get)
  const inLocks = locks.flatMap((lock) => (lock === null ? [] : pythonLockChanges(lock, edits.map(spelled))))
  for (const [file, text] of changedTexts(inLocks)) changed.set(file, text)
  return changed
}

function spelled(one: VersionEdit): VersionEdit {
  return one.to === null ? one : { ...one, to: spelledPep440(one.to) }
}
