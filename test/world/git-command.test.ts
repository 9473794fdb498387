/** Git is started in the user's own environment: what git itself would obey stops nothing, what ties it elsewhere is gone. */
import { expect, test } from 'vitest'
import { openCommand } from '../../src/world/git-command.ts'
import { scratchEnv, scratchRepo } from '../support/scratch.ts'

const OWN = {
  ...{ EDITOR: 'vi', VISUAL: 'vi', PAGER: 'less', PREFIX: '/usr', GIT_EDITOR: 'vi', GIT_SEQUENCE_EDITOR: 'vi' },
  ...{ SSH_ASKPASS: 'ask', GIT_ASKPASS: 'ask', GIT_SSH: 'ssh', GIT_SSH_COMMAND: 'ssh -i key', GIT_PROXY_COMMAND: 'nc' },
  ...{ GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', GIT_TEMPLATE_DIR: '/nowhere' },
  ...{ GIT_CONFIG_COUNT: '6', GIT_CONFIG_KEY_0: 'url.ssh://git@a/.insteadOf', GIT_CONFIG_VALUE_0: 'https://a/' },
  ...{ GIT_CONFIG_KEY_1: 'credential.helper', GIT_CONFIG_VALUE_1: 'store' },
  ...{ GIT_CONFIG_KEY_2: 'core.sshCommand', GIT_CONFIG_VALUE_2: 'ssh' },
  ...{ GIT_CONFIG_KEY_3: 'gpg.program', GIT_CONFIG_VALUE_3: 'gpg' },
  ...{ GIT_CONFIG_KEY_4: 'include.path', GIT_CONFIG_VALUE_4: '/dev/null' },
  ...{ GIT_CONFIG_KEY_5: 'filter.lfs.clean', GIT_CONFIG_VALUE_5: 'git-lfs clean -- %f' },
}

test.each(Object.entries(OWN))('%s=%s stops nothing', async (name, value) => {
  const repo = await scratchRepo('feat: a')
  const whole = name.startsWith('GIT_CONFIG_') ? OWN : { [name]: value }
  const git = openCommand(repo.folder, { ...scratchEnv, ...whole }, () => undefined)
  expect((await git.text(['rev-parse', 'HEAD'])).trim()).toBe(repo.id('main'))
})

test('settings of the environment are obeyed', async () => {
  const repo = await scratchRepo('feat: a')
  const git = openCommand(repo.folder, { ...scratchEnv, ...OWN }, () => undefined)
  expect(await git.text(['config', 'credential.helper'])).toBe('store\n')
})

test('another repository of the environment is not', async () => {
  const [here, there] = [await scratchRepo('feat: a'), await scratchRepo('fix: b')]
  const git = openCommand(here.folder, { ...scratchEnv, GIT_DIR: `${there.folder}/.git` }, () => undefined)
  expect((await git.text(['rev-parse', 'HEAD'])).trim()).toBe(here.id('main'))
})
