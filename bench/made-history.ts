/** Makes histories of any size for measuring: the same shape always gives the same ids. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** `packages` 0: one package at the root, tagged `v1.2.3`; else npm workspaces, tagged `p0001@1.2.3`. `tags` in all. The
 *  packages lie in folders of fifty: with all in one, most of the time would go into making its tree anew for each commit. */
export interface Shape {
  readonly commits: number
  readonly packages: number
  readonly tags: number
}

const DEV = ['Ada Lovelace <ada@example.invalid>', 'Grace Hopper <grace@example.invalid>', 'Edsger <e@example.invalid>']
const TYPES = ['feat', 'fix', 'fix', 'fix', 'docs', 'chore', 'refactor', 'test', 'perf', 'ci', '']
const WORDS =
  'stream retry buffer parse render cache index commit branch header socket token frame layout worker queue the a when of to and not with every empty stale'.split(
    ' ',
  )
/** Seconds between two commits. */
const APART = 600
const BEGIN = 1_000_000_000
/** How many of the last commits hold the latest release of every package, however long the history. */
const LATEST = 20_000
/** Side branches that begin before the last so many commits are merged in time. */
const END = 20

type Dice = (below: number) => number

/** A linear congruential generator, as in Numerical Recipes. */
const diceOf = (seed: number): Dice => {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const pick = (dice: Dice, from: readonly string[]): string => from[dice(from.length)] ?? ''
const words = (dice: Dice, count: number): string => Array.from({ length: count }, () => pick(dice, WORDS)).join(' ')
const data = (text: string): string => `data ${text.length}\n${text}\n`
const nameOf = (index: number): string => `p${String(index + 1).padStart(4, '0')}`
const folderOf = (index: number): string => `packages/g${Math.floor(index / 50)}/${nameOf(index)}`
const file = (path: string, text: string): string => `M 100644 inline ${path}\n${data(text)}`

/** A header and a body of 100 to 500 bytes; one in eleven follows no convention. */
const messageOf = (dice: Dice, scope: string): string => {
  const type = pick(dice, TYPES)
  const header = `${type === '' ? '' : `${type}(${scope}): `}${words(dice, 4 + dice(5))}`
  const lines = Array.from({ length: 2 + dice(8) }, () => words(dice, 10))
  return `${header}\n\n${lines.join('\n')}\n${dice(10) === 0 ? `\nCloses: #${dice(9999)}\n` : ''}`
}

const manifestOf = (dice: Dice, index: number): string => {
  const needs = Array.from({ length: Math.min(index, dice(4)) }, () => [nameOf(dice(index)), '^1.0.0'] as const)
  return `${JSON.stringify({ name: nameOf(index), version: '1.0.0', dependencies: Object.fromEntries(needs) }, null, 2)}\n`
}

const manifests = ({ packages }: Shape, dice: Dice): string => {
  const root = packages === 0 ? { name: 'made', version: '1.0.0' } : { private: true, workspaces: ['packages/*/*'] }
  const members = Array.from({ length: packages }, (_, index) =>
    file(`${folderOf(index)}/package.json`, manifestOf(dice, index)),
  )
  return [file('package.json', `${JSON.stringify(root)}\n`), ...members].join('')
}

/** One to three files, as a rule of one package. */
const changesOf = (dice: Dice, { packages }: Shape, mark: number): readonly [scope: string, text: string] => {
  const own = packages === 0 ? -1 : dice(packages)
  const paths = Array.from({ length: 1 + dice(3) }, () => {
    if (packages === 0) return `src/${pick(dice, WORDS)}/${dice(40)}.ts`
    return `${folderOf(dice(12) === 0 ? dice(packages) : own)}/src/${dice(6)}.ts`
  })
  return [own < 0 ? 'core' : nameOf(own), [...new Set(paths)].map((path) => file(path, `${mark}\n`)).join('')]
}

const commitText = (mark: number, branch: string, parents: readonly number[], message: string): string => {
  const who = `${DEV[mark % DEV.length]} ${BEGIN + mark * APART} +0000`
  const [first, ...others] = parents.map((parent) => `:${parent}\n`)
  const from = (first === undefined ? '' : `from ${first}`) + others.map((other) => `merge ${other}`).join('')
  return `commit refs/heads/${branch}\nmark :${mark}\nauthor ${who}\ncommitter ${who}\n${data(message)}${from}`
}

/** What the next commit hangs on. `left`: how many commits the side branch still gets; its mark is 0 while there is none. */
interface Place {
  readonly head: number
  readonly side: { readonly mark: number; readonly left: number }
}

const NO_SIDE = { mark: 0, left: 0 }

/** About one commit in a hundred begins a side branch that is merged some commits later. */
const nextPlace = ({ head, side }: Place, mark: number, onSide: boolean, begins: () => boolean, dice: Dice): Place => {
  if (onSide) return { head, side: { mark, left: side.left - 1 } }
  if (side.mark > 0 && side.left > 0) return { head: mark, side }
  if (side.mark > 0) return { head: mark, side: NO_SIDE }
  return { head: mark, side: begins() ? { mark, left: 1 + dice(6) } : NO_SIDE }
}

/** Text for `git fast-import`. */
function* storyOf(shape: Shape): Generator<string> {
  const dice = diceOf(1)
  yield `${commitText(1, 'main', [], 'chore: begin\n')}${manifests(shape, dice)}\n`
  let place: Place = { head: 1, side: NO_SIDE }
  for (let mark = 2; mark <= shape.commits; mark += 1) {
    const { head, side } = place
    const isLate = mark > shape.commits - END
    const isMerge = side.mark > 0 && side.left === 0
    const onSide = side.left > 0 && (dice(2) === 0 || isLate)
    const [scope, changes] = changesOf(dice, shape, mark)
    const message = isMerge ? `Merge branch 'side-${side.mark}'\n` : messageOf(dice, scope)
    const parents = isMerge ? [head, side.mark] : [onSide ? side.mark : head]
    yield `${commitText(mark, onSide ? 'side' : 'main', parents, message)}${changes}\n`
    place = nextPlace(place, mark, onSide, () => !isLate && dice(100) === 0, dice)
  }
  yield 'reset refs/heads/side\nfrom 0000000000000000000000000000000000000000\n\ndone\n'
}

/** Which of `places` commits in a row gets which tag. Of several packages each has about as many. */
function* tagsOf({ packages, tags }: Shape, places: number): Generator<readonly [place: number, tag: string]> {
  const dice = diceOf(2)
  if (packages === 0) {
    const version = (at: number) => `v${1 + Math.floor(at / 500)}.${Math.floor((at % 500) / 10)}.${at % 10}`
    for (let at = 0; at < tags; at += 1) yield [Math.floor(((at + 1) * (places - END)) / tags), version(at)]
    return
  }
  for (let index = 0; index < packages; index += 1) {
    const count = Math.floor(((index + 1) * tags) / packages) - Math.floor((index * tags) / packages)
    const latest = places - 1 - dice(Math.min(LATEST, places >> 1))
    for (let at = 0; at < count; at += 1)
      yield [Math.floor((latest * (at + 1)) / count), `${nameOf(index)}@1.${at}.${dice(5)}`]
  }
}

const CHUNK = 1 << 17

function* inChunks(texts: Iterable<string | Buffer>): Generator<Buffer> {
  let open = ''
  for (const text of texts) {
    if (typeof text !== 'string') {
      yield text
      continue
    }
    open += text
    if (open.length < CHUNK) continue
    yield Buffer.from(open)
    open = ''
  }
  if (open !== '') yield Buffer.from(open)
}

/** Runs git with these texts as its standard input and returns what it printed. */
export const feed = async (
  folder: string,
  args: readonly string[],
  texts: Iterable<string | Buffer>,
): Promise<string> => {
  const child = spawn('git', ['--git-dir', folder, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const printed: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => printed.push(chunk))
  const ended = once(child, 'close')
  await pipeline(Readable.from(inChunks(texts)), child.stdin)
  const [code] = (await ended) as [number | null]
  if (code !== 0) throw new Error(`git ${args.join(' ')} ended with ${code ?? 'a signal'}`)
  return Buffer.concat(printed).toString()
}

/** Makes the commits on `main` of a bare repository that is there and empty. */
export const makeCommits = async (folder: string, shape: Shape): Promise<void> => {
  await feed(folder, ['fast-import', '--quiet', '--done', '--force'], storyOf(shape))
}

/** Moves `main` back to the first `share` of its commits and puts the tags on it, in place of all that there were. */
export const placeTags = async (folder: string, shape: Shape, share = 1): Promise<void> => {
  const all = (await feed(folder, ['rev-list', '--first-parent', '--reverse', 'main'], [])).trim().split('\n')
  const line = all.slice(0, Math.ceil(all.length * share))
  const old = (await feed(folder, ['for-each-ref', '--format=delete %(refname)', 'refs/tags'], [])).trimEnd()
  const tags = Array.from(tagsOf(shape, line.length), ([at, tag]) => `update refs/tags/${tag} ${line[at]}\n`)
  await feed(folder, ['update-ref', '--stdin'], old === '' ? [] : [`${old}\n`])
  await feed(folder, ['update-ref', '--stdin'], [...tags, `update refs/heads/main ${line.at(-1)}\n`])
  await feed(folder, ['pack-refs', '--all'], [])
}
