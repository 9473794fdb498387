/** The redactor: no form of a secret gets through, ordinary text does. */
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { redactor, Secret } from '../../src/world/secret.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

test.each([
  'NPM_TOKEN',
  'NODE_AUTH_TOKEN',
  'AWS_SECRET_ACCESS_KEY',
  'DB_PASSWORD',
  'PGPASSWORD',
  'MYSQL_PWD',
  'SMTP_PASS',
  'REGISTRY_PASSWD',
  'apiKey',
  'HTTP_AUTH',
  'GOOGLE_CREDENTIALS',
  'COSIGN_PRIVATE_KEY',
  'npm_config_//registry.example.com/:_authToken',
])('the value of %s is masked', (name) => {
  expect(redactor({ [name]: 's3cr3t value' })('got <s3cr3t value>')).toBe('got <***>')
})

test.each([
  ['PWD', '/home/someone/my project'],
  ['SSH_AUTH_SOCK', '/tmp/ssh-1/agent.22'],
  ['REL_SIGN_KEY', '/home/someone/.ssh/id_ed25519'],
  ['REL_SIGN_KEY', 'keys/release.pem'],
  ['SIGNING_KEY', import.meta.filename],
  ['SIGNING_KEY', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB'],
  ['SIGNING_PUBLIC_KEY', 'AAAAC3NzaC1lZDI1NTE5AAAAIB'],
  ['GIT_CONFIG_KEY_0', 'safe.directory'],
  ['GIT_AUTHOR_NAME', 'Some One'],
  ['TOKEN_URL', 'https://example.com/oauth'],
  ['PASSWORD', 'short'],
  ['AUTH', 'required'],
  ['KEYBOARD', 'querty layout'],
])('%s=%s is no secret', (name, value) => {
  expect(redactor({ [name]: value })(`see ${value} here`)).toBe(`see ${value} here`)
})

test('every form of a value is masked', () => {
  const value = 'p+s/w?rd "é" ~1'
  const redact = redactor({ THE_SECRET: value })
  const url = encodeURIComponent(value)
  for (const form of [value, url, url.toLowerCase(), JSON.stringify(value)]) {
    expect(redact(`a ${form} b`)).toMatch(/^a "?\*\*\*"? b$/)
  }
})

test.each(['', 'u', 'us', 'user:', 'x-access-token:'])('base64 at every alignment, after %j', (before) => {
  const value = 'tooManySecrets?>'
  const redact = redactor({ THE_SECRET: value })
  for (const after of ['', '!', '!!', '\n']) {
    for (const text of [base64(before + value + after), Buffer.from(before + value + after).toString('base64url')]) {
      const shown = redact(text)
      expect(shown).toContain('***')
      // At most the characters that share bits with the neighbours may stay.
      expect(shown.replace('***', '').length).toBeLessThanOrEqual(base64(before + after).length + 8)
    }
  }
})

test('each line of a value in several lines is masked, since output comes in lines', () => {
  const key =
    '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjE\nAAAABG5vbmUAAAAE\n-----END OPENSSH PRIVATE KEY-----'
  const redact = redactor({ DEPLOY_KEY: key })
  expect(redact('> b3BlbnNzaC1rZXktdjE')).toBe('> ***')
  expect(redact('> AAAABG5vbmUAAAAE')).toBe('> ***')
  expect(redact(key)).toBe('***')
  expect(redactor({})(`a ${key} b`)).toBe('a *** b')
})

test('a longer secret wins over its own beginning', () => {
  expect(redactor({ A_TOKEN: 'abcdef', B_TOKEN: 'abcdefghi' })('abcdefghi abcdef')).toBe('*** ***')
})

test('characters with a meaning in patterns mean themselves', () => {
  expect(redactor({ A_TOKEN: 'a.c*(e)[f]$^|\\' })('a.c*(e)[f]$^|\\ abcdef')).toBe('*** abcdef')
})

test.each([
  ['https://user:pa%20ss@host/x', 'https://***@host/x'],
  ['https://user:p@ss:word@host:8080/x', 'https://***@host:8080/x'],
  ['git clone https://abcdef0123@example.com/x.git', 'git clone https://***@example.com/x.git'],
  ['ssh://git:pw1234@host/x', 'ssh://***@host/x'],
  ['postgres://app:pw@db/x?sslmode=off', 'postgres://***@db/x?sslmode=off'],
  ['Authorization: Basic dXNlcjpwYXNz', 'Authorization: Basic ***'],
  ['{"authorization":"Bearer abc"}', '{"authorization":"Bearer ***"}'],
  ['authorization: 0123456789abcdef0123', 'authorization: ***'],
  ['curl -H "Bearer abcdefghij0123456789"', 'curl -H "Bearer ***"'],
  ['//registry.example.com/:_authToken=abc', '//registry.example.com/:_authToken=***'],
  ['_password = "cGFzcw=="', '_password = "***"'],
  [`token npm_${'a1'.repeat(18)} used`, 'token *** used'],
  [`ghp_${'aB3'.repeat(12)}`, '***'],
  [`ghs_${'aB3'.repeat(12)}`, '***'],
  [`github_pat_${'aB3_'.repeat(20)}`, '***'],
  [`glpat-${'aB3-'.repeat(5)}`, '***'],
  ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmN', '***'],
])('%s is masked by its shape', (text, shown) => {
  expect(redactor({})(text)).toBe(shown)
  expect(redactor({})(shown)).toBe(shown)
})

test.each([
  'git@example.com:acme/core.git',
  'ssh://git@example.com/acme/core.git',
  'https://git@example.com/acme/core.git',
  'https://registry.example.com/@acme/core?mail=a:b@c.example',
  'http://localhost:4873/, then mail a@b.example',
  'sha256:9f1c4e07ab21d3b6a4c1d1cbb8c5e1a5b40eea1fd3ad0d2f88f6f0a5a0b1c2d3',
  'authorization: required by the server',
  'the basic internationalization-of-everything1',
  'npm_config_registry and npm_package_name',
  'global-directory-is-installed-everywhere',
  '//registry.example.com/:_authToken=${NPM_TOKEN}',
  'core@2.4.0 → pkg:npm/%40acme/core@2.4.0',
])('%s is ordinary text', (text) => {
  expect(redactor({})(text)).toBe(text)
})

test('a Secret does not print itself', () => {
  const secret = new Secret('hunter2')
  expect([`${secret}`, JSON.stringify({ secret }), inspect({ secret }), inspect(secret)]).toEqual([
    '***',
    '{"secret":"***"}',
    '{ secret: *** }',
    '***',
  ])
  expect(secret.reveal()).toBe('hunter2')
})
