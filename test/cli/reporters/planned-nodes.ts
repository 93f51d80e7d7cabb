import type { Plan, PlannedNode } from '../../../src/core/plan/plan.js'
import type { ResourceType } from '../../../src/core/project/nodes/node.js'
import type { NodeResult, NodeStatus } from '../../../src/core/result/run-result.js'

/** A model that does something, after others. */
export function planned(name: string, waitsFor: readonly string[] = [], resourceType: ResourceType = 'model') {
  return {
    uniqueId: name,
    name,
    resourceType,
    materialized: resourceType === 'model' ? 'table' : undefined,
    relation: undefined,
    file: `src/${name}.ts`,
    waitsFor,
    steps: [{ kind: 'note', message: '', hint: '' }],
    compiledCode: undefined,
    computeWarehouse: undefined,
    reads: [],
    diagnostics: [],
  } satisfies PlannedNode
}

export function planOf(...nodes: readonly PlannedNode[]): Plan {
  return { project: 'shop', target: 'dev', startedAt: new Date(0), runId: 'r', setup: [], nodes }
}

export function ended({ uniqueId, name, resourceType, file }: PlannedNode, status: NodeStatus): NodeResult {
  return {
    uniqueId,
    name,
    resourceType,
    materialized: undefined,
    relationName: undefined,
    file,
    at: status === 'fail' || status === 'error' ? `${file}:3:14` : undefined,
    status,
    error:
      status === 'error'
        ? { code: 'E_QUERY', message: 'first line\nsecond\nthird\nfourth', hint: 'Fix it.', at: undefined }
        : undefined,
    cause: undefined,
    failures: status === 'fail' ? 2 : undefined,
    unitTest: undefined,
    threshold: status === 'fail' ? '!= 0' : undefined,
    rowsAffected: undefined,
    isUnchanged: false,
    isReused: false,
    hasChangedRows: false,
    batches: undefined,
    notes: [],
    startedAt: new Date(0),
    durationMs: 1000,
    statements: [],
    queryIds: [],
    thread: 1,
  }
}
