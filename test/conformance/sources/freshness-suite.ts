import { date, defineProject, type FreshnessAge, source, type TestedRows, timestamp, varchar } from 'kerros'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { FreshnessResult } from '../../../src/core/result/freshness-result.js'
import { openProject } from '../../../src/runtime/open/open-project.js'
import { sourceFreshness } from '../../../src/runtime/sources/source-freshness.js'
import fc from '../../seeded-fast-check.js'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'

interface Row {
  /** Milliseconds before the tables were filled; less than 0 for the future. */
  readonly age: number | null
  readonly days: number | null
  readonly s: string | null
}

/** A condition, and whether it holds for a row: not where it is NULL. */
const FILTERS: readonly {
  readonly filter: TestedRows<any> | null | undefined
  readonly holds: (row: Row) => boolean
}[] = [
  { filter: undefined, holds: () => true },
  { filter: null, holds: () => true },
  { filter: (eb) => eb('s', '=', 'a'), holds: ({ s }) => s === 'a' },
  { filter: (eb) => eb('model.s', '!=', 'a'), holds: ({ s }) => s !== null && s !== 'a' },
  { filter: (eb) => eb.or([eb('s', 'is', null), eb('s', '=', 'b')]), holds: ({ s }) => s === null || s === 'b' },
  { filter: (eb) => eb('s', '=', 'never'), holds: () => false },
]

const UNITS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const
interface Limit {
  readonly count: number
  readonly unit: keyof typeof UNITS
}

const PLACES = ['field', 'day', 'greatest', 'first', 'sibling', 'raw'] as const
interface Case {
  readonly rows: readonly Row[]
  readonly warnAfter: Limit | null | undefined
  readonly errorAfter: Limit | null | undefined
  readonly place: (typeof PLACES)[number]
  readonly filter: number
}

/** Of the source; each table can say something else. */
const OF_SOURCE: { readonly warnAfter: Limit; readonly errorAfter: Limit } = {
  warnAfter: { count: 90, unit: 'minute' },
  errorAfter: { count: 2, unit: 'day' },
}

const limit: fc.Arbitrary<Limit> = fc.oneof(
  fc.record({ count: fc.integer({ min: 1, max: 200 }), unit: fc.constant('minute' as const) }),
  fc.record({ count: fc.integer({ min: 1, max: 50 }), unit: fc.constant('hour' as const) }),
  fc.record({ count: fc.integer({ min: 1, max: 3 }), unit: fc.constant('day' as const) }),
)
const said = fc.option(fc.option(limit), { nil: undefined })
/** Mostly near a threshold of the source, by more than a statement takes. */
const age = fc.oneof(
  fc.integer({ min: -3 * UNITS.day, max: 4 * UNITS.day }),
  fc.constantFrom(90 * UNITS.minute - 60_000, 90 * UNITS.minute, 2 * UNITS.day - 60_000, 2 * UNITS.day, 0, -1000),
)
const cases: fc.Arbitrary<Case> = fc.record({
  rows: fc.array(
    fc.record({
      age: fc.option(age),
      days: fc.option(fc.integer({ min: -2, max: 4 })),
      s: fc.option(fc.constantFrom('a', 'b')),
    }),
    { maxLength: 5 },
  ),
  warnAfter: said,
  errorAfter: said,
  place: fc.constantFrom(...PLACES),
  filter: fc.nat(FILTERS.length - 1),
})

const TABLES = 6
const columns = { at: timestamp().nullable(), d: date().nullable(), s: varchar().nullable() }
const iso = (time: number) => new Date(time).toISOString()
const sqlTime = (time: number) => `timestamp '${iso(time).slice(0, -1).replace('T', ' ')}'`
const sqlText = (text: string | null) => (text === null ? 'null' : `'${text}'`)
const ageText = (one: Limit | null | undefined) =>
  one && (`${one.count} ${one.unit}${one.count === 1 ? '' : 's'}` as FreshnessAge)

function givenOnly<O extends object>(options: O): O {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as O
}

function definition(some: readonly Case[]) {
  const tables = some.map(({ place, warnAfter, errorAfter, filter }, i) => {
    const name = `t${i}`
    const queries: { readonly [P in Case['place']]?: (db: any) => any } = {
      greatest: (db) => db.selectFrom(name).select((eb: any) => eb.fn.max('at').as('x')),
      first: (db) => db.selectFrom(name).where('at', 'is not', null).orderBy('at', 'desc').limit(1).select('at'),
      sibling: (db) => db.selectFrom('log').where('s', '=', name).select('at'),
      raw: (db) =>
        db
          .selectFrom(name)
          .select((eb: any) => eb.fn.max('d').as('x'))
          .where('s', '=', 'a'),
    }
    const loadedAtQuery = queries[place]
    const freshness = givenOnly({
      warnAfter: ageText(warnAfter),
      errorAfter: ageText(errorAfter),
      filter: loadedAtQuery ? undefined : FILTERS[filter]!.filter,
    })
    const where = loadedAtQuery ? { loadedAtQuery } : { loadedAtField: place === 'day' ? 'd' : 'at' }
    return [name, { freshness, ...where }]
  })
  const { warnAfter, errorAfter } = OF_SOURCE
  return source(
    'raw',
    { ...Object.fromEntries(some.map((_, i) => [`t${i}`, columns])), log: columns } as { [t: string]: typeof columns },
    {
      freshness: { warnAfter: ageText(warnAfter)!, errorAfter: ageText(errorAfter)! },
      tables: { ...Object.fromEntries(tables), log: { freshness: null } },
    },
  )
}

/** What docs/sources.md says of a table, by the warehouse's time; `undefined` where nothing is measured. */
function expected({ rows, warnAfter, errorAfter, place, filter }: Case, filled: number, now: number | undefined) {
  const warn = warnAfter === undefined ? OF_SOURCE.warnAfter : warnAfter
  const error = errorAfter === undefined ? OF_SOURCE.errorAfter : errorAfter
  if (warn === null && error === null) return undefined
  const byDay = place === 'day' || place === 'raw'
  const looked = rows.filter((row) =>
    place === 'field' || place === 'day' ? FILTERS[filter]!.holds(row) : place !== 'raw' || row.s === 'a',
  )
  const midnight = Math.floor(filled / UNITS.day) * UNITS.day
  const times = looked.flatMap((row) => {
    if (byDay) return row.days === null ? [] : [midnight - row.days * UNITS.day]
    return row.age === null ? [] : [filled - row.age]
  })
  const newest = times.length === 0 ? undefined : Math.max(...times)
  const old = now === undefined ? Number.NaN : newest === undefined ? Number.POSITIVE_INFINITY : now - newest
  const exceeds = (one: Limit | null) => one !== null && old > one.count * UNITS[one.unit]
  return { newest: newest && iso(newest), status: exceeds(error) ? 'error' : exceeds(warn) ? 'warn' : 'pass' }
}

/** How fresh sources are, by their rows, and by what else knows it. */
export function freshnessSuite(engine: EngineUnderTest): void {
  contractSuite('freshness of sources', engine, () => {
    let scratch: ScratchProject
    const measured = async (raw: object): Promise<readonly FreshnessResult[]> => {
      const project = defineProject({ name: 'scratch', models: [{ raw }], targets: { dev: scratch.target } })
      const opened = await openProject({ project, cwd: scratch.folder })
      return (await sourceFreshness(opened)).results
    }
    beforeAll(async () => {
      scratch = await ScratchProject.create(engine)
      await scratch.execute('create schema raw')
      for (const name of ['log', ...Array.from({ length: TABLES }, (_, i) => `t${i}`)])
        await scratch.execute(`create table raw.${name} ("AT" timestamp, d date, s varchar)`)
    })
    afterAll(() => scratch.remove())

    it('is what the documentation says, for any rows, thresholds, filters and queries', async () => {
      let judged = 0
      const seen = new Set<string>()
      await fc.assert(
        fc.asyncProperty(fc.array(cases, { minLength: TABLES, maxLength: TABLES }), async (some) => {
          const filled = Date.now()
          const values = ({ age, days, s }: Row) => {
            const at = age === null ? 'null' : sqlTime(filled - age)
            const day = days === null ? 'null' : `date '${iso(filled - days * UNITS.day).slice(0, 10)}'`
            return `(${at}, ${day}, ${sqlText(s)})`
          }
          const newest = (rows: readonly Row[]) =>
            Math.max(...rows.flatMap(({ age }) => (age === null ? [] : [filled - age])))
          const log = some.flatMap(({ rows }, i) =>
            rows.some(({ age }) => age !== null) ? [`(${sqlTime(newest(rows))}, null, 't${i}')`] : [],
          )
          const filling = [['log', log] as const, ...some.map(({ rows }, i) => [`t${i}`, rows.map(values)] as const)]
          const statements = filling.flatMap(([name, rows]) => [
            `delete from raw.${name}`,
            ...(rows.length > 0 ? [`insert into raw.${name} values ${rows.join(', ')}`] : []),
          ])
          await scratch.execute(...statements)
          const results = await measured(definition(some))
          for (const [i, one] of some.entries()) {
            const found = results.find(({ name }) => name === `raw.t${i}`)
            const should = expected(one, filled, found?.snapshottedAt?.getTime())
            const is = found && { newest: found.maxLoadedAt?.toISOString(), status: found.status }
            expect({ ...one, found: is }).toEqual({ ...one, found: should })
            if (should) seen.add(`${one.place} ${should.status}`)
            judged++
          }
          const now = results[0]?.snapshottedAt?.getTime() ?? filled
          expect(Math.abs(now - filled)).toBeLessThan(120_000)
        }),
        { numRuns: engine.name === 'DuckDB' ? 60 : 25 },
      )
      expect(judged).toBeGreaterThanOrEqual(150)
      // Nearly every place has been found to be everything.
      expect(seen.size).toBeGreaterThanOrEqual(PLACES.length * 3 - 2)
    })

    it('is an error of its source only when a table is missing, or a query returns two rows', async () => {
      await scratch.execute(
        'delete from raw.t0',
        `insert into raw.t0 values (${sqlTime(Date.now())}, null, 'a'), (${sqlTime(Date.now())}, null, 'b')`,
      )
      const freshness = { warnAfter: '1 hour' } as const
      const results = await measured(
        source(
          'raw',
          { t0: columns, t1: columns, missing: columns, log: columns },
          {
            freshness,
            tables: {
              t0: { loadedAtField: 'at' },
              t1: { loadedAtQuery: (db) => db.selectFrom('t0').select('at') },
              missing: { loadedAtField: 'at' },
              log: { loadedAtField: 'd', freshness: null },
            },
          },
        ),
      )
      expect(results.map(({ name, status }) => [name, status])).toEqual([
        ['raw.missing', 'runtime error'],
        ['raw.t0', 'pass'],
        ['raw.t1', 'runtime error'],
      ])
      expect(results[0]!.error).toMatchObject({ message: expect.stringMatching(/missing does not exist$/i) })
    })

    it('is an error of its source only when its database is missing, also where the engine is asked', async () => {
      await scratch.execute('delete from raw.t1', `insert into raw.t1 values (${sqlTime(Date.now())}, null, 'a')`)
      const freshness = { warnAfter: '1 hour' } as const
      const options = { freshness, database: 'no_such_database' }
      const measuredOf = async (raw: object, gone: object) => {
        const project = defineProject({ name: 'scratch', models: [{ raw, gone }], targets: { dev: scratch.target } })
        return (await sourceFreshness(await openProject({ project, cwd: scratch.folder }))).results
      }
      const results = await measuredOf(
        source('raw', { t1: columns, t2: columns }, { freshness, tables: { t1: { loadedAtField: 'at' } } }),
        source('gone', { a: columns, b: columns }, options),
      )
      const statuses = Object.fromEntries(results.map(({ name, status }) => [name, status]))
      expect(statuses).toMatchObject({ 'gone.a': 'runtime error', 'gone.b': 'runtime error', 'raw.t1': 'pass' })
      // DuckDB does not record it.
      expect(statuses['raw.t2']).toMatch(engine.name === 'DuckDB' ? /^runtime error$/ : /^(pass|warn)$/)
    })

    it('is what the engine records, or an error that names what to declare', async () => {
      const [t0] = await measured(source('raw', { t0: columns }, { freshness: { warnAfter: '1 hour' } }))
      if (engine.name === 'DuckDB') {
        expect(t0).toMatchObject({ status: 'runtime error', error: { code: 'E_UNSUPPORTED' } })
        expect(t0!.error!.hint).toMatch(/loadedAtField/)
        return
      }
      // The protocol server says of every table that it was altered in 1970.
      const isOld = t0!.maxLoadedAt!.getTime() === 0
      expect(t0!.status).toBe(isOld ? 'warn' : 'pass')
    })
  })
}
