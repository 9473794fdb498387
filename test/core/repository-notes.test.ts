/** One changelog for all packages: days, and below each what was released on it. */
import { expect, test } from 'vitest'
import { insertRepositorySection, repositorySection } from '../../src/core/repository-notes.ts'

const release = (name: string, version: string, notes = '### Features\n\n* x') => ({
  ...{ package: name, version, label: version, notes },
})
const core = { ...release('core', '1.1.0'), label: '[1.1.0](https://example.org)' }
const BLOCK = '### core [1.1.0](https://example.org)\n\n#### Features\n\n* x'

test('headings go one level down, but not those in code', () => {
  const notes = '### A\n\n```\n### code\n```\n\n#### B'
  expect(repositorySection('2026-09-21', [core, release('@acme/cli', '2.0.0', notes), release('x', '1.0.0', '')])).toBe(
    `## 2026-09-21\n\n${BLOCK}\n\n### \`@acme/cli\` 2.0.0\n\n#### A\n\n\`\`\`\n### code\n\`\`\`\n\n##### B\n\n### x 1.0.0`,
  )
})

test('a new file, an older day, the same day, and a release that is there', () => {
  const file = insertRepositorySection(null, '2026-09-21', [core])
  expect(file).toBe(`# Changelog\n\n## 2026-09-21\n\n${BLOCK}\n`)
  expect(insertRepositorySection(file, '2026-09-21', [core])).toBe(file)
  const cli = release('cli', '2.0.0')
  const added = '### cli 2.0.0\n\n#### Features\n\n* x'
  expect(insertRepositorySection(file, '2026-09-21', [core, cli])).toBe(
    `# Changelog\n\n## 2026-09-21\n\n${added}\n\n${BLOCK}\n`,
  )
  expect(insertRepositorySection(file, '2026-09-22', [core, cli])).toBe(
    `# Changelog\n\n## 2026-09-22\n\n${added}\n\n## 2026-09-21\n\n${BLOCK}\n`,
  )
  const odd = file.replaceAll('\n', '\r\n')
  expect(insertRepositorySection(odd, '2026-09-21', [cli])).toBe(
    `# Changelog\n\n## 2026-09-21\n\n${added}\n\n${BLOCK}\n`.replaceAll('\n', '\r\n'),
  )
})

test('a version that only begins alike, or another package of that version, is not there', () => {
  const text = '# Log\n\n## 2026-09-21\n\n### core 1.1.0-rc.1\n\n### core-x 1.1.0\n'
  expect(insertRepositorySection(text, '2026-09-21', [release('core', '1.1.0', '')])).toBe(
    '# Log\n\n## 2026-09-21\n\n### core 1.1.0\n\n### core 1.1.0-rc.1\n\n### core-x 1.1.0\n',
  )
})
