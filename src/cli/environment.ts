/** What CI systems say of the branch, and whether this is one. */

/** Variables that hold the name of a branch, never of a tag or a pull request. */
const BRANCH = [
  'CI_COMMIT_BRANCH',
  'CIRCLE_BRANCH',
  'BUILDKITE_BRANCH',
  'DRONE_BRANCH',
  'BITBUCKET_BRANCH',
  'TRAVIS_BRANCH',
  'BRANCH_NAME',
]

/** The branch that CI names with a branch variable, or null. */
export const branchFromCi = (env: NodeJS.ProcessEnv): string | null => {
  if (env['GITHUB_REF_TYPE'] === 'branch' && env['GITHUB_REF_NAME']) return env['GITHUB_REF_NAME']
  const onTag =
    env['BUILDKITE_TAG'] || env['CIRCLE_TAG'] || env['DRONE_TAG'] || env['TRAVIS_TAG'] || env['CI_COMMIT_TAG']
  if (onTag) return null
  return BRANCH.map((name) => env[name]).find((value) => value !== undefined && value !== '') ?? null
}

export const isCi = (env: NodeJS.ProcessEnv): boolean => {
  const value = env['CI'] ?? ''
  return (value !== '' && value !== '0' && value !== 'false') || env['GITHUB_ACTIONS'] === 'true'
}
