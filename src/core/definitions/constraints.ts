import { KerrosError } from '../errors/index.js'
import type { Ref } from '../query/ref.js'
import type { Widen } from '../query/widen.js'
import { brandedKind } from './options/brand.js'
import { isPlainObject, kindOf } from './options/values/kind-of.js'
import type { OneOrMore } from './options/values/one-or-more.js'
import type { TestedRow } from './relation-test.js'
import type { TestedRows } from './test-options.js'

/**
 * The constraints of a table, dbt's words. kerros checks all of them before anyone reads the rows, and declares in the
 * warehouse those that the engine has.
 */
export interface Constraints<Row> {
  /** Columns that are never NULL. */
  readonly notNull?: OneOrMore<keyof Row & string>
  /** The column or columns that no two rows share and that are never NULL. */
  readonly primaryKey?: OneOrMore<keyof Row & string>
  /** Keys that no two rows share, each a column or a list of columns; a row with NULL in one of them is not compared. */
  readonly unique?: readonly OneOrMore<keyof Row & string>[]
  /** Columns whose values are found in another relation, as in `[foreignKey(customers, 'customer_id')]`. */
  readonly foreignKey?: readonly ForeignKey<TestedRow<Row>>[]
  /** Conditions by their names, as in `{ positive_amount: (eb) => eb('amount', '>', 0) }`. One that is NULL for a row holds. */
  readonly check?: { readonly [name: string]: TestedRows<Row> }
}

/** What the rows of `foreignKey` must have: contravariant, so that a column of another type is refused at its own line. */
export interface ForeignKey<in Row> {
  readonly kind: 'foreignKey'
  /** The relation whose key it is. */
  readonly to: Ref<any>
  /** The other relation's column by the table's own. */
  readonly columns: { readonly [own: string]: string }
  /** Whether Snowflake's optimizer may rely on it. */
  readonly rely: boolean
  /** Refuses rows without the columns, or with others of their names. Exists for the type checker only. */
  readonly accepts: (row: Row) => void
}

/** What else a {@link foreignKey} says. */
export interface ForeignKeyOptions {
  /**
   * Whether Snowflake may leave out joins by it (`RELY`). Only say so where the other relation never loses a row that is
   * referenced. Default: false.
   */
  readonly rely?: boolean
}

/**
 * A foreign key: the values of its columns are found in another relation. NULL in one of them counts as found.
 *
 * ```ts
 * table({ o: stg_orders }, (db) => …, { constraints: { foreignKey: [foreignKey(customers, { buyer_id: 'customer_id' })] } })
 * ```
 * The generated SQL (Snowflake): `alter table … add foreign key ("BUYER_ID") references … ("CUSTOMER_ID")`
 *
 * @param to The other relation. It is built first.
 * @param columns The name of a column that both have, or the other relation's columns by the table's own.
 * @throws KerrosError `E_INVALID_DEFINITION` for something other than a relation, or without columns.
 */
export function foreignKey<Row, const K extends keyof Row & string>(
  to: Ref<Row>,
  columns: K,
  options?: ForeignKeyOptions,
): ForeignKey<{ readonly [Own in K]: Widen<NonNullable<Row[K]>> | null }>
export function foreignKey<Row, const M extends { readonly [own: string]: keyof Row & string }>(
  to: Ref<Row>,
  columns: M,
  options?: ForeignKeyOptions,
): ForeignKey<{ readonly [Own in keyof M]: Widen<NonNullable<Row[M[Own]]>> | null }>
export function foreignKey(
  to: Ref<any>,
  columns: string | { readonly [own: string]: string },
  options: ForeignKeyOptions = {},
): ForeignKey<any> {
  const pairs = typeof columns === 'string' ? { [columns]: columns } : columns
  checkForeignKey(to, pairs, options)
  return Object.freeze({
    kind: 'foreignKey',
    to,
    columns: Object.freeze({ ...pairs }),
    rely: options.rely ?? false,
    accepts: () => undefined,
  })
}

const RELATIONS: readonly string[] = ['source', 'seed', 'model', 'snapshot']

/** What tsc would have refused; a project can be built without it. */
function checkForeignKey(to: unknown, columns: unknown, options: unknown): void {
  const refuse = (message: string): never => {
    throw new KerrosError('E_INVALID_DEFINITION', `foreignKey(…) ${message}`, {
      hint: "Give the other relation and its column: foreignKey(customers, 'customer_id').",
    })
  }
  if (!RELATIONS.includes(brandedKind(to) ?? ''))
    refuse(`was given ${kindOf(to)}, not a source, seed, model or snapshot`)
  if (!isPlainObject(columns) || Object.keys(columns).length === 0) refuse('names no columns')
  const wrong = Object.entries(columns as object).find(([, column]) => typeof column !== 'string' || column === '')
  if (wrong) refuse(`names ${wrong[1] === '' ? 'an empty name' : kindOf(wrong[1])} for "${wrong[0]}", not a column`)
  if (!isPlainObject(options)) refuse(`was given ${kindOf(options)} as its options`)
  const other = Object.keys(options as object).find((name) => name !== 'rely')
  if (other !== undefined) refuse(`has no option "${other}"`)
  const { rely } = options as ForeignKeyOptions
  if (rely !== undefined && typeof rely !== 'boolean') refuse('has the option "rely", which is not true or false')
}
