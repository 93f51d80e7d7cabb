import { type Diagnostic, KerrosError, toDiagnostics } from '../core/errors/index.js'
import type { PlannedNode, ReadRelation } from '../core/plan/plan.js'
import { relationKey } from '../core/ports/relation.js'
import type { Warehouse } from '../core/ports/warehouse.js'

/**
 * Why a node failed, with the node's name and the way out. Asks the warehouse whether what the node reads is there:
 * engines only say that some name is unknown.
 */
export async function explainFailure(error: unknown, node: PlannedNode, warehouse: Warehouse): Promise<Diagnostic> {
  if (!(error instanceof KerrosError)) {
    // A defect of kerros fails its node too, so that a run always ends with a result.
    const message = error instanceof Error ? error.message : String(error)
    return { code: 'E_QUERY', message: `"${node.name}" failed: ${message}`, at: node.file, cause: error }
  }
  const problem = joinProblems(toDiagnostics(error, node.file))
  if (error.code !== 'E_QUERY') return problem
  const [missing] = await missingRelations(node.reads, warehouse)
  if (missing) return { ...problem, ...missingInput(node.name, missing) }
  const hint = problem.hint ?? `See the SQL with: kerros compile --select ${node.name}`
  return { ...problem, message: `${warehouse.dialect.title} rejects "${node.name}": ${problem.message}`, hint }
}

/** Says that a relation is not there, and how it gets there. */
export function missingInput(name: string, missing: ReadRelation): Pick<Diagnostic, 'message' | 'hint'> {
  const { schema } = missing.relation
  if (missing.resourceType === 'source')
    return {
      message: `"${name}" reads the source "${schema}.${missing.name}", which does not exist`,
      hint: 'Load it first, or correct the schema and the name of the source.',
    }
  const self = missing.name === name
  return {
    message: self ? `"${name}" is not built yet` : `"${name}" reads "${missing.name}", which is not built yet`,
    hint: `Build it first: kerros build --select ${self ? name : `+${name}`}`,
  }
}

/** Those of some relations that are not in the warehouse; none when it cannot tell. */
export async function missingRelations(
  reads: readonly ReadRelation[],
  warehouse: Warehouse,
): Promise<readonly ReadRelation[]> {
  if (reads.length === 0) return []
  try {
    const schemas = new Map(reads.map(({ relation }) => [relationKey({ ...relation, name: '' }), relation]))
    const found = await warehouse.describe([...schemas.values()])
    return reads.filter(({ relation }) => !found.has(relationKey(relation)))
  } catch {
    return []
  }
}

/** Several problems of one node as one. */
export function joinProblems(problems: readonly Diagnostic[]): Diagnostic {
  const [first] = problems
  if (!first || problems.length === 1) return first ?? { code: 'E_QUERY', message: 'failed' }
  const hints = [...new Set(problems.flatMap(({ hint }) => hint ?? []))]
  return { ...first, message: problems.map(({ message }) => message).join('\n'), hint: hints.join('\n') || undefined }
}
