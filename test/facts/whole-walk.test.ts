/** A history told from one whole walk is the history that git tells piece by piece. */
import { expect, test } from 'vitest'
import { semverScheme } from '../../src/core/schemes/semver.ts'
import { attribution } from '../../src/facts/attribution.ts'
import { readTags } from '../../src/facts/facts.ts'
import { type HistoryLook, readHistory } from '../../src/facts/history.ts'
import { findTracks } from '../../src/facts/tracks.ts'
import { wholeWalk } from '../../src/facts/whole-walk.ts'
import { packageOf } from '../core/packages.ts'
import { lookAt } from '../support/look.ts'
import { scratchRepo } from '../support/scratch.ts'

const STORY = `
feat: one | packages/a/one
tag a@1.0.0
fix: two | packages/b/two, README.md
branch side
feat: three\\n\\nRelease-As: b@2.0.0 | packages/a/three
on main
docs: four | README.md
merge side into main: Merge branch 'side'
tag b@1.0.0
chore: five
fix: six\\n\\nRelease-As: b@3.0.0 | packages/a/six
`

test('the same lists, links and ends', async () => {
  const look = await lookAt(await scratchRepo(STORY))
  const packages = ['a', 'b'].map((name) => packageOf(name))
  const tracks = findTracks(
    packages,
    { formats: [null, null], pres: [null, null], groups: [] },
    await readTags(look),
    semverScheme,
  )
  const owners = attribution(packages)
  const told = async (git: HistoryLook) => {
    const question = Promise.resolve({ tracks, scheme: semverScheme, owners, files: true })
    const { open, named, ...rest } = await readHistory(git, look.git.place.head ?? '', question)
    return { ...rest, open: tracks.map((_, at) => open(at)), named: tracks.map((_, at) => named(at)) }
  }
  const whole = await told(wholeWalk(look.git, async () => true))
  expect(whole).toEqual(await told(look.git))
  const subjects = [...whole.open, ...whole.named, whole.nobodys].map((list) =>
    list.map(({ message }) => message.split('\n')[0]),
  )
  expect(subjects).toEqual([
    ['fix: six', 'chore: five', "Merge branch 'side'", 'feat: three'],
    ['chore: five'],
    [],
    ['fix: six'],
    [],
  ])
})

test('what stands in the way of the walk is told', async () => {
  const { git } = await lookAt(await scratchRepo('feat: one'))
  const question = Promise.reject(new Error('no manifest'))
  const walk = wholeWalk(git, () => Promise.reject(new Error('no manifest')))
  await expect(readHistory(walk, git.place.head ?? '', question)).rejects.toThrow('no manifest')
})
