/** Builds lib/: one file for each command that is loaded by itself, since finding a hundred small ones costs every start. */
import { rmSync, renameSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'

const ROOT = join(import.meta.dirname, '..', '..')
const LIB = join(ROOT, 'lib')

/** Bundles into a folder. npm packages stay outside: they are installed beside. Every file lies two folders deep, as deep
 *  as those in src that name a template. */
const bundleInto = async (folder: string): Promise<void> => {
  const build = await rolldown({
    cwd: ROOT,
    input: { main: 'src/cli/main.ts' },
    platform: 'node',
    external: (id) => !/^[./]/.test(id),
  })
  await build.write({ dir: folder, format: 'esm', entryFileNames: 'cli/[name].js', chunkFileNames: 'parts/[name].js' })
  await build.close()
}

/** Beside lib/ and renamed, so that nobody who runs the CLI meanwhile finds half of it. */
export const bundle = async (): Promise<void> => {
  const made = join(ROOT, 'node_modules', `.lib-${process.pid}`)
  await bundleInto(made)
  if (existsSync(LIB)) renameSync(LIB, `${made}-old`)
  renameSync(made, LIB)
  rmSync(`${made}-old`, { recursive: true, force: true })
}

if (import.meta.main) await bundle()
