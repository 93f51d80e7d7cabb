import * as z from 'zod'
import { KerrosError } from '../errors/index.js'
import { type Column, createColumn, isColumn } from './column.js'

/** A calendar day as text, `YYYY-MM-DD`. Days have no time zone, so they are never JavaScript `Date`s. */
export type DateString = `${number}-${number}-${number}`

/** Precisions whose every value a JavaScript number holds exactly. */
type ExactPrecision = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15

/** A JSON value, as `json()` columns hold it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** Whole numbers of 32 bits: `INTEGER` on both engines (`NUMBER(38, 0)` underneath on Snowflake); a `number`. */
export function integer(): Column<number> {
  return createColumn({ type: { name: 'integer' }, schema: z.int32() })
}

/** Whole numbers of 64 bits: `BIGINT`. A `number` while it is safe (up to 2^53 - 1), a `bigint` beyond. */
export function bigint(): Column<number | bigint> {
  return createColumn({ type: { name: 'bigint' }, schema: z.union([z.int(), z.bigint()]) })
}

/**
 * Exact decimals: `DECIMAL(precision, scale)` on DuckDB, `NUMBER(precision, scale)` on Snowflake. A `number` up to 15
 * digits, decimal text beyond, because a JavaScript number holds no more without loss.
 *
 * @param precision All digits, 1 to 38.
 * @param scale Digits after the point, 0 to `precision`.
 */
export function decimal<const P extends number>(
  precision: P,
  scale: number,
): Column<P extends ExactPrecision ? number : string> {
  const text = z.string().regex(/^-?\d+(\.\d+)?$/, 'must be a decimal number as text')
  return createColumn({ type: { name: 'decimal', precision, scale }, schema: precision <= 15 ? z.number() : text })
}

/** Binary floating point of 64 bits: `DOUBLE`; a `number`. */
export function double(): Column<number> {
  return createColumn({ type: { name: 'double' }, schema: z.number() })
}

/** `BOOLEAN`; a `boolean`. */
export function boolean(): Column<boolean> {
  return createColumn({ type: { name: 'boolean' }, schema: z.boolean() })
}

/** Text of any length: `VARCHAR`; a `string`. */
export function varchar(): Column<string> {
  return createColumn({ type: { name: 'varchar' }, schema: z.string() })
}

/** Text that is one of the given values; the row type is their union. */
export function oneOf<const V extends string>(...values: readonly V[]): Column<V> {
  return createColumn({ type: { name: 'varchar' }, schema: z.enum(values as readonly [V, ...V[]]) })
}

/** A calendar day: `DATE`; text `YYYY-MM-DD`. */
export function date(): Column<DateString> {
  return createColumn({ type: { name: 'date' }, schema: z.iso.date() })
}

/** A point in time without zone, in UTC: `TIMESTAMP` on DuckDB, `TIMESTAMP_NTZ` on Snowflake; a `Date`. */
export function timestamp(): Column<Date> {
  return createColumn({ type: { name: 'timestamp' }, schema: z.date() })
}

/** Bytes: `BLOB` on DuckDB, `BINARY` on Snowflake; a `Uint8Array`. */
export function binary(): Column<Uint8Array> {
  return createColumn({ type: { name: 'binary' }, schema: z.instanceof(Uint8Array) })
}

/** Semi-structured data: `JSON` on DuckDB, `VARIANT` on Snowflake; the parsed value. */
export function json(): Column<Json>
export function json<Value>(schema: z.ZodType<Value>): Column<Value>
// Two signatures: a default of `Value` loses against the `any` of where columns of any type are taken.
export function json(schema: z.ZodType = z.json()): Column<any> {
  return createColumn({ type: { name: 'json' }, schema })
}

/** A list of values of one type: `T[]` on DuckDB, `ARRAY` on Snowflake; an array. */
export function array<Value>(element: Column<Value>): Column<Value[]> {
  if (!isColumn(element))
    throw new KerrosError('E_INVALID_DEFINITION', 'array(…) was not given the column of its values', {
      hint: 'Call it with one: array(varchar()).',
    })
  return createColumn({ type: { name: 'array', element: element.type }, schema: z.array(element.schema) })
}
