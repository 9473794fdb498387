/** An npm registry as a target: it receives the release's one packed tarball, and is observed by the tarball's integrity. */
import { fileName } from '../core/layout.ts'
import { isPackageName } from '../core/names.ts'
import { INDEX_FILE, readIndex } from '../evidence/describe/dist.ts'
import { RelError } from '../errors.ts'
import type { DistFile, Probe } from '../model.ts'
import type { FilesLook, Look, World } from '../world/ports.ts'
import { insist } from './npm-insist.ts'
import type { NpmOptions } from './npm-options.ts'
import { distTag, movesFrom } from './npm-tags.ts'
import type { Publishing, Target, Withdrawing } from './target.ts'

/** The name as it may stand in npm's arguments. Registries take no capital letters in a new name. */
const nameOf = ({ package: name }: Publishing<NpmOptions>): string => {
  if (isPackageName(name) && name === name.toLowerCase()) return name
  throw new RelError('MANIFEST', `${JSON.stringify(name)} cannot be the name of an npm package`, {
    hint: 'spell the "name" in its package.json with small letters, digits and ._- alone',
  })
}

const idOf = (publishing: Publishing<NpmOptions>): string => `${nameOf(publishing)}@${publishing.version}`

interface Tarball extends DistFile {
  readonly integrity: string
}

const isTarball = (file: DistFile): file is Tarball =>
  file.kind === 'package' && file.name.endsWith('.tgz') && file.integrity?.startsWith('sha512-') === true

/** What was sealed for npm; null: the dist tree is not in this clone. Throws `BUILD` when the release has no tarball. */
const sealedTarball = async (publishing: Publishing<NpmOptions>, files: FilesLook): Promise<Tarball | null> => {
  const path = `${publishing.dist}/${INDEX_FILE}`
  const text = await files.read(path)
  if (text === null) return null
  const tarball = readIndex(text.toString('utf8'), path).files.find(isTarball)
  if (tarball !== undefined) return tarball
  throw new RelError('BUILD', `${path} names no tarball of ${idOf(publishing)} for npm`, {
    hint: 'the release was built without one: make another version, with the target npm in its config',
  })
}

const probe = async (publishing: Publishing<NpmOptions>, look: Look): Promise<Probe> => {
  const there = await look.npm.version(nameOf(publishing), publishing.version)
  if (there === null) return { state: 'absent' }
  const sealed = await sealedTarball(publishing, look.files)
  if (sealed === null) return { state: 'unknown', why: 'the sealed bytes are not in this clone yet' }
  const { integrity } = sealed
  if (there.integrity === integrity) return { state: 'present', evidence: { integrity } }
  return {
    state: 'conflict',
    found: `the registry has other bytes as ${idOf(publishing)}: ${there.integrity}, the sealed ones are ${integrity}`,
    hint: `nothing was overwritten: take a new version with rel bump patch, or give this one up with rel withdraw ${publishing.version}`,
  }
}

/** The path of the sealed tarball, hashed just now. */
const checkedTarball = async (publishing: Publishing<NpmOptions>, world: World): Promise<string> => {
  const sealed = await sealedTarball(publishing, world.files)
  const path = `${publishing.dist}/${sealed?.name ?? INDEX_FILE}`
  const found = await world.files.hash(path)
  if (sealed !== null && found?.sha256 === sealed.sha256) return path
  const is = found === null ? 'is missing' : `is sha256:${found.sha256}, sealed was sha256:${sealed?.sha256}`
  throw new RelError('TAMPERED', `${path} ${is}`, {
    hint: `move ${publishing.dist} away and run the same command again, which brings the sealed bytes back`,
  })
}

/** npm says neither who deprecated a version nor why: the words do. */
const messageOf = ({ reason }: Withdrawing<NpmOptions>): string => `withdrawn: ${reason}`

/** npm shows what looks like a token or a UUID as `***`, so that such a message cannot be compared. */
const says = (deprecated: string | null, message: string): boolean =>
  deprecated === message || (deprecated?.startsWith('withdrawn: ') === true && deprecated.includes('***'))

/** What is left to do, or null when the registry does not have the version at all. */
const toWithdraw = async (withdrawing: Withdrawing<NpmOptions>, look: Look) => {
  const name = nameOf(withdrawing)
  const there = await look.npm.version(name, withdrawing.version)
  if (there === null) return null
  const found = await look.npm.package(name)
  const moves = found === null ? [] : movesFrom(found, withdrawing.withdrawn)
  return { moves, deprecate: !says(there.deprecated, messageOf(withdrawing)) }
}

const move = async (name: string, tag: string, to: string | null, world: World): Promise<void> =>
  insist(
    {
      what: to === null ? `remove the dist-tag ${tag} of ${name}` : `move the dist-tag ${tag} of ${name} to ${to}`,
      write: () => (to === null ? world.npm.removeTag(name, tag) : world.npm.setTag(name, to, tag)),
      isSettled: async () => ((await world.npm.package(name))?.tags.get(tag) ?? null) === to,
    },
    world,
  )

export const npm: Target<NpmOptions> = {
  kind: 'npm',
  ecosystem: 'npm',
  location: (publishing) => `npm:${publishing.package}@${publishing.version}`,
  probe,
  async act(publishing, world) {
    const tarball = await checkedTarball(publishing, world)
    const tag = await distTag(publishing, () => world.npm.package(nameOf(publishing)))
    const options = { tag, access: publishing.options.access ?? null }
    await insist(
      {
        what: `publish ${idOf(publishing)}`,
        write: () => world.npm.publish(tarball, options),
        // Other bytes are for the next probe to tell.
        isSettled: async () => (await probe(publishing, world)).state !== 'absent',
      },
      world,
    )
  },
  async retrieve(publishing, folder, world) {
    const name = nameOf(publishing)
    const bytes = await world.npm.download(name, publishing.version)
    if (bytes !== null) await world.files.write(`${folder}/${fileName(name)}-${publishing.version}.tgz`, bytes)
  },
  async probeWithdrawn(withdrawing, look) {
    const left = await toWithdraw(withdrawing, look)
    const isDone = left === null || (left.moves.length === 0 && !left.deprecate)
    return isDone ? { state: 'present', evidence: null } : { state: 'absent' }
  },
  async withdraw(withdrawing, world) {
    const name = nameOf(withdrawing)
    const left = await toWithdraw(withdrawing, world)
    for (const { tag, to } of left?.moves ?? []) await move(name, tag, to, world)
    if (left?.deprecate !== true) return
    await insist(
      {
        what: `deprecate ${idOf(withdrawing)}`,
        write: () => world.npm.deprecate(name, withdrawing.version, messageOf(withdrawing)),
        isSettled: async () => (await toWithdraw(withdrawing, world))?.deprecate !== true,
      },
      world,
    )
  },
  stays: (publishing) =>
    `${publishing.package}@${publishing.version} can still be installed by its exact number, which no other bytes can ever have; ` +
    'copies and lockfiles that hold it keep it, and latest still leads to it where there is no other stable version',
}
