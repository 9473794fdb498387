/** Other tools' files are named; only those that look like ours and are code are answered with an error. */
import { expect, test } from 'vitest'
import { foreignError, foreignTool } from '../../src/config/foreign.ts'

test.each([
  ['release.config.js', 'semantic-release', true],
  ['release.config.mjs', 'semantic-release', true],
  ['release.config.ts', 'semantic-release', true],
  ['.releaserc', 'semantic-release', false],
  ['.releaserc.yml', 'semantic-release', false],
  ['.changeset/config.json', 'changesets', false],
  ['.goreleaser.yaml', 'goreleaser', false],
  ['goreleaser.yml', 'goreleaser', false],
  ['release-please-config.json', 'release-please', false],
  ['.release-it.json', 'release-it', false],
  ['dist-workspace.toml', 'dist', false],
])('%s is of %s', (file, tool, code) => {
  expect(foreignTool(['README.md', file])).toEqual({ file, tool, code })
})

test.each([
  'cliff.toml',
  'release.config.json',
  'docs/.releaserc',
  'sub/release.config.js',
  '.releaserc.bak',
  '.changeset/a.md',
])('%s is not', (file) => {
  expect(foreignTool([file])).toBeNull()
})

test('the one that somebody may take for ours comes first', () => {
  expect(foreignTool(['.changeset/config.json', '.goreleaser.yml', 'release.config.cjs'])?.file).toBe(
    'release.config.cjs',
  )
})

test('the error says whose it is and what to write instead', () => {
  const error = foreignError({ file: 'release.config.js', tool: 'semantic-release', code: true })
  expect([error.code, error.exit, error.message, error.hint]).toEqual([
    'CONFIG_FOREIGN',
    2,
    'release.config.js is a config of semantic-release, which rel does not run',
    'write the settings into release.config.json: rel init makes one',
  ])
})
