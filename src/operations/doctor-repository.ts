/** The checks of `rel doctor` that need a repository: who releases, to where, from what, and what lies in the way. */
import { chooseSigner } from '../evidence/make/signer.ts'
import { listReleases } from '../ledger/look-up.ts'
import { localTip } from '../ledger/tip.ts'
import { gitLocks } from '../world/git-locks.ts'
import { lockHolder } from '../world/lock.ts'
import { type ConfigAt, configAt } from './config-at.ts'
import { attempt, type Finding, fine, wrong } from './finding.ts'
import { headCommit, type Session } from './session.ts'
import { signSettings, signsTags } from './settings.ts'

const identity = ({ world }: Session): Promise<Finding> =>
  attempt('identity', async () => {
    const { name, email } = await world.git.identity()
    return fine('identity', `${name} <${email}>`)
  })

const remoteOf = ({ world, remote, online }: Session): Promise<Finding> =>
  attempt('remote', async () => {
    if (remote === null)
      return fine(
        'remote',
        'none: releases are sealed in this clone alone',
        'add one with: git remote add origin <address>',
      )
    if (online === null) return fine('remote', `${remote}, not asked (--offline)`)
    await world.git.remoteRefs(online, ['HEAD'])
    return fine('remote', `${remote} answers`)
  })

const history = ({ world: { git }, remote }: Session): Finding => {
  const lack = git.place.shallow ? git.lack() : null
  if (lack === null) return fine('history', 'complete')
  return lack === 'history'
    ? wrong(
        'history',
        'this clone is shallow: what was released may lie below its edge',
        `git fetch --unshallow --tags ${remote ?? ''}`.trim(),
      )
    : wrong('history', 'a run was stopped that deepened this clone: tags of what it has may be missing', 'rel version')
}

/** The config at HEAD, and what was found of it. */
const configOf = async (session: Session): Promise<{ finding: Finding; config: ConfigAt | null }> => {
  let config: ConfigAt | null = null
  const finding = await attempt('config', async () => {
    config = await configAt(session, await headCommit(session), 'read')
    if (config.file === null) return fine('config', 'no file: the defaults hold', 'make one with: rel init')
    if (!config.preview) return fine('config', `${config.file} is valid`)
    return fine(
      'config',
      `${config.file} is valid, and not committed`,
      `commit it before a release: git add ${config.file}`,
    )
  })
  return { finding, config }
}

const ledger = ({ world, online, remote }: Session, { config }: ConfigAt): Promise<Finding> =>
  attempt('ledger', async () => {
    const { ref } = config.ledger
    const tip = await localTip(world.git, ref)
    const releases = (await listReleases(world.git, tip)).length
    if (tip !== null) return fine('ledger', `${releases} release${releases === 1 ? '' : 's'} recorded (${ref})`)
    const theirs = online === null ? null : ((await world.git.remoteRefs(online, [ref])).get(ref) ?? null)
    const fetch = `git fetch ${remote ?? '<remote>'} ${ref}:${ref}`
    if (theirs !== null)
      return fine('ledger', `${ref} is on ${remote ?? ''}, not in this clone`, `fetch it with: ${fetch}`)
    if (online === null && remote !== null) return fine('ledger', 'none in this clone', `fetch it with: ${fetch}`)
    return fine('ledger', 'none yet: the first release begins it')
  })

const SIGN_HOW = 'name an ssh key: git config gpg.format ssh, git config user.signingkey <file>; or set REL_SIGN_KEY'

const signing = (session: Session, { config }: ConfigAt): Promise<Finding> =>
  attempt('signing', async () => {
    const tags = (await signsTags(session, config)) ? 'git signs tags' : 'tags are not signed'
    const signer = await chooseSigner(await signSettings(session, config), session.world)
    if (signer !== null) return fine('signing', `statements by ${signer.keyid}; ${tags}`)
    return fine('signing', `statements are not signed; ${tags}`, config.sign.with === 'none' ? null : SIGN_HOW)
  })

const locks = ({ world }: Session): readonly Finding[] => {
  const holder = lockHolder(world.git.place.commonDir)
  const stale = gitLocks(world.git.place, world.now()).map(({ path, age }) =>
    wrong('locks', `${path} exists (${age} s old)`, `if no git process is running: rm -f '${path}'`),
  )
  const own =
    holder === null
      ? []
      : holder.alive
        ? [fine('locks', `another rel (process ${holder.pid}) is at work in this clone`)]
        : [fine('locks', `rel's lock is of process ${holder.pid}, which has ended: the next run takes it over`)]
  return stale.length + own.length === 0 ? [fine('locks', 'none')] : [...stale, ...own]
}

/** Settings that would change what git does for a release, if rel let them. Those that every call of rel's sets cannot be
 *  seen here. */
const OVERRIDDEN = [
  ...['push.followTags', 'push.gpgSign', 'fetch.prune', 'fetch.pruneTags'],
  ...['core.autocrlf', 'core.eol', 'core.attributesFile', 'merge.autoStash'],
]

const settings = async ({ world }: Session): Promise<Finding> => {
  const values = await Promise.all(OVERRIDDEN.map(async (name) => [name, await world.git.setting(name)] as const))
  const set = values.filter(([, value]) => value !== null && value !== 'false')
  if (set.length === 0) return fine('settings', 'none that rel has to override')
  const list = set.map(([name, value]) => `${name}=${value ?? ''}`).join(', ')
  return fine('settings', `${list}: harmless, rel overrides ${set.length === 1 ? 'it' : 'them'}`)
}

export const repositoryFindings = async (session: Session): Promise<readonly Finding[]> => {
  const { finding, config } = await configOf(session)
  return [
    await identity(session),
    await remoteOf(session),
    history(session),
    finding,
    ...(config === null ? [] : [await ledger(session, config), await signing(session, config)]),
    ...locks(session),
    await settings(session),
  ]
}
