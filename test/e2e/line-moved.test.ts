/** The remote's branch moves on between build and seal: the release is merged in, or, in conflict, nothing is public. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cloneOf, scratchFolder } from '../support/scratch.ts'
import { treeOf, type Workspace, workspace } from '../support/workspace.ts'

/** A workspace whose recipe pushes a commit that changes `file`, once. */
const racing = async (file: string, onMoved: string): Promise<Workspace> => {
  const script = join(scratchFolder('race'), 'push.sh')
  const target = { name: 'source', run: [['sh', script]], artifacts: [{ kind: 'archive', name: '{name}-{version}' }] }
  const place = await workspace({ config: { build: { targets: [target] }, commit: { onMoved } } })
  const other = await cloneOf(place.remote)
  const commands = [
    `cd '${other.folder}' || exit 1`,
    '[ -e done ] && exit 0',
    'touch done',
    `mkdir -p "$(dirname ${file})"`,
    `echo raced > ${file}`,
  ]
  const git = 'git -c user.name=Other -c user.email=other@example.invalid'
  writeFileSync(
    script,
    [...commands, `git add ${file}`, `${git} commit -qm 'fix: raced'`, 'git push -q origin main'].join('\n'),
  )
  return place
}

test('another file: sealed in one run, with the bytes of the release commit, merged into the new head', async () => {
  const { repo, remote, out } = await racing('raced.txt', 'merge')
  const released = await repo.rel(['release'])
  expect(released.code, released.stderr).toBe(0)
  const commit = await remote.git('rev-parse', 'core@1.0.0^{commit}')
  expect(await remote.git('log', '-1', '--format=%s', 'main')).toBe('chore(release): merge core@1.0.0, cli@0.3.0')
  expect((await remote.git('log', '-1', '--format=%P', 'main')).split(' ')).toContain(commit)
  expect(await remote.git('show', 'main:raced.txt')).toBe('raced')
  const index = await remote.git('show', 'refs/rel/ledger:releases/core/1.0.0/release.json')
  expect((JSON.parse(index) as { commit: string }).commit).toBe(commit)
  expect(treeOf(join(out, 'core', '1.0.0'))).toEqual(treeOf(join(repo.folder, 'artifacts', 'core', '1.0.0')))
})

test.each([
  ['the edited file', 'packages/core/CHANGELOG.md', 'merge'],
  ['any file with "onMoved": "stop"', 'raced.txt', 'stop'],
])('%s: exit 4 LINE_MOVED and nothing public', async (_, file, onMoved) => {
  const { repo, remote, out } = await racing(file, onMoved)
  const released = await repo.rel(['release'])
  expect(released.code).toBe(4)
  expect(released.stderr).toContain('error[LINE_MOVED]')
  expect(released.stderr).toMatch(/hint: .*git pull.* or merge/)
  expect(await remote.git('log', '-1', '--format=%s', 'main')).toBe('fix: raced')
  expect(await remote.git('tag', '--list')).toBe('')
  expect(await remote.git('for-each-ref', '--format=%(refname)', 'refs/rel/ledger')).toBe('')
  expect(() => treeOf(out)).toThrow('ENOENT')
  await repo.git('pull', '--quiet', '--no-rebase', '--no-edit', '-X', 'ours', 'origin', 'main')
  const again = await repo.rel(['release'])
  expect(again.code, again.stderr).toBe(0)
})
