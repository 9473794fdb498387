/** What is read from charts, and what an edit of them takes along. */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { VersionEdit } from '../../src/ecosystems/ecosystem.ts'
import { helm } from '../../src/ecosystems/helm.ts'
import { commitFiles } from './commit-files.ts'

const CHART = `apiVersion: v2
name: web
version: 1.2.3
appVersion: "1.2.3"
home: https://example.com
sources:
  - https://github.com/acme/charts/tree/main/charts/web
dependencies:
  - name: core
    version: ^1.0.0
    repository: file://../core
    condition: core.enabled
  - name: redis
    version: 17.x.x
    repository: https://charts.example.com?a=1&b=2
    tags: [cache]
  - name: core
    alias: other
    version: ~1.0.0
    repository: "file://../core"
`

const sealed = (core: string, version: string) => {
  const redis = String.raw`"repository":"https://charts.example.com?a=1\u0026b=2"`
  const asked = `[{"name":"core","version":"${core}","repository":"file://../core","condition":"core.enabled"},{"name":"redis","version":"17.x.x",${redis},"tags":["cache"]},{"name":"core","version":"~1.0.0","repository":"file://../core","alias":"other"}]`
  const found = `[{"name":"core","version":"${version}","repository":"file://../core"},{"name":"redis","version":"17.1.0",${redis}}]`
  return createHash('sha256').update(`[${asked},${found}]`).digest('hex')
}

const lock = (core: string, version: string) =>
  `dependencies:\n- name: core\n  repository: file://../core\n  version: ${version}\n- name: redis\n  repository: https://charts.example.com?a=1&b=2\n  version: 17.1.0\ndigest: sha256:${sealed(core, version)}\ngenerated: "2026-01-02T03:04:05Z"\n`

const web: VersionEdit = {
  path: 'charts/web',
  name: 'web',
  file: 'charts/web/Chart.yaml',
  from: '1.2.3',
  to: '1.3.0',
  ranges: [{ name: 'core', kind: 'runtime', from: '^1.0.0', to: '^1.1.0' }],
}
const core: VersionEdit = {
  ...web,
  path: 'charts/core',
  name: 'core',
  file: 'charts/core/Chart.yaml',
  from: '1.0.0',
  to: '1.1.0',
  ranges: [],
}
const CORE = 'name: core\nversion: 1.0.0\nappVersion: 1.16.0\n'

test('a chart, its place on the web, and the charts beside it that it needs', async () => {
  expect(await helm.find('charts/web', commitFiles({ 'charts/web/Chart.yaml': CHART }))).toEqual({
    ...{ name: 'web', version: '1.2.3', private: false, repository: 'https://github.com/acme/charts' },
    dependencies: [
      { name: 'core', range: '^1.0.0', kind: 'runtime' },
      { name: 'core', range: '~1.0.0', kind: 'runtime' },
    ],
    ...{
      file: 'charts/web/Chart.yaml',
      files: ['charts/web/Chart.yaml', 'charts/web/Chart.lock'],
      sharedVersion: null,
    },
  })
})

test('the version, an appVersion that equals it, ranges, and the lock with its digest', () => {
  const texts = new Map([
    ['charts/web/Chart.yaml', CHART],
    ['charts/web/Chart.lock', lock('^1.0.0', '1.0.0')],
    ['charts/core/Chart.yaml', CORE],
    ['charts/core/Chart.lock', null],
  ])
  expect(Object.fromEntries(helm.edit(texts, [core, web]))).toEqual({
    'charts/core/Chart.yaml': CORE.replace('1.0.0', '1.1.0'),
    'charts/web/Chart.yaml': CHART.replaceAll('1.2.3', '1.3.0').replace('^1.0.0', '^1.1.0'),
    'charts/web/Chart.lock': lock('^1.1.0', '1.1.0'),
  })
})

test('a lock that did not fit before stays for Helm to mend', () => {
  const stale = lock('^1.0.0', '1.0.0').replace('17.1.0', '17.2.0')
  const texts = new Map([
    ['charts/web/Chart.yaml', CHART],
    ['charts/web/Chart.lock', stale],
  ])
  expect([...helm.edit(texts, [web]).keys()]).toEqual(['charts/web/Chart.yaml'])
})

const ofChart = (text: string, edit: Partial<VersionEdit> = {}) =>
  helm.edit(new Map([['Chart.yaml', text]]), [
    { path: '.', name: 'x', file: 'Chart.yaml', from: null, to: '2.0.0', ranges: [], ...edit },
  ])

test.each<[string, string, Partial<VersionEdit>, string]>([
  ['no version', 'name: x\n', {}, 'byte 0, line 1: there is no version to set to 2.0.0'],
  [
    'a version that Helm does not take',
    'version: 1.0.0\n',
    { to: '2026.01' },
    'byte 9, line 1: helm takes no version 2026.01',
  ],
  [
    'another range',
    CHART,
    { ranges: [{ name: 'core', kind: 'runtime', from: '1', to: '2' }] },
    'byte 167, line 9: no dependency on core has the version 1',
  ],
  ['no map', '- a\n', {}, 'byte 0, line 1: this is no chart'],
  [
    'a key given twice',
    'version: 1.0.0\nversion: 1.0.0\n',
    {},
    'byte 15, line 2: this is not YAML (Map keys must be unique)',
  ],
])('%s is refused', (_, text, edit, said) => {
  expect(() => ofChart(text, edit)).toThrow(
    expect.objectContaining({ code: 'MANIFEST', message: `Chart.yaml, ${said}`, hint: expect.any(String) }),
  )
})

test.each(['1.2', 'x', '{}'])('the version %s is none', async (version) => {
  await expect(helm.find('.', commitFiles({ 'Chart.yaml': `version: ${version}\n` }))).rejects.toThrow(
    'Chart.yaml, byte 9, line 1: version',
  )
})

test('the first version that YAML would read as a number is quoted, and unquoted ones stay so', () => {
  expect(ofChart('name: x\nversion: 1.0.0 # now\n', { to: '1.0.1+7' }).get('Chart.yaml')).toBe(
    'name: x\nversion: 1.0.1+7 # now\n',
  )
})
