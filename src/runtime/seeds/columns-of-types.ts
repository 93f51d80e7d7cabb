import type { SqlType } from '../../core/columns/index.js'
import {
  bigint,
  boolean,
  type Column,
  type Columns,
  date,
  decimal,
  double,
  integer,
  timestamp,
  varchar,
} from '../../core/columns/index.js'
import type { GuessedColumn } from './guess-columns.js'

/** Columns as a seed declares them. */
export function columnsOfTypes(columns: readonly GuessedColumn[]): Columns {
  return Object.fromEntries(
    columns.map(({ name, type, isNullable }) => {
      const column = columnOf(type)
      return [name, isNullable ? column.nullable() : column]
    }),
  )
}

function columnOf(type: SqlType): Column<any> {
  switch (type.name) {
    case 'boolean':
      return boolean()
    case 'integer':
      return integer()
    case 'bigint':
      return bigint()
    case 'decimal':
      return decimal(type.precision, type.scale)
    case 'double':
      return double()
    case 'date':
      return date()
    case 'timestamp':
      return timestamp()
    default:
      return varchar()
  }
}
