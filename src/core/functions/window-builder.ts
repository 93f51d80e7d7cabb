import {
  type AggregateFunctionBuilder,
  type Expression,
  expressionBuilder,
  type OperationNode,
  type OperationNodeSource,
  type OrderByModifiers,
} from 'kysely'
import type { NamesColumns } from '../query/names-columns.js'

// Kysely does not export its builder of OVER.
type OverCallback = NonNullable<Parameters<AggregateFunctionBuilder<{}, never, unknown>['over']>[0]>
/** Kysely's builder of a window, as the callback of `over` gets it. */
export type OverBuilder = Parameters<OverCallback>[0]

/**
 * A column: `'r.user_id'`, or an expression. Not `Expression<any>`: Kysely's generic calls would compare their result with
 * it, which costs more than the rest of them.
 */
export type WindowColumn = string | OperationNodeSource

type Expressions = OperationNodeSource | readonly OperationNodeSource[]
type ColumnNames<B> = B extends readonly unknown[] ? Extract<B[number], string> : Extract<B, string>

/**
 * The inside of `OVER (…)`. A column is its name (`'r.user_id'`), which the query's `select` checks, or an expression
 * (`eb.ref('r.user_id')`), which is checked where it is.
 *
 * @typeParam C The names so far.
 */
export interface WindowBuilder<C = never> extends OverBuilder, NamesColumns<C> {
  partitionBy(by: Expressions): WindowBuilder<C>
  partitionBy<const B extends WindowColumn | readonly WindowColumn[]>(by: B): WindowBuilder<C | ColumnNames<B>>
  orderBy(by: Expressions, modifiers?: OrderByModifiers | Expression<any>): WindowBuilder<C>
  orderBy<const B extends WindowColumn | readonly WindowColumn[]>(
    by: B,
    modifiers?: OrderByModifiers | Expression<any>,
  ): WindowBuilder<C | ColumnNames<B>>
  clearOrderBy(): WindowBuilder<C>
}

/** An expression for a column. Not Kysely's own reading of names: it would take `'my column'` apart. */
function expressionOf(column: WindowColumn): Expression<unknown> {
  if (typeof column !== 'string') return column as Expression<unknown>
  return expressionBuilder<{ [table: string]: { [column: string]: unknown } }, string>().ref(column)
}

/** Goes on with one column after the other: Kysely calls a list deprecated. */
export function forEachColumn<B>(
  builder: B,
  by: WindowColumn | readonly WindowColumn[],
  next: (builder: B, column: any) => B,
): B {
  const columns = (Array.isArray(by) ? by : [by]) as readonly WindowColumn[]
  return columns.reduce<B>((built, column) => next(built, expressionOf(column)), builder)
}

/** Kysely's builder of OVER, that takes names and lists of columns. */
class ColumnWindow {
  readonly #over: OverBuilder

  constructor(over: OverBuilder) {
    this.#over = over
  }

  partitionBy(by: WindowColumn | readonly WindowColumn[]): ColumnWindow {
    return new ColumnWindow(forEachColumn(this.#over, by, (over, column) => over.partitionBy(column)))
  }

  orderBy(by: WindowColumn | readonly WindowColumn[], ...modifiers: [] | [OrderByModifiers]): ColumnWindow {
    return new ColumnWindow(forEachColumn(this.#over, by, (over, column) => over.orderBy(column, ...modifiers)))
  }

  clearOrderBy(): ColumnWindow {
    return new ColumnWindow(this.#over.clearOrderBy())
  }

  $call<T>(func: (window: this) => T): T {
    return func(this)
  }

  toOperationNode(): OperationNode {
    return this.#over.toOperationNode()
  }
}

/** What a callback of `over` gets. */
export function windowBuilder(over: OverBuilder): WindowBuilder {
  return new ColumnWindow(over) as unknown as WindowBuilder
}
