import { type ExpressionBuilder, expressionBuilder } from 'kysely'

/** Builds expressions of statements that materializations write, over tables whose columns nobody follows. */
export const statementBuilder: ExpressionBuilder<any, any> = expressionBuilder<any, any>()
