/** A project's own rules: what each key matches, which of several decides, and what it is called. */
import { expect, test } from 'vitest'
import { compileRules, type RuleQuestion, type RuleSetting } from '../../src/core/rules.ts'
import { told } from './commits.ts'

const [commit] = told('a: whatever')

interface Asked extends Partial<Omit<RuleQuestion, 'commit'>> {
  readonly author?: string
  readonly email?: string
  readonly files?: readonly string[] | null
}

const decided = (rules: readonly RuleSetting[], { type = 'fix', scope = null, breaking = false, ...rest }: Asked) =>
  compileRules(rules)({ type, scope, breaking, commit: { ...commit!, ...rest } })

const ID = commit?.id ?? ''

test.each<[Omit<RuleSetting, 'bump'>, Asked, boolean]>([
  [{ type: 'deps' }, { type: 'deps' }, true],
  [{ type: 'DEPS' }, { type: 'deps' }, true],
  [{ type: 'deps*' }, { type: 'deps_dev' }, true],
  [{ type: '{docs,test}' }, { type: 'test' }, true],
  [{ type: '!feat' }, { type: 'fix' }, true],
  [{ type: 'deps' }, { type: null }, false],
  [{ type: '*' }, { type: null }, false],
  [{ scope: 'core/*' }, { scope: 'core/api' }, true],
  [{ scope: '*' }, { scope: 'core/api' }, true],
  [{ scope: 'Core' }, { scope: 'core' }, false],
  [{ scope: '*' }, { scope: null }, false],
  [{ path: 'docs/**' }, { files: ['src/a', 'docs/b/c.md'] }, true],
  [{ path: 'docs/' }, { files: ['docs/b/c.md'] }, true],
  [{ path: 'docs/*' }, { files: ['docs/b/c.md'] }, false],
  [{ path: '**/.env' }, { files: ['a/.env'] }, true],
  [{ path: '**' }, { files: [] }, false],
  [{ path: '**' }, { files: null }, false],
  [{ author: 'renovate[bot]' }, { author: 'renovate[bot]', email: 'x@y' }, true],
  [{ author: '*[bot]*' }, { author: 'dependabot[bot]', email: 'x@y' }, true],
  [{ author: '*[bot]*' }, { author: 'bob', email: 'bob@y' }, false],
  [{ author: '*@acme.example' }, { author: 'Ada / Bea', email: 'ada@acme.example' }, true],
  [{ author: 'Ada * <*>' }, { author: 'Ada / Bea', email: 'ada@acme.example' }, true],
  [{ commit: ID.slice(0, 7) }, {}, true],
  [{ commit: ID.slice(0, 9).toUpperCase() }, { type: null, breaking: true }, true],
  [{ commit: '0000000' }, {}, false],
  [{ breaking: true }, { breaking: true }, true],
  [{ breaking: true }, {}, false],
  [{ breaking: false }, {}, true],
  [{ type: 'docs' }, { type: 'docs', breaking: true }, false],
  [{ type: 'docs', breaking: true }, { type: 'docs', breaking: true }, true],
  [{ type: 'fix', scope: 'api' }, { type: 'fix', scope: 'ui' }, false],
])('%j of %j: %s', (setting, asked, matches) => {
  expect(decided([{ ...setting, bump: 'minor' }], asked) !== null).toBe(matches)
})

test('a rule that ignores by path wants every file there', () => {
  const rules: RuleSetting[] = [{ path: 'docs/**', bump: 'none' }]
  expect(decided(rules, { files: ['docs/a', 'src/a'] })).toBeNull()
  expect(decided(rules, { files: ['docs/a', 'docs/b'] })?.bump).toBe('none')
})

test('the most specific rule decides, and of two alike the earlier one', () => {
  const rules: RuleSetting[] = [
    { type: 'fix', bump: 'patch' },
    { scope: 'api', bump: 'none' },
    { type: 'fix', scope: 'api', bump: 'minor' },
    { type: 'f*', scope: 'api', breaking: false, author: '*', bump: 'major' },
    { commit: ID.slice(0, 7), bump: 'none', name: 'a slip' },
  ]
  const of = (kept: readonly RuleSetting[]) => decided(kept, { scope: 'api' })?.bump
  expect([5, 4, 3, 2].map((count) => of(rules.slice(0, count)))).toEqual(['none', 'major', 'minor', 'patch'])
  expect(decided([], {})).toBeNull()
})

test.each<[RuleSetting, string]>([
  [{ type: 'deps', bump: 'patch' }, 'deps → patch (versioning.rules[0])'],
  [{ scope: 'internal', bump: 'none' }, '*(internal) → none (versioning.rules[0])'],
  [{ type: 'fix', scope: 'api', bump: 'minor' }, 'fix(api) → minor (versioning.rules[0])'],
  [{ breaking: true, path: 'lab/**', bump: 'patch' }, 'breaking lab/** → patch (versioning.rules[0])'],
  [{ name: 'bots', author: '*[bot]*', bump: 'none' }, 'bots → none (versioning.rules[0])'],
  [{ commit: ID, bump: 'none' }, `${ID.slice(0, 7)} → none (versioning.rules[0])`],
])('%j is called %s', (setting, rule) => {
  const asked = { type: setting.type ?? 'fix', scope: setting.scope ?? null, breaking: setting.breaking ?? false }
  const who = { author: 'x[bot]', files: ['lab/a'] }
  expect(decided([setting], { ...asked, ...who })).toEqual({
    ...{ bump: setting.bump, rule, exact: setting.commit !== undefined },
  })
})
