import type { RelationDefinition } from '../../core/definitions/definition.js'
import { Graph } from '../../core/graph/graph.js'
import type { Warehouse } from '../../core/ports/warehouse.js'
import type { ProjectNode, TestNode } from '../../core/project/nodes/node.js'
import { type Relation, relationKey } from '../../core/relations/relation.js'
import type { OpenProject } from '../open/open-project.js'
import { PlannedAudits } from '../plan/tests/planned-audits.js'

/** The candidate that a test reads, by the definition that it stands for. */
export type RejectedRows = ReadonlyMap<RelationDefinition, Relation>

/**
 * The rejected rows that tests of audited relations have found, as long as they are there: what readers see has passed these tests.
 *
 * @returns What each test reads in place of what readers see, by unique id. Asks the warehouse only about audited relations.
 */
export async function rejectedRows(
  opened: OpenProject,
  nodes: readonly ProjectNode[],
  warehouse: Pick<Warehouse, 'describe'>,
): Promise<ReadonlyMap<string, RejectedRows>> {
  const tests = nodes.filter((node): node is TestNode => node.resourceType === 'test')
  if (tests.length === 0) return new Map()
  const { nodes: all } = opened.project
  const selected = new Set(all.map(({ uniqueId }) => uniqueId))
  const audits = new PlannedAudits(Graph.of<ProjectNode>(all), { targeted: opened, selected })
  const found = tests.flatMap((test) => {
    const candidates = audits.candidatesOf(test)
    return candidates ? [[test.uniqueId, candidates] as const] : []
  })
  if (found.length === 0) return new Map()
  const places = new Map(
    found.flatMap(([, candidates]) => [...candidates.values()].map((relation) => [relationKey(relation), relation])),
  )
  const { relations } = await warehouse.describe([...places.values()])
  return new Map(
    found.filter(([, candidates]) => [...candidates.values()].every((one) => relations.has(relationKey(one)))),
  )
}
