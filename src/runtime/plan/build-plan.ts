import type { OperationNode } from 'kysely'
import { toDiagnostics } from '../../core/errors/index.js'
import { Graph } from '../../core/graph/graph.js'
import { addTestEdges } from '../../core/graph/test-edges.js'
import type { Plan, PlannedNode } from '../../core/plan/plan.js'
import { testSql } from '../../core/plan/shared-test-sql.js'
import type { ProjectNode } from '../../core/project/node.js'
import { isBuildable } from '../../core/project/node.js'
import { schemaKey } from '../../core/relations/relation.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'
import type { Step } from '../../core/steps/step.js'
import { BuiltRows } from './built-rows.js'
import type { PlanInput } from './plan-input.js'
import { failingRows, planNode } from './plan-node.js'
import { readRelations } from './read-relations.js'
import { shareTests } from './share-tests.js'

/** Makes the plan of a run. Pure: a node that cannot be planned becomes a node that fails. */
export function buildPlan(input: PlanInput): Plan {
  const { project } = input.targeted
  const graph = Graph.of(project.nodes)
  const ordered = addTestEdges(graph, (node) => node.resourceType === 'test').orderedSubgraph(input.selected)
  const failing = new Map<string, OperationNode>()
  const rows = new BuiltRows(input)
  const steps = (node: ProjectNode): readonly Step[] => planNode(node, input, rows)
  const planned = ordered.order.map((node) =>
    plannedNode(node, ordered.parents(node.uniqueId), graph, input, steps, failing),
  )
  const nodes = shareTests(planned, ordered, failing, input.dialect)
  return {
    project: project.name,
    target: input.targetName,
    startedAt: input.startedAt,
    runId: input.runId,
    setup: schemaSteps(nodes, input.existing.schemas),
    nodes,
  }
}

/** @param failing Gets the query of a test. */
function plannedNode(
  node: ProjectNode,
  waitsFor: readonly string[],
  graph: Graph<ProjectNode>,
  input: PlanInput,
  stepsOf: (node: ProjectNode) => readonly Step[],
  failing: Map<string, OperationNode>,
): PlannedNode {
  const base = {
    uniqueId: node.uniqueId,
    name: node.name,
    resourceType: node.resourceType,
    materialized: isBuildable(node) ? node.materialized : undefined,
    relation: input.targeted.relations.get(node.uniqueId),
    file: node.file,
    waitsFor,
    computeWarehouse: undefined,
    reads: readRelations(node, graph, input.targeted.relations),
  }
  try {
    if (node.resourceType !== 'test') {
      const steps = stepsOf(node)
      return { ...base, steps, computeWarehouse: computeWarehouse(node, steps, input.dialect), problems: [] }
    }
    const query = failingRows(node, input)
    failing.set(node.uniqueId, query)
    const sql = testSql(query, input.dialect)
    return { ...base, steps: [{ kind: 'test', sql, severity: node.severity, shared: undefined }], problems: [] }
  } catch (error) {
    return { ...base, steps: [], problems: toDiagnostics(error, node.file, node.name) }
  }
}

/** The warehouse that a node names; none where nothing is sent, since choosing it would take statements. */
function computeWarehouse(node: ProjectNode, steps: readonly Step[], dialect: SqlDialect): string | undefined {
  const named = isBuildable(node) ? node.definition.options.snowflakeWarehouse : undefined
  return named !== undefined && steps.some((step) => dialect.render(step).length > 0) ? named : undefined
}

/** Makes the schemas of the plan's relations that are not there: a role may lack the right to make those that are. */
function schemaSteps(nodes: readonly PlannedNode[], there: ReadonlySet<string>): readonly Step[] {
  const schemas = new Map<string, Step>()
  for (const { relation, steps, resourceType } of nodes) {
    if (!relation || steps.length === 0 || resourceType === 'test' || resourceType === 'source') continue
    const { database, schema } = relation
    const key = schemaKey(relation)
    if (!there.has(key)) schemas.set(key, { kind: 'createSchema', database, schema })
  }
  return [...schemas.values()]
}
