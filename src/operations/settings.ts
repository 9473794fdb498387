/** What git's settings and the environment say of signing, and the URLs that name releases. */
import type { SignSettings } from '../evidence/make/signer.ts'
import type { Config } from '../config/schema.ts'
import type { PlannedRelease } from '../model.ts'
import type { Session } from './session.ts'

const isOn = (value: string | null): boolean => value !== null && /^(true|yes|on|1)$/i.test(value)

export const signSettings = async ({ world }: Session, config: Config): Promise<SignSettings> => ({
  with: config.sign.with,
  relSignKey: world.machine.env('REL_SIGN_KEY'),
  gitSigningKey: await world.git.setting('user.signingkey'),
  gitFormat: await world.git.setting('gpg.format'),
})

/** Tags are signed when the config says so, or git is configured to. */
export const signsTags = async ({ world }: Session, config: Config): Promise<boolean> =>
  config.tag.sign === 'always' || (config.tag.sign === 'auto' && isOn(await world.git.setting('tag.gpgsign')))

export const signsCommits = async ({ world }: Session): Promise<boolean> =>
  isOn(await world.git.setting('commit.gpgsign'))

/** The package URL of a release (purl-spec): the ecosystem's own type, or `generic`. */
export const purlOf = ({
  ecosystem,
  package: name,
  to,
}: Pick<PlannedRelease, 'ecosystem' | 'package' | 'to'>): string => {
  const type = ecosystem === 'npm' ? 'npm' : 'generic'
  return `pkg:${type}/${name.split('/').map(encodeURIComponent).join('/')}@${encodeURIComponent(to)}`
}
