/** Shallow clones, as CI makes them: the same answers as of a whole one, from as much history as they need. */
import { describe, expect, test } from 'vitest'
import { cloneOf, type Repo, scratchRepo } from '../support/scratch.ts'

const many = (count: number): string => 'chore: routine\n'.repeat(count)

const OLD = `file package.json = {"name":"core","version":"1.0.0"}\nfeat: start\ntag v1.0.0\n${many(400)}`

const CHANGE = String.raw`file .changeset/a.md = ---\n"core": minor\n---\n\nA change.\n`

const planOf = async (repo: Repo): Promise<string> => {
  const run = await repo.rel(['plan', '--json'])
  expect(run).toMatchObject({ code: 0 })
  return run.json<{ digest: string }>().digest
}

const commitsIn = async (repo: Repo): Promise<number> => Number(await repo.git('rev-list', '--count', '--all'))

const isWhole = async (repo: Repo): Promise<boolean> =>
  (await repo.git('rev-parse', '--is-shallow-repository')) === 'false'

test('only what the range needs is fetched, and no ref is made of it', async () => {
  const repo = await scratchRepo(`${OLD}feat: then\ntag v1.1.0\n${many(20)}fix: now`)
  const clone = await cloneOf(repo, '--depth=1', '--no-tags')
  const refs = await clone.git('for-each-ref')
  expect(await planOf(clone)).toBe(await planOf(repo))
  expect(await clone.git('for-each-ref')).toBe(refs)
  expect(await commitsIn(clone)).toBeLessThan(100)
  const offline = await cloneOf(repo, '--depth=1', '--no-tags')
  expect((await offline.rel(['plan', '--offline', '--json'])).json()).toMatchObject({ code: 'SHALLOW', exit: 8 })
})

test('a longer range is fetched in steps, and one without a release as a whole', async () => {
  const repo = await scratchRepo(`${OLD}${many(800)}fix: now`)
  const clone = await cloneOf(repo, '--depth=1', '--no-tags')
  expect(await planOf(clone)).toBe(await planOf(repo))
  const first = await scratchRepo(`file package.json = {"name":"core","version":"1.0.0"}\n${many(200)}feat: now`)
  const none = await cloneOf(first, '--depth=1')
  expect(await planOf(none)).toBe(await planOf(first))
  expect(await isWhole(none)).toBe(true)
})

describe('the whole history is fetched', () => {
  const now = 'fix: now'

  test.concurrent.each([
    ['a higher release lies below', `${OLD}feat: high\ntag v2.0.0\n${many(100)}fix: low\ntag v1.5.0\n${now}`, '2.0.1'],
    ['a higher release is on another line', `${OLD}branch other\nfeat: high\ntag v2.0.0\non main\n${now}`, '1.0.1'],
  ])('where %s', async (_, story, version) => {
    const repo = await scratchRepo(story)
    const clone = await cloneOf(repo, '--depth=3', '--no-tags')
    // As CI's checkout does when it is told to bring tags: their commits are here, and nothing between.
    await clone.git('fetch', '--quiet', '--depth=1', 'origin', '+refs/tags/*:refs/tags/*')
    expect(await planOf(clone)).toBe(await planOf(repo))
    expect(await isWhole(clone)).toBe(true)
    expect((await clone.rel(['version', '--offline', '--json'])).json()).toMatchObject({ next: version })
  })

  test.concurrent('where a change file waits, which an old release may have told of', async () => {
    const config = 'file release.config.json = {"versioning": {"source": "both"}}'
    const repo = await scratchRepo(`${config}\n${CHANGE}\n${OLD}fix: then\ntag v1.0.1\n${many(90)}${now}`)
    const clone = await cloneOf(repo, '--depth=1', '--no-tags')
    expect(await planOf(clone)).toBe(await planOf(repo))
    expect(await isWhole(clone)).toBe(true)
  })

  test.concurrent('where the commit is not on the remote', async () => {
    const repo = await scratchRepo(`${OLD}feat: then\ntag v1.1.0\n${many(20)}`)
    const clone = await cloneOf(repo, '--depth=1', '--no-tags')
    await clone.git('commit', '--quiet', '--allow-empty', '--message=fix: here alone')
    expect((await clone.rel(['version', '--json'])).json()).toMatchObject({ next: '1.1.1' })
  })

  test.concurrent('where first contributions are told, and offline says so', async () => {
    const config = 'file release.config.json = {"changelog": {"contributors": true}}'
    const repo = await scratchRepo(`${config}\n${OLD}feat: then\ntag v1.1.0\nfix: now`)
    const [clone, offline] = [await cloneOf(repo, '--depth=3'), await cloneOf(repo, '--depth=3')]
    expect((await clone.rel(['changelog'])).stdout).toBe((await repo.rel(['changelog'])).stdout)
    const cut = await offline.rel(['changelog', '--offline', '--json'])
    expect(cut.json()).toMatchObject({ code: 'SHALLOW', exit: 8 })
  })
})
