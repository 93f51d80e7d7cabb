import * as z from 'zod'
import { KerrosError } from '../errors/index.js'
import { type Column, createColumn, isColumn } from './column.js'
import { valueTypeOf } from './value-type.js'

/** A calendar day as text, `YYYY-MM-DD`. Days have no time zone, so they are never JavaScript `Date`s. */
export type DateString = `${number}-${number}-${number}`

/** A decimal number as text, with all of its digits: `'12.50'`. Not a {@link DateString}, nor just any string. */
export type DecimalString = `${number}`

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

/** How the values of a decimal column arrive. */
export interface DecimalOptions<A extends 'number' | 'string'> {
  /**
   * `'number'`, or `'string'` for decimal text with all digits. Default: `'number'` up to 15 digits, which a JavaScript
   * number always holds, and `'string'` beyond. With `'number'` a value that a JavaScript number does not hold is an error
   * when it is read, `E_INEXACT_NUMBER`: nothing is rounded.
   */
  readonly as?: A
}

/** What the values of a decimal column are. */
type DecimalValue<P, A> = [A] extends [never]
  ? number extends P
    ? number | DecimalString
    : P extends ExactPrecision
      ? number
      : DecimalString
  : A extends 'number'
    ? number
    : DecimalString

/**
 * Exact decimals: `DECIMAL(precision, scale)` on DuckDB, `NUMBER(precision, scale)` on Snowflake. A `number` up to 15
 * digits, a {@link DecimalString} beyond, because a JavaScript number holds no more without loss.
 *
 * ```ts
 * { amount: decimal(10, 2), total: decimal(38, 2), price: decimal(18, 2, { as: 'number' }) }
 * ```
 * @param precision All digits, 1 to 38.
 * @param scale Digits after the point, 0 to `precision`.
 * @param options.as What values are in JavaScript; see {@link DecimalOptions}.
 * @throws KerrosError `E_INVALID_DEFINITION` for digits that no decimal has.
 */
export function decimal<const P extends number, A extends 'number' | 'string' = never>(
  precision: P,
  scale: number,
  options: DecimalOptions<A> = {},
): Column<DecimalValue<P, A>> {
  const { as } = options
  checkDigits(precision, scale)
  const type = { name: 'decimal', precision, scale, ...(as && { as }) } as const
  const text = z.string().regex(/^-?\d+(\.\d+)?$/, 'must be a decimal number as text')
  return createColumn({ type, schema: valueTypeOf(type) === 'number' ? z.number() : text })
}

/** What tsc cannot see, or has not been asked: engines would refuse the type only when a table is made. */
function checkDigits(precision: unknown, scale: unknown): void {
  const fits = (digits: unknown, least: number, most: number) =>
    Number.isInteger(digits) && (digits as number) >= least && (digits as number) <= most
  if (fits(precision, 1, 38) && fits(scale, 0, precision as number)) return
  const given = [precision, ...(scale === undefined ? [] : [scale])].map((digits) =>
    typeof digits === 'number' ? digits : kindOfValue(digits),
  )
  throw new KerrosError('E_INVALID_DEFINITION', `there is no type decimal(${given.join(', ')})`, {
    hint: 'Give all digits, 1 to 38, and how many of them are after the point: decimal(10, 2).',
  })
}

function kindOfValue(value: unknown): string {
  return value === null || value === undefined ? String(value) : `a ${typeof value}`
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

/**
 * Text that is one of the given values; the row type is their union. Loads and seeds refuse every other value.
 *
 * @throws KerrosError `E_INVALID_DEFINITION` without values, or for one that is not a string.
 */
export function oneOf<const V extends string>(...values: readonly V[]): Column<V> {
  if (values.length === 0 || !values.every((value) => typeof value === 'string'))
    throw new KerrosError('E_INVALID_DEFINITION', 'oneOf(…) was not given its values as strings', {
      hint: "Give them one after another: oneOf('open', 'closed').",
    })
  const schema = z.enum(values as readonly [V, ...V[]])
  return createColumn({ type: { name: 'varchar' }, schema, values: Object.freeze([...values]) })
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
// Two signatures: a default of `Value` loses against the `any` of places that accept columns of any type.
export function json(schema: z.ZodType = z.json()): Column<any> {
  if (typeof (schema as Partial<z.ZodType> | null)?.safeParse !== 'function')
    throw new KerrosError('E_INVALID_DEFINITION', 'json(…) was given something else than a schema of zod', {
      hint: 'Leave it out, or give a schema: json(z.object({ title: z.string() })).',
    })
  return createColumn({ type: { name: 'json' }, schema })
}

/**
 * A list of values of one type: `T[]` on DuckDB, `ARRAY` on Snowflake; an array.
 *
 * @throws KerrosError `E_INVALID_DEFINITION` when `element` is not a column.
 */
export function array<Value>(element: Column<Value>): Column<Value[]> {
  if (!isColumn(element))
    throw new KerrosError('E_INVALID_DEFINITION', 'array(…) was not given the column of its values', {
      hint: 'Call it with one: array(varchar()).',
    })
  return createColumn({ type: { name: 'array', element: element.type }, schema: z.array(element.schema) })
}
