/** Holds written data against the schema and the rules across keys, and gives the config with its defaults. */
import * as v from 'valibot'
import type { Document } from './document.ts'
import { errorOf, problemsOf, wrongValue } from './problem.ts'
import { brokenRules } from './rules.ts'
import type { Config, ConfigSchema } from './schema.ts'
import type { Path, Written } from './written.ts'
import { dataOf } from './written.ts'

/** What of a valibot schema is needed to find its way in it. */
interface Shape {
  readonly entries?: Readonly<Record<string, Shape>>
  readonly wrapped?: Shape
  readonly item?: Shape
  readonly options?: readonly (Shape | string)[]
}

/** The forms that a schema stands for: itself, or the options of a choice. */
const forms = (shape: Shape): readonly Shape[] => {
  if (shape.wrapped !== undefined) return forms(shape.wrapped)
  if (shape.options === undefined) return [shape]
  return shape.options.flatMap((option) => (typeof option === 'string' ? [] : forms(option)))
}

const inside = (shapes: readonly Shape[], step: string | number): readonly Shape[] =>
  shapes.flatMap((shape) => {
    const next = typeof step === 'number' ? shape.item : shape.entries?.[step]
    return next === undefined ? [] : forms(next)
  })

/** The keys that the schema knows in the object at a path, of all its forms. */
const knownKeys = (shapes: readonly Shape[], path: Path): readonly string[] => [
  ...new Set(path.reduce(inside, shapes).flatMap((shape) => Object.keys(shape.entries ?? {}))),
]

/** Lists where only an object may be: to valibot a list is an object too, and an empty one has no wrong key. */
const strayLists = (node: Written, shapes: readonly Shape[], path: Path): readonly Path[] => {
  if (node.kind === 'plain') return []
  if (node.kind === 'object') {
    return [...node.fields].flatMap(([key, field]) => strayLists(field.value, inside(shapes, key), [...path, key]))
  }
  const stray = shapes.some((shape) => shape.entries !== undefined) && shapes.every((shape) => shape.item === undefined)
  return stray ? [path] : node.items.flatMap((item, index) => strayLists(item, inside(shapes, index), [...path, index]))
}

const problemsIn = (schema: ConfigSchema, document: Document, result: v.SafeParseResult<ConfigSchema>) => {
  const shapes = forms(schema as unknown as Shape)
  const stray = strayLists(document.root, shapes, [])
  if (stray.length > 0) return stray.map((path) => wrongValue(document, path, 'an object'))
  if (!result.success) {
    return result.issues.flatMap((issue) => problemsOf(document, issue, (path) => knownKeys(shapes, path)))
  }
  return brokenRules(result.output).map(({ path, allowed }) => wrongValue(document, path, allowed))
}

/** Throws `CONFIG_KEY` for a key that the schema does not know, `CONFIG_VALUE` for a value that it does not allow. */
export const validate = (schema: ConfigSchema, document: Document): Config => {
  const result = v.safeParse(schema, dataOf(document.root), { abortPipeEarly: true })
  const error = errorOf(problemsIn(schema, document, result))
  if (error !== null) throw error
  return result.output as Config
}
