/** What reaches a terminal shows; what a terminal would obey is spelled out. */
import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import { visible } from '../../src/cli/visible.ts'

test.each([
  ['\u001b]0;title\u0007', String.raw`\u001b]0;title\u0007`],
  ['\u001b[2J\u001b[8mhidden', String.raw`\u001b[2J\u001b[8mhidden`],
  ['back\rover', String.raw`back\u000dover`],
  ['safe\u202egnp.exe', String.raw`safe\u202egnp.exe`],
  ['\u009b31m', String.raw`\u009b31m`],
])('%j', (text, shown) => {
  expect(visible(text)).toBe(shown)
})

test.each(['two\nlines\tand a tab', 'ü 漢 👩‍🔬 →', ''])('%j stays', (text) => {
  expect(visible(text)).toBe(text)
})

test('the colours that rel paints with stay', () => {
  const paint = new Chalk({ level: 1 })
  const text = [paint.red('a'), paint.cyan('b'), paint.bold('c'), paint.dim('d'), paint.gray('e')].join('')
  expect(visible(text)).toBe(text)
})
