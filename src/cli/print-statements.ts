import type { CompiledNode } from '../runtime/compile.js'
import type { CommonOptions } from './options.js'
import type { Terminal } from './terminal.js'

/** Prints the statements of nodes: SQL with a comment before each node, or one JSON object a node. */
export function printStatements(nodes: readonly CompiledNode[], options: CommonOptions, terminal: Terminal): void {
  const parts = nodes.map((node) => {
    if (options.json) return `${JSON.stringify({ event: 'compiled', ...node })}\n`
    return `-- ${node.uniqueId} (${node.file})\n${node.statements.map((sql) => `${sql};\n`).join('')}\n`
  })
  terminal.stdout.write(parts.join(''))
}
