/** `rel change` and what is asked of pull requests: change files written, refused, listed, required. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addChange, changeable, type ChangeRequest, check, pendingChanges, type Request } from '../../src/rel.ts'
import { type Repo, repoAt, scratchEnv, scratchFolder, scratchRepo } from '../support/scratch.ts'

const silent = () => undefined

const requestIn = ({ folder }: Pick<Repo, 'folder'>): Request => ({
  ...{ cwd: folder, configFile: null, branch: null, ciBranch: null, ci: false, offline: false, env: scratchEnv },
  ...{ interrupted: () => false, progress: { note: silent, begin: silent, start: silent, outcome: silent } },
})

const addIn = (repo: Pick<Repo, 'folder'>, asked: Partial<ChangeRequest>) =>
  addChange({
    ...{
      ...requestIn(repo),
      releases: [{ package: 'core', bump: 'minor' }],
      summary: 'Streaming.',
      id: null,
      write: true,
    },
    ...asked,
  })

const TWO = `
  file release.config.json = {"versioning": {"source": "changes"}}
  file package.json = {"private": true, "workspaces": ["packages/*"]}
  file packages/core/package.json = {"name": "core", "version": "1.0.0"}
  file packages/cli/package.json = {"name": "cli", "version": "1.0.0"}
  begin
  tag core@1.0.0
  tag cli@1.0.0
`

test('add writes the file, twice is once, and list tells what it leads to', async () => {
  const repo = await scratchRepo(`${TWO}\n work | packages/core/a`)
  const words = ['change', 'add', 'minor', 'core', 'patch', 'cli', '-m', 'Streaming, everywhere.', '-m', 'More.']
  const file = '.changeset/streaming-everywhere-8f70de.md'
  expect((await repo.rel([...words, '--dry-run'])).stdout).toContain(`${file}\n  ---\n  "core": minor\n`)
  const added = await repo.rel(words)
  expect([added.code, added.stdout]).toEqual([0, `✓ ${file}\n`])
  expect(readFileSync(join(repo.folder, file), 'utf8')).toBe(
    '---\n"core": minor\n"cli": patch\n---\n\nStreaming, everywhere.\n\nMore.\n',
  )
  expect(await repo.rel(words)).toMatchObject({ code: 2, stdout: '' })
  expect((await repo.rel(['change'])).stdout).toBe(
    `no change file waits for a release\n\nnot committed\n  ${file}  core minor, cli patch  Streaming, everywhere.\n`,
  )
  await repo.git('add', '.changeset')
  await repo.git('commit', '--quiet', '-m', 'describe it')
  expect((await repo.rel(['change', 'list'])).stdout).toBe(
    ['cli', 'core']
      .map((name) =>
        name === 'cli' ? ['cli  1.0.0 → 1.0.1  patch', 'patch'] : ['core  1.0.0 → 1.1.0  minor', 'minor'],
      )
      .map(([title, level]) => `${title}\n  ${level}  ${file}  Streaming, everywhere.\n`)
      .join('\n'),
  )
})

test.each([
  [['add'], 'which packages it changes is not said'],
  [['add', 'core', '-m', 'x'], 'how far it moves core is not said, and core is no level'],
  [['add', 'minor', 'core', '--yes'], 'a change needs a summary for the changelog'],
  [['add', 'minor', 'coer', '-m', 'x'], 'there is no package "coer" here'],
  [['core'], 'rel change knows no "core"'],
])('%j without a terminal: %s', async (words, message) => {
  const repo = await two
  const run = await repo.rel(['change', ...words, '--json'])
  expect([run.code, run.json()['message']]).toEqual([2, message])
})

const two = scratchRepo(TWO)

test('what is no change file is not written', async () => {
  const repo = await two
  const refused = async (asked: Partial<ChangeRequest>) => {
    const error = await addIn(repo, asked).catch((cause: unknown) => cause)
    return error
  }
  const core = { package: 'core', bump: 'minor' } as const
  expect(await refused({ releases: [{ ...core, package: 'coer' }] })).toMatchObject({
    ...{ code: 'UNKNOWN_PACKAGE', hint: 'did you mean core?' },
  })
  expect(await refused({ releases: [core, core] })).toMatchObject({ code: 'USAGE' })
  expect(await refused({ releases: [] })).toMatchObject({ code: 'USAGE' })
  expect(await refused({ summary: ' \n' })).toMatchObject({ code: 'USAGE' })
  for (const id of ['../x', 'README', '', 'a b', '.x'])
    expect(await refused({ id })).toMatchObject({ code: 'USAGE', hint: 'use letters, digits and dashes' })
  expect(
    await addIn(repo, { releases: [{ ...core, bump: 'none' }], summary: '', id: 'none', write: false }),
  ).toMatchObject({ file: '.changeset/none.md', text: '---\n"core": none\n---\n\n', written: false })
  expect(readdirSync(repo.folder)).not.toContain('.changeset')
})

test('a bare repository has no place for it, one where commits decide no use', async () => {
  const bare = await scratchRepo(TWO, { bare: true })
  await expect(addIn(bare, {})).rejects.toMatchObject({ code: 'BLOCKED' })
  const commits = await scratchRepo('file package.json = {"name": "core", "version": "1.0.0"}\n feat: begin')
  await expect(addIn(commits, {})).rejects.toMatchObject({ code: 'USAGE' })
  await expect(pendingChanges(requestIn(commits))).rejects.toMatchObject({ code: 'USAGE' })
})

test('before the first commit too, and packages that are not committed', async () => {
  const repo = repoAt(scratchFolder())
  await repo.git('init', '--quiet')
  await repo.write({
    'package.json': '{"name": "core", "version": "1.0.0"}',
    'release.config.json': '{"versioning": {"source": "both"}}',
  })
  expect(await addIn(repo, { id: 'one' })).toMatchObject({ file: '.changeset/one.md', written: true })
  expect(await changeable(requestIn(repo))).toEqual([{ name: 'core', isChanged: false }])
})

test('packages that need one come first', async () => {
  const repo = await scratchRepo(`${TWO}
  file .changeset/a.md = ---\\n"cli": patch\\n---\\n\\nWords.\\n
  both | packages/core/a, packages/cli/a`)
  expect(await changeable(requestIn(repo))).toEqual([
    { name: 'core', isChanged: true },
    { name: 'cli', isChanged: false },
  ])
})

/** Packages of which a pull request to main says nothing. */
const silentIn = async (story: string): Promise<readonly (string | null)[]> => {
  const repo = await scratchRepo(story)
  const asked = { range: null, title: null, requireChange: true, target: null }
  const { findings } = await check({ ...requestIn(repo), ...asked })
  return findings.filter(({ code }) => code === 'NO_CHANGE').map((finding) => finding.package)
}

const WORDS = (name: string, bump = 'patch') =>
  `file .changeset/${name}.md = ---\\n"${name}": ${bump}\\n---\\n\\nWords.\\n`
const HIDDEN = 'file .changeset/config.json = {"ignore": ["cli"]}'

test.concurrent.each([
  [
    'each touched package needs one',
    `${TWO}\n branch topic\n ${WORDS('core')}\n both | packages/core/a, packages/cli/a`,
    ['cli'],
  ],
  ['a bump of none says enough', `${TWO}\n branch topic\n ${WORDS('core', 'none')}\n work | packages/core/a`, []],
  ['what a rule ignores needs none', `${TWO}\n branch topic\n docs: words | packages/core/a`, []],
  [
    'nor what is taken back',
    `${TWO}\n branch topic\n feat: a | packages/core/a\n revert: a\\n\\nThis reverts commit {id of feat: a}. | packages/core/a`,
    [],
  ],
  ['nor a package that changesets ignores', `${HIDDEN}\n ${TWO}\n branch topic\n work | packages/cli/a`, []],
  [
    'one that was there before is none',
    `${TWO}\n ${WORDS('core')}\n add\n branch topic\n work | packages/core/a`,
    ['core'],
  ],
  [
    'nor is one that the branch has merged',
    `${TWO}\n branch topic\n work | packages/core/a\n on main\n ${WORDS('core')}\n add\n merge main into topic\n on main\n more | x\n on topic`,
    ['core'],
  ],
  [
    'one that was there and names it now is one',
    `${TWO}\n ${WORDS('cli').replace('cli.md', 'a.md')}\n add\n branch topic\n ${WORDS('core').replace('core.md', 'a.md')}\n work | packages/core/a`,
    [],
  ],
])('%s', async (_, story, expected) => {
  expect(await silentIn(story)).toEqual(expected)
})
