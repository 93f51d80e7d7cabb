import {
  type Constraints,
  castTo,
  count,
  foreignKey,
  incremental,
  integer,
  source,
  table,
  timestamp,
  varchar,
  view,
} from 'kerros'
import { beforeEach, describe, expect, it } from 'vitest'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'

/** How the constraints of a table are read from an engine: `primary key (ID)`. */
export interface ConstraintsUnderTest {
  /** The query of the constraints of a table, one text each. */
  declared(table: string): string
  /** What of the suite's constraints the engine declares. */
  readonly expected: { readonly [constraint in 'notNull' | 'primaryKey' | 'unique' | 'check' | 'foreignKey']: string[] }
}

const raw = source('raw', {
  orders: {
    id: integer().nullable(),
    customer_id: integer().nullable(),
    amount: integer().nullable(),
    number: varchar().nullable(),
    loaded_at: timestamp(),
  },
})

type Row = readonly [number | null, number | null, number | null, string | null]

function load(at: string, ...rows: readonly Row[]): string {
  const text = (value: unknown): string =>
    value === null ? 'null' : typeof value === 'string' ? `'${value}'` : `${value as number}`
  const values = rows.map((row) => `(${row.map(text).join(', ')}, '${at}')`)
  return `insert into raw.orders values ${values.join(', ')}`
}

const FINE: readonly Row[] = [
  [1, 10, 5, 'a'],
  [2, 10, 6, 'b'],
  [3, 20, null, null],
  [4, null, 7, null],
]

/** What every engine makes of constraints. */
export function constraintSuite(engine: EngineUnderTest, under: ConstraintsUnderTest): void {
  contractSuite('constraints', engine, () => {
    let project: ScratchProject

    beforeEach(async () => {
      project = await ScratchProject.create(engine)
      await project.execute(
        'create schema if not exists raw',
        'create or replace table raw.orders (id integer, customer_id integer, amount integer, number varchar, loaded_at timestamp)',
        load('2026-01-01', ...FINE),
      )
      return () => project.remove()
    })

    const customers = table(
      { o: raw.orders },
      (db) =>
        db
          .selectFrom('o')
          .where('o.customer_id', 'is not', null)
          .groupBy('o.customer_id')
          .select((eb) => [castTo(eb.ref('o.customer_id'), integer()).as('customer_id'), count().as('n')]),
      { constraints: { primaryKey: 'customer_id' } },
    )

    const ALL: Constraints<{
      id: number | null
      customer_id: number | null
      amount: number | null
      number: string | null
    }> = {
      notNull: ['loaded_at' as never],
      primaryKey: 'id',
      unique: ['number'],
      foreignKey: [foreignKey(customers, 'customer_id')],
      check: { positive_amount: (eb) => eb('amount', '>', 0) },
    }

    const orders = (constraints: Constraints<any>) =>
      table({ o: raw.orders }, (db) => db.selectFrom('o').selectAll(), {
        constraints: constraints as never,
      })

    const added = (constraints: Constraints<any>, options: object = {}) =>
      incremental({ o: raw.orders }, (db, { since }) => db.selectFrom('o').selectAll().$call(since('o.loaded_at')), {
        watermark: 'loaded_at',
        constraints: constraints as never,
        ...options,
      })

    const declared = async (name: string): Promise<readonly unknown[]> =>
      (await project.rows(under.declared(name))).map((row) => Object.values(row)[0]).sort()

    const everything = Object.values(under.expected).flat().sort()

    const error = async (definitions: { readonly [name: string]: unknown }): Promise<string | undefined> => {
      const { nodes } = await project.build({ raw, customers, ...definitions })
      const found = nodes.flatMap(({ error }) => error ?? [])
      return found.map(({ code, message }) => `${code} ${message}`).join('\n') || undefined
    }

    it('declares what the engine has, in the first run and when the table is replaced', async () => {
      for (let run = 0; run < 2; run++) {
        expect(await error({ orders: orders(ALL) })).toBeUndefined()
        expect(await declared('orders')).toEqual(everything)
        expect(await project.rows('select * from orders')).toHaveLength(4)
      }
      expect(await error({ orders: orders({}) })).toBeUndefined()
      expect(await declared('orders')).toEqual([])
    })

    it('builds a relation that a foreign key points to first, and replaces it in any run', async () => {
      const definitions = { raw, orders: orders(ALL), customers }
      const names = (await project.build(definitions)).nodes.map(({ name }) => name)
      expect(names).toEqual(['customers', 'orders'])
      expect((await project.build(definitions, { select: ['customers'] })).ok).toBe(true)
      expect(await declared('orders')).toEqual(everything)
      expect(await declared('customers')).toEqual(
        under.expected.primaryKey.map((text) =>
          text.replace(/id/i, (id) => (id === 'ID' ? 'CUSTOMER_ID' : 'customer_id')),
        ),
      )
    })

    const BROKEN: readonly (readonly [Row, string])[] = [
      [[1, 10, 5, 'c'], 'primary key "id": 1 value in several rows'],
      [[null, 10, 5, 'c'], 'primary key "id": 1 row with NULL in it'],
      [[5, 10, 5, 'a'], 'unique "number": 1 value in several rows'],
      [[5, 30, 5, 'c'], 'foreign key "customer_id" to "known": 1 row without a match'],
      [[5, 10, 0, 'c'], 'check "positive_amount": 1 row'],
    ]
    // Made of fewer rows than the orders, so that a customer can be missing.
    const known = view({ o: raw.orders }, (db) =>
      db.selectFrom('o').where('o.customer_id', '<', 30).select('o.customer_id').distinct(),
    )
    const toKnown = { ...ALL, foreignKey: [foreignKey(known, 'customer_id')] }

    describe('rows that break one', () => {
      for (const [row, says] of BROKEN) {
        it(`leave the table as it was: ${says}`, async () => {
          expect(await error({ known, orders: orders(toKnown) })).toBeUndefined()
          await project.execute(load('2026-01-02', row))
          expect(await error({ known, orders: orders(toKnown) })).toBe(
            `E_CONSTRAINT the rows of "orders" break a constraint: ${says}`,
          )
          expect(await project.rows('select * from orders')).toHaveLength(4)
        })

        for (const options of [{}, { uniqueKey: 'id' }, { uniqueKey: 'id', strategy: 'delete+insert' }]) {
          const key = Object.values(options).join(' ') || 'none'
          it(`leave an incremental table as it was (key: ${key}): ${says}`, async () => {
            expect(await error({ known, orders: added(toKnown, options) })).toBeUndefined()
            await project.execute(load('2026-01-02', row))
            const replaces = 'uniqueKey' in options && row[0] === 1
            const found = await error({ known, orders: added(toKnown, options) })
            if (replaces) expect(found).toBeUndefined()
            else expect(found).toMatch(/^E_(?:CONSTRAINT|DUPLICATE_KEY) |violates (?:primary key|unique) constraint/)
            expect(await project.rows(`select * from orders where loaded_at > '2026-01-01'`)).toHaveLength(
              replaces ? 1 : 0,
            )
            expect(await project.rows('select * from orders')).toHaveLength(4)
          })
        }
      }

      it('are refused by NOT NULL, and are all named', async () => {
        await project.execute(load('2026-01-02', [5, 10, -1, null], [6, 10, -1, null]))
        expect(await error({ orders: orders({ ...ALL, notNull: ['number', 'amount'] }) })).toBe(
          'E_CONSTRAINT the rows of "orders" break constraints: not null "number": 4 rows; not null "amount": 1 row; check "positive_amount": 2 rows',
        )
      })
    })

    for (const options of [{}, { uniqueKey: 'id' }, { uniqueKey: 'id', strategy: 'delete+insert' }]) {
      const key = Object.values(options).join(' ') || 'none'
      it(`keeps those of an incremental table through its runs, and changes them (key: ${key})`, async () => {
        expect(await error({ orders: added(ALL, options) })).toBeUndefined()
        await project.execute(load('2026-01-02', [5, 20, 5, 'c']))
        expect(await error({ orders: added(ALL, options) })).toBeUndefined()
        expect(await declared('orders')).toEqual(everything)
        const { unique: _, ...fewer } = ALL
        await project.execute(load('2026-01-03', [6, 20, 5, 'a']))
        expect(await error({ orders: added(ALL, options) })).toMatch(/unique "number"|"number: …" violates unique/)
        expect(await error({ orders: added(fewer, options) })).toBeUndefined()
        expect(await declared('orders')).toEqual(everything.filter((one) => !under.expected.unique.includes(one)))
        await project.execute(load('2026-01-04', [7, 20, 5, 'z']))
        expect(await error({ orders: added(ALL, options) })).toContain('unique "number": 1 value in several rows')
        await project.execute(`update orders set number = 'y' where id = 6`)
        expect(await error({ orders: added(ALL, options) })).toBeUndefined()
        expect(await declared('orders')).toEqual(everything)
        expect(await project.rows('select * from orders')).toHaveLength(7)
      })
    }

    it('adds columns to an incremental table that has constraints', async () => {
      expect(await error({ orders: added(ALL, { uniqueKey: 'id' }) })).toBeUndefined()
      await project.execute(load('2026-01-02', [1, 20, 5, 'c'], [5, 20, 5, 'd']))
      const wider = incremental(
        { o: raw.orders },
        (db, { since }) =>
          db
            .selectFrom('o')
            .selectAll()
            .select((eb) => eb.ref('o.amount').as('twice'))
            .$call(since('o.loaded_at')),
        { watermark: 'loaded_at', uniqueKey: 'id', constraints: ALL as never, onSchemaChange: 'append_new_columns' },
      )
      expect(await error({ orders: wider })).toBeUndefined()
      expect(await declared('orders')).toEqual(everything)
      expect(await project.rows('select id, number, twice from orders order by id')).toEqual([
        { id: 1, number: 'c', twice: 5 },
        { id: 2, number: 'b', twice: null },
        { id: 3, number: null, twice: null },
        { id: 4, number: null, twice: null },
        { id: 5, number: 'd', twice: 5 },
      ])
    })
  })
}
