import pc from 'picocolors'
import type { Lineage } from '../../core/lineage/lineage.js'
import type { ColumnRef, NodeLineage } from '../../core/lineage/node-lineage.js'
import { type Direction, lineageTree, pointLine, rowsLines } from './lineage-tree.js'

/** What is shown of a column. */
export interface LineageTextOptions {
  readonly directions: readonly Direction[]
  readonly depth: number | undefined
}

const TITLES: { readonly [D in Direction]: string } = { upstream: 'made of', downstream: 'used by' }

/** A column with trees of what it is made of and what uses it, and with what decides the rows of its node. */
export function columnText(lineage: Lineage, column: ColumnRef, options: LineageTextOptions): string {
  const rows = options.directions.includes('upstream') ? rowsText(lineage, column.node) : []
  return [pointLine(lineage, column, []), ...trees(lineage, column, options), ...rows].join('\n')
}

/** Each column of a node, and what decides its rows. */
export function nodeText(lineage: Lineage, node: NodeLineage, options: LineageTextOptions): string {
  const columns = node.columns.flatMap(({ name }) => {
    const column = { node: node.uniqueId, column: name }
    return [`  ${pointLine(lineage, column, [])}`, ...trees(lineage, column, options).map((line) => `    ${line}`)]
  })
  const rows = options.directions.includes('upstream') ? rowsText(lineage, node.uniqueId) : []
  const at = lineage.placeOf({ node: node.uniqueId, column: undefined })
  return [
    `${pc.bold(node.name)}  ${node.resourceType}${at ? `  ${pc.dim(at)}` : ''}`,
    ...columns,
    ...rows.map((line) => `  ${line}`),
  ].join('\n')
}

function trees(lineage: Lineage, column: ColumnRef, { directions, depth }: LineageTextOptions): readonly string[] {
  return directions.flatMap((direction) => {
    const tree = lineageTree(lineage, column, { direction, depth })
    return tree.length > 0 ? [pc.underline(TITLES[direction]), ...tree] : []
  })
}

function rowsText(lineage: Lineage, node: string): readonly string[] {
  const lines = rowsLines(lineage, node)
  return lines.length > 0 ? [pc.underline('its rows are decided by'), ...lines] : []
}
