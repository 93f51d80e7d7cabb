import { numberType } from './number-type.js'

/**
 * The type that a column of the first type can be altered to, so that it holds every value of the second; `undefined` when there is no such type.
 * Snowflake makes the precision of a number greater and no scale another one.
 *
 * @see https://docs.snowflake.com/en/sql-reference/sql/alter-table-column
 */
export function widerType(stored: string, other: string): string | undefined {
  if (stored === other) return stored
  const [number, otherNumber] = [numberType(stored), numberType(other)]
  if (!number || !otherNumber || number.scale !== otherNumber.scale) return undefined
  return number.precision >= otherNumber.precision ? stored : `NUMBER(${otherNumber.precision},${number.scale})`
}
