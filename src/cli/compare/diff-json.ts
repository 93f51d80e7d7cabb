import type { NodeDiff } from '../../core/compare/node-diff.js'
import { jsonLine } from '../output/json-line.js'

/** The same, one line for each relation. */
export function diffJson(nodes: readonly NodeDiff[]): string {
  return nodes
    .map((node) => {
      if (node.status !== 'error') return jsonLine({ event: 'diff', ...node })
      const { error, ...others } = node
      const { code, message, hint } = error
      return jsonLine({ event: 'diff', ...others, error: { code, message, hint } })
    })
    .join('')
}
