/** One member read back out of our own tar and out of one that a stranger's tool wrote. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readMember } from '../../src/archives/tar-member.ts'
import { tar } from '../../src/archives/tar.ts'
import { scratchFolder } from '../support/scratch.ts'
import { packed, SAMPLE } from './entries.ts'

test('a file wherever it stands, whatever stands before it; no folder, no link, nothing else', async () => {
  const archive = await packed({ write: tar }, SAMPLE)
  const found = (path: string) => readMember(archive, `core-2.4.0/${path}`)?.toString() ?? null
  expect([found('README.md'), found('empty'), found('block')]).toEqual(['# core\n', '', 'x'.repeat(512)])
  expect([found('docs'), found('latest'), found('README'), found('')]).toEqual([null, null, null, null])
  expect(readMember(Buffer.alloc(0), 'a')).toBeNull()
})

test("a stranger's tar, with pax headers before its members", () => {
  const folder = scratchFolder()
  mkdirSync(join(folder, 'package'))
  for (const [name, text] of [
    ['a'.repeat(150), 'long'],
    ['package.json', '{}'],
  ] as const)
    writeFileSync(join(folder, 'package', name), text)
  const archive = execFileSync('tar', ['--format=pax', '-cf', '-', 'package'], { cwd: folder })
  expect(readMember(archive, 'package/package.json')?.toString()).toBe('{}')
})

test('a size that is no number ends the search', () => {
  const block = Buffer.alloc(1024)
  block.write('file')
  block.write('strange', 124)
  expect(readMember(block, 'other')).toBeNull()
})
