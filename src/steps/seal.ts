/** The seal: branch, tags and ledger entry go out in one atomic push, the first step that changes what consumers see. */
import { RelError } from '../errors.ts'
import { append } from '../ledger/append.ts'
import { followLedger } from '../ledger/follow.ts'
import { type LedgerRelease, readRelease } from '../ledger/look-up.ts'
import { hexOf, pendingCommit, pendingTag, REMOTE_TAGS } from '../ledger/paths.ts'
import { releaseCommit, tagObject } from '../ledger/refs.ts'
import { fetchTip, localTip } from '../ledger/tip.ts'
import type { Plan, Probe } from '../model.ts'
import type { Look, PushOutcome, Ref, RefUpdate, World } from '../world/ports.ts'
import { lineUpdate } from './line-update.ts'
import { type SealContent, sealContent } from './seal-content.ts'
import type { Handler } from './step.ts'

export type SealInput = SealContent & {
  readonly hex: string
  readonly tags: readonly string[]
  readonly plan: Plan
  readonly line: string
  /** False when there is no release commit to move the line to. */
  readonly branch: boolean
  readonly onMoved: 'merge' | 'stop'
  readonly remote: string | null
  readonly ledger: string
  readonly signLedger: boolean
}

const ATTEMPTS = 5

const tipFor = (input: SealInput, look: Look): Promise<string | null> =>
  input.remote === null ? localTip(look.git, input.ledger) : fetchTip(look, input.remote, input.ledger)

const tagsOnRemote = async (input: SealInput, look: Look): Promise<ReadonlyMap<string, string>> => {
  if (input.remote === null) {
    const refs = await look.git.refs(input.tags.map((tag) => `refs/tags/${tag}`))
    return new Map(
      refs.flatMap((ref) => (ref.commit === null ? [] : [[ref.name.slice('refs/tags/'.length), ref.commit] as const])),
    )
  }
  const refs = await look.git.remoteRefs(
    input.remote,
    input.tags.flatMap((tag) => [`refs/tags/${tag}`, `refs/tags/${tag}^{}`]),
  )
  const peeled = (tag: string) => refs.get(`refs/tags/${tag}^{}`) ?? refs.get(`refs/tags/${tag}`)
  return new Map(
    input.tags.flatMap((tag) => (peeled(tag) === undefined ? [] : [[tag, peeled(tag) as string] as const])),
  )
}

/** Where the tags have to be: on our commit; on the sealed one where ours only waits, since then theirs came first. */
const commitToBe = async (input: SealInput, look: Look, sealed: LedgerRelease | undefined): Promise<string | null> => {
  const own = await releaseCommit(look.git, input)
  const [pending] = await look.git.refs([pendingCommit(input.hex)])
  return sealed !== undefined && pending?.commit === own ? sealed.index.commit : own
}

const misplaced = (input: SealInput, tags: ReadonlyMap<string, string>, commit: string | null): Probe | null => {
  const [tag, at] = [...tags].find((each) => commit !== null && each[1] !== commit) ?? []
  if (tag === undefined || at === undefined || commit === null) return null
  return {
    state: 'conflict',
    found: `${input.remote ?? 'this clone'} has ${tag} at ${at.slice(0, 7)}, this release is ${commit.slice(0, 7)}`,
    hint: `compare with: git diff ${at.slice(0, 7)} ${commit.slice(0, 7)}`,
  }
}

/** The ledger decides: sealed by this plan, by another one, or not yet. */
const judge = async (input: SealInput, look: Look): Promise<Probe> => {
  const tip = await tipFor(input, look)
  const tags = await tagsOnRemote(input, look)
  const { releases } = input.plan
  const found = await Promise.all(releases.map(({ package: name, to }) => readRelease(look.git, tip, name, to)))
  const sealed = found.filter((release) => release !== null)
  const other = sealed.find((release) => hexOf(release.plan.digest) !== input.hex)
  if (other !== undefined)
    return {
      state: 'conflict',
      found: `${other.package} ${other.version} is sealed with plan ${other.plan.digest.slice(7, 19)}`,
      hint: `see it with: rel trace ${other.index.tag}`,
    }
  const conflict = misplaced(input, tags, await commitToBe(input, look, sealed[0]))
  if (conflict !== null) return conflict
  const isWhole = sealed.length === releases.length && tags.size === input.tags.length
  return isWhole ? { state: 'present', evidence: { ledger: tip } } : { state: 'absent' }
}

/** Our tag objects that wait, where the remote has other ones: somebody else was first with the same plan. */
const overtaken = async (input: SealInput, look: Look): Promise<readonly Ref[]> => {
  if (input.remote === null) return []
  const names = [pendingCommit(input.hex), ...input.tags.map((tag) => pendingTag(input.hex, tag))]
  const pending = (await look.git.refs(names)).filter((ref) => names.includes(ref.name))
  const there = await look.git.remoteRefs(
    input.remote,
    input.tags.map((tag) => `refs/tags/${tag}`),
  )
  const isOther = (tag: string) =>
    pending.some(({ name, id }) => name === pendingTag(input.hex, tag) && there.get(`refs/tags/${tag}`) !== id)
  return input.tags.some(isOther) ? pending : []
}

const tagRefspecs = async (input: SealInput, world: World): Promise<readonly { id: string; ref: string }[]> => {
  const objects = await Promise.all(input.tags.map((tag) => tagObject(world.git, input, tag)))
  return input.tags.map((tag, index) => {
    const object = objects[index]
    if (!object) throw new RelError('BUG', `no tag object for ${tag}`)
    return { id: object.id, ref: `refs/tags/${tag}` }
  })
}

const WAYS = [
  ['refs/heads/', 'let this identity bypass the branch protection, or set "commit": { "mode": "none" }'],
  ['refs/rel/', 'allow refs/rel/*, or set "ledger": { "ref": "refs/heads/rel-ledger" }'],
  ['', 'allow this identity to push tags'],
] as const

/** What the server's own hook said comes first: it knows best why. */
const refused = (input: SealInput, { refused: refs, text }: PushOutcome): RelError => {
  const first = refs.find((each) => !/atomic/.test(each.reason)) ?? refs[0] ?? { ref: 'the push', reason: text }
  const said = /^remote: +(\S.*)$/m.exec(text)?.[1] ?? first.reason
  const hint = WAYS.find(([prefix]) => first.ref.startsWith(prefix))?.[1] ?? ''
  return new RelError('SEAL_REFUSED', `${input.remote ?? ''} refuses ${first.ref}: ${said}`, { hint })
}

/** Nobody refused anything: the line went dead, and what the remote has is for the next look to say. */
const unheard = (remote: string, { text }: PushOutcome): RelError =>
  new RelError('REMOTE', `${remote} did not answer the seal: ${text.split('\n').at(-1) ?? ''}`, {
    hint: 'check the address and the network, and run the same command again',
  })

/** One try. Returns what the remote refused, or null when it took all. */
const attempt = async (input: SealInput, world: World, remote: string): Promise<RelError | null> => {
  const base = await tipFor(input, world)
  const commit = await releaseCommit(world.git, input)
  if (commit === null) throw new RelError('BUG', 'no release commit to seal')
  const branch = input.branch ? await lineUpdate(world, { ...input, remote, commit }) : null
  const ledger = await append(world, {
    base,
    files: await sealContent(world, input),
    subject: `seal ${input.tags.join(', ')}`,
    sign: input.signLedger,
  })
  const there = await tagsOnRemote(input, world)
  const tags = (await tagRefspecs(input, world)).filter(({ ref }) => !there.has(ref.slice('refs/tags/'.length)))
  const specs = [
    ...(branch === null ? [] : [`${branch}:refs/heads/${input.line}`]),
    ...tags.map(({ id, ref }) => `${id}:${ref}`),
    `${ledger}:${input.ledger}`,
  ]
  const outcome = await world.git.push(remote, specs, { atomic: true })
  if (outcome.accepted) return null
  if (outcome.refused.length > 0) return refused(input, outcome)
  if (!/atomic/i.test(outcome.text)) return unheard(remote, outcome)
  // A server without atomic pushes: the ledger's create-only path decides the race, then branch and tags.
  const first = await world.git.push(remote, specs.slice(-1), { atomic: false })
  if (!first.accepted) return refused(input, first)
  for (const spec of specs.slice(0, -1)) {
    const next = await world.git.push(remote, [spec], { atomic: false })
    if (!next.accepted) return refused(input, next)
  }
  return null
}

const state = async (input: SealInput, world: World, remote: string): Promise<string> => {
  const refs = await world.git.remoteRefs(remote, [
    `refs/heads/${input.line}`,
    input.ledger,
    ...input.tags.map((tag) => `refs/tags/${tag}`),
  ])
  return JSON.stringify([...refs].toSorted())
}

const sealOnRemote = async (input: SealInput, world: World, remote: string): Promise<void> => {
  if ((await judge(input, world)).state === 'present') return follow(input, world, remote)
  for (let turn = 1; ; turn += 1) {
    const before = await state(input, world, remote)
    const failure = await attempt(input, world, remote)
    if (failure === null || (await judge(input, world)).state !== 'absent') return await follow(input, world, remote)
    // Unchanged refs mean that nobody raced us: the host does not want this push.
    if ((await state(input, world, remote)) === before || turn === ATTEMPTS) throw failure
  }
}

const follow = async (input: SealInput, world: World, remote: string): Promise<void> => {
  const tip = await fetchTip(world, remote, input.ledger)
  if (tip !== null) await followLedger(world, input.ledger, tip, true)
  const lost = await overtaken(input, world)
  if (lost.length === 0) return
  await world.git.fetch(
    remote,
    input.tags.map((tag) => `+refs/tags/${tag}:${REMOTE_TAGS}${tag}`),
  )
  await world.git.updateRefs(
    lost.map(({ name, id }) => ({ ref: name, new: null, old: id })),
    'overtaken',
  )
}

const sealHere = async (input: SealInput, world: World): Promise<void> => {
  const base = await tipFor(input, world)
  const own = (await world.git.refs([input.ledger])).find((ref) => ref.name === input.ledger)?.id ?? null
  const ledger = await append(world, {
    base,
    files: await sealContent(world, input),
    subject: `seal ${input.tags.join(', ')}`,
    sign: input.signLedger,
  })
  const here = await tagsOnRemote(input, world)
  const tags = (await tagRefspecs(input, world)).filter(({ ref }) => !here.has(ref.slice('refs/tags/'.length)))
  const updates: RefUpdate[] = tags.map(({ id, ref }) => ({ ref, new: id, old: null }))
  await world.git.updateRefs(
    [...updates, { ref: input.ledger, new: ledger, old: own }],
    `seal ${input.tags.join(', ')}`,
  )
}

export const seal: Handler<SealInput> = {
  kind: 'seal',
  describe: (input) => `seal ${input.tags.join(', ')}${input.remote === null ? ' here only' : ` on ${input.remote}`}`,
  async probe(input, look) {
    const found = await judge(input, look)
    return found.state === 'present' && (await overtaken(input, look)).length > 0 ? { state: 'absent' } : found
  },
  act: (input, world) => (input.remote === null ? sealHere(input, world) : sealOnRemote(input, world, input.remote)),
}
