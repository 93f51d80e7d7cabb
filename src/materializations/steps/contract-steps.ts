import type { Columns } from '../../core/columns/index.js'
import { compileDatabase } from '../../core/nodes/compile-database.js'
import { columnOf } from '../../core/query/column-of.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'
import type { Step } from '../../core/steps/step.js'
import { relationOf, type StatementTable, statementSql } from '../statement/statement.js'

/** The step that holds a built relation against its contract, if it has one: names and types, then NULLs. */
export function contractSteps(
  rows: StatementTable,
  contract: Columns | undefined,
  dialect: SqlDialect,
): readonly Step[] {
  if (!contract) return []
  const required = Object.entries(contract)
    .filter(([, column]) => !column.isNullable)
    .map(([name]) => name)
  const relation = relationOf(rows)
  return [{ kind: 'assertContract', relation, columns: contract, nullCheck: nullCheck(rows, required, dialect) }]
}

/** One row that says of each column how many of its values are NULL. */
function nullCheck(built: StatementTable, columns: readonly string[], dialect: SqlDialect): string | undefined {
  if (columns.length === 0) return undefined
  const counts = compileDatabase
    .selectFrom('built as b')
    .select((eb) => columns.map((column) => eb(eb.fn.countAll(), '-', eb.fn.count(columnOf('b', column))).as(column)))
  return statementSql(dialect, counts, { built })
}
