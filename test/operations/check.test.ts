/** A range or a title put to the rules, in process: what is found, and how it is told. */
import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import type { Terminal } from '../../src/cli/command.ts'
import { annotations, checkJson, checkLines, isFine } from '../../src/cli/show/check.ts'
import { check, type CheckRequest } from '../../src/operations/check.ts'
import { type Repo, scratchEnv, scratchRepo } from '../support/scratch.ts'

const silent = () => undefined

const checkIn = ({ folder }: Repo, asked: Partial<CheckRequest>) =>
  check({
    ...{ cwd: folder, configFile: null, branch: null, ciBranch: null, ci: false, offline: false, env: scratchEnv },
    ...{ interrupted: () => false, range: null, title: null, requireChange: false, target: null },
    progress: { note: silent, begin: silent, start: silent, outcome: silent },
    ...asked,
  })

const terminal: Terminal = {
  ...{ print: silent, log: silent, alarm: silent, paint: new Chalk({ level: 0 }) },
  ...{ canAsk: false, json: false, quiet: false },
}

const STORY = `
  file release.config.json = {"versioning": {"rules": [{"type": "deps", "bump": "patch"}, {"path": "docs/", "bump": "none"}]}}
  file package.json = {"name": "core", "version": "1.0.0"}
  feat: begin
  tag v1.0.0
  feat(api)!: streaming | a
  deps: newer | b
  fix the words | docs/a
  chore: nothing | c
`

const told = scratchRepo(STORY)

test('every commit of a range lands in one class; a rule may take one without a convention', async () => {
  const repo = await told
  const checked = await checkIn(repo, { range: 'v1.0.0..HEAD' })
  expect(checked.changes.map((change) => `${change.class} ${change.rule}`)).toEqual([
    'ignored chore → none (default)',
    'ignored docs/ → none (versioning.rules[1])',
    'change deps → patch (versioning.rules[0])',
    'change breaking → major (default)',
  ])
  expect(checked.counts).toMatchObject({ total: 4, changes: 2, ignored: 2, unclassified: 0 })
  expect(isFine(checked)).toBe(true)
  expect(checkLines(checked, terminal).at(-1)).toBe('✓ 4 commits: 2 changes, 2 ignored')
})

test('what follows no convention and what looks as if more was meant is found', async () => {
  const repo = await scratchRepo(`${STORY}
 did things | a
 fixes: them | a
 fixup! fix: x | a`)
  const checked = await checkIn(repo, { range: 'v1.0.0' })
  const found = checked.findings.map(({ code, commit, hint }) => [code, commit, hint.slice(0, 20)])
  expect(found).toEqual([
    ['UNCLASSIFIED', repo.id('fixup! fix: x'), 'put it into the comm'],
    ['NEAR_MISS', repo.id('fixes: them'), 'did you mean fix?'],
    ['UNCLASSIFIED', repo.id('did things'), 'write the first line'],
  ])
  expect(isFine(checked)).toBe(false)
  expect(checkJson(checked)).toMatchObject({
    kind: 'rel.check',
    ok: false,
    range: { name: 'v1.0.0', to: repo.id('main') },
  })
  expect(checkLines(checked, terminal).at(-1)).toMatch(/^✗ 3 findings in 7 commits: /)
})

test('a footer that asks for a version of no package is found, in a squash message too', async () => {
  const repo = await scratchRepo(`${STORY}
 fix: x\\n\\nRelease-As: gone@2.0.0 | a`)
  const findings = [
    await checkIn(repo, { range: 'HEAD~1' }),
    await checkIn(repo, { title: 'fix: x\n\nRelease-As: gone@2.0.0' }),
  ]
  expect(findings.map((checked) => checked.findings)).toMatchObject([
    [
      {
        code: 'UNKNOWN_PACKAGE',
        severity: 'error',
        commit: repo.id('main'),
        detail: 'Release-As names gone, and there is no such package',
      },
    ],
    [{ code: 'UNKNOWN_PACKAGE', commit: null }],
  ])
})

const LOW = 'chore: low\\n\\nRelease-As: 0.9.0'
const TOO_LOW = /^USAGE Release-As in commit \w{7} asks for core 0\.9\.0, which is not above 1\.0\.0$/
const TOO_FAR =
  /^MAX_BUMP core 1\.0\.0 → 2\.0\.0 is a major step, and versioning\.maxBump is minor, because of \w{7} far$/

test.each([
  [LOW, 'main..topic', [TOO_LOW]],
  [LOW, null, [TOO_LOW]],
  ['feat!: far', 'main..topic', [TOO_FAR]],
  ['feat!: far', 'main..topic~1', []],
  ['chore: soon\\n\\nRelease-As: soon', null, [/^NEAR_MISS looks as if more was meant$/]],
  ['chore: fine\\n\\nRelease-As: 1.9.0', null, []],
])('what would stop the release after: %s, of %s', async (message, range, said) => {
  const repo = await scratchRepo(`
  file release.config.json = {"versioning": {"maxBump": "minor"}}
  file package.json = {"name": "core", "version": "1.0.0"}
  feat: begin
  tag v1.0.0
  branch topic
  fix: near | a
  ${message} | b`)
  const { findings } = await checkIn(repo, { range })
  expect(findings.map(({ code, detail }) => `${code} ${detail}`)).toEqual(
    said.map((each) => expect.stringMatching(each)),
  )
  expect(findings.map(({ severity, commit }) => [severity, commit])).toEqual(
    said.map(() => ['error', repo.id('topic')]),
  )
})

test('what commits of before the range have brought about stops nobody else', async () => {
  const repo = await scratchRepo(`
  file release.config.json = {"versioning": {"maxBump": "minor"}}
  file package.json = {"name": "core", "version": "1.0.0"}
  feat: begin
  tag v1.0.0
  feat!: far | a
  branch topic
  fix: near | b`)
  expect((await checkIn(repo, { range: 'main..topic' })).findings).toEqual([])
  expect((await checkIn(repo, { range: 'v1.0.0..topic' })).findings).toMatchObject([{ commit: repo.id('main') }])
})

test('a change file that asks for too long a step is found where it was written', async () => {
  const repo = await scratchRepo(`
  file release.config.json = {"versioning": {"maxBump": "minor", "source": "changes"}}
  file package.json = {"name": "core", "version": "1.0.0"}
  feat: begin
  tag v1.0.0
  branch topic
  file .changeset/far.md = ---\\n"core": major\\n---\\n\\nFar.\\n
  feat: far
  fix: near | b`)
  expect((await checkIn(repo, { range: 'main..topic' })).findings).toMatchObject([
    { code: 'MAX_BUMP', severity: 'error', commit: repo.id('feat: far') },
  ])
})

test('a title is checked alone, as a squash message too', async () => {
  const repo = await told
  const titles = ['feat: x', 'deps: y (#3)', 'Feat(x)! y', 'update', '', 'feat: x\n\nbreaking change: z']
  const found = await Promise.all(titles.map((title) => checkIn(repo, { title })))
  expect(found.map((checked) => checked.findings.map(({ code }) => code).join())).toEqual([
    ...['', '', 'UNCLASSIFIED', 'UNCLASSIFIED', 'UNCLASSIFIED', 'NEAR_MISS'],
  ])
  expect(checkLines(found[3]!, terminal)).toEqual([
    '  unclassified  update  follows no convention',
    '',
    '  ✗ update: follows no convention',
    '    hint: write the first line as `type(scope): subject`, with feat, fix, docs, chore … as the type',
    '✗ 1 finding in the title',
  ])
})

test('annotations hold one line each, whatever the message holds', async () => {
  const repo = await told
  const [line] = annotations(await checkIn(repo, { title: '100 % done\r\n\r\nyes' }))
  expect(line).toMatch(/^::error title=rel check UNCLASSIFIED::100 %25 done: follows no convention; write the first /)
})

test.each([
  ['nope..HEAD', '"nope" names no commit here'],
  ['..HEAD', '"" names no commit here'],
  ['v1.0.0..HEAD..x', '"HEAD..x" names no commit here'],
  ['--all', '"--all" names no commit here'],
])('%s: %s', async (range, message) => {
  const repo = await told
  await expect(checkIn(repo, { range })).rejects.toMatchObject({ code: 'UNKNOWN_REVISION', message })
})

test('a change file cannot be required where commits decide', async () => {
  const repo = await told
  await expect(checkIn(repo, { requireChange: true })).rejects.toMatchObject({ code: 'USAGE' })
})
