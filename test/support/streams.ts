/** The histories that oracle tests run on: those of the corpus beside the project, or a told one where there is none. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type Repo, repoAt, scratchEnv, scratchFolder, scratchRepo } from './scratch.ts'

const CORPUS = join(import.meta.dirname, '..', '..', '..', 'shared', 'corpus')

export interface Stream {
  /** `owner/name`. */
  readonly repo: string
  readonly branch: string
  /** A new bare repository with this history. */
  make(): Promise<Repo>
}

/** Two consecutive stable tags, and what independent tools make of the commits between them. */
export interface BumpRow {
  readonly repo: string
  readonly from: string
  readonly to: string
  readonly toSha: string
  readonly actualBump: string
  readonly consensus: string | null
  /** `agree+released`, `agree` (people released something else), or `split`: the tools differ. */
  readonly grade: string
}

const TOLD = String.raw`
file package.json = "3f"
feat: one | a.txt
tag v1.0.0
fix: two | a.txt
branch next
feat(api): three (#3) | b.txt
on main
docs: four | README.md
merge next into main: Merge pull request #3 from next
tag v1.1.0
fix: five | a.txt
feat!: six\n\nBREAKING CHANGE: all anew | a.txt
Revert "fix: five"\n\nThis reverts commit {id of fix: five}. | a.txt
tag v2.0.0
no convention here | a.txt
fix: seven | a.txt
`

const rowsOf = <T>(file: string): readonly T[] =>
  readFileSync(join(CORPUS, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T)

const recreate = async (file: string, branch: string): Promise<Repo> => {
  const repo = repoAt(scratchFolder('stream.git'))
  await repo.git('init', '--quiet', '--bare', `--initial-branch=${branch}`)
  const input = gunzipSync(readFileSync(join(CORPUS, file)))
  execFileSync('git', ['fast-import', '--quiet'], { cwd: repo.folder, env: scratchEnv, input })
  return repo
}

const hasCorpus = existsSync(join(CORPUS, 'streams.jsonl'))

export const STREAMS: readonly Stream[] = hasCorpus
  ? rowsOf<{ repo: string; branch: string; file: string }>('streams.jsonl').map(({ repo, branch, file }) => ({
      ...{ repo, branch },
      make: () => recreate(file, branch),
    }))
  : [{ repo: 'told/history', branch: 'main', make: () => scratchRepo(TOLD, { bare: true }) }]

/** The rows of a history; of the told one, what its story says. */
export const bumpRows = async (stream: Stream, repo: Repo): Promise<readonly BumpRow[]> => {
  if (hasCorpus) return rowsOf<BumpRow>('versions/next-version.jsonl').filter((row) => row.repo === stream.repo)
  const row = async (from: string, to: string, bump: string): Promise<BumpRow> => ({
    ...{ repo: stream.repo, from, to, toSha: await repo.git('rev-parse', to) },
    ...{ actualBump: bump, consensus: bump, grade: 'agree+released' },
  })
  return Promise.all([row('v1.0.0', 'v1.1.0', 'minor'), row('v1.1.0', 'v2.0.0', 'major')])
}

/** The spelling that most version tags of the branch follow. */
export const tagFormat = async (repo: Repo): Promise<string> => {
  const counts = new Map<string, number>()
  for (const tag of (await repo.git('tag', '--merged', 'HEAD')).split('\n')) {
    const form = tag.replace(/\d+\.\d+\.\d+.*$/, '{version}')
    if (form.endsWith('{version}')) counts.set(form, (counts.get(form) ?? 0) + 1)
  }
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? 'v{version}'
}
