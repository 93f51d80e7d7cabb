/**
 * The SQL types that both engines have, under one name each. docs/types.md fixes for every one of them the type on
 * Snowflake and on DuckDB, the TypeScript type and the JavaScript value.
 */
export type SqlType =
  | {
      /** The type's name, which tells the members of the union apart. */
      readonly name: 'integer' | 'bigint' | 'double' | 'boolean' | 'varchar' | 'date' | 'timestamp' | 'binary' | 'json'
    }
  | {
      readonly name: 'decimal'
      readonly precision: number
      readonly scale: number
      /** What its values are in JavaScript, where the column says; else its precision does. The same type in SQL. */
      readonly as?: 'number' | 'string'
    }
  | { readonly name: 'array'; readonly element: SqlType }

/** Names of {@link SqlType}s. */
export type SqlTypeName = SqlType['name']

/** A type as a person writes it: `decimal(2, 1)`, `varchar`, `array(integer)`. */
export function describeSqlType(type: SqlType): string {
  if (type.name === 'decimal') return `decimal(${type.precision}, ${type.scale})`
  if (type.name === 'array') return `array(${describeSqlType(type.element)})`
  return type.name
}

/**
 * What two columns must share to be compared or joined: all numbers are one family, everything else its own. Engines
 * convert within a family without surprises.
 */
export function typeFamily(type: SqlType): string {
  switch (type.name) {
    case 'integer':
    case 'bigint':
    case 'double':
    case 'decimal':
      return 'number'
    default:
      return type.name
  }
}
