/** Maven modules: what is inherited, where a version stands, and which bytes a release changes. */
import { expect, test } from 'vitest'
import type { VersionEdit } from '../../src/ecosystems/ecosystem.ts'
import { maven } from '../../src/ecosystems/maven.ts'
import { commitFiles, texts, type Tree } from './commit-files.ts'

const gav = (artifact: string, version?: string) =>
  `<groupId>org.acme</groupId><artifactId>${artifact}</artifactId>${version === undefined ? '' : `<version>${version}</version>`}`
const pom = (...parts: readonly string[]) => `<project>${parts.join('')}</project>`
const parent = (version: string, more = '') => `<parent>${gav('parent', version)}${more}</parent>`
const needs = (...list: readonly string[]) =>
  `<dependencies>${list.map((each) => `<dependency>${each}</dependency>`).join('')}</dependencies>`

const REPOSITORY: Tree = {
  'pom.xml': `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0"
         xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
         xsi:schemaLocation="http://maven.apache.org/POM/4.0.0 http://maven.apache.org/xsd/maven-4.0.0.xsd">
  <modelVersion>4.0.0</modelVersion>
  <parent>
    <groupId>org.springframework.boot</groupId>
    <artifactId>spring-boot-starter-parent</artifactId>
    <version>1.3.0-SNAPSHOT</version>
    <relativePath/>
  </parent>
  <groupId>org.acme</groupId>
  <artifactId>parent</artifactId>
  <version>1.3.0-SNAPSHOT</version> <!-- <version>0.0.1</version> -->
  <packaging>pom</packaging>
  <modules>
    <module>core</module>
    <module>tools</module>
  </modules>
  <scm>
    <connection>scm:git:git@github.com:acme/acme.git</connection>
    <url>\${site}/acme/acme/tree/main</url>
  </scm>
  <properties>
    <site>https://github.com</site>
    <jackson.version>1.3.0-SNAPSHOT</jackson.version>
  </properties>
  <dependencyManagement>
    <dependencies>
      <dependency>
        <groupId>\${project.groupId}</groupId>
        <artifactId>core</artifactId>
        <version>1.3.0-SNAPSHOT</version>
      </dependency>
    </dependencies>
  </dependencyManagement>
  <profiles>
    <profile><id>all</id><modules><module>extra/pom.xml</module><module>odd/pom-8.xml</module></modules></profile>
  </profiles>
</project>
`,
  'core/pom.xml': pom(parent('1.3.0-SNAPSHOT'), '<artifactId>core</artifactId>'),
  'tools/pom.xml': pom(
    parent('1.3.0-SNAPSHOT'),
    '<artifactId>tools</artifactId><packaging>pom</packaging>',
    '<modules><module>cli</module><module>../core</module></modules>',
  ),
  'tools/cli/pom.xml': pom(
    `<parent>${gav('tools', '1.3.0-SNAPSHOT')}</parent>`,
    '<artifactId>cli</artifactId>',
    needs(gav('core'), `${gav('kit', '${project.version}')}<scope>test</scope>`, gav('cli', '1')),
  ),
  'extra/pom.xml': pom(
    parent('1.3.0-SNAPSHOT'),
    '<artifactId>extra</artifactId><version>7</version><properties><maven.deploy.skip>true</maven.deploy.skip></properties>',
  ),
}

const find = (folder: string, tree: Tree = REPOSITORY) => maven.find(folder, commitFiles(tree))
const lone = (...parts: readonly string[]) => find('.', { 'pom.xml': pom(...parts) })

async function edited(edits: readonly (Partial<VersionEdit> & { readonly path: string })[], tree: Tree = REPOSITORY) {
  const found = await Promise.all(edits.map(({ path }) => find(path, tree)))
  const whole = edits.map((edit, index) => {
    const { name, version, file } = found[index] ?? { name: null, version: null, file: '' }
    return { name: name ?? '', file, from: version, to: null, ranges: [], ...edit }
  })
  const files = found.flatMap((one) => one?.files ?? [])
  return Object.fromEntries(maven.edit(texts(tree, files), whole))
}

test('a module inherits group, version and managed ranges, from parents above parents', async () => {
  expect(await find('tools/cli')).toEqual({
    name: 'org.acme:cli',
    version: '1.3.0-SNAPSHOT',
    private: false,
    repository: 'https://github.com/acme/acme',
    dependencies: [
      { name: 'org.acme:tools', range: '*', kind: 'build' },
      { name: 'org.acme:core', range: '1.3.0-SNAPSHOT', kind: 'runtime' },
      { name: 'org.acme:kit', range: '${project.version}', kind: 'dev' },
    ],
    file: 'tools/cli/pom.xml',
    files: ['tools/cli/pom.xml', 'tools/pom.xml', 'pom.xml'],
    sharedVersion: 'pom.xml',
  })
})

test('the parent shares its version with those who inherit it; a module with its own does not', async () => {
  expect(await find('.')).toMatchObject({ name: 'org.acme:parent', sharedVersion: 'pom.xml', files: ['pom.xml'] })
  expect(await find('extra')).toMatchObject({ version: '7', private: true, sharedVersion: null })
  expect(await find('nowhere')).toBe(null)
})

test('members are the modules of modules and of profiles, wherever they lie', async () => {
  expect(await maven.members?.('.', commitFiles(REPOSITORY))).toEqual(['core', 'extra', 'tools', 'tools/cli'])
  expect(await maven.members?.('core', commitFiles(REPOSITORY))).toBe(null)
  const maven4 = { 'pom.xml': pom('<artifactId>a</artifactId><subprojects><subproject>b</subproject></subprojects>') }
  expect(await maven.members?.('.', commitFiles(maven4))).toEqual(['b'])
})

test('one release changes the shared version, every parent on the way, and what is managed', async () => {
  const range = { from: '1.3.0-SNAPSHOT', to: '1.3.0' }
  const changed = await edited([
    { path: '.', to: '1.3.0', ranges: [{ name: 'org.acme:core', kind: 'dev', ...range }] },
    { path: 'core', to: '1.3.0' },
    { path: 'tools/cli', to: '1.3.0', ranges: [{ name: 'org.acme:core', kind: 'runtime', ...range }] },
  ])
  const stable = (file: string) => (REPOSITORY[file] ?? '').replaceAll('1.3.0-SNAPSHOT', '1.3.0')
  const root = stable('pom.xml')
    .replace('<version>1.3.0<', '<version>1.3.0-SNAPSHOT<')
    .replace('<jackson.version>1.3.0<', '<jackson.version>1.3.0-SNAPSHOT<')
  expect(changed).toEqual({
    'pom.xml': root,
    'core/pom.xml': stable('core/pom.xml'),
    'tools/pom.xml': stable('tools/pom.xml'),
    'tools/cli/pom.xml': stable('tools/cli/pom.xml'),
  })
})

test('a parent in step is a range like others', async () => {
  const ranges = [{ name: 'org.acme:parent', kind: 'build', from: '1.3.0-SNAPSHOT', to: '1.3.0' }] as const
  expect(await edited([{ path: 'extra', to: '8', ranges }])).toEqual({
    'extra/pom.xml': REPOSITORY['extra/pom.xml']?.replace('1.3.0-SNAPSHOT', '1.3.0').replace('>7<', '>8<'),
  })
})

const FRIENDLY: Tree = {
  'pom.xml': pom(
    gav('parent', '${revision}${sha1}${changelist}'),
    '<packaging>pom</packaging>',
    '<properties><sha1/><revision>${base}</revision><changelist>-SNAPSHOT</changelist><base>1.2.3</base></properties>',
  ),
  'a/pom.xml': pom(parent('${revision}${sha1}${changelist}'), '<artifactId>a</artifactId>'),
}

test('properties together make a version: the first takes the new one', async () => {
  expect(await find('a', FRIENDLY)).toMatchObject({ version: '1.2.3-SNAPSHOT', sharedVersion: 'pom.xml' })
  const root = FRIENDLY['pom.xml']?.replace('1.2.3', '1.3.0').replace('-SNAPSHOT', '')
  expect(await edited([{ path: 'a', to: '1.3.0' }], FRIENDLY)).toEqual({ 'pom.xml': root })
  expect(await find('a', { ...FRIENDLY, 'pom.xml': root ?? '' })).toMatchObject({ version: '1.3.0' })
})

test.each<[string, Tree, Record<string, unknown>]>([
  [
    'a property of the module comes first',
    {
      ...FRIENDLY,
      'a/pom.xml': pom(
        parent('${revision}'),
        '<artifactId>a</artifactId><version>${revision}</version><properties><revision>9</revision></properties>',
      ),
    },
    { version: '9', sharedVersion: null },
  ],
  [
    'the version of the parent by name',
    {
      ...FRIENDLY,
      'a/pom.xml': pom(parent('1'), '<artifactId>a</artifactId><version>${project.parent.version}</version>'),
    },
    { version: '1.2.3-SNAPSHOT', sharedVersion: 'pom.xml' },
  ],
  [
    'a property that the command line gives',
    { 'a/pom.xml': pom(gav('a', '${revision}')) },
    { version: null, taggedOnly: true, sharedVersion: null },
  ],
  [
    'properties that go round',
    { 'a/pom.xml': pom(gav('a', '${b}'), '<properties><b>${c}</b><c>${b}</c></properties>') },
    { version: null, taggedOnly: true },
  ],
  [
    'a parent that is elsewhere',
    { 'pom.xml': pom(gav('other', '1')), 'a/pom.xml': pom(parent('1'), '<artifactId>a</artifactId>') },
    { name: 'org.acme:a', version: null, sharedVersion: null },
  ],
  [
    'a parent of another version, which is a released one',
    { 'pom.xml': pom(gav('parent', '2')), 'a/pom.xml': pom(parent('1'), '<artifactId>a</artifactId>') },
    { version: null },
  ],
  [
    'a folder as the path of the parent',
    {
      'build/parent/pom.xml': pom(gav('parent', '3')),
      'a/pom.xml': pom(parent('3', '<relativePath>../build/parent</relativePath>'), '<artifactId>a</artifactId>'),
    },
    { version: '3', sharedVersion: 'build/parent/pom.xml' },
  ],
  [
    'parents in a circle',
    {
      'pom.xml': pom(
        `<parent>${gav('a', '1')}<relativePath>a</relativePath></parent>`,
        '<artifactId>parent</artifactId>',
      ),
      'a/pom.xml': pom(parent('1'), '<artifactId>a</artifactId>'),
    },
    { name: 'org.acme:a', version: null },
  ],
])('version: %s', async (_, tree, expected) => {
  expect(await find('a', tree)).toMatchObject(expected)
})

test('scopes, plugins, extensions and profiles make the kinds of dependencies', async () => {
  const plugin = (inside: string) => `<plugins><plugin>${inside}</plugin></plugins>`
  const found = await lone(
    gav('a', '1'),
    needs(`${gav('b', '1')}<optional>true</optional>`, `${gav('c', '[1,2)')}<scope>runtime</scope>`, gav('d')),
    `<build>${plugin(`<artifactId>jar</artifactId>${needs(gav('rules', '1'))}`)}`,
    `<pluginManagement>${plugin(gav('e', '1'))}</pluginManagement>`,
    `<extensions><extension>${gav('f', '1')}</extension></extensions></build>`,
    `<profiles><profile>${needs(gav('g', '${g}'), gav('${none}', '1'))}</profile></profiles>`,
  )
  expect(found?.dependencies.map(({ name, range, kind }) => `${name} ${range} ${kind}`)).toEqual([
    'org.acme:b 1 optional',
    'org.acme:c [1,2) runtime',
    'org.acme:d * runtime',
    'org.apache.maven.plugins:jar * build',
    'org.acme:rules 1 build',
    'org.acme:e 1 dev',
    'org.acme:f 1 build',
    'org.acme:g ${g} runtime',
  ])
})

test('what the deploy plug-in skips is private', async () => {
  const skipped = '<artifactId>maven-deploy-plugin</artifactId><configuration><skip>true</skip></configuration>'
  const found = await lone(gav('a', '1'), `<build><plugins><plugin>${skipped}</plugin></plugins></build>`)
  expect(found).toMatchObject({ private: true })
})

test.each<[string, () => Promise<unknown>, string]>([
  ['no XML', () => find('.', { 'pom.xml': 'a\n<project>' }), 'pom.xml, byte 2, line 2: <project> is not closed'],
  ['no POM', () => find('.', { 'pom.xml': '\uFEFF<widget/>' }), 'pom.xml, byte 3, line 1: <widget> is no POM'],
  ['no artifact', () => lone('<version>1</version>'), 'pom.xml, byte 0, line 1: there is no artifactId'],
  [
    'two versions',
    () => lone('<artifactId>a</artifactId>\n<version>1</version><version>2</version>'),
    'pom.xml, byte 56, line 2: <version> is there twice',
  ],
  [
    'no version to set',
    () => edited([{ path: '.', to: '2' }], { 'pom.xml': pom('<artifactId>a</artifactId>') }),
    'pom.xml, byte 0, line 1: there is no version to set to 2',
  ],
  [
    'two versions for one',
    () =>
      edited([
        { path: 'core', to: '2' },
        { path: '.', to: '3' },
      ]),
    'pom.xml, byte 559, line 14: 1.3.0-SNAPSHOT cannot become 2 and 3',
  ],
  [
    'a range that is not there',
    () => edited([{ path: 'core', ranges: [{ name: 'x:y', kind: 'dev', from: '1', to: '2' }] }]),
    'core/pom.xml, byte 0, line 1: there is nothing that needs x:y 1',
  ],
  [
    'a version that XML would not take',
    () => edited([{ path: 'extra', to: '<8>' }]),
    'extra/pom.xml, byte 156, line 1: <8> is no plain text',
  ],
])('refused: %s', async (_, outcome, message) => {
  await expect(outcome()).rejects.toMatchObject({ code: 'MANIFEST', message, hint: expect.any(String) })
})

test.each([
  ['1.2.3', '1.3.0', '1.3.0', false],
  ['1.3', '1.3.0', '1.3', true],
  ['1.3.0-SNAPSHOT', '1.3.0', '1.3.0', false],
  ['${core.version}', '2.0.0', '${core.version}', true],
  ['*', '2.0.0', '*', true],
  ['LATEST', '2.0.0', 'LATEST', true],
  ['[1.2,2.0)', '1.9', '[1.2,2.0)', true],
  ['[1.2,2.0)', '2.1.0', '[2.1,3.0)', false],
])('the range %s at %s is %s', (range, to, text, admits) => {
  const meaning = text === range ? null : `${range} → ${text}`
  expect(maven.stepRange?.(range, null, to)).toEqual({ text, meaning, admits })
})
