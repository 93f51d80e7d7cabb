import { expect, it } from 'vitest'
import { noFacts, type RowFacts } from '../../../src/core/keys/row-facts.js'
import { type KeyedRows, uniqueKeyCheck } from '../../../src/materializations/steps/unique-key-check.js'
import { compilePlaces } from '../../../src/testing/compile-places.js'
import { inMemory } from '../../property/memory-project.js'

const { duckdb, snowflake } = compilePlaces
const relation = { database: 'memory', schema: 'main', name: 't' }

/** Two keys that repeat, one of them three times; a NULL in either part, twice the same. */
const ROWS = `(1, 'a'), (1, 'b'), (2, 'a'), (2, 'a'), (3, 'c'), (3, 'c'), (3, 'c'), (null, 'a'), (null, 'a'), (4, null)`

const facts = (of: Partial<RowFacts>): RowFacts => ({ ...noFacts(undefined), ...of })
const never = (...columns: readonly string[]) => facts({ isNeverNull: (column) => columns.includes(column) })

async function counts(are: KeyedRows['are'], key: readonly string[], known: RowFacts, rows = ROWS) {
  const [step, ...others] = uniqueKeyCheck({ rows: relation, are }, key, known, duckdb.dialect)
  expect(others).toEqual([])
  const create = `create table t as select * from (values ${rows}) as v (id, kind)`
  const [found] = await inMemory((project) => project.rows(create, step!.sql))
  return { ...step, repeated: Number(found!['repeated']), nulls: Number(found!['nulls']) }
}

it.each(['batch', 'whole', 'stored'] as const)(
  'counts keys that repeat and rows with NULL among rows that are %s',
  async (are) => {
    const step = { kind: 'assertUniqueKey', relation, isStored: are === 'stored' }
    const both = ['id', 'kind']
    expect(await counts(are, both, noFacts(undefined))).toMatchObject({ ...step, key: both, repeated: 2, nulls: 3 })
    expect(await counts(are, ['id'], noFacts(undefined))).toMatchObject({ key: ['id'], repeated: 3, nulls: 2 })
    const whole = ROWS.split(', (null')[0]!
    expect(await counts(are, both, never('id', 'kind'), whole)).toMatchObject({ repeated: 2, nulls: 0 })
    expect(await counts(are, both, never('id'), `${whole}, (4, null), (4, null)`)).toMatchObject({
      repeated: 2,
      nulls: 2,
    })
    expect(await counts(are, both, noFacts(undefined), "(1, 'a'), (1, 'b'), (2, 'b')")).toMatchObject({
      repeated: 0,
      nulls: 0,
    })
  },
)

it('counts only NULLs where no key repeats, in the columns that can have them', async () => {
  const unique = facts({ isUnique: (columns) => columns.has('id') && columns.has('kind') && columns.size === 2 })
  expect(await counts('whole', ['id', 'kind'], unique)).toMatchObject({
    repeated: 0,
    nulls: 3,
    sql: 'select 0 as "repeated", count(*) as "nulls" from "main"."t" as "b" where ("b"."id" is null or "b"."kind" is null)',
  })
  const known = { ...unique, isNeverNull: (column: string) => column === 'id' }
  expect(await counts('whole', ['id', 'kind'], known)).toMatchObject({ repeated: 0, nulls: 1 })
})

it('asks nothing of rows whose query says both', () => {
  const known = facts({ isUnique: () => true, isNeverNull: () => true })
  expect(uniqueKeyCheck({ rows: relation, are: 'whole' }, ['id'], known, duckdb.dialect)).toEqual([])
})

it('groups by the parts of a key, each once, unless the key can be NULL', () => {
  const partsOf = (column: string) => (column === 'key' ? ['id', 'kind'] : column === 'day' ? ['id'] : undefined)
  const grouped = (known: RowFacts) => {
    const [step] = uniqueKeyCheck({ rows: relation, are: 'batch' }, ['key', 'day', 'n'], known, duckdb.dialect)
    return / group by (.*) having (.*)\) as "k"$/.exec(step!.sql)!.slice(1)
  }
  expect(grouped({ ...never('key', 'day', 'n'), partsOf })).toEqual(['"b"."id", "b"."kind", "b"."n"', 'count(*) > 1'])
  expect(grouped({ ...never('day', 'n'), partsOf })).toEqual([
    '"b"."key", "b"."id", "b"."n"',
    '(count(*) > 1 or "b"."key" is null)',
  ])
})

it('sorts all rows of a large table only where that needs less memory, and groups those of a batch', () => {
  const sqlOf = ({ dialect }: typeof duckdb | typeof snowflake, are: KeyedRows['are']) =>
    uniqueKeyCheck({ rows: relation, are }, ['id'], noFacts(undefined), dialect)[0]!.sql
  const sorted = (['batch', 'whole', 'stored'] as const).flatMap((are) =>
    [duckdb, snowflake].map((place) => /row_number/.test(sqlOf(place, are))),
  )
  expect(sorted).toEqual([false, false, true, false, true, false])
  expect(sqlOf(duckdb, 'whole')).toBe(
    'select count(case when "k"."missing" = 0 then 1 end) as "repeated", sum("k"."missing") as "nulls" from ' +
      '(select row_number() over(partition by "b"."id" order by "b"."id" nulls last) as "n", ' +
      'case when "b"."id" is null then 1 else 0 end as "missing" from "main"."t" as "b") as "k" ' +
      'where ("k"."n" = 2 or "k"."missing" = 1)',
  )
  expect(sqlOf(duckdb, 'batch')).toBe(
    'select count(case when "k"."missing" = 0 then 1 end) as "repeated", ' +
      'sum(case when "k"."missing" = 1 then "k"."n" end) as "nulls" from ' +
      '(select count(*) as "n", case when "b"."id" is null then 1 else 0 end as "missing" from "main"."t" as "b" ' +
      'group by "b"."id" having (count(*) > 1 or "b"."id" is null)) as "k"',
  )
})

it('names the relation of rows that are some of it', () => {
  const rows = { relation, whereNull: 'kerros_touched' }
  const [step] = uniqueKeyCheck({ rows, are: 'batch' }, ['id'], noFacts(undefined), duckdb.dialect)
  expect(step).toMatchObject({ relation, key: ['id'] })
  expect(step!.sql).toContain('(select "r".* from "main"."t" as "r" where "r"."kerros_touched" is null) as "b"')
})
