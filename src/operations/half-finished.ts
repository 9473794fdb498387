/** Releases that are not finished as far as this clone knows: tagged at HEAD and not sealed, or sealed and not published
 *  everywhere. Nothing is asked of the network: `rel publish` is what finishes them. */
import { RelError } from '../errors.ts'
import { encodeName } from '../ledger/paths.ts'
import { localTip } from '../ledger/tip.ts'
import type { Plan } from '../model.ts'
import type { GitLook } from '../world/ports.ts'
import type { Planned } from './planning.ts'
import type { Session } from './session.ts'

interface Tagged {
  readonly package: string
  readonly version: string
  readonly tag: string
}

export interface HalfFinished extends Tagged {
  readonly state: 'tagged' | 'sealed'
  /** The targets that a sealed release is not recorded on. */
  readonly missing: readonly string[]
}

/** Path below `releases/` → object id, of every file: one process, however many releases there are. */
const filesAt = async (git: GitLook, tip: string | null): Promise<ReadonlyMap<string, string>> => {
  const [tree] = tip === null ? [] : await git.objects([`${tip}:releases`])
  const entries = tree?.type === 'tree' ? await git.tree(tree.id) : []
  return new Map(entries.map((entry) => [entry.path, entry.id] as const))
}

const folderOf = ({ package: name, version }: Tagged) => `${encodeName(name)}/${encodeName(version)}`

const targetsIn = (text: string, { package: name, tag }: Tagged): readonly string[] => {
  try {
    return (JSON.parse(text) as Plan).releases.find((each) => each.package === name)?.targets ?? []
  } catch (cause) {
    throw new RelError('TAMPERED', `the ledger's plan of ${tag} cannot be read`, {
      hint: 'see what else is wrong with: rel audit',
      cause,
    })
  }
}

/** Highest first, package by package. Throws `TAMPERED`, `LEDGER_REWRITTEN`. */
export const halfFinished = async ({ world, scheme }: Session, planned: Planned): Promise<readonly HalfFinished[]> => {
  const { facts, config } = planned
  const files = await filesAt(world.git, await localTip(world.git, config.config.ledger.ref))
  const releases = facts.packages.flatMap(({ package: { name }, reachable }) =>
    reachable
      .toSorted((a, b) => scheme.compare(b.version, a.version))
      .map(({ version, tag, commit }) => ({ package: name, version, tag, isHere: commit === facts.commit })),
  )
  const sealed = releases.filter((each) => files.has(`${folderOf(each)}/seal.json`))
  const plans = await world.git.objects(sealed.map((each) => files.get(`${folderOf(each)}/plan.json`) ?? ''))
  const unpublished = sealed.flatMap(({ isHere: _, ...each }, index): HalfFinished[] => {
    const targets = targetsIn(plans[index]?.body.toString('utf8') ?? '', each)
    const missing = targets.filter((target) => !files.has(`${folderOf(each)}/publications/${encodeName(target)}.json`))
    return missing.length === 0 ? [] : [{ ...each, state: 'sealed', missing }]
  })
  const unsealed = releases
    .filter((each) => each.isHere && !sealed.includes(each))
    .map(({ isHere: _, ...each }) => ({ ...each, state: 'tagged' as const, missing: [] }))
  return [...unsealed, ...unpublished]
}
