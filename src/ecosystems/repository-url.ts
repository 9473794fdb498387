/** The `repository` of a package.json, in any form that npm takes, as the address of its web page. */

const HOSTS: ReadonlyMap<string, string> = new Map([
  ['github', 'github.com'],
  ['gitlab', 'gitlab.com'],
  ['bitbucket', 'bitbucket.org'],
  ['gist', 'gist.github.com'],
])

/** `https://host/path` without credentials, `.git`, query, fragment or a folder within the tree; null when the text
 *  names no place on the web. */
export function repositoryUrl(text: string): string | null {
  const address = spelledOut(text.trim().replace(/^git\+/, ''))
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null || !/^(https?|git|ssh):$/.test(url.protocol)) return null
  // Another scheme's port says nothing about the one of https.
  if (url.protocol === 'http:' && url.port !== '') return null
  const host = url.protocol === 'https:' ? url.host : url.hostname
  const path = url.pathname
    .replace(/\/(-\/)?tree\/.*$/, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
  return host !== '' && /^(\/[\w.~@%+-]+)+$/.test(path) ? `https://${host}${path}` : null
}

function spelledOut(text: string): string {
  const [, host = '', path] = /^(?:(\w+):)?(\w[\w.-]*(?:\/[\w.-]+)*)(?:#.*)?$/.exec(text) ?? []
  if (path !== undefined && HOSTS.has(host)) return `https://${HOSTS.get(host)}/${path}`
  if (host === '' && path?.split('/').length === 2) return `https://github.com/${path}`
  const scp = /^(?:ssh:\/\/)?[\w.-]+@([\w.-]+):(?!\d+\/)(.+)$/.exec(text)
  return scp ? `https://${scp[1]}/${scp[2]}` : text
}
