import { date, double, incremental, integer, source, timestamp } from 'kerros'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compileFor, openTables, raw, type Tables } from '../compile-models.js'
import { facts } from '../incremental-model.js'

const { moments, doubles } = source('raw', {
  moments: { id: integer(), at: timestamp().nullable(), day: date().nullable(), n: integer().nullable() },
  doubles: { id: integer(), x: double() },
})

/** Rows 1 to 4 are a day or a number apart, row 5 has no moment. */
const ROWS = `create table raw.moments as select * from (values
  (1, timestamp '2026-01-01', date '2026-01-01', 1), (2, '2026-01-02', '2026-01-02', 2),
  (3, '2026-01-03', '2026-01-03', 3), (4, '2026-01-04', '2026-01-04', 4), (5, null, null, null)) as t(id, "at", day, n)`

let tables: Tables
beforeAll(async () => {
  tables = await openTables()
  await tables.rows(ROWS, 'create view raw.strict as select id, "at" from raw.moments')
})
afterAll(() => tables.close())

/** Numbers of the rows that a query returns when some are stored. */
const idsOf = async (sql: string, stored: readonly number[]) => {
  const ids = [0, ...stored].join(', ')
  await tables.rows(`create or replace table dev.m as select * from raw.moments where id in (${ids})`)
  return (await tables.rows(sql)).map(({ id }) => id).sort()
}

const model = (column: string, options: object) =>
  incremental(
    { e: moments },
    (db, { since }) =>
      db
        .selectFrom('e')
        .selectAll()
        .$call(since(`e.${column}` as 'e.n', options as { nulls: 'skip' })),
    { uniqueKey: 'id', watermark: column as 'n' },
  )

/** The rows that a run takes when these rows are stored. */
const taken = (column: string, options: object, stored: readonly number[]) =>
  idsOf(compileFor('duckdb', { moments, m: model(column, options) }, { facts }).sql, stored)

describe('rows that since(…) takes', () => {
  const skip = { nulls: 'skip' }
  const always = { nulls: 'always' }
  const back = (unit: string, amount: number) => ({ lookback: { unit, amount } })
  it.each<[column: string, options: object, stored: readonly number[], taken: readonly number[]]>([
    ['at', skip, [1, 2], [3, 4]],
    ['at', skip, [], [1, 2, 3, 4]],
    ['at', skip, [5], [1, 2, 3, 4]],
    ['at', always, [1, 2], [3, 4, 5]],
    ['at', always, [], [1, 2, 3, 4, 5]],
    ['at', always, [5], [1, 2, 3, 4, 5]],
    ['n', skip, [2], [3, 4]],
    ['day', skip, [1, 3], [4]],
    ['at', { ...skip, ties: 'again' }, [1, 2], [2, 3, 4]],
    ['at', { ...skip, ...back('day', 1) }, [3], [2, 3, 4]],
    ['at', { ...skip, ...back('hour', 1) }, [3], [3, 4]],
    ['at', { ...skip, ...back('hour', 48) }, [3], [1, 2, 3, 4]],
    ['day', { ...skip, ...back('day', 2) }, [4], [2, 3, 4]],
    ['at', { ...skip, ...back('month', 1) }, [4], [1, 2, 3, 4]],
    ['at', { ...always, ...back('day', 1) }, [3], [2, 3, 4, 5]],
  ])('by %s with %j when %j are stored', async (column, options, stored, expected) => {
    expect(await taken(column, options, stored)).toEqual(expected)
  })
})

it('without an option for NULLs, rows without a timestamp are kept only while nothing is stored', async () => {
  const own = { id: integer(), at: timestamp() }
  const { strict } = source('raw', { strict: own })
  const m = incremental({ e: strict }, (db, { since }) => db.selectFrom('e').selectAll().$call(since('e.at')), {
    watermark: 'at',
  })
  const { sql } = compileFor('duckdb', { strict, m }, { facts })
  expect(await idsOf(sql, [])).toEqual([1, 2, 3, 4, 5])
  expect(await idsOf(sql, [5])).toEqual([1, 2, 3, 4])
  expect(await idsOf(sql, [3, 5])).toEqual([4])
})

it('a full run leaves out only rows without a timestamp that `skip` skips', async () => {
  const whole = (options: object) => compileFor('duckdb', { moments, m: model('at', options) }).sql
  expect(await idsOf(whole({ nulls: 'skip' }), [3])).toEqual([1, 2, 3, 4])
  expect(await idsOf(whole({ nulls: 'always' }), [3])).toEqual([1, 2, 3, 4, 5])
})

it('the comparison is one condition among others', () => {
  const m = incremental(
    { e: raw.events },
    (db, { since }) => db.selectFrom('e').selectAll().where('e.kind', '=', 'a').$call(since('e.loaded_at')),
    { watermark: 'loaded_at' },
  )
  const stored = '(select max("loaded_at") as "watermark" from "dev"."m" as "kerros.self")'
  const all = '(select count(1) as "watermark" from "dev"."m" as "kerros.self")'
  const moment = '"e"."loaded_at"'
  expect(compileFor('duckdb', { m }, { facts }).sql.split(' where ')[1]).toBe(
    `"e"."kind" = 'a' and (${moment} > ${stored} or (${stored} is null and (${moment} is not null or ${all} = 0)))`,
  )
})

it('NaN counts as NULL: no number is greater, and nothing would be new any more', async () => {
  await tables.rows(
    `create or replace table raw.doubles as select * from (values (1, 1.5::double), (2, 'NaN'), (3, 2.5)) as t(id, x)`,
  )
  const of = (options: object) =>
    incremental({ e: doubles }, (db, { since }) => db.selectFrom('e').selectAll().$call(since('e.x', options)), {
      uniqueKey: 'id',
      watermark: 'x',
    })
  const takenAfter = async (options: object, stored: string) => {
    await tables.rows(`create or replace table dev.m as select * from raw.doubles where id in (${stored})`)
    const { sql } = compileFor('duckdb', { doubles, m: of(options) }, { facts })
    return (await tables.rows(sql)).map(({ id }) => id).sort()
  }
  expect(await takenAfter({}, '1, 2')).toEqual([3])
  expect(await takenAfter({}, '2')).toEqual([1, 3])
  expect(await takenAfter({}, '1, 3')).toEqual([])
  expect(await takenAfter({ nulls: 'always' }, '1, 2')).toEqual([2, 3])
  expect(await takenAfter({ nulls: 'skip' }, '0')).toEqual([1, 3])
  const ofFullRun = async (options: object) => {
    const { sql } = compileFor('duckdb', { doubles, m: of(options) })
    return (await tables.rows(sql)).map(({ id }) => id).sort()
  }
  expect(await ofFullRun({})).toEqual([1, 2, 3])
  expect(await ofFullRun({ nulls: 'always' })).toEqual([1, 2, 3])
  expect(await ofFullRun({ nulls: 'skip' })).toEqual([1, 3])
  expect(compileFor('snowflake', { doubles, m: of({}) }, { facts }).sql).toContain(
    `nullif("E"."X", cast('NaN' as double)) > (select max(nullif("X", cast('NaN' as double))) as "WATERMARK"`,
  )
})
