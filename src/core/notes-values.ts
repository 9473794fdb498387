/** What conventional-changelog's writer has made of a release, as the values of a template. */
import type { Links } from './links.ts'
import type { NotesCommit, Reference } from './notes-commits.ts'
import type { Values } from './notes-template.ts'

/** The writer's context, as far as templates need it. */
export interface NotesContext {
  readonly version?: string
  readonly date?: string
  readonly currentTag?: string | null
  readonly previousTag?: string | null
  readonly noteGroups?: readonly {
    readonly notes: readonly { readonly text: string; readonly commit?: NotesCommit }[]
  }[]
  readonly commitGroups?: readonly { readonly title: string; readonly commits: readonly NotesCommit[] }[]
}

/** What the writer knows nothing of. People are named as they are to be shown. */
export interface Printed {
  readonly name: string
  /** An address, or empty. */
  readonly compare: string
  readonly links: Links | null
  readonly dependencies: readonly { readonly name: string; readonly to: string }[]
  readonly contributors: readonly string[]
  readonly firstTimers: readonly string[]
}

const referencesText = (references: readonly Reference[], links: Links | null): string => {
  const label = (reference: Reference) => {
    const { owner, repository, prefix, issue } = reference
    const other = repository === null ? null : `${owner}/${repository}`
    const text = `${other ?? ''}${prefix}${issue}`
    return links === null ? text : `[${text}](${links.issue({ prefix, issue, repository: other })})`
  }
  const group = (word: string, those: readonly Reference[]) =>
    those.length === 0 ? [] : [`${word} ${those.map(label).join(' ')}`]
  return [
    ...group(
      'closes',
      references.filter(({ action }) => action !== null),
    ),
    ...group(
      'references',
      references.filter(({ action }) => action === null),
    ),
  ].join(', ')
}

const entryValues = (commit: NotesCommit, links: Links | null): Values => {
  const { scope, subject, hash, references, notes, author } = commit
  const short = hash?.slice(0, 7) ?? ''
  return {
    ...{ subject, author, scope: scope ?? '', references: referencesText(references, links) },
    hash: links === null || hash === null ? short : `[${short}](${links.commit(hash)})`,
    breaking: notes.length > 0 ? 'breaking' : '',
    // With `!` alone the subject is what breaks, and it stands there.
    notes: notes.filter(({ text }) => text !== subject),
  }
}

const onceIf = (entries: readonly Values[]): readonly Values[] => (entries.length === 0 ? [] : [{ entries }])

/** Values for `SHAPE` of notes-template.ts. */
export const valuesOf = (context: NotesContext, printed: Printed): Values => {
  const { name, compare, links, dependencies, contributors, firstTimers } = printed
  const broken = (context.noteGroups ?? []).flatMap(({ notes }) => notes)
  const people = (labels: readonly string[]) => onceIf(labels.map((person) => ({ person })))
  return {
    ...{ name, compare, version: context.version ?? '', date: context.date ?? '' },
    ...{ tag: context.currentTag ?? '', previousTag: context.previousTag ?? '' },
    breaking: onceIf(broken.map(({ text, commit }) => ({ text, scope: commit?.scope ?? '' }))),
    sections: (context.commitGroups ?? []).map(({ title, commits }) => ({
      title,
      entries: commits.map((commit) => entryValues(commit, links)),
    })),
    dependencies: onceIf(dependencies.map((each) => ({ dependency: each.name, to: each.to }))),
    contributors: people(contributors),
    firstTimers: people(firstTimers),
  }
}
