/** What a commit still has to tell of, on real histories: each change file is told of once, wherever it was released. */
import { expect, test } from 'vitest'
import type { PreState } from '../../src/core/changesets-config.ts'
import { semverScheme } from '../../src/core/schemes/semver.ts'
import { ECOSYSTEMS } from '../../src/ecosystems/index.ts'
import { gatherFacts } from '../../src/facts/facts.ts'
import type { Facts } from '../../src/model.ts'
import { lookAt } from '../support/look.ts'
import { scratchRepo } from '../support/scratch.ts'

interface Question {
  readonly pre?: string
  readonly lanes?: Readonly<Record<string, string>>
  readonly changesetsPre?: PreState
}

const factsOf = async (story: string, { pre, lanes = {}, changesetsPre }: Question = {}): Promise<Facts> => {
  const look = await lookAt(await scratchRepo(story))
  return gatherFacts(look, {
    ...{ commit: look.git.place.head ?? '', line: { name: 'main', prerelease: null, channel: null }, preview: false },
    ...{
      preOf: (name) => lanes[name] ?? pre ?? null,
      packages: 'auto',
      tagFormat: null,
      scheme: semverScheme,
      groups: [],
    },
    ...{ ecosystems: ECOSYSTEMS, wantsFiles: false, changeFiles: true, also: { inPackages: [], inRoot: [] } },
    ...{ ignoreTag: () => false, ...(changesetsPre === undefined ? {} : { changesetsPre }) },
  })
}

/** `core: a, b`: what each package has still to tell of; and `a: core` for what waits for a stable release. */
const open = ({ packages, changeFiles = [] }: Facts) => [
  ...packages.map((each) => `${each.package.name}: ${(each.changeFiles ?? []).map(({ id }) => id).join(', ')}`),
  ...changeFiles.map(({ change, waiting }) => `${change.id}: ${waiting.join(', ')}`),
]

const START = `
  file package.json = {"name": "acme", "private": true, "workspaces": ["packages/*"]}
  file packages/core/package.json = {"name": "core", "version": "1.0.0"}
  file packages/cli/package.json = {"name": "cli", "version": "1.0.0"}
  file .changeset/README.md = no change file
  begin
  tag core@1.0.0
  tag cli@1.0.0`
const STREAM = String.raw`file .changeset/stream.md = ---\n"core": minor\n"cli": patch\n---\n\nStreaming.\n`
const OF_CLI = String.raw`file .changeset/stream.md = ---\n"cli": patch\n---\n\nStreaming.\n`

const release = (name: string, version: string, left = 'remove .changeset/stream.md') => `
  ${left}
  chore(release): ${name} ${version} | packages/${name}/CHANGELOG.md
  tag ${name}@${version}`

const told: readonly (readonly [what: string, story: string, expected: readonly string[]])[] = [
  [
    'a file is open for every package that it names, and knows its commit',
    `${START}\n ${STREAM}\n add`,
    ['cli: stream', 'core: stream', 'stream: cli, core'],
  ],
  [
    "a release of one package leaves the other's line",
    `${START}\n ${STREAM}\n add ${release('core', '1.1.0', OF_CLI)}`,
    ['cli: stream', 'core: ', 'stream: cli'],
  ],
  [
    'cherry-picked to 1.x, released there, merged back',
    `${START}
  branch 1.x
  on main
  other | packages/core/a
  ${STREAM}
  add
  on 1.x
  ${STREAM}
  add, picked
  ${release('core', '1.0.1', OF_CLI)}
  on main
  ${STREAM}
  merge 1.x into main`,
    ['cli: stream', 'core: ', 'stream: cli'],
  ],
  [
    'the same with another wording on main',
    `${START}
  branch 1.x
  on main
  ${STREAM.replace('Streaming', 'Streams')}
  add
  on 1.x
  ${STREAM}
  add, picked
  ${release('core', '1.0.1')}
  on main
  ${STREAM.replace('Streaming', 'Streams')}
  merge 1.x into main`,
    ['cli: stream', 'core: ', 'stream: cli'],
  ],
  [
    'main asks for more than 1.x has released',
    `${START}
  branch 1.x
  on main
  ${STREAM.replace('minor', 'major')}
  add
  on 1.x
  ${STREAM}
  add, picked
  ${release('core', '1.1.0')}
  on main
  ${STREAM.replace('minor', 'major')}
  merge 1.x into main`,
    ['cli: stream', 'core: stream', 'stream: cli, core'],
  ],
  [
    'released on both branches, then merged: nothing is left to tell, and the file that came back goes',
    `${START}
  ${STREAM}
  add
  branch next
  ${release('core', '2.0.0')}
  tag cli@2.0.0
  on main
  keep | README.md
  merge next into main
  ${STREAM}
  Revert the removal`,
    ['cli: ', 'core: ', 'stream: '],
  ],
  [
    'edited after a partial release: the package that it names anew counts',
    `${START}
  ${STREAM}
  add
  ${release('core', '1.1.0', OF_CLI)}
  file .changeset/stream.md = ---\\n"cli": patch\\n"core": patch\\n---\\n\\nStreams that end.\\n
  say more`,
    ['cli: stream', 'core: stream', 'stream: cli, core'],
  ],
  [
    'a name may be taken again',
    `${START}
  ${STREAM}
  add
  ${release('core', '1.1.0')}
  tag cli@1.0.1
  ${STREAM.replace('Streaming', 'Something else')}
  add another`,
    ['cli: stream', 'core: stream', 'stream: cli, core'],
  ],
  [
    'a tag without a release commit has told of what its commit has',
    `${START}\n ${STREAM}\n add\n tag core@1.1.0\n after | README.md`,
    ['cli: stream', 'core: ', 'stream: cli'],
  ],
  [
    'a recorded decline is open until its package is released',
    `${START}\n ${STREAM.replace('minor', 'none')}\n add\n`,
    ['cli: stream', 'core: stream', 'stream: cli, core'],
  ],
  [
    'a file that names nothing waits for nothing',
    `${START}\n file .changeset/empty.md = ---\\n---\\n\n add`,
    [...['cli: ', 'core: ', 'empty: ']],
  ],
]

test.concurrent.each(told)('%s', async (_, story, expected) => {
  expect(open(await factsOf(story))).toEqual(expected)
})

const PRERELEASED = `${START}
  ${STREAM}
  add
  chore(release): core 1.1.0-rc.1 | packages/core/CHANGELOG.md
  tag core@1.1.0-rc.1
  file .changeset/late.md = ---\\n"core": patch\\n---\\n\\nLate.\\n
  add another`

test('a prerelease has told of it for prereleases of its id; the stable release tells of all again', async () => {
  expect(open(await factsOf(PRERELEASED, { pre: 'rc' }))).toEqual([
    ...['cli: stream', 'core: late', 'late: core', 'stream: cli, core'],
  ])
  expect(open(await factsOf(PRERELEASED, { pre: 'beta' }))[1]).toBe('core: late, stream')
  expect(open(await factsOf(PRERELEASED))[1]).toBe('core: late, stream')
  expect(open(await factsOf(PRERELEASED, { lanes: { core: 'rc' } })).slice(0, 2)).toEqual(['cli: stream', 'core: late'])
})

const BROUGHT = `${START}
  branch topic
  ${STREAM}
  add
  on main
  other | README.md
  merge topic into main`

test('files know the commit that added them, not the merge that brought them', async () => {
  const { changeFiles = [] } = await factsOf(BROUGHT)
  const repo = await scratchRepo(BROUGHT)
  expect(changeFiles.map(({ change }) => change.commit)).toEqual([repo.id('add')])
})

const PRE = `${START}
  ${STREAM}
  file .changeset/pre/kept.md = ---\\n"core": minor\\n---\\n\\nKept.\\n
  file .changeset/late.md = ---\\n"core": patch\\n---\\n\\nLate.\\n
  add`

test("in changesets' mode pre what it lists is told; in mode exit all is told again", async () => {
  const pre: PreState = { mode: 'pre', tag: 'next', changesets: ['stream'] }
  expect(open(await factsOf(PRE, { pre: 'next', changesetsPre: pre }))).toEqual(['cli: ', 'core: late', 'late: core'])
  expect(open(await factsOf(PRE, { changesetsPre: { ...pre, mode: 'exit' } })).slice(0, 2)).toEqual([
    ...['cli: stream', 'core: late, stream, kept'],
  ])
})

test('members without a version may be named; others may not', async () => {
  const docs = 'file packages/docs/package.json = {"name": "docs", "private": true}'
  const file = (name: string) => `file .changeset/a.md = ---\\n"${name}": patch\\n"core": patch\\n---\\n\\nWords.\\n`
  expect(open(await factsOf(`${docs}\n${START}\n ${file('docs')}\n add`))).toEqual(['cli: ', 'core: a', 'a: core'])
  await expect(factsOf(`${docs}\n${START}\n ${file('dosc')}\n add`)).rejects.toMatchObject({
    code: 'CHANGE_FILE',
    message: '.changeset/a.md:2: there is no package "dosc" here',
  })
})
