/** What a diagnostic says to its reader, in words. */
const WORDS = new Set(['message', 'hint'])

/** Functions that make a diagnostic from its words alone. */
const MAKERS = new Set(['invalid', 'contractDiagnostic', 'unsupported'])

/**
 * Leaves out the words of messages and hints: no row depends on them, and a test for each would only repeat them. The code
 * of a diagnostic, when it is reported and which names it has stay in, as does every other string: SQL, names, keys.
 */
export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'messages',
    value: {
      shouldIgnore: (path) =>
        (path.isStringLiteral() || path.isTemplateLiteral()) &&
        !/^E_[A-Z_]+$/.test(path.node.value) &&
        path.findParent(({ node }) => holdsWords(node))
          ? 'words of a message'
          : undefined,
    },
  },
]

function holdsWords(node) {
  if (node.type === 'ObjectProperty') return !node.computed && WORDS.has(node.key.name)
  if (node.type === 'NewExpression') return /Error$/.test(node.callee.name ?? '')
  return node.type === 'CallExpression' && MAKERS.has(node.callee.name)
}
