import type { OperationNode } from 'kysely'
import type { Graph } from '../../../core/graph/graph.js'
import type { PlannedNode } from '../../../core/plan/plan.js'
import { type FailingRows, sharedTestSql } from '../../../core/plan/shared-test-sql.js'
import type { ProjectNode } from '../../../core/project/nodes/node.js'
import type { SqlDialect } from '../../../core/steps/sql-dialect.js'
import type { PlannedAudits } from './planned-audits.js'

/** How many relations one statement tests at most: engines limit statements, and people read them. */
const RELATIONS_PER_STATEMENT = 10

/** A planned test, and the query that returns its failing rows. */
interface PlannedTest {
  readonly planned: PlannedNode
  readonly node: OperationNode
  /** What the test needs before it can run. */
  readonly relation: string
  /** The number of nodes with steps before it. */
  readonly layer: number
}

/** What the plan's nodes wait for, and how many nodes with steps come before each. */
interface PlanOrder {
  readonly graph: Graph<ProjectNode>
  readonly layers: ReadonlyMap<string, number>
  readonly audits: PlannedAudits
}

/**
 * Lets tests that are ready together share one statement: always those of one relation; over a network, where every
 * statement costs a round trip, also those of several relations, and those that nothing waits for. Tests that a node waits for to be
 * published share one with no others.
 *
 * @param order What the plan's nodes wait for, and its audits.
 * @param failing The queries of the tests, by unique id.
 */
export function shareTests(
  nodes: readonly PlannedNode[],
  { graph, audits }: Pick<PlanOrder, 'graph' | 'audits'>,
  failing: ReadonlyMap<string, OperationNode>,
  dialect: SqlDialect,
): readonly PlannedNode[] {
  const groups = new Map<string, PlannedTest[]>()
  const order: PlanOrder = { graph, audits, layers: layersOf(nodes) }
  for (const planned of nodes) {
    const node = failing.get(planned.uniqueId)
    if (!node || planned.diagnostics.length > 0) continue
    const relation = testedRelation(graph.get(planned.uniqueId))
    const key = groupKey(planned, relation, order, dialect)
    const test = { planned, node, relation, layer: order.layers.get(planned.uniqueId)! }
    const group = groups.get(key)
    if (group) group.push(test)
    else groups.set(key, [test])
  }
  const shared = new Map<string, PlannedNode>()
  for (const group of groups.values())
    for (const tests of ofFewRelations(group))
      if (tests.length > 1) for (const planned of together(tests, dialect)) shared.set(planned.uniqueId, planned)
  return nodes.map((node) => shared.get(node.uniqueId) ?? node)
}

function testedRelation(node: ProjectNode): string {
  return (node.resourceType === 'test' && node.testedNode) || node.uniqueId
}

/** Tests with one key are ready at the same time, or nothing waits for them. */
function groupKey(
  { uniqueId, waitsFor }: PlannedNode,
  relation: string,
  { graph, layers, audits }: PlanOrder,
  { capabilities }: SqlDialect,
): string {
  const audited = audits.nodeOf(uniqueId)
  if (audited !== undefined) return JSON.stringify(['audit', audited, ...(capabilities.isRemote ? [] : [relation])])
  const last = lastOf(waitsFor, graph)
  const isFirst = last.every((id) => layers.get(id) === 0)
  if (!capabilities.isRemote) return JSON.stringify([relation, ...last])
  if (isFirst) return 'first'
  return graph.children(uniqueId).length === 0 ? 'last' : JSON.stringify(last)
}

/** Of some nodes, those that no other waits for: when they are done, all are. */
function lastOf(ids: readonly string[], graph: Graph<ProjectNode>): readonly string[] {
  if (ids.length < 2) return ids
  return ids.filter((id) => !ids.some((other) => other !== id && graph.upstream([other]).has(id)))
}

/** The length of the longest chain of nodes with steps before each node. */
function layersOf(nodes: readonly PlannedNode[]): ReadonlyMap<string, number> {
  const layers = new Map<string, number>()
  for (const { uniqueId, waitsFor, steps } of nodes) {
    const before = Math.max(0, ...waitsFor.map((id) => layers.get(id)!))
    layers.set(uniqueId, before + (steps.length > 0 ? 1 : 0))
  }
  return layers
}

/** Tests of one statement are from neighbouring layers, so that it waits as short as possible. */
function ofFewRelations(tests: readonly PlannedTest[]): readonly (readonly PlannedTest[])[] {
  const last = new Map<string, number>()
  for (const { relation, layer } of tests) last.set(relation, Math.max(layer, last.get(relation) ?? 0))
  const relations = [...last.keys()].sort((a, b) => last.get(a)! - last.get(b)!)
  const chunks: PlannedTest[][] = []
  for (let i = 0; i < relations.length; i += RELATIONS_PER_STATEMENT) {
    const some = new Set(relations.slice(i, i + RELATIONS_PER_STATEMENT))
    chunks.push(tests.filter(({ relation }) => some.has(relation)))
  }
  return chunks
}

function together(tests: readonly PlannedTest[], dialect: SqlDialect): readonly PlannedNode[] {
  const rows: readonly FailingRows[] = tests.map(({ planned, node }) => ({ uniqueId: planned.uniqueId, node }))
  const { sql, columns } = sharedTestSql(rows, dialect)
  const ids = rows.map(({ uniqueId }) => uniqueId)
  return tests.map(({ planned }) => ({
    ...planned,
    steps: planned.steps.map((step) =>
      step.kind === 'test' ? { ...step, shared: { sql, column: columns.get(planned.uniqueId)!, tests: ids } } : step,
    ),
  }))
}
