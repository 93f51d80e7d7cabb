import type { Lineage } from '../../core/lineage/lineage.js'
import type { LineageEdge, LineagePoint } from '../../core/lineage/lineage-edge.js'
import type { ColumnRef } from '../../core/lineage/node-lineage.js'
import type { Direction } from './lineage-tree.js'

/** An edge as a line of JSON. */
export function edgeJson(lineage: Lineage, direction: Direction, { from, to, ...edge }: LineageEdge): string {
  const ends = { from: pointJson(lineage, from), to: pointJson(lineage, to) }
  return JSON.stringify({ event: 'lineage_edge', direction, ...edge, ...ends })
}

function pointJson(lineage: Lineage, point: LineagePoint | ColumnRef): object {
  const node = lineage.node(point.node)
  return {
    uniqueId: point.node,
    name: node?.name,
    resourceType: node?.resourceType,
    ...(point.column !== undefined && { column: point.column }),
    at: lineage.placeOf(point),
  }
}
