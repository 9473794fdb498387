/** Releases of npm packages without the npm client: a tarball, a dist tree around it, a version that a registry has already. */
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tarGz } from '../../src/archives/tar-gz.ts'
import { sha256 } from '../../src/core/canonical.ts'
import { fileName } from '../../src/core/layout.ts'
import { INDEX_FILE, indexText } from '../../src/evidence/describe/dist.ts'
import { file, packed } from '../archives/entries.ts'
import type { Registry } from './registry.ts'
import { scratchFolder } from './scratch.ts'

export const integrityOf = (bytes: Buffer): string => `sha512-${createHash('sha512').update(bytes).digest('base64')}`

/** As `npm pack` makes them; `more` makes other bytes. */
export const tarballOf = (name: string, version: string, more = ''): Promise<Buffer> =>
  packed(tarGz, [file('package.json', JSON.stringify({ name, version })), file('README.md', more)], {
    ...{ root: 'package', time: 499_162_500 },
  })

export interface NpmRelease {
  /** A folder with the tarball and the index. */
  readonly dist: string
  readonly tarball: string
  readonly bytes: Buffer
  readonly integrity: string
}

/** The dist tree of one version. */
export const npmRelease = async (name: string, version: string, more = ''): Promise<NpmRelease> => {
  const [dist, bytes] = [scratchFolder('dist'), await tarballOf(name, version, more)]
  const [tarball, integrity] = [`${fileName(name)}-${version}.tgz`, integrityOf(bytes)]
  const listed = {
    ...{ name: tarball, kind: 'package', target: 'source', recipe: null, mediaType: 'application/gzip' },
    ...{ sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length, integrity },
  }
  const notes = { name: 'NOTES.md', kind: 'text', target: null, recipe: null, mediaType: 'text/markdown' }
  const index = indexText({
    ...{ kind: 'rel.dist', version: 1, package: name, release: version, tag: `v${version}` },
    ...{ commit: 'c'.repeat(40), plan: `sha256:${'d'.repeat(64)}` },
    files: [listed, { ...notes, sha256: sha256(''), size: 0 }],
  })
  writeFileSync(join(dist, tarball), bytes)
  writeFileSync(join(dist, 'NOTES.md'), '')
  writeFileSync(join(dist, INDEX_FILE), index)
  return { dist, tarball, bytes, integrity }
}

/** Puts a version into a registry as its API has it, some fifty times faster than the client. */
export const putVersion = async (
  { url, token }: Pick<Registry, 'url' | 'token'>,
  [name, version, tag]: readonly [name: string, version: string, tag: string],
  more = '',
): Promise<void> => {
  const bytes = await tarballOf(name, version, more)
  const tarball = `${fileName(name)}-${version}.tgz`
  const shasum = createHash('sha1').update(bytes).digest('hex')
  const dist = { integrity: integrityOf(bytes), shasum, tarball: `${url}${name}/-/${tarball}` }
  const attachment = { content_type: 'application/octet-stream', data: bytes.toString('base64'), length: bytes.length }
  const body = {
    ...{ _id: name, name, 'dist-tags': { [tag]: version }, _attachments: { [tarball]: attachment } },
    versions: { [version]: { _id: `${name}@${version}`, name, version, dist } },
  }
  const answer = await fetch(`${url}${name.replace('/', '%2f')}`, {
    ...{ method: 'PUT', body: JSON.stringify(body) },
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
  })
  if (!answer.ok) throw new Error(`${name}@${version} was refused: ${answer.status} ${await answer.text()}`)
}
