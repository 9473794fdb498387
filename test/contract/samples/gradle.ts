/** Trees of Gradle projects; they name each other without a range. */
import type { Sample } from './sample.ts'

export const SAMPLES: readonly Sample[] = [
  {
    title: 'a build file in Kotlin',
    folder: '.',
    name: 'core',
    tree: (version) => ({
      'build.gradle.kts': `plugins {\n    id("java") version "9.9.9"\n}\n\n// version = "0.0.1"\ngroup = "com.acme"; version = "${version}" // ours\n\ndependencies { implementation("com.acme:kit:9.9.9") }\n`,
      'settings.gradle.kts': 'rootProject.name = "core"\n',
    }),
  },
  {
    title: 'gradle.properties of the root, with CRLF',
    folder: 'core',
    name: ':core',
    fragile: 'gradle.properties',
    tree: (version) => ({
      'settings.gradle': "include 'core', ':kit'\r\n",
      'gradle.properties': `# version=0.0.1\r\nversion=0.0.2\r\norg.gradle.jvmargs=-Xmx1g \\\r\n  version=3\r\nversion : ${version}  \r\n`,
      'core/build.gradle': "dependencies {\r\n\timplementation project(':kit')\r\n}\r\n",
    }),
  },
  {
    title: 'a block of the root for all projects, with a byte order mark and single quotes',
    folder: 'core',
    name: ':core',
    fragile: 'build.gradle',
    tree: (version) => ({
      'settings.gradle': "include ':core'\n",
      'build.gradle': `\uFEFF/* version '0.0.1' */\nallprojects {\n\tversion '${version}'\n\trepositories { maven { version = '7' } }\n}\n`,
      'core/build.gradle': 'apply plugin: "java"\n',
    }),
  },
]
