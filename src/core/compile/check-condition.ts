import { ExpressionWrapper, type OperationNode, SelectQueryNode, type SqlBool } from 'kysely'
import type { Model } from '../definitions/model.js'
import { conditionNode, type TestedRows } from '../definitions/test-options.js'
import { KerrosError } from '../errors/index.js'
import { canonicalName } from '../functions/call/canonical-function.js'
import { treeFacts } from '../nodes/tree-facts.js'
import type { ModelCompiler } from './model-compiler.js'

const NOW = canonicalName('now')

/** A condition over the rows of a model. */
export interface ModelCondition {
  readonly definition: Model<any>
  readonly condition: TestedRows<any>
  /** The model's name, for messages. */
  readonly name: string
  /** The check's name, for messages. */
  readonly check: string
}

/**
 * The condition of a check, as the model's own columns type it, without a table's name.
 *
 * @throws KerrosError `E_INVALID_DEFINITION` for a function that returns something else, and for the time of a run: the table would have
 *   that of the run which declared the check.
 */
export function checkCondition(
  { definition, condition, name, check }: ModelCondition,
  compiler: ModelCompiler,
): OperationNode {
  const { node } = compiler.compile({
    name,
    inputs: { model: definition },
    query: (db) => {
      const where = conditionNode(condition, 'constraints.check')
      if (treeFacts(where).functions.has(NOW)) throw timeInCheck(check)
      return db
        .selectFrom('model')
        .select((eb: any) => eb.lit(1).as('one'))
        .where(new ExpressionWrapper<any, any, SqlBool>(where)) as never
    },
  })
  if (SelectQueryNode.is(node) && node.where) return node.where.where
  throw new KerrosError('E_INTERNAL', `the condition of a check of "${name}" was lost`)
}

function timeInCheck(check: string): KerrosError {
  return new KerrosError(
    'E_INVALID_DEFINITION',
    `the check "${check}" has now(), which is another time in each run, and a table keeps the check as it was declared`,
    { hint: 'Compare with the time in a test of the model instead: tests: [{ expression: … }].' },
  )
}
