import { formatSql } from '../../core/format/format-sql.js'
import type { LexicalRules } from '../../core/format/lexical-rules.js'
import type { CompiledNode } from '../../runtime/compile.js'
import type { CommonOptions } from '../options/options.js'
import type { Terminal } from './terminal.js'

/** What would be sent. */
export interface PrintedStatements {
  /** What is sent before the first node. */
  readonly setup: readonly string[]
  readonly nodes: readonly CompiledNode[]
}

/**
 * Prints what nodes would do: SQL with a comment before each node, and before each step whose statements do not show
 * everything; or one JSON object a node. SQL for people is formatted; in JSON, it is exactly what would be sent.
 */
export function printStatements(
  { setup, nodes }: PrintedStatements,
  rules: LexicalRules,
  options: CommonOptions,
  terminal: Terminal,
): void {
  const before = options.json
    ? `${JSON.stringify({ event: 'setup', statements: setup })}\n`
    : `-- before the first node\n${sqlText(setup, rules)}\n`
  /** The test for which a statement was first printed: several tests can share one statement. */
  const printed = new Map<string, string>()
  const parts = nodes.map((node) => {
    if (options.json) return `${JSON.stringify({ event: 'compiled', ...node })}\n`
    const title = `-- ${node.uniqueId} (${node.file})\n`
    const [first = ''] = node.resourceType === 'test' ? node.statements : []
    const sharer = printed.get(first)
    if (sharer !== undefined) return `${title}-- in the statement of ${sharer}\n\n`
    if (first !== '') printed.set(first, node.uniqueId)
    return `${title}${sqlOf(node, rules)}\n`
  })
  terminal.stdout.write((setup.length > 0 ? before : '') + parts.join(''))
}

function sqlOf({ statements, steps }: CompiledNode, rules: LexicalRules): string {
  const printed = steps.length > 0 ? steps : [{ statements, description: undefined }]
  return printed.map((step) => `${comment(step.description)}${sqlText(step.statements, rules)}`).join('')
}

function sqlText(statements: readonly string[], rules: LexicalRules): string {
  return statements.map((sql) => `${formatSql(sql, rules)};\n`).join('')
}

/** Makes every line a comment: a name may contain a line break. */
function comment(description: string | undefined): string {
  return (description?.split(/[\r\n\u2028\u2029]+/) ?? []).map((line) => `-- ${line}\n`).join('')
}
