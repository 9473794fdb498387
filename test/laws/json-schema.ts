/** The JSON Schema of the config and README's table of its keys, both made from the one schema in src/config. */
import { toJsonSchema } from '@valibot/to-json-schema'
import { configSchema } from '../../src/config/schema.ts'
import { TARGET_OPTIONS } from '../../src/targets/index.ts'

/** The part of JSON Schema (draft 7) that the config's schema uses. */
export interface JsonSchema {
  readonly $schema?: string
  readonly title?: string
  readonly type?: string
  readonly description?: string
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly pattern?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
}

/** What `schema/release.config.schema.json` holds. Checks that are code have no counterpart in it; expressions have, and
 *  JSON Schema takes them as Unicode ones without saying so. */
export const jsonSchema = (): JsonSchema => {
  const made = toJsonSchema(configSchema(TARGET_OPTIONS), {
    typeMode: 'input',
    ignoreActions: ['check'],
    overrideAction: ({ valibotAction, jsonSchema: schema }) =>
      valibotAction.type === 'regex' && 'requirement' in valibotAction && valibotAction.requirement instanceof RegExp
        ? { ...schema, pattern: valibotAction.requirement.source }
        : undefined,
  })
  return { title: 'release.config.json', ...(made as JsonSchema) }
}

export interface KeyRow {
  readonly path: string
  readonly type: string
  readonly default: string
  readonly text: string
}

const forms = (schema: JsonSchema): readonly JsonSchema[] => schema.anyOf ?? schema.oneOf ?? [schema]

const typeOf = (schema: JsonSchema): string => {
  if (schema.anyOf !== undefined || schema.oneOf !== undefined)
    return [...new Set(forms(schema).map(typeOf))].join(' or ')
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(', ')
  return schema.type === 'array' ? `list of ${typeOf(schema.items ?? {})}` : (schema.type ?? 'any')
}

const defaultOf = (schema: JsonSchema): string => {
  const value = JSON.stringify(schema.default)
  return value === undefined || value === '{}' ? '' : `\`${value}\``
}

const childRows = (path: string, schema: JsonSchema): readonly KeyRow[] => [
  ...(schema.items === undefined ? [] : forms(schema.items).flatMap((form) => childRows(`${path}[]`, form))),
  ...Object.entries(schema.properties ?? {}).flatMap(([key, child]) => {
    const name = path === '' ? key : `${path}.${key}`
    const row = { path: name, type: typeOf(child), default: defaultOf(child), text: child.description ?? '' }
    return [row, ...forms(child).flatMap((form) => childRows(name, form))]
  }),
]

/** Rows of equal paths (forms of one entry) become one, with all that is said of them. */
const merge = (rows: readonly KeyRow[]): readonly KeyRow[] => {
  const both = (one: string, other: string) =>
    one === other || other === '' ? one : one === '' ? other : `${one}; ${other}`
  const merged = new Map<string, KeyRow>()
  for (const row of rows) {
    const first = merged.get(row.path) ?? row
    merged.set(row.path, {
      path: row.path,
      type: both(first.type, row.type),
      default: both(first.default, row.default),
      text: both(first.text, row.text),
    })
  }
  return [...merged.values()]
}

/** Every key of the config, `[]` standing for an index, in the order of the schema. */
export const configRows = (): readonly KeyRow[] => merge(childRows('', jsonSchema()))

/** The same as a Markdown table. */
export const configTable = (): string => {
  const cell = (text: string) => text.replaceAll('|', '\\|')
  const rows = configRows().map(
    ({ path, type, default: value, text }) => `| \`${path}\` | ${cell(type)} | ${cell(value)} | ${cell(text)} |`,
  )
  return ['| key | type | default | what it is |', '|---|---|---|---|', ...rows, ''].join('\n')
}
