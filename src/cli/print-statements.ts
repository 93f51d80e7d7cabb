import type { CompiledNode } from '../runtime/compile.js'
import type { CommonOptions } from './options.js'
import type { Terminal } from './terminal.js'

/**
 * Prints the statements of nodes: SQL with a comment before each node, or one JSON object a node.
 *
 * @param setup What is sent before the first node.
 */
export function printStatements(
  nodes: readonly CompiledNode[],
  options: CommonOptions,
  terminal: Terminal,
  setup: readonly string[] = [],
): void {
  const before = options.json
    ? `${JSON.stringify({ event: 'setup', statements: setup })}\n`
    : `-- before the first node\n${setup.map((sql) => `${sql};\n`).join('')}\n`
  const parts = nodes.map((node) => {
    if (options.json) return `${JSON.stringify({ event: 'compiled', ...node })}\n`
    return `-- ${node.uniqueId} (${node.file})\n${node.statements.map((sql) => `${sql};\n`).join('')}\n`
  })
  terminal.stdout.write((setup.length > 0 ? before : '') + parts.join(''))
}
