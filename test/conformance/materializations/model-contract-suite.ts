import { boolean, castTo, date, decimal, double, incremental, integer, table, timestamp, varchar, view } from 'kerros'
import { sql } from 'kysely'
import { beforeEach, expect, it } from 'vitest'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'

const KINDS = { 'a table': table, 'a view': view, 'an incremental table': incremental } as const

const TYPES = {
  whole: integer(),
  exact: decimal(10, 2),
  inexact: double(),
  truth: boolean(),
  text: varchar(),
  day: date(),
  at: timestamp(),
}

/** A literal has the type that an engine chooses. */
const ONE = castTo(sql<string>`'1'`, integer() as never)

/** A value of each, as text. */
const VALUES: { readonly [name in keyof typeof TYPES]: string } = {
  whole: '1',
  exact: '1.50',
  inexact: '1.5',
  truth: 'true',
  text: 'blue',
  day: '2026-01-02',
  at: '2026-01-02 03:04:05',
}

/** What the engine says of a relation, compared with what its model promises: raw SQL says nothing before. */
export function modelContractSuite(engine: EngineUnderTest): void {
  contractSuite('contracts of models', engine, () => {
    let project: ScratchProject

    beforeEach(async () => {
      project = await ScratchProject.create(engine)
      return () => project.remove()
    })

    const model = (define: any, query: () => unknown, contract: object): unknown =>
      define({}, query, { contract, ...(define === incremental ? { uniqueKey: 'id' } : {}) })
    const built = async (m: unknown) => (await project.build({ m })).nodes[0]!
    const contract = { id: integer(), color: varchar() }

    it.each(Object.entries(KINDS))('of %s holds in any order of the columns', async (_, define) => {
      const m = model(define, () => sql`select 'blue' as color, ${ONE} as id`, contract)
      for (let run = 0; run < 2; run++) expect((await built(m)).error).toBeUndefined()
      expect(await project.rows('select id, color from m')).toEqual([{ id: 1, color: 'blue' }])
    })

    it.each(Object.entries(KINDS))('of %s is broken by other names, and nothing is published', async (_, define) => {
      const { status, error } = await built(model(define, () => sql`select 'blue' as colour, ${ONE} as id`, contract))
      expect([status, error?.message]).toEqual([
        'error',
        expect.stringMatching(/"color" is missing|column named "COLOR"/),
      ])
      await expect(project.rows('select * from m')).rejects.toMatchObject({ code: 'E_QUERY' })
    })

    it.each(Object.entries(KINDS))('of %s is broken by other types, and the old rows stay', async (_, define) => {
      expect(
        (await built(model(define, () => sql`select 'blue' as color, ${ONE} as id`, contract))).error,
      ).toBeUndefined()
      for (const [name, type] of Object.entries(TYPES)) {
        if (name === 'text') continue
        const value = castTo(sql<string>`${sql.lit(VALUES[name as keyof typeof TYPES])}`, type as never)
        const query = () => sql`select ${value} as color, ${ONE} as id`
        const { status, error } = await built(model(define, query, contract))
        expect([name, status, error?.message]).toEqual([name, 'error', expect.stringMatching(/"color" is \S+, not /i)])
      }
      expect(await project.rows('select id, color from m')).toEqual([{ id: 1, color: 'blue' }])
    })

    it.each(Object.entries(KINDS))('of %s holds for each type that it names', async (_, define) => {
      const columns = Object.entries(TYPES).map(
        ([name, type]) => sql`${castTo(sql<any>`null`, type.nullable() as never)} as ${sql.id(name)}`,
      )
      const query = () => sql`select ${ONE} as id, ${sql.join(columns)}`
      const nullable = Object.fromEntries(Object.entries(TYPES).map(([name, type]) => [name, type.nullable()]))
      const m = model(define, query, { id: integer(), ...nullable })
      for (let run = 0; run < 2; run++) expect((await built(m)).error).toBeUndefined()
      expect(await project.rows('select id from m')).toHaveLength(1)
    })
  })
}
