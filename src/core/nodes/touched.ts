import { ExpressionWrapper, expressionBuilder, FunctionNode, type OperationNode, type SelectQueryNode } from 'kysely'
import { constant, immediate } from './immediate.js'
import { qualifiedColumn } from './qualified-column.js'

/** What becomes of stored rows of a touched group that the query no longer returns; `undefined` when nothing is said. */
export type Gone = 'delete' | 'keep' | undefined

/** What a {@link touchedNode} says. */
export interface Touched {
  /** Columns of the query's tables. */
  readonly columns: readonly OperationNode[]
  /** Returns the keys of the groups, one column for each. */
  readonly keys: SelectQueryNode
  /** The names of the columns that `keys` returns. */
  readonly names: readonly string[]
  readonly gone: Gone
}

/** The function node that `touched` leaves: the query of the keys, their names and what becomes of rows, the columns. */
export const TOUCHED = 'kerros.touched'

/** Says that rows belong to groups whose keys a query returns. */
export function touchedNode({ columns, keys, names, gone }: Touched): FunctionNode {
  return FunctionNode.create(TOUCHED, [keys, constant({ names, gone }), ...columns])
}

/** What a {@link touchedNode} says; `undefined` for any other node. */
export function readTouched(node: FunctionNode): Touched | undefined {
  if (node.func !== TOUCHED) return undefined
  const [keys, settings, ...columns] = node.arguments
  return { columns, keys: keys as SelectQueryNode, ...(immediate(settings) as Pick<Touched, 'names' | 'gone'>) }
}

/** The alias of the keys inside of the condition. */
const KEYS = 'touched_keys'

/**
 * The condition of a {@link touchedNode}:
 * `exists (select 1 from (KEYS) as "touched_keys" where "touched_keys"."user_id" is not distinct from "r"."user_id")`.
 * Unlike `in`, it is one form for one column and for several, and NULL is a group like every other.
 */
export function expandTouched({ columns, keys, names }: Touched): OperationNode {
  const eb = expressionBuilder<any, any>()
  const rows = eb.selectFrom(new ExpressionWrapper<any, any, any>(keys).as(KEYS)).select(eb.lit(1).as('found'))
  const matching = columns.reduce(
    (query, column, i) =>
      query.where(
        eb(
          new ExpressionWrapper(qualifiedColumn(KEYS, names[i]!)),
          'is not distinct from',
          new ExpressionWrapper(column),
        ),
      ),
    rows as typeof rows,
  )
  return eb.exists(matching).toOperationNode()
}
