/** Preloaded with `node --import`: rel runs from its sources as the version did whose rules were numbered one lower. */
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'

const SRC = join(import.meta.dirname, '..', '..', 'src')
const MAIN = pathToFileURL(join(SRC, 'cli', 'main.ts')).href
const PLAN = pathToFileURL(join(SRC, 'core', 'plan.ts')).href

registerHooks({
  resolve: (name, context, next) => next(name.endsWith('/lib/cli/main.js') ? MAIN : name, context),
  load: (url, context, next) => {
    const loaded = next(url, context)
    if (url !== PLAN) return loaded
    const before = String(loaded.source)
    const source = before.replace(/(?<=const RULES = )\d+/, (rules) => String(Number(rules) - 1))
    if (source === before) throw new Error('the plan has no rules to be told otherwise')
    return { ...loaded, source }
  },
})
