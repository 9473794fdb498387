/** Results for the CI system around rel: GitHub Actions reads outputs and a summary from files. */
import { appendFileSync } from 'node:fs'
import type { Plan } from '../rel.ts'

const table = (releases: Plan['releases']): string =>
  [
    '| package | from | to | tag |',
    '|---|---|---|---|',
    ...releases.map((each) => `| ${each.package} | ${each.from?.version ?? ''} | ${each.to} | ${each.tag} |`),
  ].join('\n')

/** What was released stays released: a file of the CI system's that cannot be written is told, and fails nothing. */
const append = (file: string | undefined, text: string): void => {
  if (!file) return
  try {
    appendFileSync(file, text)
  } catch (error) {
    process.stderr.write(`note: the CI system's file cannot be written: ${(error as Error).message}\n`)
  }
}

/** Appends `version`, `tag`, `plan` (those of the first release), `releases` (JSON) and what `more` holds to
 *  `$GITHUB_OUTPUT`, a table to `$GITHUB_STEP_SUMMARY`. Every value is one line: names and versions hold no line breaks by
 *  their grammar, and JSON has none. */
const report = (env: NodeJS.ProcessEnv, plans: readonly Plan[], more: Readonly<Record<string, string>>): void => {
  if (env['GITHUB_ACTIONS'] !== 'true') return
  const releases = plans.flatMap((plan) => plan.releases)
  const [first] = releases
  const outputs = {
    ...more,
    version: first?.to ?? '',
    tag: first?.tag ?? '',
    plan: plans[0]?.digest ?? '',
    releases: JSON.stringify(releases.map(({ package: name, to, tag }) => ({ package: name, version: to, tag }))),
  }
  const lines = Object.entries(outputs).map(([key, value]) => `${key}=${value}\n`)
  append(env['GITHUB_OUTPUT'], lines.join(''))
  if (first !== undefined) append(env['GITHUB_STEP_SUMMARY'], `${table(releases)}\n`)
}

/** What was released; the output `released` says whether anything was. */
export const reportToCi = (env: NodeJS.ProcessEnv, plans: readonly Plan[]): void =>
  report(env, plans, { released: String(plans.some((plan) => plan.releases.length > 0)) })

/** What would be released. */
export const reportPlanToCi = (env: NodeJS.ProcessEnv, plan: Plan): void => report(env, [plan], {})
