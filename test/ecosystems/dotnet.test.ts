/** .NET projects: properties of files above, references to others, and which bytes a release changes. */
import { expect, test } from 'vitest'
import { dotnet } from '../../src/ecosystems/dotnet.ts'
import type { VersionEdit } from '../../src/ecosystems/ecosystem.ts'
import { commitFiles, texts, type Tree } from './commit-files.ts'

const props = (...inside: readonly string[]) => `<PropertyGroup>${inside.join('')}</PropertyGroup>`
const items = (...inside: readonly string[]) => `<ItemGroup>${inside.join('')}</ItemGroup>`
const project = (...inside: readonly string[]) => `<Project Sdk="Microsoft.NET.Sdk">${inside.join('')}</Project>`

const REPOSITORY: Tree = {
  'Acme.sln': `\uFEFF\r
Microsoft Visual Studio Solution File, Format Version 12.00\r
Project("{2150E333-8FDC-42A3-9474-1A3956D46DE8}") = "src", "src", "{8C1B2F0A-0000-0000-0000-000000000001}"\r
EndProject\r
Project("{9A19103F-16F7-4668-BE54-9A1E7A4F7556}") = "Acme.Core", "src\\Acme.Core\\Acme.Core.csproj", "{8C1B2F0A-0000-0000-0000-000000000002}"\r
EndProject\r
Project("{9A19103F-16F7-4668-BE54-9A1E7A4F7556}") = "Acme.Cli", "src\\Acme.Cli\\Acme.Cli.csproj", "{8C1B2F0A-0000-0000-0000-000000000003}"\r
EndProject\r
Project("{9A19103F-16F7-4668-BE54-9A1E7A4F7556}") = "Tests", "tests\\Tests.fsproj", "{8C1B2F0A-0000-0000-0000-000000000004}"\r
EndProject\r
`,
  'Directory.Build.props': `<Project>
  <PropertyGroup>
    <Product>Acme</Product>
    <VersionPrefix>1.2.3</VersionPrefix>
    <VersionSuffix></VersionSuffix>
    <RepositoryUrl>https://github.com/acme/acme.git</RepositoryUrl>
  </PropertyGroup>
</Project>
`,
  'Directory.Packages.props': project(
    props('<ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally>', '<Json>13.0.1</Json>'),
    items(
      '<PackageVersion Include="Acme.Data" Version="1.2.3" />',
      '<PackageVersion Include="Json" Version="$(Json)" />',
    ),
  ),
  'src/Acme.Core/Acme.Core.csproj': project(
    props('<PackageId>$(Product).$(MSBuildProjectName)</PackageId>'),
    items('<PackageReference Include="Json" />', '<PackageReference Include="acme.data" />'),
  ),
  'src/Acme.Cli/Acme.Cli.csproj': project(
    props('<Version>4.0.0</Version><PackageVersion>4.0.0</PackageVersion><FileVersion>4.0.0</FileVersion>'),
    items(
      '<ProjectReference Include="..\\Acme.Core\\Acme.Core.csproj;../Gone/Gone.csproj" />',
      '<ProjectReference Include="..\\Gen\\Gen.csproj" OutputItemType="Analyzer" ReferenceOutputAssembly="false" />',
      '<ProjectReference Include="$(Somewhere)\\X.csproj" />',
      '<PackageReference Include="Acme.Data"><Version>[1.2.3]</Version><PrivateAssets>all</PrivateAssets></PackageReference>',
      '<PackageReference Include="Json" VersionOverride="12.0.0" />',
    ),
  ),
  'src/Gen/Gen.csproj': project(props('<AssemblyName>Acme.Gen</AssemblyName>')),
  'tests/Tests.fsproj': project(items('<PackageReference Include="Microsoft.NET.Test.Sdk" Version="17.0.0" />')),
}

const find = (folder: string, tree: Tree = REPOSITORY) => dotnet.find(folder, commitFiles(tree))
const lone = (text: string) => find('.', { 'Core.csproj': text })
const members = (tree: Tree) => dotnet.members?.('.', commitFiles(tree))

async function edited(edits: readonly (Partial<VersionEdit> & { readonly path: string })[], tree: Tree = REPOSITORY) {
  const found = await Promise.all(edits.map(({ path }) => find(path, tree)))
  const whole = edits.map((edit, index) => {
    const { name, version, file } = found[index] ?? { name: null, version: null, file: '' }
    return { name: name ?? '', file, from: version, to: null, ranges: [], ...edit }
  })
  const files = found.flatMap((one) => one?.files ?? [])
  return Object.fromEntries(dotnet.edit(texts(tree, files), whole))
}

test('a project has what the files above say', async () => {
  expect(await find('src/Acme.Core')).toEqual({
    name: 'Acme.Acme.Core',
    version: '1.2.3',
    private: false,
    repository: 'https://github.com/acme/acme',
    dependencies: [
      { name: 'Json', range: '$(Json)', kind: 'runtime' },
      { name: 'acme.data', range: '1.2.3', kind: 'runtime' },
    ],
    file: 'src/Acme.Core/Acme.Core.csproj',
    files: [
      'src/Acme.Core/Acme.Core.csproj',
      ...['src/Acme.Core/', 'src/', ''].map((folder) => `${folder}Directory.Build.props`),
      ...['src/Acme.Core/', 'src/', ''].map((folder) => `${folder}Directory.Packages.props`),
      'src/Acme.Core/packages.lock.json',
    ],
    sharedVersion: 'Directory.Build.props',
  })
})

test('references to projects are edges by what NuGet calls them', async () => {
  expect(await find('src/Acme.Cli')).toMatchObject({
    version: '4.0.0',
    sharedVersion: null,
    dependencies: [
      { name: 'Acme.Acme.Core', range: '*', kind: 'runtime' },
      { name: 'Gone', range: '*', kind: 'runtime' },
      { name: 'Acme.Gen', range: '*', kind: 'build' },
      { name: 'Acme.Data', range: '[1.2.3]', kind: 'dev' },
      { name: 'Json', range: '12.0.0', kind: 'runtime' },
    ],
  })
  expect(await find('tests')).toMatchObject({ name: 'Tests', private: true })
  expect(await find('src')).toBe(null)
})

test('members are those of the solution', async () => {
  expect(await members(REPOSITORY)).toEqual(['src/Acme.Cli', 'src/Acme.Core', 'tests'])
  const slnx =
    '<Solution><Folder Name="/src/"><Project Path="src/a/a.csproj"/></Folder><Project Path="b\\b.vbproj"/><Project Path="c/c.esproj"/></Solution>'
  expect(await members({ 'x.slnx': slnx })).toEqual(['b', 'src/a'])
})

test('without a solution they are all below a file that is for all', async () => {
  const tree = { 'a/a.csproj': '', 'b/c/d.fsproj': '', 'Root.csproj': '' }
  expect(await members(tree)).toBe(null)
  expect(await members({ ...tree, 'Directory.Build.props': '<Project/>' })).toEqual(['a', 'b/c'])
})

test('one release changes prefix and suffix, central versions, and what says the same', async () => {
  const ranges = [{ name: 'acme.data', kind: 'runtime', from: '1.2.3', to: '1.3.0' }] as const
  const changed = await edited([
    { path: 'src/Acme.Core', to: '1.3.0-rc.1', ranges },
    {
      path: 'src/Acme.Cli',
      to: '4.0.1',
      ranges: [{ name: 'Acme.Data', kind: 'dev', from: '[1.2.3]', to: '[1.3.0]' }],
    },
  ])
  const cli = REPOSITORY['src/Acme.Cli/Acme.Cli.csproj'] ?? ''
  expect(changed).toEqual({
    'Directory.Build.props': REPOSITORY['Directory.Build.props']
      ?.replace('1.2.3', '1.3.0')
      .replace('<VersionSuffix>', '<VersionSuffix>rc.1'),
    'Directory.Packages.props': REPOSITORY['Directory.Packages.props']?.replace('1.2.3', '1.3.0'),
    'src/Acme.Cli/Acme.Cli.csproj': cli
      .replace('<Version>4.0.0', '<Version>4.0.1')
      .replace('<PackageVersion>4.0.0', '<PackageVersion>4.0.1')
      .replace('[1.2.3]', '[1.3.0]'),
  })
})

test('locks repeat what projects need of each other', async () => {
  const lock = (version: string) =>
    JSON.stringify({
      dependencies: { net8: { x: { type: 'Project', dependencies: { core: `[${version}, )`, y: '[1.0.0, )' } } } },
    })
  const tree = { 'Core.csproj': project(props('<Version>1.0.0</Version>')), 'packages.lock.json': lock('1.0.0') }
  expect(await edited([{ path: '.', to: '1.1.0' }], tree)).toMatchObject({ 'packages.lock.json': lock('1.1.0') })
})

test.each<[string, string, Record<string, unknown>]>([
  [
    'the last one without a condition',
    props('<Version>1</Version><version>2.0</version><Version Condition="x">3</Version>'),
    { version: '2.0' },
  ],
  [
    'one with a condition alone',
    props(`<Version Condition="'$(Version)' == ''">1.2.3</Version>`),
    { version: '1.2.3' },
  ],
  ['a property', props('<Version>$(Base)</Version><Base>1.2.3</Base>'), { version: '1.2.3' }],
  [
    'a prefix by name',
    props('<Version>$(VersionPrefix)</Version><VersionPrefix>1.2.3</VersionPrefix>'),
    { version: '1.2.3' },
  ],
  ['of the package alone', props('<PackageVersion>1.2.3</PackageVersion>'), { version: '1.2.3' }],
  ['computed', props('<Version>$(GitVersion)</Version>'), { version: null, taggedOnly: true }],
  ['put together', props('<Version>1.2.$(Build)</Version>'), { version: null, taggedOnly: true }],
  ['of the tag', items('<PackageReference Include="MinVer" Version="5.0.0" />'), { version: null, taggedOnly: true }],
  ['none', '', { version: null, name: 'Core', private: false }],
  ['not packed', props('<IsPackable>False</IsPackable>'), { private: true }],
  ['tests', props('<IsTestProject>true</IsTestProject>'), { private: true }],
])('version: %s', async (_, inside, expected) => {
  expect(await lone(project(inside))).toMatchObject(expected)
})

test('a web project is private unless it says otherwise', async () => {
  const web = (inside: string) => `<Project Sdk="Microsoft.NET.Sdk.Web">${inside}</Project>`
  expect(await lone(web(''))).toMatchObject({ private: true })
  expect(await lone(web(props('<IsPackable>true</IsPackable>')))).toMatchObject({ private: false })
})

test('the nearest file above is taken alone unless it imports the next', async () => {
  const upper = project(props('<Version>1.0.0</Version>'))
  const tree = (nearest: string) => ({
    'Directory.Build.props': upper,
    'a/Directory.Build.props': nearest,
    'a/b/b.csproj': project(),
  })
  const imports = `<Import Project="$([MSBuild]::GetPathOfFileAbove('Directory.Build.props', '$(MSBuildThisFileDirectory)../'))" />`
  expect(await find('a/b', tree(project()))).toMatchObject({ version: null })
  expect(await find('a/b', tree(project(imports)))).toMatchObject({
    version: '1.0.0',
    sharedVersion: 'Directory.Build.props',
  })
})

test('of several projects in a folder the one that is called as it counts', async () => {
  const tree = { 'src/core/core.csproj': project(), 'src/core/other.csproj': project() }
  expect(await find('src/core', tree)).toMatchObject({ file: 'src/core/core.csproj' })
  await expect(find('.', { 'a.csproj': '', 'b.fsproj': '' })).rejects.toMatchObject({
    code: 'MANIFEST',
    message: 'the root holds several projects: a.csproj, b.fsproj',
  })
})

test.each<[string, () => Promise<unknown>, string]>([
  ['no XML', () => lone('<Project>'), 'Core.csproj, byte 0, line 1: <Project> is not closed'],
  [
    'no version to set',
    () => edited([{ path: 'src/Gen', to: '2' }], { 'src/Gen/Gen.csproj': project() }),
    'src/Gen/Gen.csproj, byte 0, line 1: there is no version to set to 2',
  ],
  [
    'a range that is not there',
    () => edited([{ path: 'tests', ranges: [{ name: 'x', kind: 'dev', from: '1', to: '2' }] }]),
    'tests/Tests.fsproj, byte 0, line 1: there is no reference to x 1',
  ],
])('refused: %s', async (_, outcome, message) => {
  await expect(outcome()).rejects.toMatchObject({ code: 'MANIFEST', message, hint: expect.any(String) })
})

test.each([
  ['1.2.3', '1.3.0', '1.3.0', true],
  ['2.0.0', '1.3.0', '1.3.0', false],
  ['1.2.3.4', '1.2.3.5', '1.2.3.5', true],
  ['1.2', '1.3.0', '1.2', true],
  ['[1.2.3]', '1.3.0', '[1.3.0]', false],
  ['[1.0,2.0)', '2.0.0', '[2.0,3.0)', false],
  ['1.*', '1.3.0', '1.*', true],
  ['1.2.*', '1.3.0', '1.3.*', false],
  ['1.2.*', '1.3.0-rc.1', '1.3.0-rc.1', false],
  ['1.2.*-*', '1.3.0-rc.1', '1.3.*-*', false],
  ['$(Core)', '2.0.0', '$(Core)', true],
  ['', '2.0.0', '', true],
])('the range %s at %s is %s', (range, to, text, admits) => {
  const meaning = text === range ? null : `${range} → ${text}`
  expect(dotnet.stepRange?.(range, null, to)).toEqual({ text, meaning, admits })
})

test('what refers to a project follows it', () => {
  expect(dotnet.stepRange?.('*', '1.0.0', '1.1.0')).toEqual({ text: '*', meaning: '1.0.0 → 1.1.0', admits: true })
})
