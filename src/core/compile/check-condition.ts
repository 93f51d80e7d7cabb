import { ExpressionWrapper, type OperationNode, SelectQueryNode, type SqlBool } from 'kysely'
import type { Model } from '../definitions/model.js'
import { conditionNode, type TestedRows } from '../definitions/test-options.js'
import { KerrosError } from '../errors/index.js'
import type { ModelCompiler } from './model-compiler.js'

/** A condition over the rows of a model. */
export interface ModelCondition {
  readonly definition: Model<any>
  readonly condition: TestedRows<any>
  /** The model's name, for messages. */
  readonly name: string
}

/**
 * The condition of a check, as the model's own columns type it, without a table's name.
 *
 * @throws KerrosError `E_INVALID_DEFINITION` for a function that returns something else.
 */
export function checkCondition(
  { definition, condition, name }: ModelCondition,
  compiler: ModelCompiler,
): OperationNode {
  const { node } = compiler.compile({
    name,
    inputs: { model: definition },
    query: (db) =>
      db
        .selectFrom('model')
        .select((eb: any) => eb.lit(1).as('one'))
        .where(new ExpressionWrapper<any, any, SqlBool>(conditionNode(condition, 'constraints.check'))) as never,
  })
  if (SelectQueryNode.is(node) && node.where) return node.where.where
  throw new KerrosError('E_INTERNAL', `the condition of a check of "${name}" was lost`)
}
