import { sql } from 'kysely'
import { afterAll, describe, expect, it } from 'vitest'
import { columnComment, commentOn, secureView, tableOptions } from '../../../../src/dialects/snowflake/index.js'
import { checkQuery, type LeftOut, openExecutor } from './check-query.js'
import { db } from './database.js'

const executor = await openExecutor()
afterAll(() => executor?.close())

const check = async (query: Parameters<typeof checkQuery>[1], leftOut?: LeftOut): Promise<string> =>
  (await checkQuery(executor, query, leftOut)).sql
const { schema } = db

describe('create table', () => {
  it('has columns of all types and words', async () => {
    expect(
      await check(
        schema
          .createTable('one')
          .ifNotExists()
          .addColumn('id', 'integer', (c) => c.notNull().primaryKey())
          .addColumn('n', 'int8', (c) => c.unique())
          .addColumn('t', 'varchar(20)', (c) => c.defaultTo("it's"))
          .addColumn('d', 'decimal(10, 2)', (c) => c.defaultTo(1.5).notNull())
          .addColumn('at', 'timestamp(3)', (c) => c.defaultTo(sql`current_timestamp()`))
          .addColumn('at_tz', 'timestamptz')
          .addColumn('b', 'bytea')
          .addColumn('j', 'jsonb')
          .addColumn('v', sql`array`)
          .addColumn('c', 'varchar', (c) => c.modifyEnd(columnComment("a \\ column's comment"))),
      ),
    ).toMatchInlineSnapshot(
      `"create table if not exists "ONE" ("ID" integer not null primary key, "N" bigint unique, "T" varchar(20) default 'it''s', "D" decimal(10, 2) default 1.5 not null, "AT" timestamp_ntz(3) default current_timestamp(), "AT_TZ" timestamp_tz, "B" binary, "J" variant, "V" array, "C" varchar comment 'a \\\\ column''s comment')"`,
    )
    expect(
      await check(
        schema
          .createTable('two')
          .addColumn('a', 'integer', (c) => c.autoIncrement())
          .addColumn('b', 'integer', (c) => c.references('one.id').onDelete('cascade'))
          .addColumn('c', 'integer', (c) => c.generatedAlwaysAs(sql`a + 1`))
          .addColumn('d', 'integer', (c) => c.identity())
          .addColumn('e', 'integer', (c) => c.generatedByDefaultAsIdentity())
          .addPrimaryKeyConstraint('two_key', ['a'], (k) => k.deferrable().initiallyDeferred())
          .addUniqueConstraint('two_unique', ['b', 'c'])
          .addForeignKeyConstraint('two_foreign', ['b'], 'one', ['id']),
        { notRun: 'it has two identity columns' },
      ),
    ).toMatchInlineSnapshot(
      `"create table "TWO" ("A" integer autoincrement, "B" integer references "ONE" ("ID") on delete cascade, "C" integer as (a + 1), "D" integer identity, "E" integer identity, constraint "TWO_KEY" primary key ("A") deferrable initially deferred, constraint "TWO_UNIQUE" unique ("B", "C"), constraint "TWO_FOREIGN" foreign key ("B") references "ONE" ("ID"))"`,
    )
  })

  // https://docs.snowflake.com/en/sql-reference/constraints-overview
  it('has checks, which Snowflake enforces', async () => {
    const checked = schema
      .createTable('checked')
      .addColumn('a', 'integer', (c) => c.check(sql`a > 1`))
      .addCheckConstraint('a_small', sql`a < 10`)
    expect(await check(checked, { notRun: 'the server has no CHECK' })).toMatchInlineSnapshot(
      `"create table "CHECKED" ("A" integer check (a > 1), constraint "A_SMALL" check (a < 10))"`,
    )
    expect(
      await check(schema.alterTable('one').addCheckConstraint('n_small', sql`n < 10`), {
        notRun: 'the server has no CHECK',
      }),
    ).toMatchInlineSnapshot(`"alter table "ONE" add constraint "N_SMALL" check (n < 10)"`)
  })

  it('is temporary, transient or replaced, with options', async () => {
    expect(await check(schema.createTable('three').temporary().addColumn('a', 'integer'))).toMatchInlineSnapshot(
      `"create temporary table "THREE" ("A" integer)"`,
    )
    expect(
      await check(
        schema
          .createTable('three')
          .$call(
            tableOptions({
              orReplace: true,
              transient: true,
              clusterBy: ['a', 'b.c'],
              dataRetentionDays: 1,
              comment: "it's \\ this",
            }),
          )
          .addColumn('a', 'integer'),
        { notRun: 'as the parser', notParsed: 'knows CLUSTER BY as the last clause only' },
      ),
    ).toMatchInlineSnapshot(
      `"create or replace transient table "THREE" ("A" integer) cluster by ("A", "B.C") data_retention_time_in_days = 1 comment = 'it''s \\\\ this'"`,
    )
    expect(() => schema.createTable('t').$call(tableOptions({ dataRetentionDays: 91 }))).toThrow(
      expect.objectContaining({ code: 'E_INVALID_OPTION' }),
    )
  })

  it('as a query, whose values are literals: DDL takes no binds', async () => {
    expect(
      await check(
        schema
          .createTable('four')
          .$call(tableOptions({ orReplace: true }))
          .as(
            db
              .with('m', (q) => q.selectFrom('movies').selectAll())
              .selectFrom('m')
              .selectAll()
              .where('title', '!=', "x'\\")
              .where('id', 'in', [1, 2])
              .limit(5),
          ),
      ),
    ).toMatchInlineSnapshot(
      `"create or replace table "FOUR" as with "M" as (select * from "MOVIES") select * from "M" where "TITLE" != 'x''\\\\' and "ID" in (1, 2) limit 5"`,
    )
  })

  it('drop', async () => {
    expect(await check(schema.dropTable('four').ifExists().cascade())).toMatchInlineSnapshot(
      `"drop table if exists "FOUR" cascade"`,
    )
  })
})

describe('views', () => {
  const query = db.selectFrom('movies').select(['id', 'title']).where('id', '>', 1)

  it('create', async () => {
    expect(await check(schema.createView('v').orReplace().columns(['a', 'b']).as(query))).toMatchInlineSnapshot(
      `"create or replace view "V" ("A", "B") as select "ID", "TITLE" from "MOVIES" where "ID" > 1"`,
    )
    expect(await check(schema.createView('v2').ifNotExists().temporary().as(query))).toMatchInlineSnapshot(
      `"create temporary view if not exists "V2" as select "ID", "TITLE" from "MOVIES" where "ID" > 1"`,
    )
    expect(await check(schema.createView('v3').orReplace().as(secureView(query)))).toMatchInlineSnapshot(
      `"create or replace secure view "V3" as select "ID", "TITLE" from "MOVIES" where "ID" > 1"`,
    )
    expect(
      await check(schema.createView('v4').orReplace().materialized().as(secureView(query)), {
        notRun: 'knows no materialized views',
      }),
    ).toMatchInlineSnapshot(
      `"create or replace secure materialized view "V4" as select "ID", "TITLE" from "MOVIES" where "ID" > 1"`,
    )
  })

  it('drop', async () => {
    expect(await check(schema.dropView('v').ifExists())).toMatchInlineSnapshot(`"drop view if exists "V""`)
    expect(
      await check(schema.dropView('v4').materialized().ifExists(), { notRun: 'knows no materialized views' }),
    ).toMatchInlineSnapshot(`"drop materialized view if exists "V4""`)
  })
})

describe('alter table', () => {
  const staged = schema.alterTable('staged')

  it('columns', async () => {
    expect(
      await check(staged.addColumn('a', 'integer').addColumn('b', 'varchar', (c) => c.modifyEnd(columnComment('new')))),
    ).toMatchInlineSnapshot(`"alter table "STAGED" add column "A" integer, "B" varchar comment 'new'"`)
    expect(await check(staged.addColumn('a', 'integer', (c) => c.ifNotExists()))).toMatchInlineSnapshot(
      `"alter table "STAGED" add column if not exists "A" integer"`,
    )
    expect(await check(staged.addColumn('c', 'integer'))).toMatchInlineSnapshot(
      `"alter table "STAGED" add column "C" integer"`,
    )
    expect(await check(staged.renameColumn('c', 'd'))).toMatchInlineSnapshot(
      `"alter table "STAGED" rename column "C" to "D""`,
    )
    expect(await check(staged.alterColumn('d', (c) => c.setDataType('bigint')))).toMatchInlineSnapshot(
      `"alter table "STAGED" alter column "D" set data type bigint"`,
    )
    expect(
      await check(
        staged.alterColumn('d', (c) => c.setNotNull()),
        { notRun: 'the column holds NULLs' },
      ),
    ).toMatchInlineSnapshot(`"alter table "STAGED" alter column "D" set not null"`)
    expect(await check(staged.alterColumn('d', (c) => c.dropNotNull()))).toMatchInlineSnapshot(
      `"alter table "STAGED" alter column "D" drop not null"`,
    )
    expect(await check(staged.alterColumn('d', (c) => c.dropDefault()))).toMatchInlineSnapshot(
      `"alter table "STAGED" alter column "D" drop default"`,
    )
    expect(
      await check(
        staged.alterColumn('d', (c) => c.setDefault(sql`my_sequence.nextval`)),
        { notRun: 'there is no such sequence' },
      ),
    ).toMatchInlineSnapshot(`"alter table "STAGED" alter column "D" set default my_sequence.nextval"`)
    expect(
      await check(
        staged.alterColumn('id', (c) => c.setDataType('bigint')).alterColumn('title', (c) => c.dropNotNull()),
        { notRun: 'as the parser', notParsed: 'knows one column a statement' },
      ),
    ).toMatchInlineSnapshot(
      `"alter table "STAGED" alter column "ID" set data type bigint, column "TITLE" drop not null"`,
    )
    expect(await check(staged.dropColumn('d'))).toMatchInlineSnapshot(`"alter table "STAGED" drop column "D""`)
    expect(
      await check(
        staged.dropColumn('a', (c) => c.ifExists()).dropColumn('b', (c) => c.ifExists()),
        { notRun: 'as the parser', notParsed: 'drops one a statement' },
      ),
    ).toMatchInlineSnapshot(`"alter table "STAGED" drop column if exists "A", "B""`)
  })

  it('adds and drops constraints', async () => {
    const not = { notRun: 'it alters no constraints' }
    expect(await check(staged.addPrimaryKeyConstraint('k', ['id']), not)).toMatchInlineSnapshot(
      `"alter table "STAGED" add constraint "K" primary key ("ID")"`,
    )
    expect(
      await check(staged.addForeignKeyConstraint('f', ['id'], 'movies', ['id']).onUpdate('no action'), not),
    ).toMatchInlineSnapshot(
      `"alter table "STAGED" add constraint "F" foreign key ("ID") references "MOVIES" ("ID") on update no action"`,
    )
    expect(
      await check(staged.renameConstraint('k', 'l'), { ...not, notParsed: 'knows no RENAME CONSTRAINT' }),
    ).toMatchInlineSnapshot(`"alter table "STAGED" rename constraint "K" to "L""`)
    expect(
      await check(staged.dropConstraint('l').cascade(), { ...not, notParsed: 'knows no CASCADE here' }),
    ).toMatchInlineSnapshot(`"alter table "STAGED" drop constraint "L" cascade"`)
  })

  it('names: a table stays in its schema unless another is given', async () => {
    const moved = { notRun: 'there is no such schema' }
    expect(await check(staged.renameTo('renamed'))).toMatchInlineSnapshot(`"alter table "STAGED" rename to "RENAMED""`)
    expect(await check(schema.alterTable('dev.a').renameTo('b'), moved)).toMatchInlineSnapshot(
      `"alter table "DEV"."A" rename to "DEV"."B""`,
    )
    expect(await check(schema.alterTable('dev.a').renameTo('other.b'), moved)).toMatchInlineSnapshot(
      `"alter table "DEV"."A" rename to "OTHER"."B""`,
    )
    expect(await check(schema.alterTable('dev.a').setSchema('db2.other'), moved)).toMatchInlineSnapshot(
      `"alter table "DEV"."A" rename to "DB2"."OTHER"."A""`,
    )
  })
})

// Creating a schema makes it the session's, so this comes last.
describe('schemas', () => {
  it('create and drop, with a database too', async () => {
    expect(await check(schema.createSchema('extra').ifNotExists())).toMatchInlineSnapshot(
      `"create schema if not exists "EXTRA""`,
    )
    expect(await check(schema.dropSchema('extra').ifExists().cascade())).toMatchInlineSnapshot(
      `"drop schema if exists "EXTRA" cascade"`,
    )
    expect(
      await check(schema.createSchema('other_db.extra'), { notRun: 'there is no such database' }),
    ).toMatchInlineSnapshot(`"create schema "OTHER_DB"."EXTRA""`)
  })
})

describe('comments', () => {
  it('are set on what exists', async () => {
    expect(commentOn('column', 'dev.movies.title', "it's \\").compile(db).sql).toMatchInlineSnapshot(
      `"comment on column "DEV"."MOVIES"."TITLE" is 'it''s \\\\'"`,
    )
    expect(commentOn('table', 'movies', 'x').compile(db).sql).toMatchInlineSnapshot(
      `"comment on table "MOVIES" is 'x'"`,
    )
  })
})
