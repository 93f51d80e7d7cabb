import type { OperationNode } from 'kysely'
import type { SqlType } from '../../core/columns/index.js'
import type { OutputColumn } from '../../core/infer/output-column.js'
import { compileDatabase } from '../../core/nodes/compile-database.js'
import { derivedTable } from '../../core/nodes/derived-table.js'
import { columnOf } from '../../core/query/column-of.js'
import type { ExistingRelation, Relation } from '../../core/relations/relation.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'
import type { WidenColumns } from '../../core/steps/step.js'
import { canonical } from '../statement/canonical-call.js'

const VARCHAR: SqlType = { name: 'varchar' }

/**
 * The query of an incremental table or a snapshot, with strings of any length: some engines give a column the length of the expression
 * that fills it first, and `'high'` would leave no room for `'very high'`.
 */
export function withKeptTypes(
  query: OperationNode,
  columns: readonly OutputColumn[],
  { capabilities }: SqlDialect,
): OperationNode {
  if (!capabilities.tablesKeepLengths || !columns.some(isText)) return query
  return compileDatabase
    .selectFrom(derivedTable(query, 'q') as never)
    .select(columns.map((column) => keptColumn('q', column)))
    .toOperationNode()
}

/** A column as a table is to keep it. */
export function keptColumn(table: string, column: OutputColumn) {
  const value = columnOf(table, column.name)
  return (isText(column) ? canonical('cast', [value], VARCHAR) : value).as(column.name)
}

/** The types that new columns of a stored table get, regardless of their types in the batch that brings them. */
export function keptTypes(
  columns: readonly OutputColumn[],
  { capabilities }: SqlDialect,
): { readonly [column: string]: SqlType } {
  const wide = capabilities.tablesKeepLengths ? columns.filter(isText) : []
  return Object.fromEntries(wide.map(({ name }) => [name, VARCHAR]))
}

/** The step that makes room in the columns of a stored table that hold less than the query's types say. */
export function widenColumns(
  relation: Relation,
  { columns: stored }: ExistingRelation,
  columns: readonly OutputColumn[],
): readonly WidenColumns[] {
  const types = new Map(columns.map(({ name, type }) => [name.toLowerCase(), type]))
  const narrow = stored.flatMap(({ name, isNarrow }) => {
    const type = types.get(name.toLowerCase())
    return isNarrow && type && WIDE.has(type.name) ? [{ name, type }] : []
  })
  return narrow.length > 0 ? [{ kind: 'widenColumns', relation, columns: narrow }] : []
}

/** Types without a length or digits of their own. */
const WIDE: ReadonlySet<SqlType['name']> = new Set(['varchar', 'integer', 'bigint'])

function isText({ type }: OutputColumn): boolean {
  return type?.name === 'varchar'
}

/** The types that follow from a query, by column. */
export function expectedTypes(columns: readonly OutputColumn[]): { readonly [column: string]: SqlType } {
  return Object.fromEntries(columns.flatMap(({ name, type }) => (type ? [[name, type]] : [])))
}
