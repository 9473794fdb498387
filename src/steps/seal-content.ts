/** Reads the dist trees of a plan's releases and turns them into the ledger's files. */
import { NOTES_FILE, PROVENANCE_FILE } from '../evidence/describe/dist.ts'
import { RelError } from '../errors.ts'
import { chooseSigner, signStatement, type SignSettings } from '../evidence/make/signer.ts'
import { readEnvelopeOrStatement } from '../evidence/describe/envelope.ts'
import { sealFiles, sealStatement } from '../ledger/seal.ts'
import type { Plan } from '../model.ts'
import type { World } from '../world/ports.ts'
import { type FoundTree, readTree } from '../evidence/judge/dist-tree.ts'

export type SealContent = {
  readonly plan: Plan
  readonly line: string
  readonly dists: readonly { readonly package: string; readonly purl: string; readonly dist: string }[]
  readonly sign: SignSettings
}

/** `provenance.intoto.jsonl` holds one statement a line; its target stands in the external parameters. */
const provenanceLines = (text: string): readonly { target: string; text: string }[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const build = readEnvelopeOrStatement(line).statement.predicate['buildDefinition'] as
        { externalParameters?: { target?: string } } | undefined
      return { target: build?.externalParameters?.target ?? '', text: line }
    })

interface Wanted {
  readonly plan: Plan
  readonly name: string
  readonly dist: string
  readonly commit: string | null
}

const notBuilt = (dist: string, why: string): RelError =>
  new RelError('TAMPERED', `${dist} is not the tree that was built: ${why}`, {
    hint: `remove ${dist} and run the same command again`,
  })

/** The tree as it is now, of this package, this plan and this release commit. Throws `TAMPERED`. */
const builtTree = async (world: World, { plan, name, dist, commit }: Wanted): Promise<FoundTree> => {
  const tree = await readTree(world.files, dist)
  if (tree === null || !tree.good) {
    const bad = tree?.verdicts.find((verdict) => !verdict.ok)
    throw notBuilt(dist, bad === undefined ? 'it has no index' : `${bad.check} ${bad.detail}`)
  }
  const { index } = tree
  if (index.package !== name) throw notBuilt(dist, `it is the tree of ${index.package}`)
  if (index.plan !== plan.digest || index.commit !== commit)
    throw notBuilt(dist, `it was built for plan ${index.plan.slice(7, 19)} from ${index.commit.slice(0, 7)}`)
  return tree
}

/** Every file is hashed again: what was built is what is sealed. `commit` is the release commit. Throws `TAMPERED`. */
export const sealContent = async (
  world: World,
  content: SealContent,
  commit: string | null,
): Promise<ReadonlyMap<string, Buffer>> => {
  const signer = await chooseSigner(content.sign, world)
  const all = new Map<string, Buffer>()
  for (const { dist, purl, package: name } of content.dists) {
    const tree = await builtTree(world, { plan: content.plan, name, dist, commit })
    const text = async (file: string) => (await world.files.read(`${dist}/${file}`))?.toString('utf8') ?? ''
    const release = {
      plan: content.plan,
      index: tree.index,
      indexText: tree.indexText,
      notes: await text(NOTES_FILE),
      line: content.line,
      purl,
      provenance: provenanceLines(await text(PROVENANCE_FILE)),
    }
    for (const [path, bytes] of sealFiles(release, await signStatement(sealStatement(release), signer)))
      all.set(path, bytes)
  }
  return all
}
