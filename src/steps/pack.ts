/** Packs a package as its registry's client does: `npm pack` in the package's folder of the checkout, after the recipes. */
import { createHash } from 'node:crypto'
import { relative } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { readMember } from '../archives/tar-member.ts'
import { RelError } from '../errors.ts'
import type { Artifact } from '../model.ts'
import type { FilesLook, World } from '../world/ports.ts'
import type { ArtifactInput, BuildInput } from './build-record.ts'
import { type Place, runLogged } from './recipe.ts'

/** Recorded as toolchain, since equal files give equal bytes only with an equal npm and an equal zlib, which
 *  Node brings. Time, umask, zone and folder leave no trace, the operating system one byte in gzip's header. */
export const PACKERS = ['node', 'npm'] as const

/** Subresource Integrity of a file, as registries and lock files spell it. */
const integrityOf = async (files: FilesLook, path: string): Promise<string> => {
  const hash = createHash('sha512')
  for await (const chunk of files.stream(path)) hash.update(chunk)
  return `sha512-${hash.digest('base64')}`
}

interface Packed {
  readonly name?: unknown
  readonly version?: unknown
  readonly [field: string]: unknown
}

/** The manifest inside a tarball: what installs is that one, whatever a script wrote into it. */
const manifestIn = (tarball: Buffer, artifact: ArtifactInput): Packed => {
  const text = readMember(gunzipSync(tarball), 'package/package.json')
  // npm passes over a byte order mark.
  if (text !== null) return JSON.parse(text.toString('utf8').replace(/^\ufeff/, '')) as Packed
  throw new RelError('BUILD', `${artifact.name} holds no package.json`, { hint: 'see what its scripts do with it' })
}

const refuseOther = (found: string, planned: string): void => {
  if (found === planned) return
  throw new RelError('BUILD', `npm pack made ${found}, the plan says ${planned}`, {
    hint: 'give the package the same name in package.json and in "packages", and let no script change its version',
  })
}

/** npm writes such a range as it is, and nobody can install the package. */
const refuseWorkspaceRanges = (manifest: Packed, artifact: ArtifactInput): void => {
  for (const section of ['dependencies', 'optionalDependencies', 'peerDependencies'])
    for (const [name, range] of Object.entries(manifest[section] ?? {}))
      if (String(range).startsWith('workspace:'))
        throw new RelError('BUILD', `${artifact.name} depends on ${name} "${range}", which npm cannot install`, {
          hint: `write a range such as "^1.2.3": rel keeps it in step with ${name}`,
        })
}

const NPMJS = 'https://registry.npmjs.org'

/** What npm would refuse, or send to a registry where nobody looks for it, only after the seal. */
const refuseUnpublishable = (manifest: Packed, artifact: ArtifactInput): void => {
  if (manifest['private'] === true)
    throw new RelError('BUILD', `${artifact.name} says "private": true, and npm publishes no such package`, {
      hint: 'let no script write that, or say "private" in the package.json that is committed',
    })
  for (const [key, value] of Object.entries(manifest['publishConfig'] ?? {}))
    if (/(?:^|:)registry$/.test(key) && String(value).replace(/\/+$/, '') !== NPMJS)
      throw new RelError(
        'BUILD',
        `${artifact.name} names its own registry in "publishConfig", where rel would not look`,
        {
          hint: `name it in .npmrc instead, where npm finds it for every command: ${key}=${String(value)}`,
        },
      )
}

export interface Packing {
  readonly input: BuildInput
  readonly artifact: ArtifactInput
  readonly place: Place
}

/** Throws `RECIPE` when npm is missing or a script of the package fails, `BUILD` when something else than what was planned came out. */
export const packNpm = async ({ input, artifact, place }: Packing, world: World): Promise<Artifact> => {
  const { files } = world
  const [folder, fresh] = [`${place.checkout}/${artifact.from}`, `${place.out}/packed`]
  await files.makeFolder(fresh)
  // Where no script talks, the log is the same everywhere: the path is relative, and npm says little. Not --json: scripts of
  // the package would inherit it, and npm commands in them do other things with it.
  const argv = ['npm', 'pack', '--loglevel=warn', '--no-update-notifier', '--pack-destination', relative(folder, fresh)]
  await runLogged({ input, argv, cwd: folder, place }, world)
  refuseOther(((await files.list(fresh)) ?? []).join(', ') || 'nothing', artifact.name)
  const file = `${place.out}/${artifact.name}`
  await files.rename(`${fresh}/${artifact.name}`, file)
  await files.remove(fresh)
  const [bytes, hash] = [await files.read(file), await files.hash(file)]
  if (bytes === null || hash === null) throw new RelError('BUILD', `${artifact.name} went missing as it was made`)
  const manifest = manifestIn(bytes, artifact)
  refuseOther(`${manifest.name} ${manifest.version}`, `${input.package} ${input.version}`)
  refuseWorkspaceRanges(manifest, artifact)
  refuseUnpublishable(manifest, artifact)
  return {
    ...{ name: artifact.name, kind: artifact.kind, target: input.target, ...hash },
    ...{ mediaType: 'application/gzip', integrity: await integrityOf(files, file) },
  }
}
