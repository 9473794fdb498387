/** What is said of a package's number: base, rejected bases, and the rule that held a change back below 1.0.0. */
import { expect, test } from 'vitest'
import { NOTHING_ASKED } from '../../src/core/asked.ts'
import { decide } from '../../src/core/decide.ts'
import { explain, type Explained } from '../../src/core/explain.ts'
import { defaultPolicy, type Policy } from '../../src/core/policy.ts'
import { semverScheme } from '../../src/core/schemes/semver.ts'
import type { Asked, Facts, VersionTag } from '../../src/model.ts'
import { told as tell } from './commits.ts'

const commits = (...messages: readonly string[]) => tell(...messages.map((message, at) => `c${at}: ${message}`))

const POLICY = defaultPolicy(semverScheme)

const tag = (version: string): VersionTag => ({ tag: `v${version}`, version, commit: 'base' })

const factsOf = (messages: readonly string[], tags: readonly VersionTag[], pre: string | null = null): Facts => ({
  ...{ commit: 'head', date: 0, line: { name: 'main', prerelease: pre, channel: null }, preview: false },
  packages: [
    {
      package: {
        ...{ name: 'core', fileName: 'core', path: '.', ecosystem: 'none', manifest: null, version: null },
        ...{ private: false, repository: null, dependencies: [] },
      },
      ...{ tagFormat: 'v{version}', reachable: tags, elsewhere: [] },
      ...{ notVersions: [{ tag: 'vX', reason: 'not a version' }], unreleased: commits(...messages) },
    },
  ],
  ...{ noPackage: [], files: new Map() },
})

const told = (facts: Facts, asked: Partial<Asked> = {}, policy: Partial<Policy> = {}): Explained | undefined => {
  const question = { asked: { ...NOTHING_ASKED, ...asked }, policy: { ...POLICY, ...policy } }
  const pre = asked.pre ?? facts.line.prerelease
  return explain(facts, decide(facts, { ...question.asked, pre }, question.policy), question)[0]
}

test('below 1.0.0 the rule that made a step smaller is named', () => {
  const rule = 'breaking → minor below 1.0.0 (versioning.zeroMajor.breaking)'
  expect(told(factsOf(['feat!: a'], [tag('0.3.1')]))).toMatchObject({ to: '0.4.0', zeroMajor: rule })
  const patch = told(factsOf(['feat: a'], [tag('0.3.1')]), {}, { zeroMajor: { breaking: 'minor', feature: 'patch' } })
  expect(patch).toMatchObject({ to: '0.3.2', zeroMajor: 'feat → patch below 1.0.0 (versioning.zeroMajor.feature)' })
})

test('where no such rule changed anything, none is named', () => {
  const cases = [
    told(factsOf(['feat: a'], [tag('0.3.1')])),
    told(factsOf(['feat!: a'], [tag('1.0.0')])),
    told(factsOf(['feat!: a'], [])),
    told(factsOf(['feat!: a'], [tag('0.3.1')]), { level: 'patch' }),
    told(factsOf(['feat!: a'], [tag('0.3.1')]), { version: '1.0.0' }),
    told(factsOf(['feat!: a'], [tag('0.3.1')]), {}, { zeroMajor: { breaking: 'major', feature: 'minor' } }),
  ]
  expect(cases.map((each) => each?.zeroMajor)).toEqual(cases.map(() => null))
})

test('a package that stays has its base and the tags that are none', () => {
  const idle = told(factsOf(['docs: a', 'chore: b'], [tag('1.0.0'), tag('1.1.0-rc.1')]))
  expect(idle).toMatchObject({
    ...{ package: 'core', from: { version: '1.0.0' }, to: null, level: null, reason: 'no releasable change' },
    rejected: [
      { tag: 'v1.1.0-rc.1', reason: 'prerelease' },
      { tag: 'vX', reason: 'not a version' },
    ],
    counts: { total: 2, ignored: 2 },
  })
})

test('on a prerelease line the base is one of that line', () => {
  const facts = factsOf(['docs: a'], [{ ...tag('1.0.0'), commit: 'old' }, tag('1.1.0-rc.1')], 'rc')
  expect(told(facts)?.from?.version).toBe('1.1.0-rc.1')
})

test('commits of no package come last, under a name that no package can have', () => {
  const facts = { ...factsOf([], [tag('1.0.0')]), noPackage: commits('docs: a') }
  const question = { asked: NOTHING_ASKED, policy: POLICY }
  const last = explain(facts, decide(facts, NOTHING_ASKED, POLICY), question).at(-1)
  expect(last).toMatchObject({ package: '-', reason: 'no package', counts: { total: 1, ignored: 1 } })
})

test('on a maintenance line the versions that may be released there are told', () => {
  const range = { from: '1.0.0', below: '2.0.0' }
  const facts = factsOf(['docs: a'], [tag('1.3.1')])
  expect(told({ ...facts, line: { ...facts.line, range } })?.range).toEqual(range)
})

test('a Release-As that names no package is a near miss', () => {
  const found = told(factsOf(['docs: a\n\nRelease-As: cor@2.0.0', 'docs: b'], [tag('1.0.0')]))
  expect(found?.changes.map(({ hint }) => hint)).toEqual(['Release-As names cor, and there is no such package', null])
})
