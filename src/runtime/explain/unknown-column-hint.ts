import type { Diagnostic } from '../../core/errors/index.js'
import { suggestName } from '../../core/graph/suggest-name.js'
import type { ReadRelation } from '../../core/plan/plan.js'
import type { Warehouse } from '../../core/ports/warehouse.js'
import { relationKey } from '../../core/relations/relation.js'
import type { DefinedColumns } from './defined-columns.js'
import { existingRelations } from './existing-relations.js'

/** How to fix something, and the commands that it names. */
export type Hint = Pick<Diagnostic, 'hint' | 'commands'>

/** How many columns of an input are listed. */
const MOST = 30

/**
 * The hint for a column that the engine cannot find: how to add it, if an input now has it but was built before; else the
 * most similar column of the inputs, and the inputs' columns. This happens in raw SQL: everything else is checked before
 * a run.
 *
 * @param message What the engine says.
 * @param defined The current columns of definitions.
 * @returns `undefined` if the message is about something else.
 */
export async function unknownColumnHint(
  message: string,
  reads: readonly ReadRelation[],
  warehouse: Warehouse,
  defined: DefinedColumns,
): Promise<Hint | undefined> {
  const column = warehouse.dialect.unknownColumn(message)
  const existing = column === undefined ? undefined : await existingRelations(reads, warehouse)
  if (column === undefined || !existing) return undefined
  const inputs = reads.flatMap(({ name, relation }) => {
    const columns = existing.get(relationKey(relation))?.columns
    return columns ? [{ name, columns: columns.map((each) => each.name) }] : []
  })
  if (inputs.length === 0) return undefined
  const stale = reads.find(({ uniqueId, relation }) => {
    const columns = existing.get(relationKey(relation))?.columns.map(({ name }) => name)
    return columns && !has(columns, column) && has(defined(uniqueId), column)
  })
  if (stale) return staleHint(stale, column)
  const all = inputs.flatMap(({ columns }) => columns)
  const nearest = suggestName(column, all)
  const listed = inputs.map(({ name, columns }) => {
    const more = columns.length > MOST ? ', …' : ''
    return `"${name}" has ${columns.slice(0, MOST).join(', ')}${more}`
  })
  const meant = nearest === undefined ? '' : `Did you mean "${nearest}"? `
  return { hint: `${meant}Of the inputs, ${listed.join('; ')}.` }
}

function has(names: readonly string[], column: string): boolean {
  return names.some((name) => name.toLowerCase() === column.toLowerCase())
}

function staleHint({ name, resourceType, relation }: ReadRelation, column: string): Hint {
  if (resourceType === 'source') {
    const command = 'kerros sources check'
    const hint = `"${column}" is declared, but is not in "${relation.schema}.${name}". See what differs with: ${command}`
    return { hint, commands: [command] }
  }
  const refresh = resourceType === 'model' ? ' --full-refresh' : ''
  const command = `kerros build${refresh} --select ${name}`
  return { hint: `"${name}" was built before it had "${column}". Rebuild it: ${command}`, commands: [command] }
}
