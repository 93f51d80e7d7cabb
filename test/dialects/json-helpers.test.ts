import { Kysely, type RawBuilder } from 'kysely'
import * as mysql from 'kysely/helpers/mysql'
import * as postgres from 'kysely/helpers/postgres'
import * as sqlite from 'kysely/helpers/sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DuckDbDatabase } from '../../src/dialects/duckdb/connect/duckdb-database.js'
import { DuckDbDialect } from '../../src/dialects/duckdb/dialect/duckdb-dialect.js'
import { SnowflakeQueryCompiler } from '../../src/dialects/snowflake/query/snowflake-query-compiler.js'
import { compileOnly } from './snowflake/query/database.js'

interface Database {
  readonly person: { readonly id: number; readonly name: string }
  readonly pet: { readonly owner: number; readonly name: string; readonly weight: number | null }
}

const database = new DuckDbDatabase()
const db = new Kysely<Database>({ dialect: new DuckDbDialect({ database }) })
beforeAll(async () => {
  const session = await database.connect()
  await session.query(`create table person as select * from (values (1, 'Ann'), (2, 'Bo')) as t(id, name)`)
  await session.query(
    `create table pet as select * from (values (1, 'Rex', 3.5), (1, 'Cat', null)) as t(owner, name, weight)`,
  )
})
afterAll(async () => {
  await db.destroy()
  await database.close()
})

const pets = [
  { name: 'Cat', weight: null },
  { name: 'Rex', weight: 3.5 },
]

describe('JSON out of rows on DuckDB', () => {
  it.each([
    ['postgres', postgres],
    ['sqlite', sqlite],
  ])('by kysely/helpers/%s', async (_, { jsonArrayFrom, jsonObjectFrom, jsonBuildObject }) => {
    const rows = await db
      .selectFrom('person')
      .select((eb) => {
        const own = eb.selectFrom('pet').select(['pet.name', 'pet.weight']).whereRef('pet.owner', '=', 'person.id')
        return [
          'person.id',
          jsonArrayFrom(own.orderBy('pet.name')).as('pets'),
          jsonObjectFrom(own.where('pet.name', '=', 'Rex')).as('rex'),
          jsonBuildObject({ id: eb.ref('person.id'), name: eb.ref('person.name') }).as('person'),
        ]
      })
      .orderBy('person.id')
      .execute()
    expect(rows).toEqual([
      { id: 1, pets, rex: pets[1], person: { id: 1, name: 'Ann' } },
      { id: 2, pets: [], rex: null, person: { id: 2, name: 'Bo' } },
    ])
  })

  it("by Kysely's own functions", async () => {
    const rows = await db
      .selectFrom('pet')
      .select((eb) => [eb.fn.jsonAgg('pet').orderBy('pet.name').as('pets')])
      .execute()
    expect(rows).toEqual([{ pets: pets.map((pet) => ({ owner: 1, ...pet })) }])
    const one = await db
      .selectFrom('person')
      .select((eb) => eb.fn.toJson('person').as('person'))
      .where('id', '=', 2)
      .execute()
    expect(one).toEqual([{ person: { id: 2, name: 'Bo' } }])
  })
})

it.each([
  ['postgres', postgres],
  ['sqlite', sqlite],
  ['mysql', mysql],
])(
  'Snowflake refuses kysely/helpers/%s before anything runs',
  (_, { jsonArrayFrom, jsonObjectFrom, jsonBuildObject }) => {
    const snow = compileOnly<Database>(new SnowflakeQueryCompiler())
    const own = snow.selectFrom('pet').select(['pet.name', 'pet.weight'])
    const all = [jsonArrayFrom(own), jsonObjectFrom(own), jsonBuildObject({ id: snow.dynamic.ref('id') as never })]
    for (const x of all as unknown as readonly RawBuilder<unknown>[])
      expect(() => snow.selectFrom('person').select(x.as('x')).compile()).toThrow(
        expect.objectContaining({ code: 'E_UNSUPPORTED', hint: expect.stringMatching(/arrayAgg\(objectConstruct/) }),
      )
  },
)
