/** Git that answers the same question once. What can change is forgotten with every write and every wait, and whenever
 *  somebody says so; what cannot is kept. */
import { fixedMemory } from './fixed-memory.ts'
import { type PatternMemory, patternMemory } from './pattern-memory.ts'
import type { GitLook, GitWorld, Ref, World } from './ports.ts'

const isBelow = (name: string, prefix: string): boolean =>
  name === prefix || name.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`)

/** As `ls-remote` compares: the end of the name, from a slash on; `*` stands for any rest. */
const fitsPattern = (name: string, pattern: string): boolean =>
  pattern.endsWith('*') ? `/${name}`.includes(`/${pattern.slice(0, -1)}`) : `/${name}`.endsWith(`/${pattern}`)
const isWithin = (pattern: string, wide: string): boolean =>
  pattern === wide || (wide.endsWith('*') && pattern.startsWith(wide.slice(0, -1)))

type RemoteRef = readonly [name: string, id: string]

/** Refs, here and on remotes: they may be others at the next moment. */
const refMemory = (git: GitLook): Pick<GitLook, 'refs' | 'remoteRefs' | 'symbolicRef'> => {
  const here = patternMemory<Ref>({ nameOf: (ref) => ref.name, fits: isBelow, covers: isBelow })
  const remotes = new Map<string, PatternMemory<RemoteRef>>()
  const symbolic = new Map<string, Promise<string | null>>()
  const onRemote = (name: string): PatternMemory<RemoteRef> => {
    const memory =
      remotes.get(name) ?? patternMemory<RemoteRef>({ nameOf: ([ref]) => ref, fits: fitsPattern, covers: isWithin })
    remotes.set(name, memory)
    return memory
  }
  return {
    refs: (prefixes, containing) =>
      containing === undefined && prefixes.length > 0
        ? here(prefixes, (unknown) => git.refs(unknown))
        : git.refs(prefixes, containing),
    remoteRefs: async (remote, patterns) =>
      patterns.length === 0
        ? git.remoteRefs(remote, patterns)
        : new Map(
            await onRemote(remote)(patterns, async (unknown) => [...(await git.remoteRefs(remote, unknown))] as const),
          ),
    symbolicRef(name) {
      const answer = symbolic.get(name) ?? git.symbolicRef(name)
      symbolic.set(name, answer)
      return answer
    },
  }
}

type Call<Args extends readonly unknown[], Answer> = (...args: Args) => Promise<Answer>

/** Everything that moves a ref, or takes so long that somebody else may. */
const forgettingWrites = (
  git: GitWorld,
  forgetting: <Args extends readonly unknown[], Answer>(call: Call<Args, Answer>) => Call<Args, Answer>,
) =>
  ({
    fetch: forgetting(git.fetch),
    writeTree: forgetting(git.writeTree),
    writeCommit: forgetting(git.writeCommit),
    writeTag: forgetting(git.writeTag),
    updateRefs: forgetting(git.updateRefs),
    push: forgetting(git.push),
    importCommit: forgetting(git.importCommit),
    moveCheckout: forgetting(git.moveCheckout),
    cleanCheckout: forgetting(git.cleanCheckout),
  }) satisfies Pick<GitWorld, Exclude<keyof GitWorld, keyof GitLook> | 'fetch'>

/** What moves the edge of a shallow clone, and the question whether another run did: what could not change before may have. */
const edgeMoves = (git: GitWorld, forgetAll: () => void) =>
  ({
    deepen: (remote) => git.deepen(remote).finally(forgetAll),
    deepenBy: (remote, reach) => git.deepenBy(remote, reach).finally(forgetAll),
    bringTags: (remote, tags) => git.bringTags(remote, tags).finally(forgetAll),
    lack() {
      forgetAll()
      return git.lack()
    },
  }) satisfies Pick<GitLook, 'deepen' | 'deepenBy' | 'bringTags' | 'lack'>

/** The same world with a memory. A recipe, a pause and a signature take their time, so git is asked anew after them. */
export const withMemory = (world: World): World => {
  const { git, agent, processes } = world
  let refs = refMemory(git)
  let fixed = fixedMemory(git)
  const forget = () => {
    refs = refMemory(git)
  }
  const forgetting =
    <Args extends readonly unknown[], Answer>(call: Call<Args, Answer>): Call<Args, Answer> =>
    (...args) =>
      call(...args).finally(forget)
  const forgetAll = () => {
    forget()
    fixed = fixedMemory(git)
  }
  return {
    ...world,
    sleep: forgetting((ms: number) => world.sleep(ms)),
    processes: { ...processes, run: forgetting(processes.run) },
    agent: agent === null ? null : { ...agent, sign: forgetting(agent.sign) },
    git: {
      ...git,
      ...forgettingWrites(git, forgetting),
      forget,
      ...edgeMoves(git, forgetAll),
      refs: (prefixes, containing) => refs.refs(prefixes, containing),
      remoteRefs: (remote, patterns) => refs.remoteRefs(remote, patterns),
      symbolicRef: (name) => refs.symbolicRef(name),
      isAncestor: (ancestor, descendant) => fixed.isAncestor(ancestor, descendant),
      objects: (names) => fixed.objects(names),
      tree: (treeish, path) => fixed.tree(treeish, path),
    },
  }
}
