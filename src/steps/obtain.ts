/** Brings the sealed bytes here, file by file, from wherever they are, when this clone lacks them or built others. */
import { sha256 } from '../core/canonical.ts'
import { RelError } from '../errors.ts'
import { type LedgerRelease, readRelease } from '../ledger/look-up.ts'
import { stageRef } from '../ledger/paths.ts'
import { sealerOf } from '../ledger/sealer.ts'
import { localTip } from '../ledger/tip.ts'
import type { Look, World } from '../world/ports.ts'
import type { BuildInput } from './build-record.ts'
import { type Gathered, gather } from './gather.ts'
import { isSealedTree, sealedFiles } from './sealed-files.ts'
import { folderSource, ledgerSource, rebuildSource, type Source, stageSource, targetSource } from './sources.ts'
import type { Handler } from './step.ts'

export type ObtainInput = {
  readonly package: string
  readonly version: string
  readonly tag: string
  readonly dist: string
  /** The folder of all trees, which git is told to ignore. */
  readonly trees: string
  /** A folder that may have the bytes, there or below `layout`; null when nobody named one. */
  readonly from: string | null
  readonly layout: string
  readonly remote: string | null
  readonly ledger: string
  readonly builds: readonly BuildInput[]
  /** The publish targets that may have the bytes, and what their own steps are told. */
  readonly targets: readonly { readonly target: string; readonly kind: string; readonly publishing: unknown }[]
}

/** How to build a target, and how to ask a publish target. */
export interface Means {
  readonly build: (input: BuildInput, world: World) => Promise<void>
  readonly retrieve: (kind: string, publishing: unknown, folder: string, world: World) => Promise<void>
}

interface Sealed {
  readonly tip: string
  readonly release: LedgerRelease
}

const find = async (input: ObtainInput, look: Look): Promise<Sealed | null> => {
  const tip = await localTip(look.git, input.ledger)
  const release = await readRelease(look.git, tip, input.package, input.version)
  return tip === null || release === null ? null : { tip, release }
}

/** What is on this machine first, then what the network has; building anew is the last and longest way. */
const sourcesOf = (input: ObtainInput, release: LedgerRelease, means: Means): readonly Source[] => {
  const { dist, from, layout, remote, builds, targets } = input
  const folders = [dist, ...(from === null ? [] : [from, `${from}/${layout}`]), ...builds.map(({ work }) => work)]
  const ref = stageRef(input.package, input.version, sha256(release.indexText))
  return [
    ledgerSource(
      release,
      builds.map(({ target }) => target),
    ),
    ...folders.map(folderSource),
    ...(remote === null ? [] : [stageSource(remote, ref)]),
    ...targets.map(({ target, kind, publishing }) =>
      targetSource(target, (folder, world) => means.retrieve(kind, publishing, folder, world)),
    ),
    ...builds.map((build) => rebuildSource(build, means.build)),
  ]
}

const gone = async (input: ObtainInput, { tip, release }: Sealed, { missing, said }: Gathered, look: Look) => {
  const by = await sealerOf(look.git, tip, release)
  const names = missing.map(({ name }) => name).join(', ')
  const tried = said.length === 0 ? '' : ` (${said.join('; ')})`
  return new RelError(
    'PARTIAL',
    `${input.package} ${input.version} was sealed by ${by ?? 'somebody'}; its bytes are not reachable from here: ` +
      `${names} ${missing.length === 1 ? 'is' : 'are'} missing${tried}`,
    {
      hint:
        `finish it where it was built${by === null ? '' : ` (${by})`} with: rel publish ${input.tag}; ` +
        `or with a copy of its files: rel publish ${input.tag} --from <dir>; or give it up: rel withdraw ${input.tag} --reason <why>`,
    },
  )
}

/** The handler, given the means to come by bytes. Throws `PARTIAL` when there are none to be had. */
export const obtainHandler = (means: Means): Handler<ObtainInput> => ({
  kind: 'obtain',
  describe: (input) => `sealed bytes of ${input.package} ${input.version}`,
  async probe(input, look) {
    const sealed = await find(input, look)
    if (sealed === null || !(await isSealedTree(look, input.dist, sealedFiles(sealed.release))))
      return { state: 'absent' }
    return { state: 'present', evidence: { index: `sha256:${sha256(sealed.release.indexText)}` } }
  },
  async act(input, world) {
    const sealed = await find(input, world)
    if (sealed === null) throw new RelError('BUG', `${input.package} ${input.version} is not sealed`)
    const part = `${input.dist}.part`
    await world.files.write(`${input.trees}/.gitignore`, '*\n')
    const sources = sourcesOf(input, sealed.release, means)
    const gathered = await gather(sources, sealedFiles(sealed.release), part, world)
    if (gathered.missing.length > 0) {
      await world.files.remove(part)
      throw await gone(input, sealed, gathered, world)
    }
    // Each file was hashed when it was taken, and the whole tree is once more when this step is looked at again.
    await world.files.remove(input.dist)
    await world.files.rename(part, input.dist)
  },
})
