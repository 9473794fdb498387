/** Addresses of commits, comparisons and issues on a repository's host, in the forms of the hosts that people use. */

export type LinkStyle = 'auto' | 'github' | 'gitlab' | 'gitea' | 'bitbucket' | 'none'
export type HostForm = Exclude<LinkStyle, 'auto' | 'none'>

export interface Links {
  readonly form: HostForm
  /** Without a port: `github.com`. */
  readonly host: string
  /** What a reference to an issue begins with, here or in another repository; `!` is GitLab's for merge requests. */
  readonly prefixes: readonly string[]
  commit(id: string): string
  /** From one tag to another; `to` may be `HEAD`. */
  compare(from: string, to: string): string
  /** The page of a tag. */
  tag(tag: string): string
  /** A file as it is at a tag. */
  file(tag: string, path: string): string
  /** `repository` is `owner/name` when it is another one of the same host. */
  issue(reference: { readonly prefix: string; readonly issue: string; readonly repository?: string | null }): string
  /** A person's page. */
  user(handle: string): string
}

interface Form {
  readonly commit: string
  readonly compare: (from: string, to: string) => string
  readonly tag: string
  readonly file: (tag: string, path: string) => string
  readonly issues: string
  readonly requests: string
  readonly prefixes: readonly string[]
}

const dots = (prefix: string) => (from: string, to: string) => `${prefix}/${from}...${to}`

const FORMS: Readonly<Record<HostForm, Form>> = {
  github: {
    ...{ commit: 'commit', compare: dots('compare'), tag: 'releases/tag', issues: 'issues', requests: 'pull' },
    file: (tag, path) => `blob/${tag}/${path}`,
    prefixes: ['#'],
  },
  gitlab: {
    ...{ commit: '-/commit', compare: dots('-/compare'), tag: '-/tags' },
    ...{ issues: '-/issues', requests: '-/merge_requests' },
    file: (tag, path) => `-/blob/${tag}/${path}`,
    prefixes: ['#', '!'],
  },
  gitea: {
    ...{ commit: 'commit', compare: dots('compare'), tag: 'releases/tag', issues: 'issues', requests: 'pulls' },
    file: (tag, path) => `src/tag/${tag}/${path}`,
    prefixes: ['#', '!'],
  },
  bitbucket: {
    ...{ commit: 'commits', tag: 'commits/tag', issues: 'issues', requests: 'pull-requests' },
    compare: (from, to) => `branches/compare/${to}..${from}`,
    file: (tag, path) => `src/${tag}/${path}`,
    prefixes: ['pull request #', '#'],
  },
}

const HOSTS: readonly (readonly [RegExp, HostForm])[] = [
  [/(?:^|\.)gitlab\./, 'gitlab'],
  [/(?:^|\.)(?:gitea|forgejo)\.|^codeberg\.org$/, 'gitea'],
  [/^bitbucket\.org$/, 'bitbucket'],
]

const formOf = (host: string, style: Exclude<LinkStyle, 'none'>): HostForm =>
  style === 'auto' ? (HOSTS.find(([name]) => name.test(host))?.[1] ?? 'github') : style

/** `repository` is the address of its page, `https://host/owner/name`; groups may go deeper. Null: there are no links.
 *  A host that is not known by its name has GitHub's forms. */
export const linksTo = (repository: string | null, style: LinkStyle = 'auto'): Links | null => {
  const parts = /^(https?:\/\/)(?:[^/@]*@)?(([^/:]+)(?::\d+)?)(\/.*?)?(?:\.git)?\/*$/.exec(repository ?? '')
  if (parts === null || style === 'none') return null
  const [, protocol = '', place = '', host = '', path = ''] = parts
  const origin = `${protocol}${place}`
  const form = formOf(host.toLowerCase(), style)
  const { commit, compare, tag, file, issues, requests, prefixes } = FORMS[form]
  const base = `${origin}${path}`
  const escaped = encodeURIComponent
  return {
    ...{ form, host: host.toLowerCase(), prefixes },
    commit: (id) => `${base}/${commit}/${id}`,
    compare: (from, to) => `${base}/${compare(escaped(from), escaped(to))}`,
    tag: (name) => `${base}/${tag}/${escaped(name)}`,
    file: (name, path_) => `${base}/${file(escaped(name), path_.split('/').map(escaped).join('/'))}`,
    issue: ({ prefix, issue, repository: other = null }) =>
      `${other === null ? base : `${origin}/${other}`}/${prefix === '#' ? issues : requests}/${issue}`,
    user: (handle) => `${origin}/${handle}`,
  }
}
