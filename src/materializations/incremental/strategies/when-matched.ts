import { type Expression, ExpressionWrapper, type SqlBool } from 'kysely'
import { statementBuilder } from '../../statement/statement.js'
import { conditionOver, type PairCondition, type ReadCondition } from './pair-condition.js'

/** What `merge` does with a stored row that has the key of a new one. The first clause that holds decides. */
export interface WhenMatched<Row> {
  /** When the clause holds: a condition over `target`, the stored row, and `source`, the new one. Default: always. */
  readonly and?: PairCondition<Row>
  /** `update` writes the new row's values, `delete` removes the stored row. */
  readonly action: 'update' | 'delete'
}

/** A clause, read. */
export interface MatchedClause {
  readonly and: ReadCondition | undefined
  readonly action: 'update' | 'delete'
}

/** Whether a clause says something of a new row alone, without a stored one. */
function readsSourceOnly({ and }: MatchedClause): boolean {
  return and === undefined || and.columns.every(({ side }) => side === 'source')
}

/**
 * Which new rows are added where no stored row has their key: those for which no clause says to delete them. Clauses that read the
 * stored row do not hold.
 *
 * @param alias The table of new rows.
 * @returns undefined when all are.
 */
export function isAdded(clauses: readonly MatchedClause[], alias: string): Expression<SqlBool> | undefined {
  const own = clauses.filter(readsSourceOnly)
  if (!own.some(({ action }) => action === 'delete')) return undefined
  const value = (action: MatchedClause['action']) => statementBuilder.lit(action === 'update' ? 1 : 0)
  const [first, ...others] = own.filter(({ and }) => and !== undefined)
  const over = (clause: MatchedClause) => conditionOver(clause.and!, { target: alias, source: alias })
  const cases = others.reduce(
    (whens: any, clause) => whens.when(over(clause)).then(value(clause.action)),
    statementBuilder.case().when(over(first!)).then(value(first!.action)),
  )
  return new ExpressionWrapper(
    statementBuilder(cases.else(statementBuilder.lit(1)).end(), '=', statementBuilder.lit(1)).toOperationNode(),
  )
}
