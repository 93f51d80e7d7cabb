import type { ArtifactColumn, ArtifactNode } from '../../artifacts/artifact-project.js'
import type { Lineage } from '../../core/lineage/lineage.js'
import type { ColumnLineage } from '../../core/lineage/node-lineage.js'

/**
 * Adds to each column what it is made of. A column without a description inherits that of the column that it only passes on,
 * also under another name.
 */
export function withColumnLineage(nodes: readonly ArtifactNode[], lineage: Lineage): readonly ArtifactNode[] {
  const described = new Map<string, ArtifactNode>(nodes.map((each) => [each.node.uniqueId, each]))
  // Every node after those that it reads, so that descriptions are passed on through any number of nodes.
  for (const { uniqueId, columns, rows, isOpaque } of lineage.nodes) {
    const each = described.get(uniqueId)
    if (!each) continue
    const byName = new Map(columns.map((column) => [column.name, column]))
    described.set(uniqueId, {
      ...each,
      rowsBy: rows,
      isOpaque,
      columns: each.columns?.map((column) => withOrigins(column, byName.get(column.name), described)),
    })
  }
  return nodes.map((each) => described.get(each.node.uniqueId)!)
}

function withOrigins(
  own: ArtifactColumn,
  lineage: ColumnLineage | undefined,
  described: ReadonlyMap<string, ArtifactNode>,
): ArtifactColumn {
  const madeOf = lineage?.values ?? []
  const column = { ...own, madeOf, decidedBy: lineage?.deciders, isOpaque: lineage?.isOpaque }
  const [origin, ...others] = madeOf
  const isPassedOn = others.length === 0 && (origin?.how === 'copied' || origin?.how === 'renamed')
  if (column.description !== undefined || !origin || !isPassedOn) return column
  const from = described.get(origin.node)?.columns?.find(({ name }) => name === origin.column)
  if (from?.description === undefined) return column
  return { ...column, description: from.description, descriptionFrom: from.descriptionFrom ?? origin.node }
}
