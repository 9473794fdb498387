/** The peer that everybody knows: conventional-changelog lists the same commits in the same sections of the same history. */
import { ConventionalChangelog } from 'conventional-changelog'
import { afterAll, expect, test } from 'vitest'
import { classify } from '../../src/core/classify.ts'
import { sectionsFor } from '../../src/core/keep-a-changelog.ts'
import { renderNotes } from '../../src/core/notes.ts'
import type { Commit } from '../../src/model.ts'
import { scratchRepo } from '../support/scratch.ts'
import { corpusAt } from './corpus.ts'
import { historiesOf } from './histories.ts'

const STORY = `
file package.json = { "name": "peer", "version": "1.0.0" }
feat: first | a.txt
tag v1.0.0
feat(api): streaming | api/stream.txt
fix: retry on 503 | net/retry.txt
docs: say hello | README.md
perf(net): reuse sockets | net/socket.txt
chore: tidy | tidy.txt
feat(api)!: drop v1\n\nBREAKING CHANGE: v1 is gone | api/v1.txt
branch topic from v1.0.0
fix(cli): help text | cli/help.txt
merge topic into main: Merge branch 'topic'
wip: not yet | wip.txt
revert: feat: elsewhere | else.txt
`

/** Section → short ids, as bullets under `### …` headings name them. */
const sections = (markdown: string): Record<string, string[]> => {
  const found: Record<string, string[]> = {}
  let current = ''
  for (const line of markdown.split('\n')) {
    const heading = /^### (?:⚠ )?(.+)$/.exec(line)?.[1]
    if (heading !== undefined) current = heading
    const id = /\b([0-9a-f]{7})(?:\]\(|,|$)/.exec(line)?.[1]
    if (line.startsWith('* ') && id !== undefined) (found[current] ??= []).push(id)
  }
  for (const ids of Object.values(found)) ids.sort()
  return found
}

test('the same commits in the same sections as conventional-changelog', async () => {
  const repo = await scratchRepo(STORY)
  const peer = new ConventionalChangelog(repo.folder)
    .package({ name: 'peer', version: '2.0.0' })
    .loadPreset('conventionalcommits')
  let theirs = ''
  for await (const chunk of peer.write()) theirs += String(chunk)
  const ours = await repo.rel(['changelog'])
  expect(ours.code, ours.stderr).toBe(0)
  expect(sections(ours.stdout)).toEqual(sections(theirs))
  expect(Object.keys(sections(ours.stdout)).toSorted()).toEqual([
    'Bug Fixes',
    'Features',
    'Performance Improvements',
    'Reverts',
  ])
})

interface NotesRow {
  readonly repo: string
  readonly fromSha: string
  readonly toSha: string
  readonly version: string
  readonly peers: { readonly conventionalChangelog: string }
}

const corpus = corpusAt(null)
const histories = historiesOf(corpus)
afterAll(() => histories.remove())

const commitsBetween = async (row: NotesRow): Promise<readonly Commit[]> => {
  const history = await histories.of(row.repo)
  const format = '--format=%H%x00%P%x00%B%x00'
  const text = (await history?.git('log', '--topo-order', '-z', format, `${row.fromSha}..${row.toSha}`)) ?? ''
  return text.split('\0\0').flatMap((record): readonly Commit[] => {
    const [id = '', parents = '', message = ''] = record.split('\0')
    const known = { author: 'Dev', email: 'dev@example.invalid', date: 0, files: null }
    return id === '' ? [] : [{ id, parents: parents.split(' ').filter(Boolean), message, ...known }]
  })
}

// Short histories: the whole corpus, which agrees too, takes minutes to lay out.
const SHORT = ['uuidjs/uuid', 'semantic-release/commit-analyzer', 'orhun/git-cliff']
const rows = corpus.rows<NotesRow>('changelog/changelog.jsonl').filter(({ repo }) => SHORT.includes(repo))

test('of real releases too', async () => {
  let listed = 0
  for (const row of rows) {
    const { notes } = await renderNotes({
      ...sectionsFor('default'),
      ...{ changes: classify(await commitsBetween(row)), version: row.version, date: '2026-09-21' },
      ...{ tag: row.toSha, previousTag: row.fromSha, repository: `https://github.com/${row.repo}` },
    })
    listed += Object.values(sections(notes)).flat().length
    expect(sections(notes), `${row.repo} ${row.version}`).toEqual(sections(row.peers.conventionalChangelog))
  }
  // Without the corpus there is nothing to compare.
  expect(rows.length === 0 || listed > 30, `${listed} entries`).toBe(true)
})
