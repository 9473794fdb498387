/** What rel may ask of the npm client and have it do: interfaces only, a part of `ports.ts`. */

/** One version of a package as the registry has it. `integrity` is a Subresource Integrity string (`sha512-…`). */
export interface NpmVersion {
  readonly integrity: string
  /** The words it was deprecated with; null when it was not. */
  readonly deprecated: string | null
}

export interface NpmPackage {
  readonly versions: readonly string[]
  /** dist-tag → version. */
  readonly tags: ReadonlyMap<string, string>
}

/** What the npm client says of its registry. Each throws `REGISTRY` when the registry does not answer the question. */
export interface NpmLook {
  /** Null: the registry has no such version. */
  version(name: string, version: string): Promise<NpmVersion | null>
  /** Null: the registry has no such package. */
  package(name: string): Promise<NpmPackage | null>
}

export interface NpmOutcome {
  /** The client's own word, for messages only: what the registry has afterwards is for a probe to say. */
  readonly accepted: boolean
  /** The client's code (`E401`, `ECONNRESET`), when it gave one. */
  readonly code: string | null
  readonly text: string
  /** What a reader can do about it, where the code tells. */
  readonly hint?: string
}

/** The npm client with the user's own settings: registry, scope, token, proxy, OIDC. */
export interface NpmWorld extends NpmLook {
  /** Publishes a tarball as it is. */
  publish(
    tarball: string,
    options: { readonly tag: string; readonly access: 'public' | 'restricted' | null },
  ): Promise<NpmOutcome>
  setTag(name: string, version: string, tag: string): Promise<NpmOutcome>
  removeTag(name: string, tag: string): Promise<NpmOutcome>
  deprecate(name: string, version: string, message: string): Promise<NpmOutcome>
  /** Downloads a version's tarball. Null: the registry has none. Throws `REGISTRY`. */
  download(name: string, version: string): Promise<Buffer | null>
}
