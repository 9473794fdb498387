/** Where things stand in the ledger and which refs of rel's own there are (formats.md, "The ledger"). */

export const REMOTE_LEDGER = 'refs/rel/remote/ledger'
export const REMOTE_TAGS = 'refs/rel/remote/tags/'
export const REMOTE_HEADS = 'refs/rel/remote/heads/'
export const REMOTE_STAGE = 'refs/rel/remote/stage/'

/** Only `A-Za-z0-9._~-` stay; every other byte becomes `%XX`, so that no name can leave its folder. */
export const encodeName = (name: string): string =>
  [...Buffer.from(name, 'utf8')]
    .map((byte) => {
      const char = String.fromCharCode(byte)
      return /[A-Za-z0-9._~-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')
    .replace(/^\.{1,2}$/, (dots) => dots.replaceAll('.', '%2E'))

/** The inverse of `encodeName`; null when the text is nothing that it writes. */
export const decodeName = (text: string): string | null => {
  if (!/^(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+$/.test(text)) return null
  const name = Buffer.from(
    text.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')
  return encodeName(name) === text ? name : null
}

/** The folder of one release, without a slash at its end. */
export const releaseFolder = (name: string, version: string): string =>
  `releases/${encodeName(name)}/${encodeName(version)}`

const fanned = (hex: string) => `${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex.slice(4)}`

/** The index file of an artifact's sha256 (64 hexadecimal digits). */
export const digestPath = (sha256: string): string => `index/sha256/${fanned(sha256)}`

export const isDigestPath = (path: string): boolean => path.startsWith('index/sha256/')

/** The folder of a commit's releases. */
export const commitFolder = (commit: string): string => `index/commit/${fanned(commit)}`

export const commitPath = (commit: string, name: string, version: string): string =>
  `${commitFolder(commit)}/${encodeName(name)}@${encodeName(version)}`

export const publicationPath = (name: string, version: string, target: string): string =>
  `${releaseFolder(name, version)}/publications/${encodeName(target)}.json`

/** Numbers begin with 1. */
export const withdrawalPath = (name: string, version: string, number: number): string =>
  `${releaseFolder(name, version)}/withdrawals/${number}.json`

export const PENDING = 'refs/rel/pending/'

/** Where a release's objects wait until the seal is accepted. `hex` is the plan's digest without `sha256:`. */
export const pendingCommit = (hex: string): string => `${PENDING}${hex}/commit`
export const pendingTag = (hex: string, tag: string): string => `${PENDING}${hex}/tags/${tag}`

/** All staged bytes of one version, and the ref of one set of bytes among them. */
export const stagePrefix = (name: string, version: string): string =>
  `refs/rel/stage/${encodeName(name)}@${encodeName(version)}/`
export const stageRef = (name: string, version: string, releaseSha256: string): string =>
  `${stagePrefix(name, version)}${releaseSha256.slice(0, 16)}`

/** The digest's hexadecimal part. */
export const hexOf = (digest: string): string => digest.replace(/^sha256:/, '')
