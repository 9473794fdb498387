/** What a release edits beside manifests: version files that say the number already, and changelogs that cannot be one. */
import { expect, test } from 'vitest'
import { scratchRepo } from '../support/scratch.ts'

const told = (config: object): string => `
file release.config.json = ${JSON.stringify(config)}
file package.json = {"name": "core", "version": "1.0.0"}
file version.ts = export const VERSION = "1.0.0" // rel:version
feat: start
`

test('a version file that says the new version already is no edit, and the tag plans the same again', async () => {
  const versionFiles = [{ file: 'version.ts', marker: true }]
  const repo = await scratchRepo(told({ packages: [{ name: 'core', path: '.', versionFiles }] }))
  const planned = (await repo.rel(['plan', '--json'])).json<{ digest: string }>()
  expect((await repo.rel(['bump', '--yes'])).code).toBe(0)
  expect((await repo.rel(['plan', 'v1.0.0', '--json'])).json<{ digest: string }>().digest).toBe(planned.digest)
  expect((await repo.rel(['publish'])).code).toBe(0)
})

test.each([
  ['changelog.file', { file: 'package.json' }],
  ['changelog.file', { file: 'release.config.json' }],
  ['changelog.repositoryFile', { file: false, repositoryFile: 'package.json' }],
])('%s: %j would end a manifest or the config', async (_, changelog) => {
  const repo = await scratchRepo(told({ changelog }))
  const run = await repo.rel(['bump', '--yes', '--json'])
  expect(run.json()).toMatchObject({ code: 'CONFIG_VALUE', exit: 2 })
  expect(await repo.git('status', '--porcelain')).toBe('')
})
