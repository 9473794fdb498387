/** What a build is told, and what it leaves beside the files that it made. */
import type { Artifact } from '../model.ts'
import type { Look } from '../world/ports.ts'

export type ArtifactInput = {
  readonly kind: 'archive' | 'file' | 'package'
  readonly name: string
  /** The name of the archive's or the package's format; `''` for plain files. */
  readonly format: string
  /** The top folder inside an archive. */
  readonly root: string
  /** A path in the checkout, of a package its folder; null: the release commit's own files of the package. */
  readonly from: string | null
}

export type BuildInput = {
  readonly hex: string
  readonly tags: readonly string[]
  readonly package: string
  readonly version: string
  readonly tag: string
  readonly path: string
  readonly target: string
  readonly on: { readonly os: string | null; readonly arch: string | null }
  readonly run: readonly (readonly string[])[]
  /** Texts that take the place of files of the commit (null: none does): the plan's edits, when no release commit holds them. */
  readonly files: Readonly<Record<string, string | null>>
  readonly artifacts: readonly ArtifactInput[]
  /** Names of environment variables that recipes may see. */
  readonly env: readonly string[]
  /** Commands to record; null: the recipes' own. */
  readonly toolchain: readonly string[] | null
  readonly lockfiles: readonly string[]
  /** Where the built files go, and the finished tree, which makes building needless. */
  readonly work: string
  readonly dist: string
}

/** `build.json` in the work folder: what was built and with what. */
export type BuildRecord = {
  /** The release commit that it was built from. */
  readonly commit: string
  readonly artifacts: readonly Artifact[]
  readonly log: string | null
  readonly toolchain: readonly { readonly name: string; readonly version: string; readonly sha256: string }[]
  readonly lockfiles: readonly { readonly name: string; readonly sha256: string }[]
}

export const RECORD_FILE = 'build.json'

/** Reads what a build left. Null when it is not whole. */
export const readRecord = async (look: Look, work: string): Promise<BuildRecord | null> => {
  const text = await look.files.read(`${work}/${RECORD_FILE}`)
  if (text === null) return null
  const record = JSON.parse(text.toString('utf8')) as BuildRecord
  for (const artifact of record.artifacts) {
    const here = await look.files.hash(`${work}/${artifact.name}`)
    if (here?.sha256 !== artifact.sha256) return null
  }
  return record
}
