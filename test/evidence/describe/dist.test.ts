/** An index from outside: which files it may name, and what it may say of them. */
import { expect, test } from 'vitest'
import { indexText, readIndex } from '../../../src/evidence/describe/dist.ts'
import type { DistFile, DistIndex } from '../../../src/model.ts'

const FILE: DistFile = {
  ...{ name: 'core-1.0.0.tgz', kind: 'package', target: 'source', sha256: 'a'.repeat(64), size: 3 },
  ...{ mediaType: 'application/gzip', recipe: null, integrity: `sha512-${'A'.repeat(86)}==` },
}

const indexWith = (file: object): DistIndex => ({
  ...{ kind: 'rel.dist', version: 1, package: 'core', release: '1.0.0', tag: 'v1.0.0', commit: 'c'.repeat(40) },
  ...{ plan: `sha256:${'d'.repeat(64)}`, files: [{ ...FILE, ...file }] },
})

test('what was written is read back', () => {
  expect(readIndex(indexText(indexWith({})), 'release.json')).toEqual(indexWith({}))
  const { integrity: _, ...file } = FILE
  expect(readIndex(indexText({ ...indexWith({}), files: [file] }), 'release.json').files).toEqual([file])
})

test.each([
  { name: '../core.tgz' },
  { name: '.core' },
  { name: 1 },
  { sha256: 'A'.repeat(64) },
  { sha256: null },
  { size: 1.5 },
  { integrity: '' },
  { integrity: null },
  { integrity: `sha1-${'A'.repeat(27)}=` },
  { integrity: [FILE.integrity] },
  { integrity: `${FILE.integrity} ${FILE.integrity}` },
])('a file with %o is refused', (file) => {
  const text = JSON.stringify(indexWith(file))
  expect(() => readIndex(text, 'release.json')).toThrow('release.json names a file that cannot be one of a release')
})
