/** Names of the machine: which CI run, which builder, and nothing that could break out of a trailer. */
import { hostname } from 'node:os'
import { expect, test } from 'vitest'
import { readMachine } from '../../src/world/machine.ts'

test('a laptop claims no more than a laptop', () => {
  const machine = readMachine({ USER: 'someone' })
  expect(machine).toMatchObject({ os: process.platform, arch: process.arch, builder: 'urn:rel:builder:local' })
  expect(machine.run).toMatch(/^[\w.-]+@[\w.-]+$/)
  expect(machine.run).toContain(hostname().replace(/[^\w.-]/g, '-'))
})

const GITHUB = { GITHUB_ACTIONS: 'true', GITHUB_SERVER_URL: 'https://github.com', RUNNER_ENVIRONMENT: 'github-hosted' }
const GITLAB = { GITLAB_CI: 'true', CI: 'true', CI_SERVER_URL: 'https://ci:secret@gitlab.example.com/' }

test.each([
  [{ ...GITHUB, GITHUB_RUN_ID: '8812' }, 'ci/8812', 'https://github.com/actions/runner/github-hosted'],
  [{ ...GITLAB, CI_PIPELINE_ID: '77' }, 'ci/77', 'https://gitlab.example.com'],
  [{ JENKINS_URL: 'https://ci.example.com/jenkins/', BUILD_NUMBER: '5' }, 'ci/5', 'https://ci.example.com/jenkins'],
  [{ CI: 'true', BUILD_NUMBER: '6' }, 'ci/6', 'urn:rel:builder:ci'],
  [{ JENKINS_URL: 'file:///etc/passwd', BUILD_NUMBER: '5' }, 'ci/5', 'urn:rel:builder:ci'],
  [{ TF_BUILD: 'True', BUILD_BUILDID: '9' }, 'ci/9', 'urn:rel:builder:ci'],
])('%o', (env, run, builder) => {
  expect(readMachine(env)).toMatchObject({ run, builder })
})

test('a build number outside CI means nothing', () => {
  expect(readMachine({ BUILD_NUMBER: '5' }).builder).toBe('urn:rel:builder:local')
})

test.each(['1\nRel-Plan: sha256:0', '', '-x', 'a b', '1'.repeat(101)])(
  'a hostile run name %j is not believed',
  (id) => {
    expect(readMachine({ ...GITHUB, GITHUB_RUN_ID: id }).run).not.toMatch(/^ci\//)
  },
)

test('an empty variable is no variable', () => {
  const machine = readMachine({ FULL: 'x', EMPTY: '' })
  expect([machine.env('FULL'), machine.env('EMPTY'), machine.env('MISSING')]).toEqual(['x', null, null])
})
