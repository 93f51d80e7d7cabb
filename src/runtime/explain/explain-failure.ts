import { type Diagnostic, KerrosError, toDiagnostics } from '../../core/errors/index.js'
import type { PlannedNode, ReadRelation } from '../../core/plan/plan.js'
import type { Warehouse } from '../../core/ports/warehouse.js'
import { relationKey } from '../../core/relations/relation.js'
import { shellQuoted } from '../../util/shell-quoted.js'
import type { DefinedColumns } from './defined-columns.js'
import { existingRelations } from './existing-relations.js'
import { type Hint, unknownColumnHint } from './unknown-column-hint.js'

/**
 * Explains why a node failed, with the node's name and a hint. Asks the warehouse whether what the node reads exists:
 * engines only
 * say that some name is unknown.
 *
 * @param defined Columns of the relations' definitions, for columns that were added after a relation was built.
 */
export async function explainFailure(
  error: unknown,
  node: PlannedNode,
  warehouse: Warehouse,
  defined: DefinedColumns = () => [],
): Promise<Diagnostic> {
  if (!(error instanceof KerrosError)) {
    // A bug in kerros fails its node too, so that a run always ends with a result.
    const message = error instanceof Error ? error.message : String(error)
    return {
      code: 'E_INTERNAL',
      message: `"${node.name}" failed because of a bug in kerros: ${message}`,
      hint: 'Run it again with --debug, and report the stack that it prints.',
      at: node.file,
      cause: error,
    }
  }
  const diagnostic = joinDiagnostics(toDiagnostics(error, node.file))
  if (error.code !== 'E_QUERY') return diagnostic
  const [missing] = await missingRelations(node.reads, warehouse)
  if (missing) return { ...diagnostic, ...missingInput(node, missing) }
  const columns = await unknownColumnHint(error.message, node.reads, warehouse, defined)
  return { ...diagnostic, ...rejected(diagnostic, node.name, warehouse, columns) }
}

/** Says whose query an engine rejects, and where its SQL is. */
export function rejected(
  { message, hint, commands }: Pick<Diagnostic, 'message' | 'hint' | 'commands'>,
  name: string,
  { dialect }: Pick<Warehouse, 'dialect'>,
  columns: Hint | undefined,
): Pick<Diagnostic, 'message' | 'hint' | 'commands' | 'subject'> {
  const own = hint === undefined ? seeTheSql(name) : { hint, commands }
  return { message: `${dialect.title} rejects "${name}": ${message}`, subject: name, ...joinHints([columns, own]) }
}

function seeTheSql(name: string): Hint {
  const command = `kerros compile --select ${shellQuoted(name)}`
  return { hint: `See the SQL with: ${command}`, commands: [command] }
}

/** Reports that a relation is missing, and how to create it. */
export function missingInput(
  { name, resourceType }: Pick<PlannedNode, 'name' | 'resourceType'>,
  missing: ReadRelation,
): Pick<Diagnostic, 'message' | 'hint' | 'commands' | 'subject' | 'names'> {
  const { schema } = missing.relation
  const about = { subject: name, names: [missing.name] }
  if (missing.resourceType === 'source')
    return {
      ...about,
      message: `"${name}" reads the source "${schema}.${missing.name}", which does not exist`,
      hint: 'Load it first: kerros load, if the source names files. Or correct the schema and the name of the source.',
      commands: ['kerros load'],
    }
  const self = missing.name === name
  // Building a test creates nothing.
  const build = self || resourceType !== 'test' ? name : missing.name
  const command = `kerros build --select ${shellQuoted(self ? name : `+${build}`)}`
  return {
    ...about,
    message: self ? `"${name}" is not built yet` : `"${name}" reads "${missing.name}", which is not built yet`,
    hint: `Build it first: ${command}`,
    commands: [command],
  }
}

/** The relations that are missing in the warehouse; empty if it does not answer. */
export async function missingRelations(
  reads: readonly ReadRelation[],
  warehouse: Warehouse,
): Promise<readonly ReadRelation[]> {
  const found = await existingRelations(reads, warehouse)
  return found ? reads.filter(({ relation }) => !found.has(relationKey(relation))) : []
}

/** Several diagnostics of one node as one. */
export function joinDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic {
  const [first] = diagnostics
  if (!first || diagnostics.length === 1) return first ?? { code: 'E_QUERY', message: 'failed' }
  return { ...first, message: diagnostics.map(({ message }) => message).join('\n'), ...joinHints(diagnostics) }
}

/** Several hints as one, a line each. */
function joinHints(hints: readonly (Hint | undefined)[]): Hint {
  const given = hints.filter((one) => one?.hint !== undefined) as readonly Hint[]
  const commands = given.flatMap((one) => one.commands ?? [])
  return {
    hint: [...new Set(given.map(({ hint }) => hint))].join('\n') || undefined,
    commands: commands.length > 0 ? [...new Set(commands)] : undefined,
  }
}
