/** A disk that is full, read-only, forbidden or broken at each change that a release makes: nothing is half done where
 *  somebody looks, and the same command ends well once the disk does. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { openFiles } from '../../src/world/files.ts'
import type { RelError } from '../../src/errors.ts'
import { type Change, ERRNOS, type Errno, type Fault, faultyDisk } from '../support/faulty-disk.ts'
import { everything, figure } from '../support/figures.ts'
import { releaseIn } from '../support/in-process.ts'
import { type OnePackage, onePackage } from '../support/one-package.ts'
import { differences, type Picture, pictureOf } from '../support/picture.ts'
import { treeOf } from '../support/workspace.ts'
import { sceneIn } from '../support/worlds.ts'

const folderOf = (place: OnePackage): string => dirname(place.repo.folder)

/** Where a disk let nothing be removed, the file beside stays that was to be renamed; nobody looks at such names. */
const picture = async (place: OnePackage): Promise<Picture> => {
  const text = JSON.stringify(await pictureOf(sceneIn(folderOf(place))))
  return JSON.parse(text, (key, value: unknown) => (key.startsWith('.rel-') ? undefined : value)) as Picture
}

/** A release with work beside it that nobody has committed. */
const prepared = async (): Promise<OnePackage> => {
  const place = await onePackage()
  await place.repo.write({ 'a.txt': 'mine, changed\n', 'mine.txt': 'mine\n' })
  return place
}

interface Undisturbed {
  readonly base: OnePackage
  readonly changes: readonly Change[]
  readonly end: Picture
  /** The dist tree and the published one. */
  readonly trees: readonly string[]
}

const TREES = ['repo/artifacts/core/1.0.0', 'out/core/1.0.0']

const treesIn = (place: OnePackage): readonly string[] =>
  TREES.map((name) => join(folderOf(place), name)).map((path) =>
    existsSync(path) ? JSON.stringify(treeOf(path)) : 'absent',
  )

const undisturbed = async (base: OnePackage): Promise<Undisturbed> => {
  const place = base.copy()
  const disk = faultyDisk(null)
  expect(await releaseIn(place.repo, { around: (world) => ({ ...world, files: openFiles(disk) }) })).toBeNull()
  const changes = disk.changes.map(({ kind, path }) => ({ kind, path: path.slice(folderOf(place).length + 1) }))
  return { base, changes, end: await picture(place), trees: treesIn(place) }
}

const PUBLIC = ['refs/heads', 'refs/tags', 'refs/rel/ledger']

const publicRefs = ({ remote }: OnePackage) =>
  remote.git('for-each-ref', '--format=%(refname) %(objectname)', ...PUBLIC)

/** Every line of every journal is whole. */
const brokenLines = (place: OnePackage): readonly string[] => {
  const folder = join(place.repo.folder, '.git', 'rel', 'journal')
  const names = existsSync(folder) ? readdirSync(folder) : []
  const texts = names.map((name) => readFileSync(join(folder, name), 'utf8'))
  return texts
    .flatMap((text) =>
      text
        .split('\n')
        .slice(0, -1)
        .concat(text.endsWith('\n') || text === '' ? [] : [text]),
    )
    .filter((line) => !isJson(line))
}

const isJson = (line: string): boolean => {
  try {
    return typeof JSON.parse(line) === 'object'
  } catch {
    return false
  }
}

/** With DISK nothing is public, with PARTIAL the seal is, and a run that ends well has sealed. */
const badEnding = async (place: OnePackage, error: RelError | null, before: string): Promise<readonly string[]> => {
  const now = await publicRefs(place)
  const isSealed = now.includes('refs/rel/ledger')
  const touched = isSealed || now === before ? [] : ['something is public before the seal']
  if (error === null) return isSealed ? touched : ['it ended well without a seal']
  const wanted = isSealed ? 'PARTIAL' : 'DISK'
  const code = error.code === wanted ? [] : [`${error.code} instead of ${wanted}: ${error.message}`]
  return [...touched, ...code, ...((error.hint ?? '') === '' ? ['no hint'] : [])]
}

const halfWritten = (place: OnePackage, whole: readonly string[]): readonly string[] =>
  treesIn(place).flatMap((tree, index) =>
    tree === 'absent' || tree === whole[index] ? [] : [`half of ${TREES[index]}`],
  )

/** What is wrong with a release whose disk fails, and with the next one on a good disk. */
const wrongAfter = async ({ base, end, trees }: Undisturbed, fault: Fault): Promise<readonly string[]> => {
  const place = base.copy()
  const before = await publicRefs(place)
  const disk = faultyDisk(fault)
  const error = await releaseIn(place.repo, { around: (world) => ({ ...world, files: openFiles(disk) }) })
  const wrong = [
    ...(await badEnding(place, error, before)),
    ...halfWritten(place, trees),
    ...brokenLines(place).map((line) => `a broken line in the journal: ${line.slice(0, 40)}`),
  ]
  const again = error === null ? null : await releaseIn(place.repo)
  if (again !== null) wrong.push(`again: ${again.code} ${again.message}`)
  wrong.push(...differences(await picture(place), end))
  rmSync(folderOf(place), { recursive: true, force: true })
  return wrong.map((what) => `${fault.errno} at ${fault.at}: ${what}`)
}

/** An errno, and the last change of a kind until a path is reached. */
const SAMPLE: readonly (readonly [Errno, kind: string, path: string])[] = [
  ['ENOSPC', 'write', 'source.part/out/core-1.0.0.tar.gz'],
  ['EROFS', 'rename', 'artifacts/core/1.0.0'],
  ['EACCES', 'open', 'artifacts/.gitignore'],
  ['EIO', 'sync', 'artifacts/core/1.0.0.part/release.json'],
  ['ENOSPC', 'cp', 'out/core/1.0.0.part/release.json'],
  ['EROFS', 'mkdir', 'out/core/1.0.0.part'],
  ['EACCES', 'rename', 'out/core/1.0.0'],
  ['EIO', 'write', 'rel/journal/core@1.0.0.jsonl'],
]

const sampled = (changes: readonly Change[]): readonly Fault[] =>
  SAMPLE.map(([errno, kind, path]) => {
    const end = changes.findIndex(
      (change) =>
        change.path.replace(/\.part-[0-9a-f]+/, '.part').endsWith(path) && (kind !== 'mkdir' || change.kind === kind),
    )
    const from = changes[end]?.path.includes('journal') === true ? changes.length : end
    const at = changes.findLastIndex((change, index) => index <= from && change.kind === kind)
    if (end < 0 || at < 0) throw new Error(`a release makes no ${kind} for ${path}`)
    return { errno, at: at + 1 }
  })

const all = (changes: readonly Change[]): readonly Fault[] =>
  changes.flatMap((_, index) => ERRNOS.map((errno) => ({ errno, at: index + 1 })))

const AT_ONCE = 3

test('each change of a release on a disk that fails', { timeout: 7_200_000 }, async () => {
  const whole = await undisturbed(await prepared())
  const faults = everything ? all(whole.changes) : sampled(whole.changes)
  const wrong: string[] = []
  const queue = [...faults]
  const worker = async () => {
    for (let fault = queue.shift(); fault !== undefined; fault = queue.shift())
      wrong.push(...(await wrongAfter(whole, fault)))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  figure(`disk faults: ${faults.length}, ${wrong.length} wrong`)
  expect(wrong).toEqual([])
})
