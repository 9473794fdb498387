/** A repository with two signed, sealed, published releases, copied for each test, and the ways in which somebody tampers with it. */
import { execFileSync } from 'node:child_process'
import { generateKeyPairSync, sign } from 'node:crypto'
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pae, PAYLOAD_TYPE } from '../../src/evidence/describe/envelope.ts'
import { fingerprint, publicKeyLine, toWire } from '../../src/evidence/describe/ssh-key.ts'
import { type Repo, repoAt, scratchEnv, scratchFolder } from './scratch.ts'
import { makeSshKey } from './signing-tools.ts'
import { tellHistory } from './told-history.ts'

export interface Sealed {
  readonly repo: Repo
  /** What the target `mirror` holds. */
  readonly out: string
  /** Bare, when the releases were sealed on a remote. */
  readonly remote: Repo | null
  /** The public key file of who signed. */
  readonly key: string
}

const STORY = `
file package.json = { "name": "core", "version": "1.0.0" }
file release.config.json = CONFIG
feat: start | src/a.txt
`

const placed = (folder: string, key: string, withRemote: boolean): Sealed => ({
  repo: repoAt(join(folder, 'repo')),
  out: join(folder, 'out'),
  remote: withRemote ? repoAt(join(folder, 'remote.git')) : null,
  key,
})

const must = async (repo: Repo, args: readonly string[], env: Readonly<Record<string, string>>): Promise<void> => {
  const run = await repo.rel(args, { env })
  if (run.code !== 0) throw new Error(`rel ${args.join(' ')} ended with ${run.code}:\n${run.stdout}\n${run.stderr}`)
}

/** Releases core 1.0.0 and 1.1.0, whose config trusts the signer, and returns how to get a copy of it all. */
export const sealedTwice = async (withRemote: boolean): Promise<() => Sealed> => {
  const folder = scratchFolder('sealed')
  const secret = makeSshKey(folder, 'key')
  const key = `${secret}.pub`
  const config = {
    trust: [readFileSync(key, 'utf8').trim()],
    publish: [{ to: 'directory', path: '../out', name: 'mirror' }],
  }
  await tellHistory(STORY.replace('CONFIG', JSON.stringify(config)), join(folder, 'repo'))
  const { repo } = placed(folder, key, withRemote)
  if (withRemote) {
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', join(folder, 'remote.git')])
    await repo.git('remote', 'add', 'origin', '../remote.git')
    await repo.git('push', '--quiet', 'origin', 'main')
  }
  await must(repo, ['release'], { REL_SIGN_KEY: secret })
  await repo.write({ 'src/b.txt': 'b\n' })
  await repo.git('add', 'src/b.txt')
  await repo.git('commit', '--quiet', '--message=feat: more')
  await must(repo, ['release'], { REL_SIGN_KEY: secret })
  return () => {
    const copy = scratchFolder('copy')
    cpSync(folder, copy, { recursive: true })
    return placed(copy, join(copy, 'key.pub'), withRemote)
  }
}

export const LEDGER = 'refs/rel/ledger'

/** Path → new text, or null where the file goes. */
export type Edits = Readonly<Record<string, string | null>>

const entry = (path: string, text: string | null): string =>
  text === null ? `D ${path}\n` : `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`

const importInto = (repo: Repo, start: string, edits: Edits): void => {
  const commit = `commit ${LEDGER}\ncommitter Eve <eve@example.invalid> 1800000000 +0000\ndata 4\nseal\n${start}`
  const files = Object.entries(edits).map(([path, text]) => entry(path, text))
  const options = { cwd: repo.folder, env: scratchEnv, input: `${commit}${files.join('')}\n` }
  execFileSync('git', ['fast-import', '--quiet', '--force'], options)
}

/** One more commit on the ledger. */
export const editLedger = (repo: Repo, edits: Edits): void => importInto(repo, `from ${LEDGER}^0\n`, edits)

/** A ledger made anew with all that the old one had but for the edits, so that its history shows nothing. */
export const remakeLedger = async (repo: Repo, edits: Edits): Promise<void> => {
  const lines = (await repo.git('ls-tree', '-r', LEDGER)).split('\n')
  const kept = lines.map((line) => line.replace(/^(\d+) blob ([0-9a-f]+)\t(.*)$/, 'M $1 $2 $3\n'))
  importInto(repo, kept.join(''), edits)
}

export const readLedgerFile = (repo: Repo, path: string): Promise<string> => repo.git('show', `${LEDGER}:${path}`)

/** The statement of an envelope, signed by a key that nobody knows. */
export const forged = (envelope: string): string => {
  const { payload } = JSON.parse(envelope) as { payload: string }
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const wire = toWire(publicKey)
  const sig = sign(null, pae(PAYLOAD_TYPE, Buffer.from(payload, 'base64')), privateKey).toString('base64')
  const signatures = [{ keyid: fingerprint(wire), sig, rel_publicKey: publicKeyLine(wire) }]
  return `${JSON.stringify({ payload, payloadType: PAYLOAD_TYPE, signatures })}\n`
}

/** The bare statement of an envelope. */
export const unsigned = (envelope: string): string =>
  `${Buffer.from((JSON.parse(envelope) as { payload: string }).payload, 'base64').toString('utf8')}\n`
