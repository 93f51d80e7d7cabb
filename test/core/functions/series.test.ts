import type { DuckDBConnection } from '@duckdb/node-api'
import { type DatePart, dateSpine, generateSeries } from 'kerros'
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import fc from '../../seeded-fast-check.js'
import { type SdkSession, sdkRows, sdkSession } from '../../servers/sdk-rows.js'
import { snowflakeServer } from '../../servers/snowflake-server.js'
import { compile, duckDb, openDuckDb, snowflake } from './run-case.js'

// docs/functions.md: which numbers and which moments there are. The oracle counts them one by one.

const server = await snowflakeServer()
const db = new Kysely<{}>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (it) => new PostgresIntrospector(it),
    createQueryCompiler: duckDb,
  },
})

let duckdb: DuckDBConnection
let session: SdkSession

beforeAll(async () => {
  duckdb = await openDuckDb()
  if (!server.skipReason) session = await sdkSession(server)
})
afterAll(() => session?.close())

type Series = ReturnType<typeof generateSeries> | ReturnType<typeof dateSpine>

/** The values as text, in order. */
async function valuesOf(engine: 'duckdb' | 'snowflake', series: Series): Promise<readonly string[]> {
  const query = db.selectFrom(series.as('s') as never).select('s.value' as never)
  const sql = compile(engine === 'duckdb' ? duckDb() : snowflake(), query.toOperationNode())
  const alias = engine === 'duckdb' ? 'cast("value" as varchar)' : 'cast("VALUE" as varchar)'
  const shown = `select ${alias} from (${sql}) as q order by ${engine === 'duckdb' ? '"value"' : '"VALUE"'}`
  const rows = engine === 'duckdb' ? (await duckdb.runAndReadAll(shown)).getRows() : await sdkRows(session, shown)
  return rows.map(([value]) => String(value).replace(/\.0+$/, ''))
}

const two = (n: number): string => String(n).padStart(2, '0')
const day = (date: Date): string => date.toISOString().slice(0, 10)

/** A date moved by one unit so many times, written from the page: a day that a month does not have becomes its last. */
function moved(start: string, part: DatePart, n: number): Date {
  const [year, month, dayOfMonth] = start.slice(0, 10).split('-').map(Number) as [number, number, number]
  const months = { year: 12, quarter: 3, month: 1 }[part as 'year']
  if (months === undefined) {
    const milliseconds = { week: 604_800_000, day: 86_400_000, hour: 3_600_000, minute: 60_000, second: 1000 }
    return new Date(Date.parse(`${start.replace(' ', 'T').padEnd(19, 'T00:00:00')}Z`) + n * milliseconds[part as 'day'])
  }
  const all = year * 12 + month - 1 + n * months
  const [y, m] = [Math.floor(all / 12), (all % 12) + 1]
  const longest = [
    31,
    y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0) ? 29 : 28,
    31,
    30,
    31,
    30,
    31,
    31,
    30,
    31,
    30,
    31,
  ]
  return new Date(`${y}-${two(m)}-${two(Math.min(dayOfMonth, longest[m - 1]!))}T00:00:00Z`)
}

function spine(part: DatePart, start: string, end: string): readonly string[] {
  const last = new Date(`${end.slice(0, 10)}T00:00:00Z`)
  const found: string[] = []
  for (let n = 0; moved(start, part, n) < last; n += 1) found.push(day(moved(start, part, n)))
  return found
}

const ENGINES = ['duckdb', 'snowflake'] as const

describe.each(ENGINES)('on %s', (engine) => {
  const runs = engine === 'duckdb' ? 400 : 25
  const test = it.skipIf(engine === 'snowflake' && server.skipReason)

  test('dateSpine has the dates that counting one by one gives', async () => {
    const parts = fc.constantFrom<DatePart>('year', 'quarter', 'month', 'week', 'day')
    const dates = fc.date({ min: new Date('1890-01-01'), max: new Date('2150-12-31'), noInvalidDate: true })
    const property = fc.asyncProperty(parts, dates, fc.integer({ min: 1, max: 900 }), async (part, from, length) => {
      const [start, end] = [day(from), day(new Date(from.getTime() + length * 86_400_000))]
      // The protocol server's DATEADD of a DATE by quarters is a TIMESTAMP.
      const days = (await valuesOf(engine, dateSpine(part, start, end))).map((value) => value.replace(' 00:00:00', ''))
      expect(days).toEqual(spine(part, start, end))
    })
    await fc.assert(property, { numRuns: runs })
  })

  test('generateSeries has the numbers that counting one by one gives', async () => {
    const numbers = fc.integer({ min: -500, max: 500 })
    const property = fc.asyncProperty(numbers, numbers, fc.integer({ min: 1, max: 90 }), async (a, b, step) => {
      const expected: number[] = []
      for (let n = a; a <= b ? n <= b : n >= b; n += a <= b ? step : -step) expected.push(n)
      const series = generateSeries(a, b, a <= b ? step : -step)
      expect(await valuesOf(engine, series)).toEqual(expected.sort((x, y) => x - y).map(String))
    })
    await fc.assert(property, { numRuns: runs })
  })

  test('hours are timestamps', async () => {
    const hours = await valuesOf(engine, dateSpine('hour', '2024-02-28 22:30:00', '2024-02-29'))
    expect(hours.map((hour) => hour.replace(/\.0+$/, ''))).toEqual(['2024-02-28 22:30:00', '2024-02-28 23:30:00'])
  })
})

it.each([
  ['a series upwards without numbers', () => generateSeries(2, 1)],
  ['a series downwards without numbers', () => generateSeries(1, 2, -1)],
  ['a step of 0', () => generateSeries(1, 2, 0)],
  ['a step that is not whole', () => generateSeries(1, 2, 0.5)],
  ['a number beyond JavaScript', () => generateSeries(1, Number.POSITIVE_INFINITY)],
  ['a spine that ends where it begins', () => dateSpine('day', '2024-01-01', '2024-01-01')],
  ['a day that no month has', () => dateSpine('day', '2024-02-30', '2024-03-01')],
  ['text in another form', () => dateSpine('day', '01/02/2024', '2024-03-01')],
  ['a time of day in a spine of days', () => dateSpine('day', '2024-01-01 10:00:00', '2024-03-01')],
  ['a unit that is none', () => dateSpine('fortnight' as never, '2024-01-01', '2024-03-01')],
])('%s is refused', (_, call) => {
  expect(call).toThrow(expect.objectContaining({ code: 'E_INVALID_OPTION' }))
})
