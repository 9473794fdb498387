/** The grammars of names from outside: what people use passes, what bites does not. */
import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import * as names from '../../src/core/names.ts'

const HOSTILE = [
  '',
  ' ',
  'a b',
  'a\tb',
  'a\nb',
  'a\r',
  'a\0b',
  '\u202egnp.exe',
  'a\u2066b',
  'a\u200bb',
  '\ufeffa',
  'a\ud800',
  '-x',
  '--upload-pack=x',
  '../../x',
  '..',
  '/x',
  'x/',
  'a//b',
  'a/../b',
  '.git',
  'v1.0.0$(id)',
  'x;touch${IFS}pwn',
  'a`b`',
  'a|b',
  'a&b',
  'a>b',
  "a'b",
  'a"b',
  'a\\b',
  'a*',
  'a?',
  '[a]',
  '~',
  'a~1',
  'a^',
  'a:b',
  'a@{0}',
  'a!',
  'a#b',
  'a%b',
  'x'.repeat(2000),
]

interface Grammar {
  readonly name: string
  readonly is: (text: string) => boolean
  readonly good: readonly string[]
  readonly bad: readonly string[]
}

const grammars: readonly Grammar[] = [
  {
    name: 'package',
    is: names.isPackageName,
    good: ['core', '@acme/core', 'a', 'Core_2', 'a.b-c', '@a-b.c/x', '7zip'],
    bad: ['@Acme/x', '@acme', 'acme/core', '@a/b/c', '.x', '_x', 'x.', 'x.lock', '@x.lock/y', 'a..b', 'größe', 'x@1'],
  },
  {
    name: 'branch',
    is: names.isBranchName,
    good: ['main', '1.x', 'feature/a-b', 'größe', 'renovate/npm-1.x', 'a@b', 'x=1', 'release/2026,1'],
    bad: ['HEAD', '@', 'refs/heads/x', '.x', 'a/.b', 'a.lock', 'a.lock/b', 'a.', 'a..b'],
  },
  {
    name: 'tag',
    is: names.isTagName,
    good: ['v1.0.0', '@acme/core@1.0.0', 'core/v1.0.0-rc.1', '1.0.0+build.5'],
    bad: ['HEAD', 'v1.0.0.', 'v1..0', 'v1.lock', 'refs/tags/v1', 'größe', 'a/.b'],
  },
  {
    name: 'file',
    is: names.isFileName,
    good: ['core-1.0.0.tar.gz', 'SHA256SUMS', '_x', '@x', 'a+b'],
    bad: ['.hidden', 'a/b', 'größe', 'a=b', 'a,b'],
  },
  {
    name: 'path',
    is: names.isRelativePath,
    good: ['.', 'a', 'packages/core', '.github/x', 'größe/b', 'a-b/_c', 'a..b'],
    bad: ['./a', 'a/.', 'a/.git/b', '.GIT/config', 'a/.Git', '~/x', 'C:/x', 'a\u0301 b'],
  },
]

test.each(grammars)('what a $name may be called', ({ is, good, bad }) => {
  expect(good.filter((text) => !is(text))).toEqual([])
  expect([...bad, ...HOSTILE].filter(is)).toEqual([])
})

const gitAccepts = (ref: string): boolean => {
  try {
    execFileSync('git', ['check-ref-format', ref], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

test('git accepts every ref that the grammars accept', () => {
  const [, branch, tag] = grammars
  const texts = [...HOSTILE, ...grammars.flatMap(({ good, bad }) => [...good, ...bad])].filter(
    (text) => !text.includes('\0'),
  )
  const refs = texts.flatMap((text) => [
    ...(branch?.is(text) === true ? [`refs/heads/${text}`] : []),
    ...(tag?.is(text) === true ? [`refs/tags/${text}`] : []),
    ...(names.isPackageName(text) ? [`refs/tags/${text}@1.0.0`, `refs/tags/${text}/v1.0.0`] : []),
    ...(names.LEDGER_REF.test(text) ? [text] : []),
  ])
  expect(refs.length).toBeGreaterThan(30)
  expect(refs.filter((ref) => !gitAccepts(ref))).toEqual([])
})

test('the ledger has its places', () => {
  const good = ['refs/rel/ledger', 'refs/heads/rel-ledger', 'refs/rel/team/ledger', 'refs/rel/remotes']
  const bad = [
    'refs/tags/x',
    'refs/rel',
    'refs/rel/',
    'refs/rel/remote',
    'refs/rel/stage/x',
    'refs/rel/pending/x',
    'ledger',
    'refs/heads/-x',
    'refs/heads/a.lock',
  ]
  expect(good.filter((ref) => !names.LEDGER_REF.test(ref))).toEqual([])
  expect([...bad, ...HOSTILE].filter((ref) => names.LEDGER_REF.test(ref))).toEqual([])
})

test.each(['v1.0.0', 'packages/core/package.json', 'two words', "it's", '$(id)', '`id`', 'a"b\\c', 'two\nlines', ''])(
  'a shell reads %j back as one word',
  (text) => {
    const command = `printf %s ${names.shellWord(text)}`
    expect(execFileSync('sh', ['-c', command], { encoding: 'utf8' })).toBe(text)
  },
)
