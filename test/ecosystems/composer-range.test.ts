/** Composer's constraints on packages of the same repository. */
import { expect, test } from 'vitest'
import { stepConstraint } from '../../src/ecosystems/composer-range.ts'

test.each<[string, string, string, boolean]>([
  ['^1.2.3', '1.3.0', '^1.3.0', true],
  ['~1.2.3', '1.3.0', '~1.3.0', false],
  ['1.2.3', '1.2.4', '1.2.4', false],
  ['=v1.2.3.4@dev', '2.0.0-RC1', '=2.0.0-RC1@dev', false],
  ['1.2', '1.3.1', '1.3.1', false],
  ['^1.2', '1.3.0', '^1.2', true],
  ['^1.2', '2.0.1', '^2.0', false],
  ['^1', '2.0.0-rc.1', '^2', false],
  ['^0.3', '0.4.0', '^0.4', false],
  ['~1.2', '1.9.0', '~1.2', true],
  ['~1.2', '2.1.0', '~2.1', false],
  ['~1', '1.9.0', '~1', true],
  ['1.2.*', '1.2.9', '1.2.*', true],
  ['1.2.*@beta', '1.3.0', '1.3.*@beta', false],
  ['*', '2.0.0', '*', true],
  ['self.version', '2.0.0', 'self.version', true],
  ['dev-main', '2.0.0', 'dev-main', true],
  ['1.x-dev', '2.0.0', '1.x-dev', true],
  ['>=1.2', '2.0.0', '>=1.2', true],
  ['>=1.0 <2.0', '2.0.0', '>=1.0 <2.0', false],
  ['>=1.0,<3.0', '2.0.0', '>=1.0,<3.0', true],
  ['^1.2 || ^2.0', '2.1.0', '^1.2 || ^2.0', true],
  ['~1.2|~2.0', '2.1.0', '~1.2|~2.0', true],
  ['^1.2||^2.0', '3.0.0', '^1.2||^2.0', false],
])('%s and %s: %s', (range, to, text, admits) => {
  const meaning = text === range ? null : `${range} → ${text}`
  expect(stepConstraint(range, null, to)).toEqual({ text, meaning, admits })
})
