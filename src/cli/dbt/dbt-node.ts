import type { Plan, PlannedNode } from '../../core/plan/plan.js'
import type { NodeResult } from '../../core/result/run-result.js'

/** What dbt's events say of the node that they are about. */
export interface DbtNodeInfo {
  readonly materialized: string
  readonly meta: object
  readonly node_name: string
  readonly node_path: string
  readonly node_relation: object
  readonly node_started_at: string
  readonly node_finished_at: string
  readonly node_status: string
  readonly resource_type: string
  readonly unique_id: string
}

/** The node of an event. @param node_status dbt's word: `started`, `success`, `error`, `skipped`, `pass`, … */
export function dbtNodeInfo(node: PlannedNode, node_status: string, result?: NodeResult): DbtNodeInfo {
  const { uniqueId, name, resourceType, materialized, relation } = node
  const startedAt = result?.startedAt ?? new Date()
  const finishedAt = result && new Date(startedAt.getTime() + result.durationMs)
  return {
    materialized: materialized ?? resourceType,
    meta: {},
    node_name: name,
    node_path: compiledPath(node),
    node_relation: {
      alias: relation?.name ?? name,
      database: relation?.database ?? '',
      schema: relation?.schema ?? '',
      relation_name: result?.relationName ?? '',
    },
    node_started_at: localTime(startedAt),
    node_finished_at: finishedAt ? localTime(finishedAt) : '',
    node_status,
    resource_type: resourceType,
    unique_id: uniqueId,
  }
}

/** dbt writes these times in UTC, without saying so. */
function localTime(time: Date): string {
  return time.toISOString().slice(0, -1)
}

/** The file of a node's SQL below `target/compiled/PROJECT/models/`: the folders of its definition, and its name. */
export function compiledPath({ file, name }: Pick<PlannedNode, 'file' | 'name'>): string {
  const folders = file
    .replace(/^src\//, '')
    .split('/')
    .slice(0, -1)
  return [...folders, `${name.replaceAll(/[/\\]/g, '_')}.sql`].join('/')
}

/** A node in the words of a line: `sql table model main.customers`, `seed file main.orders`, `test unique_id`. */
export function dbtDescription(node: PlannedNode): string {
  const { name, resourceType, materialized, relation } = node
  const place = relation ? `${relation.schema}.${relation.name}` : name
  if (resourceType === 'model') return `sql ${materialized} model ${place}`
  if (resourceType === 'seed') return `seed file ${place}`
  if (resourceType === 'unit_test') return `unit_test ${unitTestName(node)}`
  return resourceType === 'test' ? `test ${name}` : `${resourceType} ${place}`
}

/** dbt's name of a unit test, with what it tests: `customers::sums`. */
export function unitTestName({ name, steps }: Pick<PlannedNode, 'name' | 'steps'>): string {
  const [step] = steps
  const tested = step?.kind === 'unitTest' ? step.of?.split('.').at(-1) : undefined
  return tested === undefined ? name : `${tested}::${name}`
}

/** What dbt counts a node as: `view model`, `data test`. */
export function dbtKind({ resourceType, materialized }: Plan['nodes'][number]): string {
  if (resourceType === 'model') return `${materialized} model`
  if (resourceType === 'unit_test') return 'unit test'
  return resourceType === 'test' ? 'data test' : resourceType
}
