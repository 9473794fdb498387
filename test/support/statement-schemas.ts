/** Validates statements and envelopes against the JSON Schemas in test/evidence/schemas. */
import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

const FOLDER = new URL('../evidence/schemas/', import.meta.url)

/** Every schema of the folder, by its `$id`. */
export const SCHEMAS: readonly { readonly $id: string }[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')))

const PREDICATES: Readonly<Record<string, string>> = {
  'https://in-toto.io/attestation/release/v0.1': 'urn:rel:test:release-v0.1',
  'https://slsa.dev/provenance/v1': 'urn:rel:test:slsa-provenance-v1',
  'urn:rel:predicate:publication:v1': 'urn:rel:test:publication-v1',
  'urn:rel:predicate:withdrawal:v1': 'urn:rel:test:withdrawal-v1',
}

// Not strict where the schemas are right: `anyOf` requires what its parent declares, and a list may be longer than its tuple.
const ajv = new Ajv2020({
  schemas: [...SCHEMAS],
  strict: true,
  strictRequired: false,
  strictTypes: false,
  strictTuples: false,
  allErrors: true,
})
formats.default(ajv)

/** What is wrong with an in-toto Statement and its predicate, one sentence each; none when it is valid. */
export function validateStatement(statement: unknown): string[] {
  const wrong = errors('urn:rel:test:statement-v1', statement)
  if (wrong.length > 0) return wrong
  const { predicateType, predicate } = statement as { predicateType: string; predicate: unknown }
  const schema = PREDICATES[predicateType]
  return schema === undefined ? [`there is no schema for the predicate ${predicateType}`] : errors(schema, predicate)
}

/** What is wrong with a DSSE envelope; its payload is not looked into. */
export function validateEnvelope(envelope: unknown): string[] {
  return errors('urn:rel:test:dsse-envelope-v1', envelope)
}

function errors(schema: string, value: unknown): string[] {
  const validate = ajv.getSchema(schema)
  if (validate === undefined) throw new Error(`there is no schema ${schema}`)
  return validate(value)
    ? []
    : (validate.errors ?? []).map((error) => `${schema}${error.instancePath} ${error.message}`)
}
