/** XML files of a commit, each parsed once, whether they are read as they are needed or there already. */
import type { CommitFiles } from './ecosystem.ts'
import { readXml, type XmlElement } from './xml-span.ts'

export interface XmlFile {
  readonly file: string
  readonly text: string
  readonly root: XmlElement
}

const KNOWN = new WeakMap<CommitFiles, Map<string, Promise<XmlFile | null>>>()

/** Null when the commit has no such file. Throws `MANIFEST` for what is no XML. */
export function xmlFile(files: CommitFiles, file: string): Promise<XmlFile | null> {
  const known = KNOWN.get(files) ?? new Map<string, Promise<XmlFile | null>>()
  KNOWN.set(files, known)
  const found = known.get(file) ?? files.read(file).then((text) => parsed(file, text))
  known.set(file, found)
  return found
}

/** The same for texts that are there already. */
export function xmlTexts(texts: ReadonlyMap<string, string | null>): (file: string) => XmlFile | null {
  const known = new Map<string, XmlFile | null>()
  return (file) => {
    const found = known.get(file) ?? parsed(file, texts.get(file) ?? null)
    known.set(file, found)
    return found
  }
}

function parsed(file: string, text: string | null): XmlFile | null {
  return text === null ? null : { file, text, root: readXml(text, file) }
}
