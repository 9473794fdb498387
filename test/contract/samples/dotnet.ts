/** Trees of .NET projects. */
import fc from 'fast-check'
import type { Sample } from './sample.ts'

const ranges = fc
  .tuple(fc.nat(9), fc.nat(9), fc.constantFrom(['', '.0'], ['[', '.0]'], ['[', ',99)'], ['', '.*']))
  .map(([a, b, [before, after]]) => `${before}${a}.${b}${after}`)

export const SAMPLES: readonly Sample[] = [
  {
    title: 'a project of its own',
    folder: 'src/Acme.Core',
    name: 'Acme.Core',
    dependency: { name: 'Acme.Kit', kind: 'dev' },
    ranges,
    tree: (version, range) => ({
      'src/Acme.Core/Acme.Core.csproj': `<Project Sdk="Microsoft.NET.Sdk">\n  <PropertyGroup>\n    <!-- <Version>0.0.1</Version> -->\n    <Version>${version}</Version>\n    <AssemblyVersion>1.0.0.0</AssemblyVersion>\n  </PropertyGroup>\n  <ItemGroup>\n    <PackageReference Include="Other" Version="9.9.9" />\n    <PackageReference Include='Acme.Kit' Version='${range}' PrivateAssets="all" />\n  </ItemGroup>\n</Project>\n`,
    }),
  },
  {
    title: 'a version and a range that files above hold, with a byte order mark, tabs and CRLF',
    folder: 'src/core',
    name: 'Acme.Core',
    dependency: { name: 'Acme.Kit', kind: 'runtime' },
    ranges,
    tree: (version, range) => ({
      'Directory.Build.props': `\uFEFF<Project>\r\n\t<PropertyGroup><VersionPrefix>9.9.9</VersionPrefix>\r\n\t\t<Version>${version}</Version></PropertyGroup>\r\n</Project>\r\n`,
      'Directory.Packages.props': `<Project><ItemGroup><PackageVersion Include="acme.kit" Version="${range}"/></ItemGroup></Project>`,
      'src/core/core.fsproj':
        '<Project xmlns="http://schemas.microsoft.com/developer/msbuild/2003"><PropertyGroup><PackageId>Acme.Core</PackageId></PropertyGroup><ItemGroup><PackageReference Include="Acme.Kit" /></ItemGroup></Project>',
      'src/core/packages.lock.json': `{"version": 1, "dependencies": {"net8.0": {"kit": {"type": "Project", "dependencies": {"Acme.Core": "[${version}, )"}}, "Acme.Core": {"type": "Direct", "resolved": "9.9.9"}}}}`,
    }),
  },
  {
    title: 'a prefix and a suffix',
    folder: '.',
    name: 'Core',
    tree: (version) => ({
      'Core.vbproj': `<Project>\n<PropertyGroup Condition="'$(CI)' == ''"><VersionPrefix>0</VersionPrefix></PropertyGroup>\n<PropertyGroup>\n<VersionPrefix>${version.replace(/-.*/, '')}</VersionPrefix>\n<VersionSuffix>${/-(.*)/.exec(version)?.[1] ?? ''}</VersionSuffix>\n</PropertyGroup>\n</Project>\n`,
    }),
  },
]
