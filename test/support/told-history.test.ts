/** The told language makes the repository that it tells of, and the same one every time. */
import { expect, test } from 'vitest'
import { scratchRepo } from './scratch.ts'

const STORY = String.raw`
# everything that the language can say
file package.json = {"name":"core","version":"1.0.0"}
file with space.txt = one\ntwo
file exact.txt = "no line's end"
feat(api): first | src/a.txt, src/b.txt
tag v1.0.0

branch next
fix: on next | src/a.txt
annotated tag v1.0.1-rc.1 on next: two\n\nparagraphs

on main
day 2025-03-01
commit tag it | tab	"quote" \ and\nline
file src/a.txt = told
merge next into main: Merge branch 'next'
remove exact.txt
revert: first\n\nThis reverts commit {id of feat(api): first}.
branch 1.x from v1.0.0
docs: nothing changes
on main
`

test('tells commits, dates, merges, tags and branches', async () => {
  const repo = await scratchRepo(STORY)
  const log = await repo.git('log', '--date-order', '--format=%ad %an <%ae> %s%d', '--date=format:%F %H:%M')
  expect(log.split('\n')).toEqual([
    '2025-03-03 12:00 Dev <dev@example.invalid> revert: first (HEAD -> main)',
    "2025-03-02 12:00 Dev <dev@example.invalid> Merge branch 'next'",
    '2025-03-01 12:00 Dev <dev@example.invalid> tag it',
    '2025-01-07 12:00 Dev <dev@example.invalid> fix: on next (tag: v1.0.1-rc.1, next)',
    '2025-01-06 12:00 Dev <dev@example.invalid> feat(api): first (tag: v1.0.0)',
  ])
  expect(await repo.git('log', '-1', '--format=%b')).toBe(`This reverts commit ${repo.id('v1.0.0')}.\n`)
  expect(await repo.git('for-each-ref', '--format=%(objecttype) %(refname:short) %(contents)', 'refs/tags')).toBe(
    'commit v1.0.0 feat(api): first\n\ntag v1.0.1-rc.1 two\n\nparagraphs\n',
  )
  expect(await repo.git('log', '-1', '--format=%s %p', '1.x')).toBe(
    `docs: nothing changes ${repo.id('v1.0.0').slice(0, 7)}`,
  )
})

test('tells files: JSON as npm writes it, text, a counter where nothing was told, odd names', async () => {
  const repo = await scratchRepo(STORY)
  const show = (path: string) => repo.git('show', `v1.0.0:${path}`)
  expect(await show('package.json')).toBe('{\n  "name": "core",\n  "version": "1.0.0"\n}')
  expect(await show('with space.txt')).toBe('one\ntwo')
  expect(await show('src/b.txt')).toBe('1')
  expect(await repo.git('show', 'main:src/a.txt')).toBe('told')
  expect((await repo.git('ls-tree', '-r', '-z', '--name-only', 'HEAD')).split('\0')).toEqual([
    ...['package.json', 'src/a.txt', 'src/b.txt', 'tab\t"quote" \\ and\nline', 'with space.txt', ''],
  ])
  expect(await repo.git('status', '--porcelain')).toBe('')
})

test('the same story has the same ids, in a bare repository too', async () => {
  const [one, two] = [await scratchRepo(STORY), await scratchRepo(STORY, { bare: true })]
  expect(await two.git('for-each-ref')).toBe(await one.git('for-each-ref'))
  expect(await two.git('rev-parse', '--is-bare-repository', 'HEAD')).toBe(`true\n${one.id('main')}`)
  await two.git('fsck', '--strict')
})

test('no story is a repository without commits, and a name that was not told is an error', async () => {
  const repo = await scratchRepo('')
  expect(await repo.git('status', '--porcelain', '--branch')).toBe('## No commits yet on main')
  await expect(scratchRepo('fix: x\n\ntag v1 on v0')).rejects.toThrow('no tag, branch or commit "v0"')
})
