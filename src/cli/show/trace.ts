/** What is known of a release, as the rows of `rel trace`: only what is recorded, and each doubt in red. */
import type { Traced, TracedRelease } from '../../rel.ts'
import type { Terminal } from '../command.ts'

const short = (commit: string) => commit.slice(0, 7)
const brief = (sha256: string) => `sha256:${sha256.slice(0, 12)}…`
const minute = (at: string) => `${at.slice(0, 10)} ${at.slice(11, 16)}`

/** Tools say their version in many ways: `v24.1.0`, `git version 2.39.5`. */
const bare = (version: string | null) => (version === null ? '' : (/\d\S*/.exec(version)?.[0] ?? version))

const row = (name: string, parts: readonly (string | null)[]): string =>
  `  ${name.padEnd(10)} ${parts.filter((part) => part !== null && part !== '').join('   ')}`

const detailOf = ({ verification }: TracedRelease, check: string) =>
  verification.find((verdict) => verdict.check === check)?.detail ?? ''

/** One phrase for the whole: what does not hold comes before who signed. */
const verdict = (release: TracedRelease, { paint }: Terminal): string => {
  const bad = release.verification.filter((each) => !each.ok)
  if (bad.length > 0) return paint.red(`${bad.length === 1 ? 'one thing does' : `${bad.length} things do`} not hold`)
  const what = release.artifact === null ? 'statements good' : 'digest good'
  const signed = detailOf(release, 'seal signature')
  if (/^signed by \S+$/.test(signed))
    return paint.green(`${release.artifact === null ? 'statements' : 'digest'} and signature good`)
  return `${paint.green(what)}, ${paint.yellow(signed)}`
}

const headline = (release: TracedRelease, terminal: Terminal): string => {
  const { artifact } = release
  const name = artifact === null ? `${release.package} ${release.version}` : artifact.name
  const digest = artifact === null ? '' : `  ${brief(artifact.sha256)}`
  return `${terminal.paint.bold(name)}${digest}  ${verdict(release, terminal)}`
}

const builtRows = ({ toolchain }: TracedRelease): readonly string[] =>
  toolchain.map((build) =>
    row('built', [
      [build.os, build.arch].filter((part) => part !== null).join(' '),
      build.tools.map((tool) => `${tool.name} ${bare(tool.version)}`.trim()).join('  '),
      build.lockfiles.map((file) => `${file.name} ${brief(file.sha256 ?? '')}`).join('  '),
      toolchain.length > 1 && build.target !== null ? `target ${build.target}` : '',
    ]),
  )

const publishedRows = ({ publications }: TracedRelease): readonly string[] =>
  publications.map(({ target, at, by, location }, index) =>
    row(index === 0 ? 'published' : '', [
      `${target}${at === undefined ? '' : ` ${minute(at)}`}`,
      location,
      by ? `by ${by}` : '',
    ]),
  )

const withdrawnRows = ({ withdrawals }: TracedRelease, { paint }: Terminal): readonly string[] =>
  withdrawals.map(({ at, by, reason }) =>
    paint.red(
      row('withdrawn', [
        at === undefined ? '' : minute(at),
        reason ?? 'its reason cannot be read',
        by === undefined ? '' : `by ${by}`,
      ]),
    ),
  )

const artifactRows = ({ artifact, artifacts }: TracedRelease): readonly string[] =>
  artifact === null
    ? artifacts.map((file, index) => row(index === 0 ? 'artifacts' : '', [file.name, brief(file.sha256)]))
    : []

const releaseLines = (release: TracedRelease, terminal: Terminal): readonly string[] => {
  const { paint } = terminal
  const bad = release.verification.filter((each) => !each.ok)
  const tag = `tag ${release.tag} (${detailOf(release, 'tag')})`
  const sealed = release.sealed === null ? '' : `sealed ${minute(release.sealed.at)} by ${release.sealed.by}`
  return [
    headline(release, terminal),
    row('release', [`${release.package} ${release.version}`, tag, `channel ${release.channel}`]),
    ...withdrawnRows(release, terminal),
    row('source', [
      `commit ${short(release.commit)} (${release.line})`,
      release.tree === null ? '' : `tree ${short(release.tree)}`,
      release.files === null ? 'not in this clone' : `${release.files} files`,
    ]),
    row('plan', [release.plan.slice(7, 19), sealed]),
    ...builtRows(release),
    ...artifactRows(release),
    ...publishedRows(release),
    ...bad.map((each) => paint.red(`  ✗ ${each.check}: ${each.detail}`)),
  ]
}

export const traceLines = ({ releases }: Traced, terminal: Terminal): readonly string[] =>
  releases.flatMap((release, index) => [...(index === 0 ? [] : ['']), ...releaseLines(release, terminal)])
