/** The peer that everybody knows: conventional-changelog lists the same commits in the same sections of the same history. */
import { ConventionalChangelog } from 'conventional-changelog'
import { expect, test } from 'vitest'
import { scratchRepo } from '../support/scratch.ts'

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
    const id = /\b([0-9a-f]{7})\b/.exec(line)?.[1]
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
