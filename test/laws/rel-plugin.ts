/** House laws that the linter has no rule for. */

/** The part of ESTree and of the linter's interface that these rules use. */
interface Node {
  readonly type: string
  readonly name: string
  readonly callee: Node
  readonly object: Node
  readonly property: Node
}

interface Context {
  readonly sourceCode: { readonly text: string }
  report(finding: { readonly node: Node; readonly message: string }): void
}

interface Rule {
  create(context: Context): Readonly<Record<string, (node: Node) => void>>
}

/** Whether something is tried out or done is decided in `cli/`; below it a survey probes and a run acts. */
const noDryRun: Rule = {
  create(context) {
    const check = (node: Node): void => {
      if (/dry_?run/i.test(node.name))
        context.report({ node, message: `${node.name}: only cli/ knows dry runs, below it there is probe and act` })
    }
    return { Identifier: check, PrivateIdentifier: check }
  },
}

const MOCKS = new Set(['mock', 'doMock', 'unmock', 'doUnmock', 'setMock', 'unstable_mockModule', 'hoisted'])

/** A test that replaces modules tests the replacement. */
const noModuleMock: Rule = {
  create(context) {
    return {
      CallExpression(node) {
        const { callee } = node
        if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return
        if (!['vi', 'vitest', 'jest'].includes(callee.object.name) || !MOCKS.has(callee.property.name)) return
        context.report({ node, message: 'no module mocks: hand a port over, or use the real thing' })
      },
    }
  },
}

/** Every file says first what it is for. */
const saysWhatItIsFor: Rule = {
  create(context) {
    return {
      Program(node) {
        const text = context.sourceCode.text.replace(/^#!.*\n/, '')
        if (!/^\/\*\* \S[\s\S]{15,}?\*\//.test(text))
          context.report({ node, message: 'begin with one sentence in /** … */: what this file is for' })
      },
    }
  },
}

export default {
  meta: { name: 'rel' },
  rules: { 'no-dry-run': noDryRun, 'no-module-mock': noModuleMock, 'says-what-it-is-for': saysWhatItIsFor },
}
