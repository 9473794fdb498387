/** Judges a release's tag in this clone: where it points, and who signed it. */
import type { Verdict } from '../model.ts'
import type { Session } from './session.ts'

const short = (commit: string) => commit.slice(0, 7)

/** A clone without the tag says so and no more: what was sealed stands in the ledger. */
export const tagVerdict = async ({ world }: Session, tag: string, sealed: string): Promise<Verdict> => {
  const ref = (await world.git.refs([`refs/tags/${tag}`])).find((each) => each.name === `refs/tags/${tag}`)
  if (ref === undefined) return { check: 'tag', ok: true, detail: 'not in this clone' }
  if (ref.commit !== sealed) {
    const there = ref.commit === null ? 'something that is no commit' : short(ref.commit)
    return { check: 'tag', ok: false, detail: `moved: it points at ${there}, the ledger sealed ${short(sealed)}` }
  }
  const { state, detail } = await world.git.tagSignature(tag)
  if (state === 'good') return { check: 'tag', ok: true, detail: 'signed, good' }
  if (state === 'unsigned') return { check: 'tag', ok: true, detail: 'unsigned' }
  const says = detail.replace(/^(?:error|gpg|fatal): /, '')
  return {
    check: 'tag',
    ok: state !== 'bad',
    detail: state === 'bad' ? `bad signature: ${says}` : `signed, not checked: ${says}`,
  }
}
