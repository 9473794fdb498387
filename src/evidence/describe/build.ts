/** Reads back from a provenance statement how a target was built; what a statement does not say is null or empty. */
import type { Json, Statement } from '../../model.ts'

export interface NamedTool {
  readonly name: string
  readonly version: string | null
  readonly sha256: string | null
}

/** One build target as its provenance tells it. `tree` is the git tree of `commit`. */
export interface RecordedBuild {
  readonly target: string | null
  readonly os: string | null
  readonly arch: string | null
  readonly builder: string | null
  readonly commit: string | null
  readonly tree: string | null
  readonly tools: readonly NamedTool[]
  readonly lockfiles: readonly NamedTool[]
  /** The external parameters that are texts: repository, ref, package, version, plan, target. */
  readonly parameters: ReadonlyMap<string, string>
}

type Fields = { readonly [key: string]: Json }

const fields = (value: Json | undefined): Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : {}

const text = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null)

const tool = (dependency: Fields): NamedTool => ({
  name: text(dependency['name']) ?? '',
  version: text(fields(dependency['annotations'])['version']),
  sha256: text(fields(dependency['digest'])['sha256']),
})

/** The first dependency is the source, tools carry their version, and lockfiles are the others (`BUILD_TYPE`). */
export const readBuild = ({ predicate }: Statement): RecordedBuild => {
  const definition = fields(predicate['buildDefinition'])
  const external = fields(definition['externalParameters'])
  const internal = fields(definition['internalParameters'])
  const listed = definition['resolvedDependencies']
  const [source = {}, ...others] = Array.isArray(listed) ? (listed as readonly Json[]).map((each) => fields(each)) : []
  const tools = others.map(tool)
  return {
    target: text(external['target']),
    os: text(internal['os']),
    arch: text(internal['arch']),
    builder: text(fields(fields(predicate['runDetails'])['builder'])['id']),
    commit: text(fields(source['digest'])['gitCommit']),
    tree: text(fields(source['digest'])['gitTree']),
    tools: tools.filter((each) => each.version !== null),
    lockfiles: tools.filter((each) => each.version === null),
    parameters: new Map(
      Object.entries(external).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : [])),
    ),
  }
}
