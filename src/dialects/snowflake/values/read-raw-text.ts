import { KerrosError } from '../../../core/errors/index.js'
import type { SnowflakeColumn } from './snowflake-values.js'

/** A row inside the driver, before it converts anything. */
interface RawRow {
  readonly values: readonly (string | null)[]
}

/** The part of the driver's columns that converts; it has no public name. */
interface ConvertingColumn {
  _getRowValue(row: RawRow): unknown
  _getRowValueAsString(row: RawRow): unknown
}

/**
 * Makes the driver hand on every value as the text (or null) that Snowflake sent, in `rowMode: 'array'`. To be called with
 * `statement.getColumns()` when the statement has completed, before its first row is read.
 *
 * The driver's own conversion loses digits of numbers, nanoseconds and offsets, evaluates text of VARIANTs as JavaScript,
 * and makes a time zone object for every date.
 *
 * @throws KerrosError `E_MISSING_DRIVER` for a version of the driver that is built in another way.
 */
export function readRawText(columns: readonly SnowflakeColumn[]): void {
  for (const column of columns) {
    const converting = column as unknown as ConvertingColumn
    if (typeof converting._getRowValue !== 'function')
      throw new KerrosError('E_MISSING_DRIVER', 'this version of snowflake-sdk is not supported', {
        hint: 'Install version 3: npm install snowflake-sdk@3',
      })
    const index = column.getIndex()
    converting._getRowValue = converting._getRowValueAsString = (row) => row.values[index]
  }
}
