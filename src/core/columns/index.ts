export { type Column, type Columns, createColumn, isColumn, type RowOf, type VALUE } from './column.js'
export {
  array,
  bigint,
  binary,
  boolean,
  type DateString,
  type DecimalOptions,
  type DecimalString,
  date,
  decimal,
  double,
  integer,
  type Json,
  json,
  oneOf,
  timestamp,
  varchar,
} from './column-types.js'
export { describeSqlType, type SqlType, type SqlTypeName, typeFamily } from './sql-type.js'
