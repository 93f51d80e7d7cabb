import { ExpressionWrapper, LimitNode, type OperationNode, SelectQueryNode, ValueNode, WhereNode } from 'kysely'
import { withRelations } from '../../compile/with-relations.js'
import { conditionNode, type FailureOptions, type TestedRows } from '../../definitions/test-options.js'
import { compileDatabase } from '../../nodes/compile-database.js'
import { derivedTable } from '../../nodes/derived-table.js'
import type { DefinitionQuery } from '../../query/query.js'
import type { TestNode } from './node.js'

/** The name by which column tests select from the tested relation. */
const TESTED = 'model'

/** What a test's options say of its node. */
export function testFacts({
  severity = 'error',
  warnIf = '!= 0',
  errorIf = '!= 0',
  limit,
  storeFailures,
  description,
  tags = [],
}: FailureOptions): Pick<
  TestNode,
  'severity' | 'warnIf' | 'errorIf' | 'limit' | 'storeFailures' | 'description' | 'tags'
> {
  return { severity, warnIf, errorIf, limit, storeFailures, description, tags }
}

/** The query of a test's failing rows, of the rows that its `where` leaves, and no more than its `limit`. */
export function failingQuery(
  query: DefinitionQuery<any>,
  { limit }: FailureOptions,
  where?: TestedRows<any>,
): DefinitionQuery<any> {
  if (where === undefined && limit === undefined) return query
  return (db, facts) => {
    const failing = query(db, facts).toOperationNode()
    const some = where === undefined ? failing : ofRows(failing, where)
    return new ExpressionWrapper(limit === undefined ? some : limited(some, limit))
  }
}

/** Lets a query select from some rows of the tested relation, wherever it selects from it. */
function ofRows(failing: OperationNode, where: TestedRows<any>): OperationNode {
  const filtered = testedRowsQuery(where).toOperationNode()
  return withRelations(failing, {
    table: (name) => (name === TESTED ? filtered : undefined),
    undeclared: () => undefined,
  })
}

/** The query of the rows that a test looks at. */
export function testedRowsQuery(where: TestedRows<any>): ExpressionWrapper<any, any, any> {
  const rows = compileDatabase.selectFrom(TESTED).selectAll().toOperationNode() as SelectQueryNode
  return new ExpressionWrapper({ ...rows, where: WhereNode.create(conditionNode(where, 'where')) } as SelectQueryNode)
}

function limited(failing: OperationNode, limit: number): OperationNode {
  const node = LimitNode.create(ValueNode.createImmediate(limit))
  if (SelectQueryNode.is(failing) && isUnlimited(failing)) return SelectQueryNode.cloneWithLimit(failing, node)
  const all = compileDatabase.selectFrom(derivedTable(failing, 'failing') as never).selectAll()
  return SelectQueryNode.cloneWithLimit(all.toOperationNode() as SelectQueryNode, node)
}

/** Whether a limit can be added to the query itself: behind set operations it would be read as that of the last part. */
function isUnlimited({ limit, fetch, offset, top, setOperations }: SelectQueryNode): boolean {
  return [limit, fetch, offset, top, setOperations].every((part) => part === undefined)
}
