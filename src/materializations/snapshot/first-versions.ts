import { compileDatabase } from '../../core/nodes/compile-database.js'
import { columnOf } from '../../core/query/column-of.js'
import { statementSql } from '../statement/statement.js'
import { statementBuilder } from '../statement/statement-builder.js'
import { keptColumn } from '../steps/kept-types.js'
import { scdId } from './scd-id.js'
import type { SnapshotStatement } from './snapshot-statement.js'
import { asTimestamp, rowMoment } from './version-moments.js'

/** The rows of a new history: every key's first version. */
export function firstVersions(input: SnapshotStatement): string {
  const { names } = input
  const from = rowMoment(input)
  const query = compileDatabase
    .selectFrom('source as s')
    .select([
      ...input.columns.map((column) =>
        input.dialect.capabilities.tablesKeepLengths
          ? keptColumn('s', column)
          : columnOf('s', column.name).as(column.name),
      ),
      asTimestamp(from).as(names.validFrom),
      asTimestamp(statementBuilder.val(null)).as(names.validTo),
      scdId(input, from).as(names.scdId),
      asTimestamp(from).as(names.scdUpdatedAt),
    ])
  return statementSql(input.dialect, query, { source: input.source })
}
