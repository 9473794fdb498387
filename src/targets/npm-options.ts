/** The options of the target `npm`. Registry, scope and token are settings of the npm client, and no keys here. */
import * as v from 'valibot'
import { targetName } from './target-name.ts'

export const npmOptions = v.strictObject({
  to: v.pipe(v.literal('npm'), v.description("npm: the registry that npm's own settings name, for npm packages")),
  access: v.exactOptional(
    v.pipe(
      v.picklist(['public', 'restricted']),
      v.description("of npm: who may install a package that is new there; absent: as npm's own settings have it"),
    ),
  ),
  name: v.exactOptional(targetName),
})

export type NpmOptions = v.InferOutput<typeof npmOptions>
