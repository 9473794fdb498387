/** settings.gradle and settings.gradle.kts: the projects of a Gradle build, what they are called and where they are. */
import { posix } from 'node:path'
import { type CodeToken, codeTokens, isFirst, isLiteral, shapeOf, statementAfter } from './code-token.ts'
import { inFolder } from './edited-files.ts'
import { resolved } from './member-folders.ts'

export const SETTINGS = ['settings.gradle', 'settings.gradle.kts'] as const

export interface Settings {
  readonly folder: string
  readonly rootName: string | null
  /** Folders from the repository's root by Gradle's path (`:libs:core`), without the root project. */
  readonly projects: ReadonlyMap<string, string>
  /** Gradle's paths by folder; that of the root project is `:`. */
  readonly paths: ReadonlyMap<string, string>
  /** Gradle's paths by what Kotlin calls them: `libs.coreUtil` is `:libs:core-util`. */
  readonly accessors: ReadonlyMap<string, string>
}

/** Names that a loop makes are not seen. */
export function readSettings(text: string, file: string): Settings {
  const folder = posix.dirname(file)
  const tokens = codeTokens(text, 'groovy')
  const starts = tokens.flatMap((token, at) => (token.kind === 'word' && isFirst(tokens, at) ? [at] : []))
  const of = (word: string) => starts.filter((at) => tokens[at]?.text === word).map((at) => statementAfter(tokens, at))
  const names = of('include').flatMap((statement) => statement.filter(isLiteral).map(({ text: path }) => path))
  const projects = new Map(
    names.map((name) => [asPath(name), inFolder(folder, name.split(':').filter(Boolean).join('/'))]),
  )
  for (const statement of of('project')) move(statement, folder, projects)
  const name = of('rootProject').find((statement) => /^\.name='[^'$]+'$/.test(shapeOf(statement)))
  const paths = new Map([...projects].map(([path, each]) => [each, path] as const).concat([[folder, ':']]))
  const accessors = new Map([...projects.keys()].map((path) => [accessorOf(path), path]))
  return { folder, rootName: name?.at(-1)?.text ?? null, projects, paths, accessors }
}

const asPath = (name: string): string => (name.startsWith(':') ? name : `:${name}`)

/** `project(":a").projectDir = file("libs/a")`. */
function move(statement: readonly CodeToken[], folder: string, projects: Map<string, string>): void {
  const [, name, , , , , ...rest] = statement
  if (!isLiteral(name) || !/^\('[^']+'\)\.projectDir=/.test(shapeOf(statement))) return
  const place = rest.find(({ kind }) => kind === 'string')?.text.replace(/^\$\{?(?:rootDir|settingsDir)\}?\//, '')
  const moved = place === undefined || place.includes('$') ? null : resolved(folder, place)
  if (moved !== null && projects.has(asPath(name.text))) projects.set(asPath(name.text), moved)
}

function accessorOf(path: string): string {
  const parts = path.split(':').filter(Boolean)
  return parts.map((part) => part.replace(/[-_.](\w)/g, (_, letter: string) => letter.toUpperCase())).join('.')
}
