/** Cut before and after every write, and the same command run again: it ends as if nothing had been. */
import { expect, test } from 'vitest'
import { bump, publish, release } from '../../src/rel.ts'
import { type FlowCommand, type Kept, runForward, runFrom, runLosing, type Wanted } from '../support/cuts.ts'
import { everything, figure } from '../support/figures.ts'
import { startRegistry } from '../support/registry.ts'
import { scratchFolder } from '../support/scratch.ts'
import { cloneScene, makeScene, type Scene } from '../support/worlds.ts'

const ASKED = { packages: null, level: null, version: null, pre: null, date: null }
const DIRECTORY = { to: 'directory', path: '../out' }

const yes = async () => true
const inRepo = ({ repo }: Scene) => repo
const inClone = ({ clone }: Scene) => clone
const publishing: Pick<FlowCommand, 'run'> = { run: (request) => publish({ ...request, tag: null, plan: null }) }

const tagByHand = async ({ repo }: Scene): Promise<void> => {
  await repo.git('tag', 'core@1.0.0')
  await repo.git('tag', 'cli@0.3.0')
}

const FLOWS: Readonly<Record<string, readonly FlowCommand[]>> = {
  release: [{ place: inRepo, run: (request) => release({ ...request, asked: ASKED, plan: null, confirm: yes }) }],
  'bump --push, then publish on another clone': [
    { place: inRepo, run: (request) => bump({ ...request, asked: ASKED, push: true, confirm: yes }) },
    { place: inClone, prepare: cloneScene, ...publishing },
  ],
  'publish of tags made by hand': [{ place: inRepo, prepare: tagByHand, ...publishing }],
}

/** The fewest states, late ones first since less is left to do there, that stand beside writes of every kind. */
const oneOfEachKind = (kept: readonly Kept[]): readonly Kept[] => {
  const left = new Set(kept.flatMap(({ cuts }) => cuts.map(({ write }) => write.kind)))
  const chosen: Kept[] = []
  const news = ({ cuts }: Kept) => new Set(cuts.map(({ write }) => write.kind).filter((kind) => left.has(kind))).size
  while (left.size > 0) {
    const best = kept.reduce((a, b) => (news(b) >= news(a) ? b : a))
    for (const { write } of best.cuts) left.delete(write.kind)
    chosen.push(best)
  }
  return chosen
}

/** Of flows whose steps are those of `release` the sample has few states, and no registry. */
const isSmall = (name: string): boolean => !everything && name !== 'release'
const EVERY = 80

/** What the sample cuts; files are the business of disks.test.ts there. */
const SAMPLE = /^(?:git\.(?:push|updateRefs|moveCheckout)|npm\.publish|processes\.run)$/

/** The sample keeps what stands beside the first write of each kind. */
const wantedOf = (name: string): Wanted => {
  if (everything) return () => true
  if (isSmall(name)) return (moment, { n }) => moment === 'before' && n % EVERY === 0
  const first = new Map<string, number>()
  return (_, { n, kind }) => {
    if (!first.has(kind)) first.set(kind, n)
    return SAMPLE.test(kind) && first.get(kind) === n
  }
}

/** Writes of the disk fail by errno in other tests; of these the answer alone can be lost. */
const ANSWERED = everything ? /^(?:git|npm|processes)\./ : /^npm\.publish$/

const nextAnswered = ({ cuts }: Kept): string | undefined =>
  cuts.find(({ moment, write }) => moment === 'before' && ANSWERED.test(write.kind))?.write.kind

interface Opened {
  readonly scene: Scene
  readonly stop: () => Promise<void>
}

const openScene = async (name: string): Promise<Opened> => {
  const folder = scratchFolder('scene')
  if (isSmall(name)) return { scene: await makeScene(folder, { publish: [DIRECTORY] }), stop: async () => undefined }
  const registry = await startRegistry(folder)
  const scene = await makeScene(folder, { publish: [DIRECTORY, { to: 'npm' }] })
  return { scene: { ...scene, env: { ...scene.env, ...registry.env } }, stop: registry.stop }
}

interface Checked {
  readonly cuts: number
  readonly wrong: string[]
}

type Check = (kept: Kept) => Promise<readonly string[]>

const checkAll = async (states: readonly Kept[], check: Check): Promise<Checked> => {
  const wrong: string[] = []
  for (const kept of states) {
    const found = await check(kept)
    const where = kept.cuts.map(({ moment, write }) => `${moment} ${write.n} ${write.kind}`).join(', ')
    if (found.length === 0) continue
    figure(`WRONG ${where}: ${found.join('; ')}`)
    wrong.push(where)
  }
  return { cuts: states.flatMap(({ cuts }) => cuts).length, wrong }
}

test.concurrent.for(Object.entries(FLOWS))('%s', { timeout: 14_400_000 }, async ([name, flow]) => {
  const { scene, stop } = await openScene(name)
  try {
    const forward = await runForward(scene, flow, wantedOf(name))
    const states = everything || isSmall(name) ? forward.kept : oneOfEachKind(forward.kept)
    const cut = await checkAll(states, (kept) => runFrom(scene, flow, forward, kept))
    figure(`cuts of ${name}: ${forward.writes} writes, ${cut.cuts} cuts, ${cut.wrong.length} wrong`)
    const unheard = forward.kept.filter((kept) => nextAnswered(kept) !== undefined)
    const lose = (kept: Kept) => runLosing(scene, flow, { ...forward, kept, kind: nextAnswered(kept) ?? '' })
    const lost = await checkAll(unheard, lose)
    figure(`lost answers of ${name}: ${unheard.length}, ${lost.wrong.length} wrong`)
    expect([...forward.again, ...cut.wrong, ...lost.wrong]).toEqual([])
  } finally {
    await stop()
  }
})
