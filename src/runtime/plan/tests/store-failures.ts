import { ExpressionWrapper, type OperationNode } from 'kysely'
import { KerrosError } from '../../../core/errors/index.js'
import { compileDatabase } from '../../../core/nodes/compile-database.js'
import { testSql } from '../../../core/plan/shared-test-sql.js'
import type { TestNode } from '../../../core/project/nodes/node.js'
import { describeRelation, type ExistingRelation, type Relation } from '../../../core/relations/relation.js'
import type { SqlDialect } from '../../../core/steps/sql-dialect.js'
import type { Step } from '../../../core/steps/step.js'

/** The mark of relations that tests made: no other is replaced by one. */
const KIND = 'test'

/** The step that makes a relation of each type. */
const CREATED = { table: 'createTableAs', view: 'createView' } as const

/** Where a test's failing rows go. */
export interface FailuresPlace {
  readonly relation: Relation
  /** Whether the tested rows are those of a candidate, which a view could not read later. */
  readonly isOfCandidate: boolean
  readonly existing: ExistingRelation | undefined
}

/**
 * The steps that store a test's failing rows and count them there. The relation is replaced by each run, and is empty after one
 * that found none.
 *
 * @param failing The query of the failing rows.
 * @throws KerrosError `E_CHANGED_IDENTITY` if there is another relation under the name.
 */
export function storedFailures(
  node: TestNode,
  failing: OperationNode,
  { relation, existing, isOfCandidate }: FailuresPlace,
  dialect: SqlDialect,
): { readonly store: Step; readonly sql: string } {
  if (existing && existing.mark?.kind !== KIND)
    throw new KerrosError(
      'E_CHANGED_IDENTITY',
      `the failing rows of "${node.name}" cannot be stored: ${describeRelation(relation)} was not made by a test`,
      {
        subject: node.name,
        hint: 'Nothing was written. Drop or rename that relation, or give the test another name in its options.',
      },
    )
  const kind = CREATED[typeof node.storeFailures === 'string' && !isOfCandidate ? node.storeFailures : 'table']
  const described = { relation, select: dialect.compile(failing), replaces: existing?.type }
  const settings = { mark: { kind: KIND } }
  const store: Step =
    kind === 'createView' ? { kind, ...described, settings } : { kind, ...described, temporary: false, settings }
  const stored = compileDatabase.selectFrom(new ExpressionWrapper(dialect.relationNode(relation)).as('stored') as never)
  return { store, sql: testSql(stored.selectAll().toOperationNode(), dialect) }
}
