/** Releases that are not finished as far as this clone knows: begun, tagged and not sealed, or sealed and not published
 *  everywhere; and those that are withdrawn. Nothing is asked of the network. */
import { RelError } from '../errors.ts'
import { encodeName, hexOf, PENDING } from '../ledger/paths.ts'
import { localTip } from '../ledger/tip.ts'
import type { Asked, Digest, Plan } from '../model.ts'
import { isRelease, type ReadTag, readTags } from './again.ts'
import { type NextCommand, nextCommands } from './next-commands.ts'
import { storedPlan } from './plan-store.ts'
import type { Planned } from './planning.ts'
import { isPushed } from './pushed.ts'
import { schemeOf } from './config-at.ts'
import type { Session } from './session.ts'

interface Tagged {
  readonly package: string
  readonly version: string
  readonly tag: string
}

export interface HalfFinished extends Tagged {
  /** `begun`: commit and tag wait under refs/rel/pending; `tagged`: no seal is known; `sealed`: not on every target yet. */
  readonly state: 'begun' | 'tagged' | 'sealed'
  /** Releases of one plan are finished together. Null for a tag made by hand. */
  readonly plan: Digest | null
  /** Whether the remote has it, as far as this clone knows; null: this clone cannot tell. */
  readonly public: boolean | null
  /** Whether the ledger has it, as far as this clone knows; null: there is a remote, but no ledger here. */
  readonly sealed: boolean | null
  /** Of a sealed release: the targets that it is recorded on, and those that it is not. */
  readonly recorded: readonly string[]
  readonly missing: readonly string[]
  /** What to type; the first one brings what is not known here, or finishes it. */
  readonly next: readonly NextCommand[]
}

export interface Halfway {
  /** Those at their tag, highest first, package by package; then those that are sealed; then those that have no tag yet. */
  readonly unfinished: readonly HalfFinished[]
  /** Tags of withdrawn releases. */
  readonly withdrawn: ReadonlySet<string>
}

/** A release that may be unfinished. */
interface Candidate extends Tagged {
  readonly isHere: boolean
  readonly isLast: boolean
  /** The plan of one that is begun; null for one that has its tag. */
  readonly begun: Plan | null
}

interface Ledger {
  readonly ref: string
  readonly tip: string | null
  /** Path below `releases/` → object id. */
  readonly files: ReadonlyMap<string, string>
  /** Folders below `releases/`. */
  readonly withdrawn: ReadonlySet<string>
}

/** One process, however many releases there are. */
const readLedger = async ({ world: { git } }: Session, ref: string): Promise<Ledger> => {
  const tip = await localTip(git, ref)
  const [tree] = tip === null ? [] : await git.objects([`${tip}:releases`])
  const entries = tree?.type === 'tree' ? await git.tree(tree.id) : []
  const withdrawn = entries.flatMap(({ path }) => /^(.+)\/withdrawals\/[^/]+$/.exec(path)?.[1] ?? [])
  const files = new Map(entries.map((entry) => [entry.path, entry.id] as const))
  return { ref, tip, files, withdrawn: new Set(withdrawn) }
}

const folderOf = ({ package: name, version }: Tagged) => `${encodeName(name)}/${encodeName(version)}`

const tagged = ({ facts, config }: Planned): readonly Candidate[] => {
  const scheme = schemeOf(config)
  return facts.packages.flatMap(({ package: { name }, reachable }) =>
    reachable
      .toSorted((a, b) => scheme.compare(b.version, a.version))
      .map(({ version, tag, commit }, index) => ({
        ...{ package: name, version, tag, begun: null },
        ...{ isHere: commit === facts.commit, isLast: index === 0 },
      })),
  )
}

/** Of plans of this very commit that wait in this clone: on any other one nobody will ask for them again. A plan that is lost
 *  or broken loses nothing either, since the same command makes it again. */
const begun = async (session: Session, { plan, facts }: Planned): Promise<readonly Candidate[]> => {
  const refs = await session.world.git.refs([PENDING])
  const found: Candidate[] = []
  for (const hex of new Set(refs.map((ref) => ref.name.slice(PENDING.length).split('/')[0] ?? ''))) {
    const waiting = hex === hexOf(plan.digest) ? plan : await storedPlan(session, hex).catch(() => null)
    if (waiting?.commit !== facts.commit) continue
    for (const { package: name, to, tag } of waiting.releases)
      found.push({ package: name, version: to, tag, begun: waiting, isHere: false, isLast: false })
  }
  return found
}

const planOf = (text: string, { tag }: Tagged): Plan => {
  try {
    return JSON.parse(text) as Plan
  } catch (cause) {
    throw new RelError('TAMPERED', `the ledger's plan of ${tag} cannot be read`, {
      hint: 'see what else is wrong with: rel audit',
      cause,
    })
  }
}

type Known = Omit<HalfFinished, keyof Tagged | 'next'>

const described = ({ remote }: Session, { ref }: Ledger, each: Candidate, known: Known, isOwn = true): HalfFinished => {
  const { package: name, version, tag, isHere } = each
  const asked: Asked | null = each.begun?.asked ?? null
  const next = nextCommands({ ...known, tag, isHere, isOwn, asked, remote, ledger: ref })
  return { package: name, version, tag, ...known, next }
}

const sealedOnes = async (
  session: Session,
  ledger: Ledger,
  sealed: readonly Candidate[],
): Promise<readonly HalfFinished[]> => {
  const ids = sealed.map((each) => ledger.files.get(`${folderOf(each)}/plan.json`) ?? '')
  const texts = await session.world.git.objects(ids)
  return sealed.flatMap((each, index) => {
    const plan = planOf(texts[index]?.body.toString('utf8') ?? '', each)
    const targets = plan.releases.find((release) => release.package === each.package)?.targets ?? []
    const isRecorded = (target: string) => ledger.files.has(`${folderOf(each)}/publications/${encodeName(target)}.json`)
    const [recorded, missing] = [targets.filter(isRecorded), targets.filter((target) => !isRecorded(target))]
    const what = { state: 'sealed', plan: plan.digest, public: session.remote !== null, sealed: true } as const
    return missing.length === 0 ? [] : [described(session, ledger, each, { ...what, recorded, missing })]
  })
}

const taggedOne = async (session: Session, ledger: Ledger, each: Candidate, tag: ReadTag): Promise<HalfFinished> => {
  const pushed = await isPushed(session, tag)
  // What only this clone has is sealed nowhere; of anything else a clone without the ledger knows nothing.
  const sealed = ledger.tip !== null || pushed === false ? false : null
  const what = { state: 'tagged', plan: tag.trailers?.plan ?? null, public: pushed, sealed } as const
  return described(session, ledger, each, { ...what, recorded: [], missing: [] }, tag.trailers !== null)
}

/** Those at HEAD; and each package's last one where a ledger is kept and rel has tagged it. Older ones are history. */
const taggedOnes = async (
  session: Session,
  ledger: Ledger,
  unsealed: readonly Candidate[],
): Promise<readonly HalfFinished[]> => {
  const wanted = new Map(unsealed.filter((each) => each.isHere || each.isLast).map((each) => [each.tag, each] as const))
  const found: HalfFinished[] = []
  for (const tag of wanted.size === 0 ? [] : await readTags(session, (name) => wanted.has(name))) {
    const each = wanted.get(tag.tag)
    const isKept = ledger.tip !== null && tag.trailers !== null
    if (each === undefined || !(each.isHere || isKept)) continue
    if (await isRelease(session, tag, 'read')) found.push(await taggedOne(session, ledger, each, tag))
  }
  return found
}

const begunOne = (session: Session, ledger: Ledger, each: Candidate): HalfFinished => {
  const what = { state: 'begun', plan: each.begun?.digest ?? null, public: false, sealed: false } as const
  return described(session, ledger, each, { ...what, recorded: [], missing: [] })
}

/** Throws `TAMPERED`, `LEDGER_REWRITTEN`. */
export const halfFinished = async (session: Session, planned: Planned): Promise<Halfway> => {
  const ledger = await readLedger(session, planned.config.config.ledger.ref)
  const here = tagged(planned)
  const waiting = (await begun(session, planned)).filter((each) => here.every(({ tag }) => tag !== each.tag))
  const all = [...here, ...waiting]
  const isWithdrawn = (each: Tagged) => ledger.withdrawn.has(folderOf(each))
  const isSealed = (each: Tagged) => ledger.files.has(`${folderOf(each)}/seal.json`)
  const open = all.filter((each) => !isWithdrawn(each))
  const unsealed = open.filter((each) => !isSealed(each))
  return {
    withdrawn: new Set(all.filter(isWithdrawn).map((each) => each.tag)),
    unfinished: [
      ...(await taggedOnes(
        session,
        ledger,
        unsealed.filter((each) => each.begun === null),
      )),
      ...(await sealedOnes(session, ledger, open.filter(isSealed))),
      ...unsealed.filter((each) => each.begun !== null).map((each) => begunOne(session, ledger, each)),
    ],
  }
}
