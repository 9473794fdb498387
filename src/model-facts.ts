/** The nouns of what is known before anything is decided: commits, packages, tags, the release line. `model.ts` has the rest. */

/** How far a version moves. `none` changes nothing. */
export type Level = 'major' | 'minor' | 'patch'
export type Effect = Level | 'none'

/** One commit as `git log` tells it. `date` is the committer date in seconds since 1970; `files` are the paths that
 *  differ from the first parent, or null when nobody asked for them. */
export interface Commit {
  readonly id: string
  readonly parents: readonly string[]
  readonly author: string
  readonly email: string
  readonly date: number
  readonly message: string
  readonly files: readonly string[] | null
}

/** Each commit is, per package, exactly one of these. */
export type CommitClass = 'change' | 'ignored' | 'merge' | 'reverted' | 'unclassified'

/** A commit with what the rules made of it. `notes` are texts of breaking changes; `hint` is a near miss in words. `nested` are
 *  the messages that a squash folded into this one, of the same commit: `bump` and `rule` are those of the highest. */
export interface Change {
  readonly commit: Commit
  readonly class: CommitClass
  readonly type: string | null
  readonly scope: string | null
  readonly breaking: boolean
  readonly subject: string
  readonly notes: readonly string[]
  readonly bump: Effect
  readonly rule: string
  readonly hint: string | null
  readonly nested?: readonly Change[]
}

/** How many commits of each class; the others add up to `total`. */
export type Counts = Readonly<Record<'total' | 'changes' | 'ignored' | 'merges' | 'reverted' | 'unclassified', number>>

/** An edge to another package, as the manifest writes it. `package` is what rel calls that package when it is one of this
 *  repository and is called otherwise there. */
export interface Dependency {
  readonly name: string
  readonly package?: string
  readonly range: string
  readonly kind: 'runtime' | 'optional' | 'peer' | 'build' | 'dev'
}

/** One releasable thing. `path` is relative to the repository's root, `.` for the root itself; `version` is the
 *  manifest's at the commit; `fileName` is the name as files spell it (`acme-core` for `@acme/core`). */
export interface Package {
  readonly name: string
  readonly fileName: string
  readonly path: string
  readonly ecosystem: string
  readonly manifest: string | null
  readonly version: string | null
  readonly private: boolean
  readonly repository: string | null
  readonly dependencies: readonly Dependency[]
  /** What the manifest itself calls it, when that is not `name`. */
  readonly manifestName?: string
  /** The file that holds its version together with that of others (a Cargo workspace, a Maven parent): all who share one
   *  are released as a fixed group. */
  readonly sharedVersion?: string
  /** Every file that an edit of it may have to read. */
  readonly files?: readonly string[]
  /** The only tag template that its registry understands. */
  readonly tagForm?: string
  /** Globs of files that belong to it beside those of its folder, and of those that do not. */
  readonly include?: readonly string[]
  readonly exclude?: readonly string[]
}

/** A change described apart from commits: a file in `.changeset/`. `id` is its name without `.md`. */
export interface ChangeFile {
  readonly id: string
  readonly file: string
  /** `spelled` is the name as the file has it, when that is not rel's. */
  readonly releases: readonly { readonly package: string; readonly bump: Effect; readonly spelled?: string }[]
  /** Markdown. */
  readonly summary: string
  /** The commit that added it; null when the walk did not meet it. */
  readonly commit: string | null
}

/** A tag that the package's template matched. `commit` is what it peels to. */
export interface VersionTag {
  readonly tag: string
  readonly version: string
  readonly commit: string
}

export interface Rejected {
  readonly tag: string
  readonly reason: string
}

/** All that the planner may know of one package. `reachable` holds version tags that HEAD contains, `elsewhere` the
 *  other ones; `unreleased` is in the order of `git log --topo-order`, children first. */
export interface PackageFacts {
  readonly package: Package
  readonly tagFormat: string
  readonly reachable: readonly VersionTag[]
  readonly elsewhere: readonly VersionTag[]
  readonly notVersions: readonly Rejected[]
  readonly unreleased: readonly Commit[]
  /** Change files that name it and that no release in HEAD has consumed. */
  readonly changeFiles?: readonly ChangeFile[]
  /** The prerelease id whose tags counted, where that is known: the line's, or that of the package's lane. */
  readonly pre?: string | null
  /** Commits of other packages that no release of this one contains and that have a `Release-As` footer, children first. */
  readonly named?: readonly Commit[]
}

/** All that the planner may know: read from git objects at one commit, frozen. `files` holds the text of every file
 *  that a release may edit (null: the commit has no such file). */
export interface Facts {
  readonly commit: string
  readonly date: number
  readonly line: Line
  readonly preview: boolean
  readonly packages: readonly PackageFacts[]
  readonly noPackage: readonly Commit[]
  /** How all of these commits descend from each other; absent: as their own parents say. */
  readonly links?: readonly Pick<Commit, 'id' | 'parents'>[]
  /** Every change file of the commit with the packages that it names and that no stable release in HEAD has told of it; none:
   *  a merge has brought it back. Absent where change files count for nothing. */
  readonly changeFiles?: readonly { readonly change: ChangeFile; readonly waiting: readonly string[] }[]
  readonly files: ReadonlyMap<string, string | null>
  /** Where several packages have no tag at all: the highest one that is a version and names none of them. */
  readonly nameless?: string
}

/** The release line: the branch a release belongs to, with what the config says of it. */
export interface Line {
  readonly name: string
  readonly prerelease: string | null
  readonly channel: string | null
  /** Of a maintenance branch: the stable versions that may be released there, `from` included and `below` not. */
  readonly range?: { readonly from: string; readonly below: string } | null
}
