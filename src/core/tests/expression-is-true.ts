import { ExpressionWrapper, expressionBuilder, ParensNode } from 'kysely'
import { type RelationTest, relationTest } from '../definitions/relation-test.js'
import { conditionNode, type TestedRows, type TestOptions } from '../definitions/test-options.js'

/**
 * Passes when a condition holds for every row; a row for which it is NULL passes too.
 * The generated SQL: `select * from model where not ("amount" >= 0)`
 */
export function expressionIsTrue(expression: TestedRows<any>, options?: TestOptions): RelationTest<any> {
  return relationTest<any>({
    name: 'expression_is_true',
    namespace: 'dbt_utils',
    options,
    failures: (db) => {
      const condition = new ExpressionWrapper<any, any, any>(ParensNode.create(conditionNode(expression, 'expression')))
      return db.selectFrom('model').selectAll().where(expressionBuilder<any, any>().not(condition))
    },
  })
}
