/** Reads a .NET project: only what rel needs. */
import type { Dependency } from '../model.ts'
import { elementsOf, packageId, type Project, propertyOf } from './dotnet-project.ts'
import { packageReferences } from './dotnet-references.ts'
import { isComputed, versionPlace } from './dotnet-version.ts'
import type { Manifest } from './ecosystem.ts'
import { repositoryUrl } from './repository-url.ts'

/** They write the version of the tag while they build. */
const TAG_READERS = /^(?:MinVer|GitVersion\.MsBuild|GitVersionTask)$/i
/** What these build is deployed, not packed, unless the project says so. */
const UNPACKED_SDK = /^Microsoft\.NET\.Sdk\.(?:Web|Worker|BlazorWebAssembly)\b/
const TEST_SDK = 'microsoft.net.test.sdk'

export function dotnetManifest(project: Project, projects: readonly Dependency[]): Manifest {
  const packages = packageReferences(project).map(({ place: _, ...edge }) => edge)
  const address = propertyOf(project, 'RepositoryUrl') ?? ''
  return {
    name: packageId(project),
    version: versionPlace(project)?.version ?? null,
    private: !isPackable(project),
    repository: repositoryUrl(address),
    dependencies: [...projects, ...packages],
  }
}

function isPackable(project: Project): boolean {
  const said = propertyOf(project, 'IsPackable')?.toLowerCase()
  if (said === 'true' || said === 'false') return said === 'true'
  const sdk = project.at.root.attributes.get('Sdk')?.value ?? ''
  const isTest = propertyOf(project, 'IsTestProject')?.toLowerCase() === 'true'
  return !(isTest || UNPACKED_SDK.test(sdk) || refers(project, (name) => name.toLowerCase() === TEST_SDK))
}

export function isTaggedOnly(project: Project): boolean {
  if (versionPlace(project) !== null) return false
  return isComputed(project) || refers(project, (name) => TAG_READERS.test(name))
}

function refers({ at, props }: Project, isWanted: (name: string) => boolean): boolean {
  return [at, ...props].some((file) =>
    elementsOf(file, 'PackageReference').some(({ attributes }) => isWanted(attributes.get('Include')?.value ?? '')),
  )
}
