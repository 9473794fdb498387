/** Results for the CI system around rel: GitHub Actions reads outputs and a summary from files. */
import { appendFileSync } from 'node:fs'
import type { Plan } from '../rel.ts'

const table = (plan: Plan): string =>
  [
    '| package | from | to | tag |',
    '|---|---|---|---|',
    ...plan.releases.map((each) => `| ${each.package} | ${each.from?.version ?? ''} | ${each.to} | ${each.tag} |`),
  ].join('\n')

/** Appends `released`, `version`, `tag`, `plan` and `releases` (JSON) to `$GITHUB_OUTPUT`, a table to `$GITHUB_STEP_SUMMARY`.
 *  Every value is one line: names and versions hold no line breaks by their grammar, and JSON has none. */
export const reportToCi = (env: NodeJS.ProcessEnv, plan: Plan): void => {
  if (env['GITHUB_ACTIONS'] !== 'true') return
  const [first] = plan.releases
  const releases = plan.releases.map(({ package: name, to, tag }) => ({ package: name, version: to, tag }))
  const outputs = {
    released: String(first !== undefined),
    version: first?.to ?? '',
    tag: first?.tag ?? '',
    plan: plan.digest,
    releases: JSON.stringify(releases),
  }
  if (env['GITHUB_OUTPUT'])
    appendFileSync(
      env['GITHUB_OUTPUT'],
      Object.entries(outputs)
        .map(([key, value]) => `${key}=${value}\n`)
        .join(''),
    )
  if (env['GITHUB_STEP_SUMMARY'] && first !== undefined) appendFileSync(env['GITHUB_STEP_SUMMARY'], `${table(plan)}\n`)
}
