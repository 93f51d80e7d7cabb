import type { CallbackSelection, KyselyPlugin, QueryCreator, Selection } from 'kysely'
import type {
  CommonTableExpression,
  NameOrBuilder,
  RecursiveExpression,
  WithCommonTableExpression,
} from './common-table-expression.js'
import type { OneSelectItem, SelectItem, SelectionCallback, TableOrTables } from './query-arguments.js'
import type { Selected, SelectFrom } from './query-result.js'
import type { SelectMistake } from './select-mistake.js'

/**
 * Kysely's query creator, whose queries report a wrong column at its own line: they are `SelectQuery`, where the
 * signatures that no call fits are explained.
 */
export interface QuerySource<DB> extends QueryCreator<DB> {
  selectFrom<TE extends TableOrTables<DB, never>>(from: TE): SelectFrom<DB, never, TE>
  selectFrom(a: never, b: never, c: never, d: this): unknown
  selectNoFrom<SE extends SelectItem<DB, never>>(
    selections: ReadonlyArray<SE>,
  ): Selected<DB, never, Selection<DB, never, SE>, SE>
  selectNoFrom<const CB extends SelectionCallback<DB, never>>(
    callback: CB,
  ): Selected<DB, never, CallbackSelection<DB, never, CB>, CB>
  selectNoFrom<SE extends OneSelectItem<DB, never>>(selection: SE): Selected<DB, never, Selection<DB, never, SE>, SE>
  selectNoFrom<const S>(mistake: SelectMistake<DB, never, S>): any
  with<N extends string, E extends CommonTableExpression<DB, N>>(
    name: NameOrBuilder<N>,
    expression: E,
  ): WithCommonTableExpression<DB, N, E>
  with(a: never, b: never, c: never, d: this): unknown
  withRecursive<N extends string, E extends RecursiveExpression<DB, N>>(
    name: NameOrBuilder<N>,
    expression: E,
  ): WithCommonTableExpression<DB, N, E>
  withRecursive(a: never, b: never, c: never, d: this): unknown
  withPlugin(plugin: KyselyPlugin): QuerySource<DB>
  withoutPlugins(): QuerySource<DB>
  withSchema(schema: string): QuerySource<DB>
}
