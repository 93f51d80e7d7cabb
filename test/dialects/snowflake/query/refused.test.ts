import { createQueryId, type RootOperationNode } from 'kysely'
import { expect, it } from 'vitest'
import { isKerrosError } from '../../../../src/core/errors/index.js'
import { SnowflakeQueryCompiler } from '../../../../src/dialects/snowflake/query/snowflake-query-compiler.js'
import { refusedQueries } from './refused-queries.js'

const said = Object.entries(refusedQueries).map(([name, query]) => {
  try {
    const { sql } = new SnowflakeQueryCompiler().compileQuery(
      query.toOperationNode() as RootOperationNode,
      createQueryId(),
    )
    return { name, message: `compiles to ${sql}`, code: undefined }
  } catch (error) {
    if (!isKerrosError(error)) throw new Error(`${name}: ${String(error)}`, { cause: error })
    return { name, message: error.message, code: error.code, hint: error.hint }
  }
})

it.each(said)('$name is refused, with a hint', ({ code, message, hint }) => {
  expect({ code, message }).toEqual({ code: 'E_UNSUPPORTED', message: expect.stringMatching(/^Snowflake has no /) })
  expect(hint).toMatch(/\.$/)
})

it('a refused query is explained', () => {
  expect(said.map(({ name, message, hint }) => `${name}: ${message}. ${hint}`).join('\n')).toMatchInlineSnapshot(`
    "distinct on: Snowflake has no DISTINCT ON. Keep one row of each key with deduplicate(…), or with qualify and row_number().
    for update: Snowflake has no FOR UPDATE or FOR SHARE on standard tables. Leave it out: Snowflake locks a table for each UPDATE, DELETE and MERGE. On a hybrid table: modifyEnd(sql\`for update\`).
    for update of: Snowflake has no FOR UPDATE or FOR SHARE on standard tables. Leave it out: Snowflake locks a table for each UPDATE, DELETE and MERGE. On a hybrid table: modifyEnd(sql\`for update\`).
    for share: Snowflake has no FOR UPDATE or FOR SHARE on standard tables. Leave it out: Snowflake locks a table for each UPDATE, DELETE and MERGE. On a hybrid table: modifyEnd(sql\`for update\`).
    skip locked: Snowflake has no FOR UPDATE or FOR SHARE on standard tables. Leave it out: Snowflake locks a table for each UPDATE, DELETE and MERGE. On a hybrid table: modifyEnd(sql\`for update\`).
    nowait: Snowflake has no FOR UPDATE or FOR SHARE on standard tables. Leave it out: Snowflake locks a table for each UPDATE, DELETE and MERGE. On a hybrid table: modifyEnd(sql\`for update\`).
    limit and fetch: Snowflake has no queries with both LIMIT and FETCH. Use one of the two.
    top and limit: Snowflake has no queries with both TOP and LIMIT or FETCH. Use one of them.
    limit of an expression: Snowflake has no LIMIT of an expression. Use a number.
    offset of an expression: Snowflake has no OFFSET of an expression. Use a number.
    fetch with ties: Snowflake has no FETCH … WITH TIES. Use qualify with rank() over (…) <= n, which keeps ties.
    top percent: Snowflake has no TOP … PERCENT or WITH TIES. Use qualify with percent_rank() or rank() over (…).
    cross apply: Snowflake has no CROSS APPLY or OUTER APPLY. Use innerJoinLateral, leftJoinLateral or crossJoinLateral.
    outer apply: Snowflake has no CROSS APPLY or OUTER APPLY. Use innerJoinLateral, leftJoinLateral or crossJoinLateral.
    intersect all: Snowflake has no INTERSECT ALL. Use intersect, which keeps one of equal rows, or a join.
    except all: Snowflake has no EXCEPT ALL. Use except, which keeps one of equal rows, or a join.
    materialized with: Snowflake has no [NOT] MATERIALIZED for a common table expression. Leave it out.
    not materialized with: Snowflake has no [NOT] MATERIALIZED for a common table expression. Leave it out.
    a change inside of with: Snowflake has no INSERT, UPDATE, DELETE or MERGE inside of WITH. Send it as a statement of its own.
    explain analyze: Snowflake has no options of EXPLAIN. Use explain(), explain('text') or explain('json').
    explain in xml: Snowflake has no EXPLAIN in the format "xml". Use explain(), explain('text') or explain('json').
    insert returning: Snowflake has no RETURNING or OUTPUT. Read the rows with a select after the statement; numInsertedOrUpdatedRows and its like say how many there were.
    insert output: Snowflake has no RETURNING or OUTPUT. Read the rows with a select after the statement; numInsertedOrUpdatedRows and its like say how many there were.
    on conflict: Snowflake has no ON CONFLICT. Use mergeInto(…).using(…).whenMatched().thenUpdateSet(…).whenNotMatched().thenInsertValues(…).
    on duplicate key: Snowflake has no ON DUPLICATE KEY UPDATE. Use mergeInto(…).using(…).whenMatched().thenUpdateSet(…).whenNotMatched().thenInsertValues(…).
    insert ignore: Snowflake has no INSERT IGNORE or INSERT OR …. Use mergeInto(…).using(…).whenMatched().thenUpdateSet(…).whenNotMatched().thenInsertValues(…).
    insert or replace: Snowflake has no INSERT IGNORE or INSERT OR …. Use mergeInto(…).using(…).whenMatched().thenUpdateSet(…).whenNotMatched().thenInsertValues(…).
    replace into: Snowflake has no REPLACE INTO. Use mergeInto(…).using(…).whenMatched().thenUpdateSet(…).whenNotMatched().thenInsertValues(…).
    insert of no rows: Snowflake has no INSERT of no rows. Ask first whether there is anything to insert.
    default values: Snowflake has no DEFAULT VALUES. Name a column: values({ id: sql\`default\` }).
    insert top: Snowflake has no TOP, LIMIT or ORDER BY in a statement that changes rows. Choose the rows in where, with a subquery.
    with before values: Snowflake has no WITH before INSERT … VALUES. Insert from a select: insertInto(…).expression(db.with(…).selectFrom(…)).
    update returning: Snowflake has no RETURNING or OUTPUT. Read the rows with a select after the statement; numInsertedOrUpdatedRows and its like say how many there were.
    update output: Snowflake has no RETURNING or OUTPUT. Read the rows with a select after the statement; numInsertedOrUpdatedRows and its like say how many there were.
    update of several tables: Snowflake has no UPDATE of several tables. Update one table, and name the others with from.
    update with a join only: Snowflake has no joins in UPDATE without FROM. Name the other table with from(…), then join.
    update limit: Snowflake has no TOP, LIMIT or ORDER BY in a statement that changes rows. Choose the rows in where, with a subquery.
    update top: Snowflake has no TOP, LIMIT or ORDER BY in a statement that changes rows. Choose the rows in where, with a subquery.
    update order: Snowflake has no TOP, LIMIT or ORDER BY in a statement that changes rows. Choose the rows in where, with a subquery.
    with before update: Snowflake has no WITH before UPDATE, DELETE or MERGE. Put the common table expression into a subquery of from or using: (db.with(…).selectFrom(…)).as('x').
    delete returning: Snowflake has no RETURNING or OUTPUT. Read the rows with a select after the statement; numInsertedOrUpdatedRows and its like say how many there were.
    delete output: Snowflake has no RETURNING or OUTPUT. Read the rows with a select after the statement; numInsertedOrUpdatedRows and its like say how many there were.
    delete from several tables: Snowflake has no DELETE from several tables. Delete from one table, and name the others with using.
    delete with a join: Snowflake has no joins in DELETE. Join in a subquery: using(db.selectFrom(…).innerJoin(…).select(…).as('x')).
    delete limit: Snowflake has no TOP, LIMIT or ORDER BY in a statement that changes rows. Choose the rows in where, with a subquery.
    delete top: Snowflake has no TOP, LIMIT or ORDER BY in a statement that changes rows. Choose the rows in where, with a subquery.
    delete order: Snowflake has no TOP, LIMIT or ORDER BY in a statement that changes rows. Choose the rows in where, with a subquery.
    with before delete: Snowflake has no WITH before UPDATE, DELETE or MERGE. Put the common table expression into a subquery of from or using: (db.with(…).selectFrom(…)).as('x').
    merge by source: Snowflake has no WHEN NOT MATCHED BY SOURCE. Delete or update those rows in a statement of its own, with not exists (…).
    merge do nothing: Snowflake has no DO NOTHING in MERGE. Leave the clause out, or add the condition to the others (whenMatchedAnd).
    merge insert do nothing: Snowflake has no DO NOTHING in MERGE. Leave the clause out, or add the condition to the others (whenMatchedAnd).
    merge returning: Snowflake has no RETURNING or OUTPUT. Read the rows with a select after the statement; numInsertedOrUpdatedRows and its like say how many there were.
    merge output: Snowflake has no RETURNING or OUTPUT. Read the rows with a select after the statement; numInsertedOrUpdatedRows and its like say how many there were.
    merge top: Snowflake has no TOP, LIMIT or ORDER BY in a statement that changes rows. Choose the rows in where, with a subquery.
    with before merge: Snowflake has no WITH before UPDATE, DELETE or MERGE. Put the common table expression into a subquery of from or using: (db.with(…).selectFrom(…)).as('x').
    any of an array: Snowflake has no ANY of an array. Use arrayContains(x, value), or a subquery with in.
    json_agg: Snowflake has no JSON_AGG. Use arrayAgg(objectConstruct({ … })).
    to_json: Snowflake has no TO_JSON of a table. Use objectConstruct({ … }) with the columns by name.
    count of a table: Snowflake has no COUNT(table.*) of rows: it leaves out every row that has a NULL. Use countAll(), or count(…) of a column that is never NULL.
    an empty list: Snowflake has no empty lists. Check the list before, or compare with 'in' or 'not in'.
    an empty list of expressions: Snowflake has no empty lists. Check the list before, or compare with 'in' or 'not in'.
    a case statement: Snowflake has no CASE as a statement outside of scripts. Use end() instead of endCase().
    a path as a value: Snowflake has no JSON paths as values. Use path(x, 'key', 0), or eb.ref(column, '->$').
    the last of an array: Snowflake has no positions in an array from its end. Use get(x, array_size(x) - 1).
    from the end of an array: Snowflake has no positions in an array from its end. Use get(x, array_size(x) - 1).
    the operator ==: Snowflake has no operator ==. Use '='.
    the operator match: Snowflake has no operator MATCH. Use regexpLike(x, pattern) or the function search(…).
    the operator @>: Snowflake has no operators on arrays and ranges. Use arrayContains(…), or array_contains and arrays_overlap.
    the operator <@: Snowflake has no operators on arrays and ranges. Use arrayContains(…), or array_contains and arrays_overlap.
    the operator ^@: Snowflake has no operator ^@. Use startsWith(x, prefix).
    the operator &&: Snowflake has no operators on arrays and ranges. Use arrayContains(…), or array_contains and arrays_overlap.
    the operator ?: Snowflake has no operators on arrays and ranges. Use arrayContains(…), or array_contains and arrays_overlap.
    the operator !<: Snowflake has no operator !<. Use '>='.
    the operator !>: Snowflake has no operator !>. Use '<='.
    the operator <=>: Snowflake has no operator <=>. Use 'is not distinct from'.
    the operator ~: Snowflake has no operators ~ and ~*. Use regexpLike(x, pattern) or the operator regexp. Both match all of x: write .*pattern.* to look anywhere in it.
    the operator ~*: Snowflake has no operators ~ and ~*. Use regexpLike(x, pattern) or the operator regexp. Both match all of x: write .*pattern.* to look anywhere in it.
    the operator !~: Snowflake has no operators ~ and ~*. Use regexpLike(x, pattern) or the operator regexp. Both match all of x: write .*pattern.* to look anywhere in it.
    the operator @@: Snowflake has no text search operators. Use the function search(…).
    the operator !!: Snowflake has no operator !!. Use eb.not(…).
    the operator <->: Snowflake has no operator <->. Use vector_l2_distance(a, b) or st_distance(a, b).
    the operator ^: Snowflake has no operators on bits. Use the function bitxor(a, b), with eb.fn.
    the operator &: Snowflake has no operators on bits. Use the function bitand(a, b), with eb.fn.
    the operator |: Snowflake has no operators on bits. Use the function bitor(a, b), with eb.fn.
    the operator #: Snowflake has no operators on bits. Use the function bitxor(a, b), with eb.fn.
    the operator <<: Snowflake has no operators on bits. Use the function bitshiftleft(a, b), with eb.fn.
    the operator >>: Snowflake has no operators on bits. Use the function bitshiftright(a, b), with eb.fn.
    between symmetric: Snowflake has no BETWEEN SYMMETRIC. Use between with least(a, b) and greatest(a, b).
    the type serial: Snowflake has no SERIAL. Use addColumn('id', 'integer', (column) => column.autoIncrement()).
    the type uuid: Snowflake has no type "uuid" in every account. Use varchar(36), with uuid_string() as its default.
    the type int4range: Snowflake has no type "int4range". Name one of Snowflake's types: sql\`variant\`.
    the type timetz: Snowflake has no time of day with a zone. Use 'time', or 'timestamptz'.
    an index in create table: Snowflake has no indexes on standard tables. Leave them out; for large tables see CLUSTER BY. On a hybrid table: sql\`create index …\`.
    on commit: Snowflake has no ON COMMIT. Leave it out: a temporary table ends with its session.
    unsigned: Snowflake has no UNSIGNED. Leave it out: NUMBER has 38 digits.
    a stored column: Snowflake has no stored generated columns. Leave stored() out: the value is computed when it is read.
    always as identity: Snowflake has no GENERATED ALWAYS AS IDENTITY. Use generatedByDefaultAsIdentity(), identity() or autoIncrement().
    nulls not distinct of a column: Snowflake has no NULLS NOT DISTINCT. Leave it out: Snowflake does not enforce UNIQUE.
    nulls not distinct: Snowflake has no NULLS NOT DISTINCT. Leave it out: Snowflake does not enforce UNIQUE.
    drop temporary table: Snowflake has no DROP TEMPORARY TABLE. Use dropTable(…): a temporary table hides another one of its name.
    refresh materialized view: Snowflake has no REFRESH MATERIALIZED VIEW. Leave it out: Snowflake keeps materialized views up to date by itself.
    a view of a database: Snowflake has no views of names with dots. For a database say db.schema.withSchema('my_database.my_schema').
    drop a view of a database: Snowflake has no views of names with dots. For a database say db.schema.withSchema('my_database.my_schema').
    drop view cascade: Snowflake has no DROP VIEW … CASCADE. Drop the views that read from it first.
    or replace and if not exists: Snowflake has no OR REPLACE together with IF NOT EXISTS. Use one of the two.
    temporary materialized view: Snowflake has no temporary materialized views. Use one of the two.
    create index: Snowflake has no indexes on standard tables. Leave them out; for large tables see CLUSTER BY. On a hybrid table: sql\`create index …\`.
    drop index: Snowflake has no indexes on standard tables. Leave them out; for large tables see CLUSTER BY. On a hybrid table: sql\`create index …\`.
    add index: Snowflake has no indexes on standard tables. Leave them out; for large tables see CLUSTER BY. On a hybrid table: sql\`create index …\`.
    drop an index of a table: Snowflake has no indexes on standard tables. Leave them out; for large tables see CLUSTER BY. On a hybrid table: sql\`create index …\`.
    create type: Snowflake has no enums or other types of its own. Use varchar, and check the values with a test (acceptedValues) or a union type in TypeScript.
    drop type: Snowflake has no enums or other types of its own. Use varchar, and check the values with a test (acceptedValues) or a union type in TypeScript.
    alter type: Snowflake has no enums or other types of its own. Use varchar, and check the values with a test (acceptedValues) or a union type in TypeScript.
    a value of a type: Snowflake has no enums or other types of its own. Use varchar, and check the values with a test (acceptedValues) or a union type in TypeScript.
    renamed value of a type: Snowflake has no enums or other types of its own. Use varchar, and check the values with a test (acceptedValues) or a union type in TypeScript.
    new value of a type: Snowflake has no enums or other types of its own. Use varchar, and check the values with a test (acceptedValues) or a union type in TypeScript.
    a bare type: Snowflake has no enums or other types of its own. Use varchar, and check the values with a test (acceptedValues) or a union type in TypeScript.
    alter column using: Snowflake has no ALTER COLUMN … USING. Add a column, update it, drop the old one and rename.
    set default of a value: Snowflake has no SET DEFAULT of a value for a column that exists. Only the next value of a sequence can be set: sql\`my_sequence.nextval\`. For others create the table again.
    modify column: Snowflake has no MODIFY COLUMN of a whole definition. Use alterColumn, one change at a time.
    drop constraint if exists: Snowflake has no DROP CONSTRAINT IF EXISTS. Leave ifExists() out.
    changes of several kinds: Snowflake has no ALTER TABLE with changes of several kinds. Send one alterTable(…) for each kind of change.
    if not exists for several columns: Snowflake has no ADD COLUMN of several columns with IF NOT EXISTS. Send one alterTable(…) for each such column.
    two renamed columns: Snowflake has no ALTER TABLE with changes of several kinds. Send one alterTable(…) for each kind of change.
    if exists for one of two: Snowflake has no DROP COLUMN with IF EXISTS for some columns only. Say ifExists() for all of them, or for none."
  `)
})
