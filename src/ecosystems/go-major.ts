/** Go's rule that a module's path names its major version from 2 on, asked before a release that would break it. */
import { admitsGoVersion, canonicalGoVersion, modulePath, splitModulePath } from '../core/schemes/go-module.ts'
import { fault } from './fault.ts'
import type { GoWord } from './go-mod.ts'

/** Throws `MANIFEST` with the edit to make when the module may not have this version (`2.0.0`, without `v`). Go has no
 *  other versions than SemVer's without build metadata. `file` and `text` are the go.mod that `module` is from. */
export function checkMajor(module: GoWord, version: string, file: string, text: string): void {
  const path = module.text
  const refuse = (what: string, hint: string) => fault({ file, text, offset: module.offset }, what, hint)
  if (canonicalGoVersion(`v${version}`) !== `v${version}`)
    throw refuse(`Go takes no version v${version}`, 'give a version such as 1.2.3')
  if (admitsGoVersion(path, version)) return
  const split = splitModulePath(path)
  if (split === null)
    throw refuse(`Go takes no module path ${path}`, 'name versions 0 and 1 without a suffix, others /v2, /v3, …')
  const wanted = modulePath(path, version)
  const what = `module ${path} cannot have version v${version}`
  const edit = `write "module ${wanted}" in ${file}, and import ${wanted} in the place of ${path}`
  const major = /\d+/.exec(split.suffix)?.[0]
  if (major === undefined || Number(major) < Number(version.split('.')[0])) throw refuse(what, `${edit}; then commit`)
  throw refuse(what, `release ${major}.0.0 with: rel bump ${major}.0.0; or ${edit}`)
}
