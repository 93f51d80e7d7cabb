import type { DuckDBConnection } from '@duckdb/node-api'
import { validate } from '@polyglot-sql/sdk'
import type { Kysely, OperationNodeSource } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import { flatten, splitToTable, text } from '../../../src/core/functions/index.js'
import { compileDatabase } from '../../../src/core/nodes/compile-database.js'
import { compile, duckDb, openDuckDb, snowflake } from './run-case.js'

const db: Kysely<{ m: { id: number; genres: string | null; tags: string[] | null } }> = compileDatabase
let connection: DuckDBConnection

beforeAll(async () => {
  connection = await openDuckDb()
  await connection.run('create table m (id integer, genres varchar, tags varchar[])')
  await connection.run("insert into m values (1, 'a|b', ['x', 'y']), (2, '', []), (3, null, null)")
})

function onSnowflake(query: OperationNodeSource): string {
  const sql = compile(snowflake(), query.toOperationNode())
  expect(validate(sql, 'snowflake').errors).toEqual([])
  return sql
}

async function rows(query: OperationNodeSource): Promise<unknown> {
  return (await connection.runAndReadAll(compile(duckDb(), query.toOperationNode()))).getRowsJson()
}

it('splitToTable in a lateral join', async () => {
  const query = db
    .selectFrom('m')
    .crossJoinLateral((eb) => splitToTable(eb.ref('m.genres'), '|').as('g'))
    .select(['m.id', 'g.value', 'g.index'])
    .orderBy('m.id')
    .orderBy('g.index')
  expect(onSnowflake(query)).toMatchInlineSnapshot(
    `"select "M"."ID", "G"."VALUE", "G"."INDEX" from "M" inner join lateral split_to_table("M"."GENRES", '|') as "G" order by "M"."ID" nulls last, "G"."INDEX" nulls last"`,
  )
  expect(compile(duckDb(), query.toOperationNode())).toMatchInlineSnapshot(
    `"select "m"."id", "g"."value", "g"."index" from "m" cross join lateral (select unnest("kerros_list") as "value", generate_subscripts("kerros_list", 1) as "index" from (select string_split("m"."genres", '|') as "kerros_list")) as "g" order by "m"."id" nulls last, "g"."index" nulls last"`,
  )
  expect(await rows(query)).toEqual([
    [1, 'a', '1'],
    [1, 'b', '2'],
    [2, '', '1'],
  ])
})

it('flatten in a lateral join', async () => {
  const query = db
    .selectFrom('m')
    .innerJoinLateral(
      (eb) => flatten(eb.ref('m.tags')).as('g'),
      (join) => join.onTrue(),
    )
    .select(['m.id', 'g.value', 'g.index'])
    .orderBy('m.id')
    .orderBy('g.index')
  expect(onSnowflake(query)).toMatchInlineSnapshot(
    `"select "M"."ID", "G"."VALUE", "G"."INDEX" from "M" inner join lateral flatten(input => "M"."TAGS") as "G" order by "M"."ID" nulls last, "G"."INDEX" nulls last"`,
  )
  expect(await rows(query)).toEqual([
    [1, 'x', '0'],
    [1, 'y', '1'],
  ])
})

it('an alias like the one inside does no harm', async () => {
  const query = db
    .selectFrom('m as kerros_list')
    .crossJoinLateral((eb) => splitToTable(eb.ref('kerros_list.genres'), '|').as('g'))
    .select('g.value')
    .where('kerros_list.id', '=', 1)
    .orderBy('g.index')
  expect(await rows(query)).toEqual([['a'], ['b']])
})

it('a table function comes first in FROM', async () => {
  const query = db
    .selectFrom(splitToTable(text('a-b'), '-').as('g'))
    .select('g.value')
    .orderBy('g.index', 'desc')
  expect(onSnowflake(query)).toMatchInlineSnapshot(
    `"select "G"."VALUE" from table(split_to_table('a-b', '-')) as "G" order by "G"."INDEX" desc nulls first"`,
  )
  expect(await rows(query)).toEqual([['b'], ['a']])
})

it('a table function follows a table in FROM', async () => {
  const query = db
    .selectFrom(['m', (eb) => splitToTable(eb.ref('m.genres' as never), '|').as('g')])
    .select(['m.id', 'g.value'])
    .orderBy('m.id')
    .orderBy('g.value')
  expect(onSnowflake(query)).toMatchInlineSnapshot(
    `"select "M"."ID", "G"."VALUE" from "M", lateral split_to_table("M"."GENRES", '|') as "G" order by "M"."ID" nulls last, "G"."VALUE" nulls last"`,
  )
  expect(await rows(query)).toEqual([
    [1, 'a'],
    [1, 'b'],
    [2, ''],
  ])
})

it('a lateral subquery is joined as Snowflake joins it', () => {
  const query = db
    .selectFrom('m')
    .crossJoinLateral((eb) => eb.selectFrom('m as o').select('o.id as other').whereRef('o.id', '>', 'm.id').as('x'))
    .select(['m.id', 'x.other'])
  expect(onSnowflake(query)).toMatchInlineSnapshot(
    `"select "M"."ID", "X"."OTHER" from "M" inner join lateral (select "O"."ID" as "OTHER" from "M" as "O" where "O"."ID" > "M"."ID") as "X""`,
  )
})

it('Snowflake refuses a left join of a table function', () => {
  const query = db
    .selectFrom('m')
    .leftJoinLateral(
      (eb) => splitToTable(eb.ref('m.genres'), '|').as('g'),
      (join) => join.onTrue(),
    )
    .select('g.value')
  expect(() => compile(snowflake(), query.toOperationNode())).toThrowErrorMatchingInlineSnapshot(
    `[KerrosError: Snowflake joins a table function neither by a left join nor with a condition]`,
  )
})
