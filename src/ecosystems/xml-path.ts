/** A closed subset of XPath: `/project/version`, `/Project/PropertyGroup[2]/Version`, `/widget/@version`. */
import type { XmlSpan } from './xml-token.ts'
import { localName, type XmlElement } from './xml-span.ts'

export interface XmlPlace {
  readonly value: string
  /** Null when the text is no single one. */
  readonly span: XmlSpan | null
}

const STEP = /^(@?)([A-Za-z_\u0080-\uFFFF][\w.:\u0080-\uFFFF-]*)(?:\[([1-9]\d*)\])?$/

/** Whether the subset has this path: child steps from the root, each a name and at most one `[n]` (from 1, among the
 *  children of that name of one parent), the last one an attribute perhaps. */
export function isXmlPath(path: string): boolean {
  const [first, ...steps] = path.split('/')
  const isStep = (step: string, index: number) =>
    STEP.test(step) && (!step.startsWith('@') || index === steps.length - 1)
  return first === '' && steps.length > 0 && steps.every(isStep) && !steps[0]?.startsWith('@')
}

/** All places that the path leads to, in the order of the file. A name without a prefix is that of any namespace. */
export function xmlPlaces(root: XmlElement, path: string): readonly XmlPlace[] {
  const steps = path.split('/').slice(1)
  let found: readonly XmlElement[] = [{ ...root, children: [root] }]
  for (const step of steps) {
    const [, mark, name = '', index] = STEP.exec(step) ?? []
    const isNamed = (each: string) => each === name || localName(each) === name
    if (mark === '@')
      return found.flatMap(({ attributes }) =>
        [...attributes]
          .filter(([each]) => isNamed(each))
          .map(([, { value, start, end }]) => ({ value, span: { start, end } })),
      )
    found = found.flatMap(({ children }) => {
      const fits = children.filter((child) => isNamed(child.name))
      return index === undefined ? fits : fits.slice(Number(index) - 1, Number(index))
    })
  }
  return found.map(({ text, span }) => ({ value: text, span }))
}
