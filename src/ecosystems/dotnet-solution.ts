/** The project files that a solution names, in the old form of lines and the new one in XML. */
import { posix } from 'node:path'
import { resolved } from './member-folders.ts'
import { PROJECT } from './dotnet-project.ts'
import { readXml, type XmlElement } from './xml-span.ts'

export const SOLUTION = /\.slnx?$/i

/** Paths from the repository's root. Throws `MANIFEST` for a `.slnx` that is no XML. */
export function solutionProjects(text: string, file: string): readonly string[] {
  const paths = file.toLowerCase().endsWith('x') ? pathsIn(readXml(text, file)) : linesOf(text)
  return paths.filter((path) => PROJECT.test(path)).flatMap((path) => resolved(posix.dirname(file), path) ?? [])
}

function linesOf(text: string): readonly string[] {
  return [...text.matchAll(/^Project\("[^"\n]*"\)\s*=\s*"[^"\n]*"\s*,\s*"([^"\n]*)"/gm)].map(([, path = '']) => path)
}

function pathsIn({ name, attributes, children }: XmlElement): readonly string[] {
  const own = name === 'Project' ? attributes.get('Path')?.value : undefined
  return [...(own === undefined ? [] : [own]), ...children.flatMap(pathsIn)]
}
