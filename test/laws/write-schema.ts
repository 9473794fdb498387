/** The last part of a build: the JSON Schema of the config, which editors read from the package. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { jsonSchema } from './json-schema.ts'

const folder = new URL('../../schema/', import.meta.url)
mkdirSync(folder, { recursive: true })
writeFileSync(new URL('release.config.schema.json', folder), `${JSON.stringify(jsonSchema(), null, 2)}\n`)
