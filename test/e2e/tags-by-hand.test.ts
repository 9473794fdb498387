/** Tags that a person made: those that are a version of a package are releases, whatever else is tagged is left alone. */
import { expect, test } from 'vitest'
import { bareRemote, type Repo, scratchRepo } from '../support/scratch.ts'

const STORY = `
file package.json = { "name": "demo", "version": "VERSION" }
feat: start
`

const released = async (version: string, config: object | null = null): Promise<{ repo: Repo; remote: Repo }> => {
  const line = config === null ? '' : `file release.config.json = ${JSON.stringify(config)}\n`
  const repo = await scratchRepo(`${line}${STORY.replace('VERSION', version).trimStart()}`)
  return { repo, remote: await bareRemote(repo) }
}

test.each([
  ['v1.0.0', '1.0.0'],
  ['1.0.0', '1.0.0'],
  ['demo@1.0.0', '1.0.0'],
  ['demo-v1.0.0', '1.0.0'],
  ['v1.0.0', '0.0.0'],
])('publish finishes the release that tag %s is, with manifest %s', async (tag, manifest) => {
  const { repo, remote } = await released(manifest)
  await repo.git('tag', tag)
  const published = await repo.rel(['publish'])
  expect(published.code, published.stderr).toBe(0)
  expect(await remote.git('rev-parse', `refs/tags/${tag}^{commit}`)).toBe(await repo.git('rev-parse', 'HEAD'))
  expect((await repo.rel(['version', '--current'])).stdout).toBe('1.0.0\n')
})

test('a tag that is no version of a package is left alone', async () => {
  const { repo, remote } = await released('1.0.0', { tag: { format: 'demo-{version}' } })
  for (const tag of ['docker-1.0', 'v1.0.0', '2024.10']) await repo.git('tag', tag)
  expect((await repo.rel(['publish'])).code).toBe(3)
  const made = await repo.rel(['release', '--yes'])
  expect(made.code, made.stderr).toBe(0)
  expect(await remote.git('tag', '--list')).toBe('demo-1.0.0')
})

test("Go modules have a spelling of their own each, of which none is another one's", async () => {
  const repo = await scratchRepo(`
file go.work = "go 1.22\\n\\nuse (\\n\\t.\\n\\t./store\\n)\\n"
file go.mod = module example.com/kit
file store/go.mod = module example.com/kit/store
feat: start
`)
  for (const tag of ['v1.4.0', 'store/v0.4.0']) await repo.git('tag', tag)
  expect(await repo.rel(['publish', 'store/v0.4.0'])).toMatchObject({ code: 0 })
  const rest = await repo.rel(['publish'])
  expect(rest.code, rest.stderr).toBe(0)
  expect(rest.stderr).not.toContain('names no package')
  expect((await repo.rel(['status'])).stdout).not.toContain('not sealed')
})

test('a tag that the manifest contradicts is exit 2', async () => {
  const { repo } = await released('1.0.0')
  await repo.git('tag', 'v1.1.0')
  const published = await repo.rel(['publish', '--json'])
  expect(published.json()['code']).toBe('VERSION_MISMATCH')
  expect(published.code).toBe(2)
})
