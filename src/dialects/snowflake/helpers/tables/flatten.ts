import { ExpressionWrapper, FunctionNode, type OperationNodeSource, RawNode } from 'kysely'
import type { Json } from '../../../../core/columns/index.js'
import { parseJsonPath } from '../../../../core/functions/call/json-path.js'
import type { TableFunction } from '../../../../core/functions/table-functions.js'
import { constant } from '../../../../core/nodes/immediate.js'
import { snowflakeOnlyName } from '../../query/snowflake-only.js'

/** Which part of a value is flattened, and how. */
export interface FlattenOptions {
  /** Where the array or object is inside of the value: `a.b[0]`. Default is the value itself. */
  readonly path?: string
  /** Whether an empty value makes one row of NULLs. Default is `false`. */
  readonly outer?: boolean
  /** Whether nested values are flattened too. Default is `false`. */
  readonly recursive?: boolean
  /** Default is `both`. */
  readonly mode?: 'array' | 'object' | 'both'
}

/** A row that {@link flatten} makes. */
export interface FlattenRow<Value> {
  /** Counts the input's rows. */
  seq: number
  /** The key, for objects. */
  key: string | null
  /** Where the element is inside of the value, as in `a.b[0]`. */
  path: string
  /** The position from 0, for arrays. */
  index: number | null
  /** The element, a VARIANT: cast it with `path` or `castTo` before it is stored or compared. */
  value: Value
  /** What was flattened. */
  this: Json
}

/**
 * A row for each element of a VARIANT, OBJECT or ARRAY, with all six columns of Snowflake's table function. The
 * `flatten` of `kerros` has two of them, and runs on DuckDB too.
 *
 * ```ts
 * db.selectFrom('events as e')
 *   .crossJoinLateral((eb) => flatten(eb.ref('e.payload'), { path: 'tags' }).as('t'))
 *   .select(['e.id', 't.index', 't.value'])
 * ```
 * The generated SQL: `select "E"."ID", "T"."INDEX", "T"."VALUE" from "EVENTS" as "E" inner join lateral flatten(input =>
 * "E"."PAYLOAD", path => 'tags') as "T"`; first in FROM `table(flatten(…)) as "T"`.
 *
 * @throws KerrosError `E_INVALID_OPTION` for an invalid path.
 * @see https://docs.snowflake.com/en/sql-reference/functions/flatten
 */
export function flatten<Value = Json, const O extends FlattenOptions = {}>(
  x: OperationNodeSource,
  options?: O,
): TableFunction<FlattenRow<O extends { readonly outer: true } ? Value | null : Value>> {
  const { path, outer, recursive, mode = 'both' } = options ?? ({} as FlattenOptions)
  if (path !== undefined) parseJsonPath(path)
  const fragments = ['flatten(input => ']
  const nodes = [x.toOperationNode()]
  if (path !== undefined) {
    fragments.push(', path => ')
    nodes.push(constant(path))
  }
  const words = [outer && ', outer => true', recursive && ', recursive => true', MODES[mode]]
  fragments.push(`${words.filter(Boolean).join('')})`)
  return new ExpressionWrapper(FunctionNode.create(snowflakeOnlyName('flatten'), [RawNode.create(fragments, nodes)]))
}

const MODES = { array: ", mode => 'array'", object: ", mode => 'object'", both: '' } as const
