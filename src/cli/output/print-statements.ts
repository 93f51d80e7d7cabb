import type { CompiledNode } from '../../runtime/compile.js'
import type { CommonOptions } from '../options/options.js'
import type { Terminal } from './terminal.js'

/**
 * Prints what nodes would do: SQL with a comment before each node, and before each step whose statements do not show
 * everything; or one JSON object a node.
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
  /** The test for which a statement was first printed: several tests can share one statement. */
  const printed = new Map<string, string>()
  const parts = nodes.map((node) => {
    if (options.json) return `${JSON.stringify({ event: 'compiled', ...node })}\n`
    const title = `-- ${node.uniqueId} (${node.file})\n`
    const [first = ''] = node.resourceType === 'test' ? node.statements : []
    const sharer = printed.get(first)
    if (sharer !== undefined) return `${title}-- in the statement of ${sharer}\n\n`
    if (first !== '') printed.set(first, node.uniqueId)
    return `${title}${sqlOf(node)}\n`
  })
  terminal.stdout.write((setup.length > 0 ? before : '') + parts.join(''))
}

function sqlOf({ statements, steps }: CompiledNode): string {
  const printed = steps.length > 0 ? steps : [{ statements, description: undefined }]
  return printed
    .map((step) => `${comment(step.description)}${step.statements.map((sql) => `${sql};\n`).join('')}`)
    .join('')
}

/** Makes every line a comment: a name may contain a line break. */
function comment(description: string | undefined): string {
  return (description?.split(/[\r\n\u2028\u2029]+/) ?? []).map((line) => `-- ${line}\n`).join('')
}
