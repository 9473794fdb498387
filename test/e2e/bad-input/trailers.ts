/** Forged and stale `Rel-*` trailers: they are believed only when planning again gives the same release. */
import type { BadInput } from './bad-input.ts'
import { bumped, commitFiles, type Place } from './place.ts'

const ZEROS = `sha256:${'0'.repeat(64)}`

interface Told {
  readonly base: string
  readonly line: string
  readonly asked: string
  readonly plan: string
}

const forge = async ({ repo }: Place, told: Partial<Told>): Promise<void> => {
  const { line = 'main', asked = '-', plan = ZEROS, base = await repo.git('rev-parse', 'HEAD') } = told
  const message = `core 1.1.0\n\nRel-Base: ${base}\nRel-Line: ${line}\nRel-Asked: ${asked}\nRel-Plan: ${plan}\n`
  await repo.git('tag', '--cleanup=verbatim', '-a', '-m', message, 'v1.1.0')
}

/** A real bump, then something that is done to it while its tag keeps saying what it said. */
const after =
  (change: (place: Place) => Promise<unknown>) =>
  async (place: Place): Promise<void> => {
    const { repo } = place
    await bumped(repo)
    const message = await repo.git('tag', '--list', '--format=%(contents)', 'v1.1.0')
    await change(place)
    await repo.git('tag', '--cleanup=verbatim', '-f', '-a', '-m', message, 'v1.1.0')
  }

const amend = async ({ repo }: Place, files: Readonly<Record<string, string>>): Promise<void> => {
  await repo.write(files)
  await repo.git('add', '--all')
  await repo.git('commit', '--quiet', '--amend', '--no-edit')
}

const drift = (
  what: string,
  args: readonly string[],
  arrange: BadInput['arrange'] & {},
  ...says: string[]
): BadInput => ({
  what: `${args.join(' ')}: ${what}`,
  ...{ arrange, args, error: ['PLAN_DRIFT', 6], says: ['v1.1.0', ...says] },
})

const PLANNED = 'planning again gives'

export const TRAILERS: readonly BadInput[] = [
  drift('a forged digest', ['plan', 'v1.1.0'], (place) => forge(place, {}), 'says plan 000000000000', PLANNED),
  drift('a forged digest', ['publish'], (place) => forge(place, {}), 'says plan 000000000000', PLANNED),
  drift('a forged digest', ['publish', 'v1.1.0'], (place) => forge(place, {}), 'git cat-file -p v1.1.0'),
  drift('a forged digest', ['release'], (place) => forge(place, {}), PLANNED),
  drift(
    'a base that is not the parent',
    ['publish'],
    async (place) => {
      const base = await place.repo.git('rev-parse', 'HEAD~1')
      await commitFiles(place, { 'x.txt': 'x\n' })
      await forge(place, { base })
    },
    'which is not the parent of',
  ),
  drift(
    'a base that nobody has',
    ['plan', 'v1.1.0'],
    (place) => forge(place, { base: 'd'.repeat(40) }),
    'says it was made from ddddddd',
  ),
  drift('a line that is an option', ['plan', 'v1.1.0'], (place) => forge(place, { line: '--upload-pack=touch pwn' })),
  drift('a question that nobody can ask', ['publish'], (place) => forge(place, { asked: 'core@$(touch pwn)' })),
  drift('a package that is not there', ['publish'], (place) => forge(place, { asked: 'packages=../../x' })),
  drift('a day that is none', ['plan', 'v1.1.0'], (place) => forge(place, { asked: 'date=`touch pwn`' })),
  drift(
    'a file that the plan does not edit',
    ['publish'],
    after((place) => amend(place, { 'extra.txt': 'extra\n' })),
    'whose extra.txt is not what the plan makes of it',
    'git diff',
  ),
  drift(
    'other text in a file that it edits',
    ['publish', 'v1.1.0'],
    after((place) => amend(place, { 'CHANGELOG.md': '# Changelog\n' })),
    'whose CHANGELOG.md is not what the plan makes of it',
  ),
  drift(
    'a release commit that was made executable',
    ['plan', 'v1.1.0'],
    after(async ({ repo }) => {
      await repo.git('update-index', '--chmod=+x', 'src.txt')
      await repo.git('commit', '--quiet', '--amend', '--no-edit')
    }),
    'whose src.txt is not what the plan makes of it',
  ),
  drift(
    'a tag that was moved on',
    ['publish'],
    after((place) => commitFiles(place, { 'x.txt': 'x\n' })),
    'which is not the parent of',
  ),
  drift(
    'an earlier tag that was put in afterwards',
    ['plan', 'v1.1.0', '--offline'],
    after(({ repo }) => repo.git('tag', 'v1.0.5', 'HEAD~1')),
    PLANNED,
    'releases',
  ),
]
