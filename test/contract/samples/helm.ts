/** Trees of Helm charts. */
import type { Sample } from './sample.ts'

export const SAMPLES: readonly Sample[] = [
  {
    title: 'a chart whose application has the same version, quoted',
    folder: '.',
    name: 'acme',
    tree: (version) => ({
      'Chart.yaml': `apiVersion: v2\nname: acme\ndescription: A chart, version 1.0.0\ntype: application\nversion: ${version}\nappVersion: "v${version}"\n`,
    }),
  },
  {
    title: 'a byte order mark, CRLF, a v, another application and charts beside it',
    folder: 'charts/web',
    name: 'web',
    dependency: { name: 'core', kind: 'runtime' },
    tree: (version, range) => ({
      'charts/web/Chart.yaml': `\uFEFF# version: 9.9.9\r\ndependencies:\r\n- {name: redis, version: "^7.0.0", repository: "https://charts.example.com"}\r\n- name: core # the core\r\n  version: '${range}'\r\n  repository: file://../core\r\nname: web\r\nversion: 'v${version}' # now\r\nappVersion: 9.9.9\r\n`,
    }),
  },
]
