import { ListNode, RawNode, ValuesNode } from 'kysely'
import { type NodeRules, refusal } from './node-rule.js'

const RETURNING = refusal(
  'RETURNING or OUTPUT',
  'Read the rows with a select after the statement; numInsertedOrUpdatedRows and its like say how many there were.',
)
const UPSERT = 'Use mergeInto(…).using(…).whenMatched().thenUpdateSet(…).whenNotMatched().thenInsertValues(…).'
const TOP = refusal(
  'TOP, LIMIT or ORDER BY in a statement that changes rows',
  'Choose the rows in where, with a subquery.',
)
const WITH = refusal(
  'WITH before UPDATE, DELETE or MERGE',
  "Put the common table expression into a subquery of from or using: (db.with(…).selectFrom(…)).as('x').",
)

/** What of insert, update, delete and merge Snowflake can. */
export const changeRules = {
  InsertQueryNode: {
    into: true,
    columns: true,
    values: true,
    returning: RETURNING,
    onConflict: refusal('ON CONFLICT', UPSERT),
    onDuplicateKey: refusal('ON DUPLICATE KEY UPDATE', UPSERT),
    with: (_, { values }) =>
      values && !ValuesNode.is(values)
        ? undefined
        : refusal(
            'WITH before INSERT … VALUES',
            'Insert from a select: insertInto(…).expression(db.with(…).selectFrom(…)).',
          ),
    orAction: refusal('INSERT IGNORE or INSERT OR …', UPSERT),
    replace: refusal('REPLACE INTO', UPSERT),
    explain: true,
    defaultValues: refusal('DEFAULT VALUES', 'Name a column: values({ id: sql`default` }).'),
    endModifiers: true,
    top: TOP,
    output: RETURNING,
  },
  ValuesNode: {
    values: (rows) =>
      rows.length === 0 ? refusal('INSERT of no rows', 'Ask first whether there is anything to insert.') : undefined,
  },
  DefaultInsertValueNode: {},
  UpdateQueryNode: {
    table: (table) =>
      ListNode.is(table)
        ? refusal('UPDATE of several tables', 'Update one table, and name the others with from.')
        : undefined,
    from: true,
    joins: (_, { from }) =>
      from ? undefined : refusal('joins in UPDATE without FROM', 'Name the other table with from(…), then join.'),
    where: true,
    updates: true,
    returning: RETURNING,
    with: WITH,
    explain: true,
    endModifiers: true,
    limit: TOP,
    top: TOP,
    output: RETURNING,
    orderBy: TOP,
  },
  ColumnUpdateNode: { column: true, value: true },
  DeleteQueryNode: {
    from: ({ froms }) =>
      froms.length > 1
        ? refusal('DELETE from several tables', 'Delete from one table, and name the others with using.')
        : undefined,
    using: true,
    joins: refusal('joins in DELETE', "Join in a subquery: using(db.selectFrom(…).innerJoin(…).select(…).as('x'))."),
    where: true,
    returning: RETURNING,
    with: WITH,
    orderBy: TOP,
    limit: TOP,
    explain: true,
    endModifiers: true,
    top: TOP,
    output: RETURNING,
  },
  UsingNode: { tables: true },
  MergeQueryNode: {
    into: true,
    using: true,
    whens: true,
    with: WITH,
    top: TOP,
    returning: RETURNING,
    output: RETURNING,
    endModifiers: true,
  },
  MatchedNode: {
    not: true,
    bySource: refusal(
      'WHEN NOT MATCHED BY SOURCE',
      'Delete or update those rows in a statement of its own, with not exists (…).',
    ),
  },
  WhenNode: {
    condition: true,
    result: (result) =>
      RawNode.is(result) && result.sqlFragments.join('').trim() === 'do nothing'
        ? refusal('DO NOTHING in MERGE', 'Leave the clause out, or add the condition to the others (whenMatchedAnd).')
        : undefined,
  },
  OnConflictNode: refusal('ON CONFLICT', UPSERT),
  OnDuplicateKeyNode: refusal('ON DUPLICATE KEY UPDATE', UPSERT),
  OrActionNode: refusal('INSERT IGNORE or INSERT OR …', UPSERT),
  ReturningNode: RETURNING,
  OutputNode: RETURNING,
} satisfies NodeRules<ChangeKind>

type ChangeKind =
  | 'InsertQueryNode'
  | 'ValuesNode'
  | 'DefaultInsertValueNode'
  | 'UpdateQueryNode'
  | 'ColumnUpdateNode'
  | 'DeleteQueryNode'
  | 'UsingNode'
  | 'MergeQueryNode'
  | 'MatchedNode'
  | 'WhenNode'
  | 'OnConflictNode'
  | 'OnDuplicateKeyNode'
  | 'OrActionNode'
  | 'ReturningNode'
  | 'OutputNode'
