/** A release waits at each target for those of its plan that it depends on, and for nothing else. */
import { expect, test } from 'vitest'
import type { Plan, PlannedRelease, Step } from '../../src/model.ts'
import { inPublishOrder } from '../../src/operations/publish-order.ts'
import { scratchRepo } from '../support/scratch.ts'
import { smallPlan } from '../support/small-release.ts'
import { worldOf } from '../support/world.ts'

const STORY = `
file core/package.json = { "name": "@acme/core", "version": "1.0.0" }
file cli/package.json = { "name": "cli", "dependencies": { "@acme/core": "^1.0.0", "docs": "1" }, "devDependencies": { "lone": "*" } }
file lone/package.json = { "name": "lone", "peerDependencies": { "cli": "*", "elsewhere": "*", "lone": "*" } }
file docs/VERSION = 1.0.0
feat: start
`

/** The config calls `@acme/core` by another name. */
const RELEASES: readonly Partial<PlannedRelease>[] = [
  { package: 'core', path: 'core', ecosystem: 'npm', targets: ['npm', 'mirror'] },
  { package: 'cli', path: 'cli', ecosystem: 'npm', targets: ['npm', 'mirror'] },
  { package: 'docs', path: 'docs', ecosystem: 'version-file', targets: ['mirror'] },
  { package: 'lone', path: 'lone', ecosystem: 'npm', targets: ['npm'] },
  { package: 'bare', path: 'bare', ecosystem: 'none', targets: ['mirror'] },
]

const needsIn = async (drop: (id: string) => boolean): Promise<Readonly<Record<string, readonly string[]>>> => {
  const repo = await scratchRepo(STORY)
  const [like] = smallPlan(repo.id('main')).releases
  const releases = RELEASES.map((each) => ({ ...like, ...each }) as PlannedRelease)
  const plan: Plan = { ...smallPlan(repo.id('main')), releases }
  const steps = releases.flatMap(({ package: name, targets }) =>
    targets.flatMap((target): Step[] => {
      const common = { reach: 'permanent', input: null } as const
      const publish = { ...common, id: `publish:${name}:${target}`, kind: 'publish', needs: [`obtain:${name}`] }
      return [publish, { ...common, id: `record:${name}:${target}`, kind: 'record', needs: [publish.id] }]
    }),
  )
  const ordered = await inPublishOrder(
    (await worldOf(repo)).git,
    plan,
    steps.filter(({ id }) => !drop(id)),
  )
  return Object.fromEntries(ordered.map(({ id, needs }) => [id, needs]))
}

test('runtime and peer dependencies by the names in their manifests, target by target', async () => {
  expect(await needsIn(() => false)).toEqual({
    'publish:core:npm': ['obtain:core'],
    'record:core:npm': ['publish:core:npm'],
    'publish:core:mirror': ['obtain:core'],
    'record:core:mirror': ['publish:core:mirror'],
    'publish:cli:npm': ['obtain:cli', 'publish:core:npm'],
    'record:cli:npm': ['publish:cli:npm'],
    'publish:cli:mirror': ['obtain:cli', 'publish:core:mirror', 'publish:docs:mirror'],
    'record:cli:mirror': ['publish:cli:mirror'],
    'publish:docs:mirror': ['obtain:docs'],
    'record:docs:mirror': ['publish:docs:mirror'],
    'publish:lone:npm': ['obtain:lone', 'publish:cli:npm'],
    'record:lone:npm': ['publish:lone:npm'],
    'publish:bare:mirror': ['obtain:bare'],
    'record:bare:mirror': ['publish:bare:mirror'],
  })
})

test('what is not to be published holds nothing up', async () => {
  const needs = await needsIn((id) => id.includes('core'))
  expect(needs['publish:cli:npm']).toEqual(['obtain:cli'])
})
