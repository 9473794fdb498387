/** `rel doctor`: whether this environment can release, with an order to follow for everything that is amiss. */
import { satisfies } from '../core/npm-range.ts'
import { RelError } from '../errors.ts'
import { NODE_RANGE } from '../version.ts'
import { gitVersion, openCommand } from '../world/git-command.ts'
import { repositoryFindings } from './doctor-repository.ts'
import { attempt, type Finding, fine, wrong } from './finding.ts'
import { openSession, type Request } from './session.ts'

export type { Finding } from './finding.ts'

export interface Doctor {
  readonly ok: boolean
  readonly findings: readonly Finding[]
}

const node = (): Finding => {
  const { node: version } = process.versions
  if (satisfies(version, NODE_RANGE)) return fine('node', version)
  return wrong('node', `${version} is not supported`, `install a Node ${NODE_RANGE}`)
}

/** Archives are compressed by the zlib of the Node that runs. */
const zlib = (): Finding => {
  const version = process.versions.zlib ?? ''
  const { node_shared_zlib: shared } = process.config.variables as unknown as Readonly<Record<string, unknown>>
  if (shared !== true && shared !== 'true') return fine('zlib', `${version}, part of this Node`)
  return fine(
    'zlib',
    `${version} is the system's: archives made here may differ in bytes from those of other machines`,
    'build releases with an official Node binary, which brings its own zlib',
  )
}

const git = ({ env }: Request): Promise<Finding> =>
  attempt('git', async () => fine('git', await gitVersion(openCommand('/', env, () => undefined))))

const repository = async (request: Request): Promise<readonly Finding[]> => {
  try {
    return await repositoryFindings(await openSession(request))
  } catch (error) {
    if (!(error instanceof RelError) || error.code !== 'NO_REPOSITORY') throw error
    return [wrong('repository', error.message, error.hint ?? '')]
  }
}

/** Needs no repository and no git: that there is none is a finding. Asks the remote, unless `--offline`. */
export const doctor = async (request: Request): Promise<Doctor> => {
  const quiet = { ...request, progress: { ...request.progress, note: () => undefined } }
  const found = await git(quiet)
  const findings = [node(), zlib(), found, ...(found.ok ? await repository(quiet) : [])]
  return { ok: findings.every((each) => each.ok), findings }
}
