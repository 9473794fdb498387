/** Gradle builds: where a version stands, which folders are projects, and what scripts say that nobody runs. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { VersionEdit } from '../../src/ecosystems/ecosystem.ts'
import { editProperties, gradleProperties } from '../../src/ecosystems/gradle-properties.ts'
import { gradle } from '../../src/ecosystems/gradle.ts'
import { commitFiles, texts, type Tree } from './commit-files.ts'

const BUILD: Tree = {
  'settings.gradle.kts': `pluginManagement {
    includeBuild("build-logic")
    repositories { gradlePluginPortal(); maven { content { includeGroup("org.acme") } } }
}
plugins { id("org.gradle.toolchains.foojay-resolver-convention") version "0.8.0" }

rootProject.name = "acme" // rootProject.name = "other"
enableFeaturePreview("TYPESAFE_PROJECT_ACCESSORS")

include(
    ":core", // the library
    "libs:data-store",
)
include("tools")
/* include("old") */
project(":tools").projectDir = file("build/tools")
`,
  'build.gradle.kts': `plugins {
    alias(libs.plugins.kotlin) apply false
}

allprojects {
    group = "org.acme"
}
`,
  'gradle.properties': 'org.gradle.caching=true\n#version=0.0.1\nversion=1.2.3-SNAPSHOT\n',
  'core/build.gradle.kts': `plugins { \`java-library\` }

dependencies {
    api(projects.libs.dataStore)
    implementation(platform(project(":bom")))
    implementation("org.acme:other:1.2.3")
    testImplementation(project(":tools")) { isTransitive = false }
    compileOnly(project(path = ":compile"))
    ksp(project(":processor"))
    // implementation(project(":old"))
}

tasks.named("x") { dependsOn(project(":core").tasks.named("y")) }
evaluationDependsOn(":core")
`,
  'libs/data-store/build.gradle': `version '2.0.0'
dependencies {
  implementation project(':core')
  androidTestImplementation project(path: ':tools', configuration: 'x'), project(':core')
}
`,
  'build/tools/build.gradle': 'version = gitVersion()\n',
}

const find = (folder: string, tree: Tree = BUILD) => gradle.find(folder, commitFiles(tree))

async function edited(edits: readonly (Partial<VersionEdit> & { readonly path: string })[], tree: Tree = BUILD) {
  const found = await Promise.all(edits.map(({ path }) => find(path, tree)))
  const whole = edits.map((edit, index) => {
    const { name, version, file } = found[index] ?? { name: null, version: null, file: '' }
    return { name: name ?? '', file, from: version, to: null, ranges: [], ...edit }
  })
  const files = found.flatMap((one) => one?.files ?? [])
  return Object.fromEntries(gradle.edit(texts(tree, files), whole))
}

test('a project is called as in the settings and has the version of the root', async () => {
  expect(await find('core')).toEqual({
    name: ':core',
    version: '1.2.3-SNAPSHOT',
    private: false,
    repository: null,
    dependencies: [
      { name: ':libs:data-store', range: '*', kind: 'runtime' },
      { name: ':bom', range: '*', kind: 'runtime' },
      { name: ':tools', range: '*', kind: 'dev' },
      { name: ':compile', range: '*', kind: 'optional' },
      { name: ':processor', range: '*', kind: 'build' },
    ],
    file: 'core/build.gradle.kts',
    files: ['core/build.gradle.kts', 'build.gradle.kts', 'settings.gradle.kts', 'gradle.properties'],
    sharedVersion: 'gradle.properties',
  })
  expect(await find('.')).toMatchObject({ name: 'acme', sharedVersion: 'gradle.properties' })
})

test('a version of its own, a computed one, and a folder that is no project', async () => {
  const store = await find('libs/data-store')
  expect(store).toMatchObject({ name: ':libs:data-store', version: '2.0.0', sharedVersion: null })
  expect(store?.dependencies.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    ':core runtime',
    ':tools dev',
    ':core dev',
  ])
  expect(await find('build/tools')).toMatchObject({ name: ':tools', version: null, taggedOnly: true })
  expect(await find('libs')).toBe(null)
  expect(await find('examples', { ...BUILD, 'examples/build.gradle': '' })).toMatchObject({ name: null, version: null })
})

test('members are what the settings include, where the settings say', async () => {
  const members = (tree: Tree) => gradle.members?.('.', commitFiles(tree))
  expect(await members(BUILD)).toEqual(['build/tools', 'core', 'libs/data-store'])
  expect(await members({ 'settings.gradle': 'rootProject.name = "x"' })).toBe(null)
  const groovy = `include 'a', ':b:c',\n  'd'\nproject(':d').projectDir = new File(rootDir, '../d')\nproject(':a').projectDir = file("$rootDir/x/a")\n`
  expect(await members({ 'settings.gradle': groovy })).toEqual(['b/c', 'd', 'x/a'])
})

test('one release changes the shared version once, and a computed one not at all', async () => {
  const changed = await edited([
    { path: 'core', to: '1.2.3' },
    { path: '.', to: '1.2.3' },
    { path: 'libs/data-store', to: '2.1.0' },
    { path: 'build/tools', to: '3.0.0' },
  ])
  expect(changed).toEqual({
    'gradle.properties': BUILD['gradle.properties']?.replace('-SNAPSHOT', ''),
    'libs/data-store/build.gradle': BUILD['libs/data-store/build.gradle']?.replace('2.0.0', '2.1.0'),
  })
})

const single = (build: string, properties = '') => ({ 'build.gradle': build, 'gradle.properties': properties })

test.each<[string, Tree, string | null]>([
  ['a one-liner', single("group 'a'; version '1.2.3'; description 'x'"), '1.2.3'],
  ['the last of several', single('version = "1.0.0"\nproject.version = "1.2.3"\n'), '1.2.3'],
  [
    'a plug-in and a block with versions of theirs',
    single('plugins { id "x" version "9" }\nfoo {\n version = "8"\n}'),
    null,
  ],
  ['a comment', single('// version = "1.0.0"\n/*\nversion = "2.0.0"\n*/'), null],
  ['a comparison', single('version == "1.0.0"'), null],
  ['a variable', single('def acme = "1.2.3"\nversion = acme\n'), '1.2.3'],
  ['an extra property', single('buildscript { ext { acme = "1.2.3" } }\nversion "$acme"\n'), '1.2.3'],
  ['a property by name', single('version = project.property("acme") as String', 'acme=1.2.3'), '1.2.3'],
  ['a provider', single("version = providers.gradleProperty('acme.core').get()", 'acme.core=1.2.3'), '1.2.3'],
  ['its name alone', single('version = "${libVersion}"', 'libVersion=1.2.3\n'), '1.2.3'],
  ['the one of publishing plug-ins', single('', 'VERSION_NAME=1.2.3\nGROUP=a'), '1.2.3'],
  ['unspecified', single('', 'version=unspecified'), null],
  ['a script before properties', single('version = "1.2.3"', 'version=9.9.9'), '1.2.3'],
  [
    'the script in Groovy before the one in Kotlin',
    { ...single("version = '1.2.3'"), 'build.gradle.kts': 'version = "9"' },
    '1.2.3',
  ],
])('version: %s', async (_, tree, version) => {
  const found = await find('.', tree)
  expect(found).toMatchObject({ version, sharedVersion: null })
  expect(found).not.toHaveProperty('taggedOnly')
  const after = version === null ? tree : { ...tree, ...(await edited([{ path: '.', to: '1.3.0' }], tree)) }
  expect(Object.values(after).join('\n')).toBe(
    Object.values(tree)
      .join('\n')
      .replace(version ?? '1.2.3', version === null ? '1.2.3' : '1.3.0'),
  )
})

test.each([
  'version = "1.2.3" + suffix',
  'version = System.getenv("VERSION") ?: "1.2.3"',
  'version = "${property(\'x\')}"',
  'version = "1.2.${build}"',
  'version = scmVersion.version',
  'version = unknown',
])('computed: %s', async (build) => {
  expect(await find('.', single(build))).toMatchObject({ version: null, taggedOnly: true })
  expect(await edited([{ path: '.', to: '2.0.0' }], single(build))).toEqual({})
})

test.each<[string, string, string, string]>([
  ['a block for all', "allprojects { version = '1.0.0' }", '1.0.0', 'build.gradle'],
  [
    'a block for those below first',
    "subprojects {\n version '2.0.0'\n}\nallprojects { version = '1.0.0' }",
    '2.0.0',
    'build.gradle',
  ],
  ['the name of the root’s', "version = '1.0.0'", '1.0.0', 'build.gradle'],
])('shared: %s', async (title, root, version, file) => {
  const own = title.startsWith('the name') ? 'version = rootProject.version' : ''
  const tree = { 'settings.gradle': "include 'a'", 'build.gradle': root, 'a/build.gradle': own }
  expect(await find('a', tree)).toMatchObject({ version, sharedVersion: file })
  expect((await find('.', tree))?.sharedVersion).toBe(file)
})

test('the nearest settings that name a folder make it a project', async () => {
  const tree = {
    'settings.gradle': "include ':a'",
    'gradle.properties': 'version=1.0.0',
    'a/settings.gradle': '',
    'a/build.gradle': '',
    'a/gradle.properties': 'version=2.0.0',
  }
  expect(await find('a', tree)).toMatchObject({ name: null, version: '2.0.0', sharedVersion: null })
})

test.each<[string, () => Promise<unknown>, string]>([
  [
    'no version to set',
    () => edited([{ path: '.', to: '1' }], { 'build.gradle': '' }),
    'build.gradle, byte 0, line 1: there is no version to set to 1',
  ],
  [
    'two versions for one',
    () =>
      edited([
        { path: '.', to: '2' },
        { path: 'core', to: '3' },
      ]),
    'gradle.properties, byte 47, line 3: 1.2.3-SNAPSHOT cannot become 2 and 3',
  ],
  [
    'a version that a string would not hold',
    () => edited([{ path: 'libs/data-store', to: "1'2" }]),
    'libs/data-store/build.gradle, byte 9, line 1: the edit would change more than it should',
  ],
  [
    'a version that a property would not hold',
    () => edited([{ path: 'core', to: '1\nx=2' }]),
    'gradle.properties, byte 47, line 3: the edit would change more than it should',
  ],
])('refused: %s', async (_, outcome, message) => {
  await expect(outcome()).rejects.toMatchObject({ code: 'MANIFEST', message, hint: expect.any(String) })
})

test('what depends on a project follows it', () => {
  expect(gradle.stepRange?.('*', '1.0.0', '1.1.0')).toEqual({ text: '*', meaning: '1.0.0 → 1.1.0', admits: true })
})

test('properties are read as Java does', () => {
  const text = '\uFEFFa=1\r\n  b : 2 \n! c=3\nd e=f\ng=h\\\n  i=j\nk\nb=4\nl=\nm=\\u0041\n'
  const found = [...gradleProperties(text)].map(([key, { value }]) => `${key}=${value}`)
  expect(found).toEqual(['a=1', 'b=4', 'd=e=f', 'l='])
})

test('an edit of a property changes its value and nothing else', () => {
  const value = fc.stringMatching(/^[\w.+-]{1,9}$/)
  const line = fc.constantFrom('#version=1', ' version : 7', '', 'x=\\', '! y', 'z = 1 ', '\tversion=2')
  fc.assert(
    fc.property(fc.array(line), fc.array(line), value, value, fc.constantFrom('\n', '\r\n'), (a, b, from, to, end) => {
      const file = (version: string) =>
        [...a, '', `version=${version}`, ...b.filter((each) => !each.includes('version'))].join(end)
      const { start = 0, end: stop = 0 } = gradleProperties(file(from)).get('version') ?? {}
      expect(editProperties(file(from), 'f', [{ start, end: stop, to }])).toBe(file(to))
    }),
  )
})
