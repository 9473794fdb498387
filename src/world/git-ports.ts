/** What rel may ask of git (`GitLook`) and what it may have git do (`GitWorld`): interfaces only. */
import type { Commit } from '../model.ts'

/** Of a clone that is or was shallow: tags of what it has, since a run was killed that fetched more; history below its edge. */
export type Lack = 'history' | 'tags' | null

export interface Place {
  /** Absolute path of this work tree's git directory. */
  readonly gitDir: string
  /** Absolute path of the git directory that all work trees share. */
  readonly commonDir: string
  /** Absolute path of the work tree; null in a bare repository. */
  readonly top: string | null
  /** Whether history or tags are missing here. */
  readonly shallow: boolean
  /** The commit and the ref (`refs/heads/main`) of HEAD when this place was opened; null for an unborn branch, and for a
   *  detached HEAD. */
  readonly head: string | null
  readonly branch: string | null
}

export interface Ref {
  readonly name: string
  /** `commit`, `tag`, `tree` or `blob`. */
  readonly type: string
  readonly id: string
  /** The commit that it peels to, however deep; null when it ends in something else. */
  readonly commit: string | null
}

export interface GitObject {
  readonly id: string
  readonly type: string
  readonly body: Buffer
}

export interface TreeEntry {
  /** `100644`, `100755`, `120000`, `160000` or `040000`. */
  readonly mode: string
  readonly type: string
  readonly id: string
  /** Not well-formed where the name is no UTF-8: each such byte is a lone surrogate. */
  readonly path: string
}

/** A commit with who wrote it first and when, which a cherry-pick keeps. `authorDate` is in seconds since 1970. */
export interface AuthoredCommit {
  readonly id: string
  readonly author: string
  readonly email: string
  readonly authorDate: number
  readonly message: string
}

/** A commit of which nothing but its place in the history is known. It holds on to all that was read with it: whoever keeps
 *  one copies it. */
export type Step = Pick<Commit, 'id' | 'parents'>

export interface PathQuestion {
  /** Commits after this one; null: from the beginning. */
  readonly from: string | null
  readonly to: string
  /** What commits added, or what they did to paths beside adding them. */
  readonly want: 'added' | 'not-added'
  /** Only this folder; null: everything. */
  readonly below: string | null
}

/** What a commit did to a path. `status` is git's letter (`A`, `M`, `D`, `T`); `date` the committer's, in seconds. */
export interface PathChange {
  readonly commit: string
  readonly date: number
  readonly message: string
  readonly status: string
  readonly path: string
}

export interface Identity {
  readonly name: string
  readonly email: string
}

export interface WorkTree {
  readonly path: string
  readonly branch: string | null
}

export interface GitLook {
  readonly place: Place
  /** Forgets earlier answers, so that the next look is a new one. Absent where none is ever remembered. */
  forget?(): void
  /** The id that a revision names (peeled to a commit when `commit` is set), or null when it names nothing. */
  resolve(revision: string, commit?: boolean): Promise<string | null>
  /** Refs below the given prefixes (`refs/tags/`), peeled; with `containing` only those that contain that commit. */
  refs(prefixes: readonly string[], containing?: string): Promise<readonly Ref[]>
  /** What a symbolic ref points at (`HEAD` → `refs/heads/main`), or null when it is none (a detached HEAD). */
  symbolicRef(name: string): Promise<string | null>
  /** Names of the configured remotes, in byte order. */
  remotes(): Promise<readonly string[]>
  /** Objects by name (`<rev>:<path>` too), in the order asked; null for those that are missing. */
  objects(names: readonly string[]): Promise<readonly (GitObject | null)[]>
  /** Sizes in bytes of objects by id; null for those that are missing. */
  sizes(ids: readonly string[]): Promise<readonly (number | null)[]>
  /** Entries below `path` of a tree, all the way down. */
  tree(treeish: string, path?: string): Promise<readonly TreeEntry[]>
  /** All ancestors of `from` (a revision), or all commits of a range `<a>..<b>`, children before parents, each handed to `each` as it streams in. */
  walk(from: string, options: { readonly files: boolean }, each: (commit: Commit) => void): Promise<void>
  /** All ancestors of `from`, children before parents, some at a time as they stream in; a promise holds the stream. */
  ancestors(from: string, each: (steps: readonly Step[]) => Promise<void> | void, stop?: AbortSignal): Promise<void>
  /** The paths that differ from each commit's first parent, in the order asked. */
  changedFiles(commits: readonly Pick<Commit, 'id' | 'parents'>[]): Promise<readonly (readonly string[])[]>
  /** Commits by full ids, in the order asked; `files` is null. With `saying`, those alone whose messages hold it, whatever the
   *  case of its letters. */
  commits(ids: readonly string[], saying?: string): Promise<readonly Commit[]>
  isAncestor(ancestor: string, descendant: string): Promise<boolean>
  /** Whether each of `commits` descends from all of `ancestors`, or is one of them. */
  descend(commits: readonly string[], ancestors: readonly string[]): Promise<boolean>
  /** Newest commits first; merges are compared with each of their parents. */
  pathChanges(question: PathQuestion): Promise<readonly PathChange[]>
  /** Every commit that refs below the prefixes contain, each handed to `each` as it streams in. */
  authored(prefixes: readonly string[], each: (commit: AuthoredCommit) => void): Promise<void>
  /** `git patch-id --stable` by commit; one without a patch (a merge, an empty one) is not in the map. */
  patchIds(commits: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** The last value of a git setting, or null. */
  setting(name: string): Promise<string | null>
  /** Who commits and tags are made by, from git's own settings. Throws `GIT` when git knows nobody. */
  identity(): Promise<Identity>
  /** Of the given files, those whose index or work tree content differs from HEAD. */
  dirty(files: readonly string[]): Promise<readonly string[]>
  /** Whether the work tree has what git would check out for that text; null: nothing. */
  holds(file: string, text: string | null): Promise<boolean>
  workTrees(): Promise<readonly WorkTree[]>
  /** Merge, rebase … in progress in this work tree, in words; null when there is none. */
  inProgress(): Promise<string | null>
  /** Throws `GIT_LOCKED` when a lock of git's would stop these refs, or with `checkout` the index, from being moved. */
  refuseLocks(refs: readonly string[], checkout: boolean): void
  /** What the remote has now (`ls-remote`), unpeeled and peeled (`refs/tags/x^{}`). Throws `REMOTE`. */
  remoteRefs(remote: string, patterns: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Fetches into `refs/rel/remote/`; any other destination is a bug. Throws `REMOTE`. */
  fetch(remote: string, refspecs: readonly string[]): Promise<void>
  /** What a shallow clone lacks now: `place` says what it was. Everything is looked at anew after this. */
  lack(): Lack
  /** Completes a shallow clone from the remote, with all branches and tags. Throws `REMOTE`, `GIT_LOCKED`. */
  deepen(remote: string): Promise<void>
  /** Moves the edge of a shallow clone `commits` back, as far as `commit` reaches; no ref comes with it, and until its tags
   *  were brought the clone lacks them. False: there is no edge any more, or the remote hands out no such commit by its id. */
  deepenBy(remote: string, reach: { readonly commit: string; readonly commits: number }): Promise<boolean>
  /** Fetches these tags into `refs/rel/remote/`: all that the clone lacked of what it has. False: they could not be had so. */
  bringTags(remote: string, tags: readonly string[]): Promise<boolean>
  /** The tree of a three-way merge without a work tree, or the files in conflict. */
  mergeTrees(
    ours: string,
    theirs: string,
  ): Promise<{ readonly tree: string } | { readonly conflicts: readonly string[] }>
  /** The state of a tag's signature. */
  tagSignature(
    tag: string,
  ): Promise<{ readonly state: 'good' | 'bad' | 'unsigned' | 'unknown'; readonly detail: string }>
  /** The version of git, `2.39.5`. */
  version(): Promise<string>
}

export interface NewCommit {
  readonly tree: string
  readonly parents: readonly string[]
  readonly message: string
  /** Seconds since 1970, used for author and committer. */
  readonly date: number
  readonly sign: boolean
}

export interface NewTag {
  readonly name: string
  readonly object: string
  readonly message: string
  readonly date: number
  readonly sign: boolean
}

/** A compare-and-swap: `old` null means the ref must not exist yet, `new` null removes it. */
export interface RefUpdate {
  readonly ref: string
  readonly new: string | null
  readonly old: string | null
}

export interface PushOutcome {
  /** Git's own word, for messages only: what the remote has afterwards is for a probe to say. */
  readonly accepted: boolean
  readonly text: string
  /** Refs that the remote refused, with its reason. */
  readonly refused: readonly { readonly ref: string; readonly reason: string }[]
}

export interface GitWorld extends GitLook {
  /** The tree of `base` with these files replaced (null removes one), written without touching index or work tree. */
  writeTree(base: string, files: ReadonlyMap<string, Buffer | null>): Promise<string>
  writeCommit(commit: NewCommit): Promise<string>
  /** An annotated tag object; no ref is made. */
  writeTag(tag: NewTag): Promise<string>
  /** All or nothing. Throws `GIT` when an old value does not hold. */
  updateRefs(updates: readonly RefUpdate[], reason: string): Promise<void>
  push(remote: string, refspecs: readonly string[], options: { readonly atomic: boolean }): Promise<PushOutcome>
  /** A commit on `base` (null: a root) with files added, made by `fast-import` into a scratch ref. Returns its id. */
  importCommit(commit: {
    readonly base: string | null
    readonly files: ReadonlyMap<string, Buffer>
    readonly message: string
    readonly date: number
    readonly sign: boolean
  }): Promise<string>
  /** Moves index and work tree from one commit to another, leaving everything else the user has alone. */
  moveCheckout(from: string, to: string): Promise<void>
  /** A clean checkout of a commit in a new folder, with its own git directory and none of the user's settings. */
  cleanCheckout(commit: string, folder: string): Promise<void>
}
