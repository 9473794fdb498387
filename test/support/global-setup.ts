/** Builds lib/ before the tests, when a source is newer: tests run the CLI as it is installed. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { bundle } from '../laws/bundle.ts'

const ROOT = join(import.meta.dirname, '..', '..')

const changed = (path: string): number => (existsSync(path) ? statSync(path).mtimeMs : 0)

const newestSource = (): number => {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  return Math.max(
    ...['package.json', ...sources.map((name) => join('src', name))].map((name) => changed(join(ROOT, name))),
  )
}

export const setup = async (): Promise<void> => {
  if (changed(join(ROOT, 'lib', 'cli', 'main.js')) <= newestSource()) await bundle()
}
