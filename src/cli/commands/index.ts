/** The commands of rel, in the order of their help: a new one is a file and a line here. Each is loaded when asked for. */
import type { Command } from '../command.ts'

export interface Listed {
  readonly name: string
  readonly summary: string
  readonly load: () => Promise<{ readonly command: Command }>
}

export const COMMANDS: readonly Listed[] = [
  { name: 'init', summary: 'detect packages and write release.config.json', load: () => import('./init.ts') },
  {
    name: 'status',
    summary: 'last release, unreleased commits and next version of each package',
    load: () => import('./status.ts'),
  },
  {
    name: 'plan',
    summary: 'the sealed plan of the next release, or of one that a tag names',
    load: () => import('./plan.ts'),
  },
  { name: 'why', summary: 'how the next number came about', load: () => import('./why.ts') },
  {
    name: 'check',
    summary: 'put the commits or the title of a pull request to the rules',
    load: () => import('./check.ts'),
  },
  { name: 'change', summary: 'write a change file, or list those that wait', load: () => import('./change.ts') },
  { name: 'version', summary: 'print the next (or current) version, nothing else', load: () => import('./version.ts') },
  {
    name: 'changelog',
    summary: 'notes for the next release, a past one, or all',
    load: () => import('./changelog.ts'),
  },
  { name: 'bump', summary: 'edit manifests and changelog, commit and tag', load: () => import('./bump.ts') },
  { name: 'build', summary: 'build the release into its dist tree', load: () => import('./build.ts') },
  {
    name: 'publish',
    summary: 'finish releases: build, seal, publish, verify, record',
    load: () => import('./publish.ts'),
  },
  { name: 'release', summary: 'bump and publish in one go', load: () => import('./release.ts') },
  {
    name: 'trace',
    summary: 'from a file, digest, version, tag or commit to everything known',
    load: () => import('./trace.ts'),
  },
  { name: 'contains', summary: 'the releases that contain a commit', load: () => import('./contains.ts') },
  {
    name: 'verify',
    summary: 'check digest, signature and provenance of a file or version',
    load: () => import('./verify.ts'),
  },
  { name: 'audit', summary: 'compare tags, ledger and published files', load: () => import('./audit.ts') },
  {
    name: 'withdraw',
    summary: 'take a release back as far as that goes, and say what cannot be undone',
    load: () => import('./withdraw.ts'),
  },
  { name: 'doctor', summary: 'check this environment, with a fix per finding', load: () => import('./doctor.ts') },
]
