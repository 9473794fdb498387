/** The sections of notes: those of Conventional Commits, and those of Keep a Changelog 1.1. */
import type { NotesStyle, Section } from './notes.ts'

export const DEFAULT_SECTIONS: readonly Section[] = [
  { type: 'feat', title: 'Features' },
  { type: 'fix', title: 'Bug Fixes' },
  { type: 'perf', title: 'Performance Improvements' },
  { type: 'revert', title: 'Reverts' },
]

const KEEP_A_CHANGELOG: readonly Section[] = [
  { type: 'feat', title: 'Added' },
  { type: 'perf', title: 'Changed' },
  { type: 'refactor', title: 'Changed' },
  { type: 'revert', title: 'Changed' },
  { type: 'deprecate', title: 'Deprecated' },
  { type: 'remove', title: 'Removed' },
  { type: 'fix', title: 'Fixed' },
  { type: 'security', title: 'Security' },
]

const isDefault = (sections: readonly Section[]): boolean =>
  JSON.stringify(sections) === JSON.stringify(DEFAULT_SECTIONS)

/** For the template of that name (`changelog.template`). What Keep a Changelog has no section for has changed. */
export const sectionsFor = (
  template: string,
  sections: readonly Section[] = DEFAULT_SECTIONS,
): Pick<NotesStyle, 'sections' | 'other'> =>
  template === 'keep-a-changelog'
    ? { sections: isDefault(sections) ? KEEP_A_CHANGELOG : sections, other: 'Changed' }
    : { sections }
