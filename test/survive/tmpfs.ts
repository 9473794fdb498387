/** Real disks that fail in the middle of a release: full, out of inodes, read-only. For root, in a mount namespace of its own:
 *  `node test/survive/tmpfs.ts` prints `tmpfs: 3 of 3` and ends with 0 when each release ended with 5 or 8 and a hint, left
 *  nothing half public, and was finished by the same command once the disk was well. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isolated } from '../support/environment.ts'
import { setHook } from '../support/server-hook.ts'
import { tellHistory } from '../support/told-history.ts'

const REL = join(import.meta.dirname, '..', '..', 'bin', 'rel.js')
const PLENTY = 'rw,size=64m,nr_inodes=20000'

/** The recipe breaks the disk that it runs on, unless somebody says that all is well. */
const BREAK = 'test -e "$HOME/well" || sh "$HOME/break" "$(df --output=target . | tail -1)"'
const CONFIG = {
  publish: [{ to: 'directory', path: '../../out' }],
  build: {
    targets: [
      { name: 'source', run: [['sh', '-c', BREAK]], artifacts: [{ kind: 'archive', name: '{name}-{version}' }] },
    ],
  },
}
const STORY = `
file package.json = { "name": "core", "version": "1.0.0" }
file release.config.json = ${JSON.stringify(CONFIG)}
feat: start | a.txt
`

/** What is left of a disk is a share of what a release takes. */
const limit = (share: string, what: 'size' | 'nr_inodes', used: string) =>
  `mount -o "remount,${what}=$(($(df -B1 --output=${used} "$1" | tail -1) + ${share}))" "$1"`

type Moment = 'before' | 'while building' | 'after the seal'

/** Shell lines that break the disk `$1`. */
interface Breaking {
  readonly moment: Moment
  readonly script: string
}

interface Need {
  readonly bytes: number
  readonly inodes: number
}

const shares = (need: number, script: (room: string) => string): readonly Breaking[] => [
  ...[0, 0.09, 0.3, 0.7].map((share) => ({
    moment: 'before' as const,
    script: script(String(Math.floor(share * need))),
  })),
  { moment: 'while building', script: script('0') },
  { moment: 'after the seal', script: script('0') },
]

const kinds = ({ bytes, inodes }: Need): Readonly<Record<string, readonly Breaking[]>> => ({
  'no space': shares(bytes, (room) => limit(room, 'size', 'used')),
  'no inodes': shares(inodes, (room) => limit(room, 'nr_inodes', 'iused')),
  'read-only': (['before', 'while building', 'after the seal'] as const).map((moment) => ({
    moment,
    script: 'mount -o remount,ro "$1"',
  })),
})

interface Place {
  readonly folder: string
  readonly disk: string
  readonly repo: string
  readonly remote: string
  readonly home: string
  readonly env: Readonly<Record<string, string>>
}

const run = (place: Place, command: string, ...args: readonly string[]): string =>
  execFileSync(command, args, { cwd: place.folder, env: place.env, encoding: 'utf8' }).trimEnd()

const git = (place: Place, folder: string, ...args: readonly string[]): string =>
  run(place, 'git', '-C', folder, ...args)

/** The repository and the temporary folder lie on the small disk; remote, target and home do not. */
const makePlace = async (): Promise<Place> => {
  const folder = mkdtempSync(join(tmpdir(), 'rel-tmpfs-'))
  const [disk, home] = [join(folder, 'disk'), join(folder, 'home')]
  for (const path of [disk, home]) mkdirSync(path)
  execFileSync('mount', ['-t', 'tmpfs', '-o', PLENTY, 'tmpfs', disk])
  mkdirSync(join(disk, 'tmp'))
  writeFileSync(join(home, 'gitconfig'), '[user]\n\tname = Dev\n\temail = dev@example.invalid\n')
  const env = { ...isolated(home), TMPDIR: join(disk, 'tmp'), NODE_DISABLE_COMPILE_CACHE: '1' }
  const place = { folder, disk, home, env, repo: join(disk, 'repo'), remote: join(folder, 'remote.git') }
  await tellHistory(STORY, place.repo)
  run(place, 'git', 'init', '--quiet', '--bare', '--initial-branch=main', place.remote)
  git(place, place.repo, 'remote', 'add', 'origin', '../../remote.git')
  git(place, place.repo, 'push', '--quiet', 'origin', 'main')
  writeFileSync(join(place.repo, 'mine.txt'), 'mine\n')
  return place
}

const clear = ({ folder, disk }: Place): void => {
  execFileSync('umount', ['--lazy', disk])
  rmSync(folder, { recursive: true, force: true })
}

const well = (place: Place): void => {
  execFileSync('mount', ['-o', `remount,${PLENTY}`, place.disk])
  writeFileSync(join(place.home, 'well'), '')
}

const release = (place: Place): { readonly code: number | null; readonly text: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [REL, 'release', '--yes'], {
    ...{ cwd: place.repo, env: place.env, encoding: 'utf8' },
  })
  return { code: status, text: `${stdout}${stderr}` }
}

const refs = (place: Place, folder: string, ...prefixes: readonly string[]): string =>
  git(place, folder, 'for-each-ref', '--format=%(refname) %(objectname)', ...prefixes)

const treeIn = (place: Place, path: string): string =>
  run(place, 'sh', '-c', 'test ! -d "$1" || (cd "$1" && find . -type f -exec sha256sum {} + | sort)', 'sh', path)

const published = (place: Place): string => treeIn(place, join(place.folder, 'out'))

interface End {
  readonly published: string
  readonly all: string
}

/** Where a release shows, and the work that is not rel's. */
const endOf = (place: Place): End => ({
  published: published(place),
  all: JSON.stringify([
    ...[place.repo, place.remote].map((folder) => refs(place, folder, 'refs/heads', 'refs/tags', 'refs/rel/stage')),
    git(place, place.remote, 'rev-parse', 'refs/rel/ledger^{tree}'),
    git(place, place.repo, 'status', '--porcelain'),
    treeIn(place, join(place.repo, 'artifacts')),
    published(place),
  ]),
})

const setUp = (place: Place, { moment, script }: Breaking): void => {
  const file = moment === 'after the seal' ? 'seal' : moment === 'before' ? 'now' : 'break'
  writeFileSync(join(place.home, file), `${script}\n`)
  if (moment !== 'while building') writeFileSync(join(place.home, 'break'), ':\n')
  if (moment === 'before') run(place, 'sh', join(place.home, 'now'), place.disk)
  if (moment !== 'after the seal') return
  const [calm, seal] = ['well', 'seal'].map((name) => `'${join(place.home, name)}'`)
  const lines = [`test -e ${calm} && exit`, `grep --quiet refs/rel/ledger && exec sh ${seal} '${place.disk}'`, 'exit 0']
  setHook({ folder: place.remote }, 'post-receive', lines.join('\n'))
}

const SEALED = ['refs/heads', 'refs/tags', 'refs/rel/ledger']

const wrongNow = (
  place: Place,
  before: string,
  end: End,
  { code, text }: ReturnType<typeof release>,
): readonly string[] => {
  const now = refs(place, place.remote, ...SEALED)
  const isSealed = now.includes('refs/rel/ledger')
  return [
    ...(code === (isSealed ? 5 : 8) ? [] : [`exit ${code}: ${text}`]),
    ...(/^ {2}hint: \S/m.test(text) ? [] : [`no hint: ${text}`]),
    ...(isSealed || now === before ? [] : [`public before the seal: ${now}`]),
    ...(['', isSealed ? end.published : ''].includes(published(place)) ? [] : ['the target holds half a release']),
  ]
}

const wrongWith = async (breaking: Breaking, end: End): Promise<readonly string[]> => {
  const place = await makePlace()
  try {
    setUp(place, breaking)
    const before = refs(place, place.remote, ...SEALED)
    const first = release(place)
    const wrong = wrongNow(place, before, end, first)
    well(place)
    const again = release(place)
    const finished = again.code === 0 ? [] : [`again, exit ${again.code}: ${again.text}`]
    const same =
      again.code !== 0 || endOf(place).all === end.all ? [] : ['it did not end as an undisturbed release does']
    return [...wrong, ...finished, ...same].map((what) => `${breaking.moment}, ${breaking.script}: ${what}`)
  } finally {
    clear(place)
  }
}

/** What a release on a disk with plenty of room takes, and how it ends. */
const undisturbed = async (): Promise<{ readonly need: Need; readonly end: End }> => {
  const place = await makePlace()
  try {
    const used = () =>
      run(place, 'df', '-B1', '--output=used,iused', place.disk).split('\n').at(-1)?.trim().split(/\s+/) ?? []
    well(place)
    const [bytes = 0, inodes = 0] = used().map(Number)
    const { code, text } = release(place)
    if (code !== 0) throw new Error(`a release on a good disk ended with ${code}: ${text}`)
    const [bytesAfter = 0, inodesAfter = 0] = used().map(Number)
    return { need: { bytes: bytesAfter - bytes, inodes: inodesAfter - inodes }, end: endOf(place) }
  } finally {
    clear(place)
  }
}

const inside = async (): Promise<void> => {
  const { need, end } = await undisturbed()
  const all = Object.entries(kinds(need))
  let good = 0
  for (const [name, breakings] of all) {
    const wrong: string[] = []
    for (const breaking of breakings) wrong.push(...(await wrongWith(breaking, end)))
    for (const what of wrong) console.error(`${name}: ${what}`)
    console.log(`${name}: ${breakings.length} moments, ${wrong.length} wrong`)
    if (wrong.length === 0) good += 1
  }
  console.log(`tmpfs: ${good} of ${all.length}`)
  process.exitCode = good === all.length ? 0 : 1
}

/** The mounts end with the namespace, however this ends. */
const outside = (): void => {
  const { status } = spawnSync('unshare', ['--mount', process.execPath, import.meta.filename, 'inside'], {
    stdio: 'inherit',
  })
  process.exitCode = status ?? 1
}

if (process.argv[2] === 'inside') await inside()
else outside()
