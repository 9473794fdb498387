/** `rel release` in the process that runs the tests, where another disk or clock can stand in for the real one. */
import { RelError } from '../../src/errors.ts'
import { release, type Request } from '../../src/rel.ts'
import { type Repo, scratchEnv } from './scratch.ts'

const silent = () => undefined

export type RunIn = Pick<Request, 'around'> & Partial<Pick<Request, 'interrupted'>> & { readonly notes?: string[] }

/** Returns the error that it ended with, null when it ended well. Throws what is no error of rel's. */
export const releaseIn = async (
  { folder }: Repo,
  { around, interrupted = () => false, notes = [] }: RunIn = {},
): Promise<RelError | null> => {
  const request: Request = {
    ...{ cwd: folder, configFile: null, branch: null, ciBranch: null, ci: false, offline: false },
    ...{ env: scratchEnv, interrupted, ...(around === undefined ? {} : { around }) },
    progress: { note: (text) => notes.push(text), begin: silent, start: silent, outcome: silent },
  }
  const asked = { packages: null, level: null, version: null, pre: null, date: null }
  try {
    await release({ ...request, asked, plan: null, confirm: async () => true })
    return null
  } catch (error) {
    if (error instanceof RelError) return error
    throw error
  }
}
