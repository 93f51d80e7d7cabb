import type { Plan, PlannedNode } from '../../core/plan/plan.js'
import { allSteps } from '../../core/plan/plan.js'
import type { RelationNames } from '../../core/project/name-relations.js'
import type { RunResult } from '../../core/result/run-result.js'
import type { Step } from '../../core/steps/step.js'

/** Statements that change no rows and no columns. */
const NO_ROWS = /^\s*(?:(?:grant|revoke|analyze|comment\s+on)\b|(?:begin|commit)(?:\s+transaction)?\s*$)/i

/** Statements that change the rows of one table, and its name. */
const OF_ONE_TABLE =
  /^\s*(?:insert\s+into|update|delete\s+from|merge\s+into)\s+((?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*)(?:\s*\.\s*(?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*)){0,2})(?![\p{L}\p{N}_$"])/iu

/**
 * Whether hooks of a run may have changed rows of the project's relations. Statements of which that is not certain count, too.
 *
 * @param relations Those of the project, sources among them.
 */
export function writesUnknown({ nodes }: Plan, result: RunResult, relations: RelationNames): boolean {
  const names = new Set([...relations.values()].map(({ name }) => name.toLowerCase()))
  const planned = new Map(nodes.map((node) => [node.uniqueId, node]))
  return result.nodes.some(({ uniqueId, statements }) => {
    const node = planned.get(uniqueId)
    const sent = node && hookSql(node, statements)
    return sent?.some((sql) => !isHarmless(sql, names)) ?? false
  })
}

/** What a node's hooks have sent: all that a hook around the run has. */
function hookSql(node: PlannedNode, statements: readonly string[]): readonly string[] {
  const steps = allSteps(node)
  if (node.resourceType === 'operation' || steps.some(({ kind }) => kind === 'resultsHook')) return statements
  return hooksOf(steps)
}

function hooksOf(steps: readonly Step[]): readonly string[] {
  return steps.flatMap((step) => {
    if (step.kind === 'hook') return [step.sql]
    return step.kind === 'transaction' || step.kind === 'attempt' ? hooksOf(step.steps) : []
  })
}

/** Whether a statement changes no table that has the name of one of the project's, wherever that is. */
function isHarmless(sql: string, names: ReadonlySet<string>): boolean {
  const outside = sql.replace(/'(?:[^']|'')*'/g, "''").replace(/;\s*$/, '')
  if (outside.includes(';') || /--|\/\*|\$\$/.test(outside)) return false
  if (NO_ROWS.test(outside)) return true
  const table = OF_ONE_TABLE.exec(outside)?.[1]
  if (table === undefined) return false
  const last = /(?:"((?:[^"]|"")+)"|([^".\s]+))$/.exec(table)
  const name = (last?.[1]?.replaceAll('""', '"') ?? last?.[2] ?? '').toLowerCase()
  return name !== '' && !names.has(name)
}
