import { incremental, integer, max, source, timestamp, varchar } from 'kerros'
import { expect, it } from 'vitest'
import { plannedSteps } from '../planned-node.js'

const raw = source('raw', { e: { id: integer(), kind: varchar(), n: integer().nullable(), at: timestamp() } })
const columns = ['id', 'kind', 'n', 'at'].map((name) => ({ name, type: 'VARCHAR' }))

/** What a second run sends to write its rows, on DuckDB. */
function writes(m: unknown, uniqueKey?: readonly string[]): readonly string[] {
  const mark = { kind: 'incremental', uniqueKey }
  const steps = plannedSteps('duckdb', { m }, { existing: { m: { type: 'table', columns, mark } } })
  return steps.flatMap((step) =>
    'sql' in step && ['insert', 'delete', 'merge'].includes(step.kind) ? [`${step.kind}: ${step.sql}`] : [],
  )
}

const rows = (options: object) =>
  incremental({ e: raw.e }, (db) => db.selectFrom('e').select(['e.id', 'e.kind', 'e.n', 'e.at']), options as never)

/** Two groups: by the kind, and by the id and a column that can be NULL. */
const groups = (options: object) =>
  incremental(
    { e: raw.e },
    (db, { since, touched }) => {
      const fresh = db.selectFrom('e').$call(since('e.at'))
      return db
        .selectFrom('e')
        .$call(touched('e.kind', fresh.select('e.kind')))
        .$call(touched(['e.id', 'e.n'], fresh.select(['e.id', 'e.n'])))
        .groupBy(['e.id', 'e.kind', 'e.n'])
        .select((eb) => ['e.id', 'e.kind', 'e.n', max(eb.ref('e.at')).as('at')])
    },
    { watermark: 'at', ...options } as never,
  )

const key = { uniqueKey: ['id', 'kind'] }
const BATCH = '"temp"."main"."kerros_main_m_batch_run"'
const ROWS = `(select "r".* from ${BATCH} as "r" where "r"."kerros_touched" is null)`
const TOUCHED =
  `exists (select 1 as "found" from ${BATCH} as "m" where "m"."kerros_touched" = 1 and "m"."kind" is not distinct from "s"."kind") ` +
  `and exists (select 1 as "found" from ${BATCH} as "m" where "m"."kerros_touched" = 2 and "m"."id" is not distinct from "s"."id" and "m"."n" is not distinct from "s"."n")`
const INSERT =
  'insert: insert into "main"."m" ("id", "kind", "n", "at") ' +
  `select "b"."id" as "id", "b"."kind" as "kind", "b"."n" as "n", "b"."at" as "at" from ${BATCH} as "b"`

it.each<readonly [what: string, model: unknown, statements: readonly string[]]>([
  [
    'append',
    rows({ strategy: 'append' }),
    [
      'insert: insert into "main"."m" ("id", "kind", "n", "at") ' +
        `select "b"."id" as "id", "b"."kind" as "kind", "b"."n" as "n", "b"."at" as "at" from ${BATCH} as "b"`,
    ],
  ],
  [
    'merge',
    rows(key),
    [
      `merge: merge into "main"."m" as "t" using ${BATCH} as "b" on "t"."id" = "b"."id" and "t"."kind" = "b"."kind" ` +
        'when matched then update set "n" = "b"."n", "at" = "b"."at" ' +
        'when not matched then insert ("id", "kind", "n", "at") values ("b"."id", "b"."kind", "b"."n", "b"."at")',
    ],
  ],
  [
    'merge of what is nothing but a key',
    rows({ uniqueKey: ['id', 'kind', 'n', 'at'] }),
    [
      `merge: merge into "main"."m" as "t" using ${BATCH} as "b" ` +
        'on "t"."id" = "b"."id" and "t"."kind" = "b"."kind" and "t"."n" = "b"."n" and "t"."at" = "b"."at" ' +
        'when not matched then insert ("id", "kind", "n", "at") values ("b"."id", "b"."kind", "b"."n", "b"."at")',
    ],
  ],
  [
    'delete+insert',
    rows({ ...key, strategy: 'delete+insert' }),
    [
      `delete: delete from "main"."m" as "t" where exists (select 1 as "found" from ${BATCH} as "b" ` +
        'where "t"."id" = "b"."id" and "t"."kind" = "b"."kind")',
      'insert: insert into "main"."m" ("id", "kind", "n", "at") ' +
        `select "b"."id" as "id", "b"."kind" as "kind", "b"."n" as "n", "b"."at" as "at" from ${BATCH} as "b"`,
    ],
  ],
  [
    'merge of touched groups',
    groups(key),
    [
      'merge: merge into "main"."m" as "t" using ' +
        `(select "n"."id" as "id", "n"."kind" as "kind", "n"."n" as "n", "n"."at" as "at", 0 as "kerros_gone" from ${ROWS} as "n" ` +
        'union all select distinct "s"."id" as "id", "s"."kind" as "kind", null as "n", null as "at", 1 as "kerros_gone" ' +
        `from "main"."m" as "s" where ${TOUCHED} ` +
        `and not exists (select 1 as "found" from ${ROWS} as "n" where "n"."id" = "s"."id" and "n"."kind" = "s"."kind")) as "b" ` +
        'on "t"."id" = "b"."id" and "t"."kind" = "b"."kind" when matched and "b"."kerros_gone" = 1 then delete ' +
        'when matched then update set "n" = "b"."n", "at" = "b"."at" ' +
        'when not matched then insert ("id", "kind", "n", "at") values ("b"."id", "b"."kind", "b"."n", "b"."at")',
    ],
  ],
  [
    'delete+insert of touched groups',
    groups({ ...key, strategy: 'delete+insert' }),
    [
      'delete: delete from "main"."m" as "t" where exists (select 1 as "found" from ' +
        `(select "n"."id" as "id", "n"."kind" as "kind" from ${ROWS} as "n" ` +
        `union all select "s"."id" as "id", "s"."kind" as "kind" from "main"."m" as "s" where ${TOUCHED}) as "b" ` +
        'where "t"."id" = "b"."id" and "t"."kind" = "b"."kind")',
      'insert: insert into "main"."m" ("id", "kind", "n", "at") ' +
        `select "b"."id" as "id", "b"."kind" as "kind", "b"."n" as "n", "b"."at" as "at" from ${ROWS} as "b"`,
    ],
  ],
  [
    'delete+insert of groups',
    rows({ groupKey: ['kind', 'n'] }),
    [
      `delete: delete from "main"."m" as "t" where exists (select 1 as "found" from ${BATCH} as "b" ` +
        'where ("t"."kind" is not distinct from "b"."kind" and "t"."n" is not distinct from "b"."n"))',
      INSERT,
    ],
  ],
  [
    'insert_overwrite of days',
    rows({ partitionBy: { field: 'at', granularity: 'day' } }),
    [
      `delete: delete from "main"."m" as "t" where exists (select 1 as "found" from ${BATCH} as "b" ` +
        `where cast_to_type(date_trunc('day', "t"."at"), "t"."at") is not distinct from cast_to_type(date_trunc('day', "b"."at"), "b"."at"))`,
      INSERT,
    ],
  ],
  [
    'insert_overwrite of the whole table',
    rows({ strategy: 'insert_overwrite' }),
    ['delete: delete from "main"."m" as "t"', INSERT],
  ],
  [
    'delete+insert of touched groups by a key of groups',
    groups({ groupKey: ['id', 'kind', 'n'] }),
    [
      `delete: delete from "main"."m" as "s" where ${TOUCHED}`,
      `delete: delete from "main"."m" as "t" where exists (select 1 as "found" from ${ROWS} as "b" ` +
        'where ("t"."id" is not distinct from "b"."id" and "t"."kind" is not distinct from "b"."kind" and "t"."n" is not distinct from "b"."n"))',
      'insert: insert into "main"."m" ("id", "kind", "n", "at") ' +
        `select "b"."id" as "id", "b"."kind" as "kind", "b"."n" as "n", "b"."at" as "at" from ${ROWS} as "b"`,
    ],
  ],
])('writes the rows of a run by %s', (_, model, statements) => {
  expect(writes(model)).toEqual(statements)
})

it.each([
  [{}, ['n', 'at']],
  [{ mergeUpdateColumns: ['at'] }, ['at']],
  [{ mergeUpdateColumns: [] }, []],
  [{ mergeExcludeColumns: ['at'] }, ['n']],
  [{ mergeExcludeColumns: [] }, ['n', 'at']],
])('an update by merge with %j writes %j', (options, updated) => {
  const [merge = ''] = writes(rows({ ...key, ...options }))
  const set = / update set (.*?) when not matched/.exec(merge)?.[1] ?? ''
  expect([...set.matchAll(/"(\w+)" = "b"/g)].map(([, column]) => column)).toEqual(updated)
})

it('leaves out columns that the table does not get', () => {
  const wide = incremental(
    { e: raw.e },
    (db) => db.selectFrom('e').select(['e.id', 'e.kind', 'e.n', 'e.at', 'e.n as more']),
    { uniqueKey: 'id' },
  )
  expect(writes(wide)[0]).not.toContain('more')
})
