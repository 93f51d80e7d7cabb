import { count, incremental, integer, max, source, sum, timestamp, varchar } from 'kerros'
import { expect, it } from 'vitest'
import fc from '../seeded-fast-check.js'
import { inMemory, literal, type MemoryProject } from './memory-project.js'

const { events, accounts } = source('raw', {
  events: { id: integer(), account: integer(), amount: integer().nullable(), loaded_at: timestamp() },
  accounts: { id: integer(), name: varchar().nullable(), loaded_at: timestamp() },
})

/** What comes in between two runs: new events, and accounts that are new or overwritten. */
interface Load {
  readonly events: readonly { readonly account: number; readonly amount: number | null }[]
  readonly accounts: readonly { readonly id: number; readonly name: string | null }[]
}

const loads: fc.Arbitrary<readonly Load[]> = fc.array(
  fc.record({
    events: fc.array(
      fc.record({ account: fc.integer({ min: 0, max: 3 }), amount: fc.option(fc.integer({ min: -5, max: 5 })) }),
      { maxLength: 5 },
    ),
    accounts: fc.uniqueArray(
      fc.record({
        id: fc.integer({ min: 0, max: 3 }),
        name: fc.option(fc.string({ maxLength: 3 }).filter((text) => !text.includes('\0'))),
      }),
      {
        maxLength: 3,
        selector: ({ id }) => id,
      },
    ),
  }),
  { minLength: 1, maxLength: 5 },
)

const log = incremental({ e: events }, (db, { since }) => db.selectFrom('e').selectAll().$call(since('e.loaded_at')), {
  watermark: 'loaded_at',
})

const keyed = (strategy: 'merge' | 'delete+insert') =>
  incremental({ a: accounts }, (db, { since }) => db.selectFrom('a').selectAll().$call(since('a.loaded_at')), {
    uniqueKey: 'id',
    watermark: 'loaded_at',
    strategy,
  })

const totals = (strategy: 'merge' | 'delete+insert') =>
  incremental(
    { e: events, a: accounts },
    (db, { since, touched }) =>
      db
        .selectFrom('e')
        .$call(touched('e.account', db.selectFrom('e').select('e.account').$call(since('e.loaded_at'))))
        .groupBy('e.account')
        .select((eb) => [
          'e.account',
          count().as('n'),
          sum(eb.ref('e.amount')).as('amount'),
          max(eb.ref('e.loaded_at')).as('loaded_at'),
        ]),
    { uniqueKey: 'account', watermark: 'loaded_at', strategy },
  )

/** A second look at what came late: the last load is read again by every run. */
const late = incremental(
  { e: events },
  (db, { since }) =>
    db
      .selectFrom('e')
      .selectAll()
      .$call(since('e.loaded_at', { lookback: { unit: 'hour', amount: 1 } })),
  { uniqueKey: 'id', watermark: 'loaded_at' },
)

const definitions = {
  events,
  accounts,
  log,
  merged: keyed('merge'),
  replaced: keyed('delete+insert'),
  sums: totals('merge'),
  resums: totals('delete+insert'),
  late,
}

const TABLES = ['log', 'merged', 'replaced', 'sums', 'resums', 'late'] as const

async function tables(project: MemoryProject): Promise<{ readonly [table: string]: readonly object[] }> {
  const found = await Promise.all(TABLES.map((table) => project.rows(`select * from ${table} order by all`)))
  return Object.fromEntries(TABLES.map((table, i) => [table, found[i]!]))
}

it('incrementals over random loads equal a full rebuild, row by row', async () => {
  await fc.assert(
    fc.asyncProperty(loads, (steps) =>
      inMemory(async (project) => {
        await project.rows(
          'create schema raw',
          'create table raw.events (id integer, account integer, amount integer, loaded_at timestamp)',
          'create table raw.accounts (id integer, name varchar, loaded_at timestamp)',
        )
        let id = 0
        for (const [i, load] of steps.entries()) {
          const at = literal(new Date(Date.UTC(2026, 0, 1 + i)))
          for (const { account, amount } of load.events)
            await project.rows(`insert into raw.events values (${++id}, ${account}, ${literal(amount)}, ${at})`)
          for (const { id: account, name } of load.accounts)
            await project.rows(
              `delete from raw.accounts where id = ${account}`,
              `insert into raw.accounts values (${account}, ${literal(name)}, ${at})`,
            )
          await project.build(definitions)
        }
        const incremented = await tables(project)
        // Without anything new, nothing changes.
        await project.build(definitions)
        expect(await tables(project)).toEqual(incremented)
        await project.build(definitions, { fullRefresh: true })
        expect(await tables(project)).toEqual(incremented)
        expect(incremented['log']).toHaveLength(id)
      }),
    ),
    { numRuns: 8 },
  )
})
