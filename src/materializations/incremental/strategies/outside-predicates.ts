import { compileDatabase } from '../../../core/nodes/compile-database.js'
import { columnOf } from '../../../core/query/column-of.js'
import type { RefuseRows } from '../../../core/steps/step.js'
import { statementBuilder, statementSql } from '../../statement/statement.js'
import { conditionOver } from './pair-condition.js'
import { inSameGroup } from './row-groups.js'
import type { StrategyInput } from './strategy.js'

/**
 * Refuses new rows whose stored counterparts the predicates leave alone: both would then be in the table. Of a table that is overwritten
 * where the predicates hold, it refuses new rows for which they do not.
 */
export function outsidePredicates(input: StrategyInput): readonly RefuseRows[] {
  const { predicate, uniqueKey, replaced } = input
  if (!predicate) return []
  if (uniqueKey.length > 0)
    return [
      refuse(
        input,
        statementBuilder.and(
          uniqueKey.map((column) => statementBuilder(columnOf('t', column), '=', columnOf('b', column))),
        ),
        'with the key of a stored row for which `incrementalPredicates` does not hold, and which would stay next to it',
      ),
    ]
  if (replaced)
    return [
      refuse(
        input,
        inSameGroup(replaced, 't', 'b'),
        'of a group with stored rows for which `incrementalPredicates` does not hold, and which would stay next to them',
      ),
    ]
  return [
    refuse(input, undefined, 'for which `incrementalPredicates` does not hold, so that no run would replace them'),
  ]
}

function refuse({ dialect, relation, rows, predicate }: StrategyInput, isSame: any, which: string): RefuseRows {
  // NULL is no yes.
  const isOutside = (target: string) =>
    statementBuilder(
      statementBuilder
        .case()
        .when(conditionOver(predicate!, { target, source: 'b' }))
        .then(statementBuilder.lit(0))
        .else(statementBuilder.lit(1))
        .end(),
      '=',
      statementBuilder.lit(1),
    )
  const query = compileDatabase
    .selectFrom('batch as b')
    .select((eb) => eb.fn.countAll().as('refused'))
    .where((eb) =>
      isSame
        ? eb.exists(
            eb
              .selectFrom('target as t')
              .select(eb.lit(1).as('found'))
              .where(isSame)
              .where(isOutside('t') as any),
          )
        : (isOutside('b') as any),
    )
  return { kind: 'refuseRows', relation, which, sql: statementSql(dialect, query, { target: relation, batch: rows }) }
}
