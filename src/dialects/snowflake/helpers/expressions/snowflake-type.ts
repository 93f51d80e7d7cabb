import type { DateString, Json } from '../../../../core/columns/index.js'
import { KerrosError } from '../../../../core/errors/index.js'

/** Snowflake's types by name, with the type of their values in JavaScript. */
export interface SnowflakeTypes {
  readonly varchar: string
  readonly string: string
  readonly text: string
  readonly number: number | bigint
  readonly integer: number
  readonly bigint: number | bigint
  readonly float: number
  readonly double: number
  readonly boolean: boolean
  readonly date: DateString
  readonly time: string
  readonly timestamp_ntz: Date
  readonly timestamp_ltz: Date
  readonly timestamp_tz: Date
  readonly binary: Uint8Array
  readonly variant: Json
  readonly object: { readonly [key: string]: Json }
  readonly array: readonly Json[]
}

/** A type as Snowflake's SQL names it: `varchar`, `varchar(36)`, `number(10, 2)`. */
export type SnowflakeType = keyof SnowflakeTypes | `varchar(${number})` | `number(${number}, ${number})`

/** The type of the values of a {@link SnowflakeType}. */
export type SnowflakeValue<T extends SnowflakeType> = T extends keyof SnowflakeTypes
  ? SnowflakeTypes[T]
  : T extends `varchar(${string}`
    ? string
    : number | string

const NAME =
  /^(varchar|string|text|number|integer|bigint|float|double|boolean|date|time|timestamp_(ntz|ltz|tz)|binary|variant|object|array|varchar\(\d+\)|number\(\d+, ?\d+\))$/

/**
 * A type's name, checked: it becomes SQL as it is.
 *
 * @throws KerrosError `E_INVALID_OPTION` for anything that is not a {@link SnowflakeType}.
 */
export function checkedType(type: SnowflakeType): string {
  if (NAME.test(type)) return type
  throw new KerrosError('E_INVALID_OPTION', `"${type}" is not a type of Snowflake that can be named here`, {
    hint: "Use a name as 'varchar', 'number(10, 2)' or 'timestamp_ntz'.",
  })
}
