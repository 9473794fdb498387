/** What rel says of the machine that it runs on: names that go into ledger trailers and provenance, so never secrets. */
import { hostname, userInfo } from 'node:os'
import type { Machine } from './ports.ts'

type Environment = Readonly<Record<string, string | undefined>>

interface System {
  /** Set by this CI system and by no other. */
  readonly sign: string
  readonly run: string
  readonly builder: (env: Environment) => string | undefined
}

const SYSTEMS: readonly System[] = [
  { sign: 'GITHUB_ACTIONS', run: 'GITHUB_RUN_ID', builder: githubRunner },
  { sign: 'GITLAB_CI', run: 'CI_PIPELINE_ID', builder: (env) => env['CI_SERVER_URL'] },
  { sign: 'JENKINS_URL', run: 'BUILD_NUMBER', builder: (env) => env['JENKINS_URL'] },
  { sign: 'CIRCLECI', run: 'CIRCLE_WORKFLOW_ID', builder: () => 'https://circleci.com' },
  { sign: 'BUILDKITE', run: 'BUILDKITE_BUILD_NUMBER', builder: () => 'https://buildkite.com' },
  { sign: 'TF_BUILD', run: 'BUILD_BUILDID', builder: (env) => env['SYSTEM_TEAMFOUNDATIONCOLLECTIONURI'] },
  { sign: 'BITBUCKET_BUILD_NUMBER', run: 'BITBUCKET_BUILD_NUMBER', builder: () => 'https://bitbucket.org' },
  {
    sign: 'DRONE',
    run: 'DRONE_BUILD_NUMBER',
    builder: (env) => env['DRONE_SYSTEM_HOST'] && `https://${env['DRONE_SYSTEM_HOST']}`,
  },
  { sign: 'CI', run: 'CI_PIPELINE_NUMBER', builder: (env) => env['CI_SYSTEM_URL'] },
  { sign: 'CI', run: 'BUILD_NUMBER', builder: () => undefined },
]

const LOCAL = 'urn:rel:builder:local'
const UNNAMED_CI = 'urn:rel:builder:ci'

/** A run's name ends up in a commit trailer, so only names that cannot break out of a line are believed. */
const RUN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/

/** An empty variable counts as unset: that is how CI systems hand over a secret that does not exist. */
export function readMachine(env: Environment): Machine {
  const system = SYSTEMS.find(({ sign, run }) => env[sign] && RUN_NAME.test(env[run] ?? ''))
  return {
    os: process.platform,
    arch: process.arch,
    run: system === undefined ? `${user(env)}@${plain(hostname())}` : `ci/${env[system.run]}`,
    builder: system === undefined ? LOCAL : (address(system.builder(env)) ?? UNNAMED_CI),
    env: (name) => env[name] || null,
  }
}

/** The identity that SLSA provenance of GitHub's own runners carries; without the run, so that equal builds name equal builders. */
function githubRunner(env: Environment): string {
  return `${env['GITHUB_SERVER_URL'] || 'https://github.com'}/actions/runner/${env['RUNNER_ENVIRONMENT'] || 'self-hosted'}`
}

function address(text: string | undefined): string | null {
  if (!text || !URL.canParse(text)) return null
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null
  return `${url.origin}${url.pathname}`.replace(/\/$/, '')
}

function user(env: Environment): string {
  try {
    return plain(userInfo().username)
  } catch {
    // A container may run as a number that the password file does not know.
    return plain(env['USER'] || env['LOGNAME'] || 'unknown')
  }
}

function plain(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]/g, '-') || 'unknown'
}
