import type { PlannedNode } from '../../../core/plan/plan.js'
import type { UnitTestNode } from '../../../core/project/project.js'

/**
 * The nodes of a plan with unit tests before them: what is tested waits for its tests, as in dbt, so that nothing is built with a logic
 * that is known to be wrong. The tests themselves wait for nothing, since they read nothing of the target.
 */
export function withUnitTests(nodes: readonly PlannedNode[], tests: readonly UnitTestNode[]): readonly PlannedNode[] {
  if (tests.length === 0) return nodes
  const testsOf = new Map<string, string[]>()
  for (const { uniqueId, dependsOn } of tests)
    for (const id of dependsOn) testsOf.set(id, [...(testsOf.get(id) ?? []), uniqueId])
  return [
    ...tests.map(plannedUnitTest),
    ...nodes.map((node) => {
      const own = testsOf.get(node.uniqueId)
      return own ? { ...node, waitsFor: [...own, ...node.waitsFor] } : node
    }),
  ]
}

function plannedUnitTest({ uniqueId, name, file, dependsOn }: UnitTestNode): PlannedNode {
  return {
    uniqueId,
    name,
    resourceType: 'unit_test',
    materialized: undefined,
    relation: undefined,
    file,
    waitsFor: [],
    steps: [{ kind: 'unitTest', of: dependsOn[0] }],
    compiledCode: undefined,
    computeWarehouse: undefined,
    reads: [],
    diagnostics: [],
  }
}
