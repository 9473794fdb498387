/** Trees of Maven modules. */
import fc from 'fast-check'
import type { Sample } from './sample.ts'

const ranges = fc
  .tuple(fc.nat(9), fc.nat(9), fc.constantFrom(['', ''], ['[', ']'], ['[', ',99)'], ['', '-SNAPSHOT']))
  .map(([a, b, [before, after]]) => `${before}${a}.${b}.0${after}`)

export const SAMPLES: readonly Sample[] = [
  {
    title: 'a module of its own',
    folder: '.',
    name: 'com.acme:core',
    dependency: { name: 'com.acme:kit', kind: 'dev' },
    ranges,
    tree: (version, range) => ({
      'pom.xml': `<?xml version="1.0"?>\n<project xmlns="http://maven.apache.org/POM/4.0.0">\n  <!-- <version>0.0.1</version> -->\n  <groupId>com.acme</groupId>\n  <artifactId>core</artifactId>\n  <version>${version}</version>\n  <dependencies>\n    <dependency><groupId>com.acme</groupId><artifactId>kit</artifactId><scope>test</scope><version> ${range} </version></dependency>\n  </dependencies>\n</project>\n`,
    }),
  },
  {
    title: 'a version that the parent writes, with a byte order mark, tabs and CRLF',
    folder: 'libs/core',
    name: 'com.acme:core',
    dependency: { name: 'com.acme:kit', kind: 'optional' },
    ranges,
    tree: (version, range) => ({
      'pom.xml': `\uFEFF<project>\r\n\t<groupId>com.acme</groupId><artifactId>all</artifactId>\r\n\t<version>${version}</version>\r\n\t<packaging>pom</packaging>\r\n</project>\r\n`,
      'libs/core/pom.xml': `<project><parent><groupId>com.acme</groupId><artifactId>all</artifactId><version>${version}</version><relativePath>../..</relativePath></parent><artifactId>core</artifactId><dependencies><dependency><groupId>\${project.groupId}</groupId><artifactId>kit</artifactId><version>${range}</version><scope>provided</scope></dependency></dependencies></project>`,
    }),
  },
  {
    title: 'a version in a property of the parent, and a range that it manages',
    folder: 'core',
    name: 'com.acme:core',
    dependency: { name: 'com.acme:kit', kind: 'runtime' },
    ranges,
    tree: (version, range) => ({
      'pom.xml': `<project>\n<groupId>com.acme</groupId>\n<artifactId>all</artifactId>\n<version>\${revision}\${changelist}</version>\n<properties><revision>${version}</revision><changelist/></properties>\n<dependencyManagement><dependencies><dependency>\n<groupId>com.acme</groupId><artifactId>kit</artifactId><version>${range}</version>\n</dependency></dependencies></dependencyManagement>\n</project>\n`,
      'core/pom.xml':
        '<project>\n<parent><groupId>com.acme</groupId><artifactId>all</artifactId><version>${revision}${changelist}</version></parent>\n<artifactId>core</artifactId>\n<dependencies><dependency><groupId>com.acme</groupId><artifactId>kit</artifactId></dependency></dependencies>\n</project>\n',
    }),
  },
]
