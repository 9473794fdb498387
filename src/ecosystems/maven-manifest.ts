/** Reads a POM: only what rel needs, with what it inherits. */
import type { Manifest } from './ecosystem.ts'
import { pomDependencies } from './maven-dependencies.ts'
import { coordinates, interpolated, lineage, type Pom, versionOf } from './maven-pom.ts'
import { repositoryUrl } from './repository-url.ts'
import { childAt, localName } from './xml-span.ts'

export function mavenManifest(pom: Pom): Manifest {
  return {
    name: coordinates(pom),
    version: versionOf(pom),
    private: isNotDeployed(pom),
    repository: repositoryOf(pom),
    dependencies: pomDependencies(pom).map(({ place: _, ...edge }) => edge),
  }
}

/** `maven.deploy.skip`, or `<skip>` of the plugin that it is a property of. */
function isNotDeployed(pom: Pom): boolean {
  if (interpolated(pom, '${maven.deploy.skip}') === 'true') return true
  const plugins = childAt(pom.at.root, 'build', 'plugins')?.children ?? []
  const deploys = plugins.filter((plugin) => childAt(plugin, 'artifactId')?.text === 'maven-deploy-plugin')
  return deploys.some((plugin) => childAt(plugin, 'configuration', 'skip')?.text === 'true')
}

/** The first address of `<scm>`, the nearest POM's. */
function repositoryOf(pom: Pom): string | null {
  for (const above of lineage(pom)) {
    const scm = childAt(above.at.root, 'scm')?.children ?? []
    for (const name of ['url', 'connection', 'developerConnection']) {
      const text = scm.find((child) => localName(child.name) === name)?.text ?? ''
      const address = interpolated(pom, text)?.replace(/^scm:git:/, '') ?? ''
      const url = repositoryUrl(address)
      if (url !== null) return url
    }
  }
  return null
}
