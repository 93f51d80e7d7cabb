import {
  bigint,
  boolean,
  type Column,
  castTo,
  date,
  dateFromParts,
  decimal,
  double,
  epochTimestamp,
  integer,
  jsonPath,
  left,
  lpad,
  parseJson,
  percentileCont,
  percentileDisc,
  right,
  split,
  splitPart,
  splitToTable,
  substring,
  text,
  timestamp,
  tryCast,
  varchar,
  view,
} from 'kerros'
import { type Expression, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type SdkSession, sdkRows, sdkSession } from '../../servers/sdk-rows.js'
import { snowflakeServer } from '../../servers/snowflake-server.js'
import { compileFor, diagnosticsIn } from '../compile/compile-models.js'
import { t } from './fixture.js'
import { openDuckDb } from './run-case.js'

const FAILS = Symbol('fails')

/** A text, the type that it is cast to, and what docs/queries.md says that it becomes; written as text. */
type CastCase = readonly [value: string, column: Column<any>, becomes: string | null]

// Pages below https://docs.snowflake.com/en/sql-reference/: what Snowflake's own conversions would make of the text.
const casts: readonly CastCase[] = [
  // functions/try_to_date: AUTO takes an integer for seconds since 1970, and 01/02/2024 for a day of January.
  ['2015', date(), null],
  ['1700000000', date(), null],
  ['01/02/2024', date(), null],
  ['2024/01/02', date(), null],
  ['02-JAN-2024', date(), null],
  ['2024-1-2', date(), null],
  ['2024-01-02 10:00:00', date(), null],
  ['2024-02-30', date(), null],
  ['2024-13-01', date(), null],
  ['0000-01-01', date(), null],
  ['12024-01-02', date(), null],
  ['infinity', date(), null],
  ['today', date(), null],
  ['', date(), null],
  [' 2024-01-02', date(), null],
  ['2024-01-02', date(), '2024-01-02'],
  ['0001-01-01', date(), '0001-01-01'],
  ['9999-12-31', date(), '9999-12-31'],
  ['2024-02-29', date(), '2024-02-29'],
  // functions/try_to_timestamp, date-time-input-output
  ['1700000000', timestamp(), null],
  ['2024', timestamp(), null],
  ['2024-01-02T25:00:00', timestamp(), null],
  ['2024-01-02 24:00:00', timestamp(), null],
  ['2024-01-02 10:00:00 +02:00', timestamp(), null],
  ['2024-01-02T10:00:00+02:00', timestamp(), null],
  ['Tue Jan 02 10:00:00 2024', timestamp(), null],
  ['2024-01-02 10:00:00.1234567', timestamp(), null],
  ['2024-01-02', timestamp(), '2024-01-02 00:00:00.000000'],
  ['2024-01-02 10:11', timestamp(), '2024-01-02 10:11:00.000000'],
  ['2024-01-02T10:11:12', timestamp(), '2024-01-02 10:11:12.000000'],
  ['2024-01-02T10:11:12Z', timestamp(), '2024-01-02 10:11:12.000000'],
  ['2024-01-02 10:11:12.5', timestamp(), '2024-01-02 10:11:12.500000'],
  ['2024-01-02 10:11:12.123456', timestamp(), '2024-01-02 10:11:12.123456'],
  // functions/to_decimal
  ['1_000', integer(), null],
  ['1,000', integer(), null],
  ['0x1F', integer(), null],
  ['0b11', integer(), null],
  ['1e3', integer(), null],
  ['1.5', integer(), null],
  ['', integer(), null],
  ['-', integer(), null],
  ['2147483648', integer(), null],
  ['9223372036854775808', bigint(), null],
  ['99999999999999999999999999999999999999', bigint(), null],
  [' 12 ', integer(), '12'],
  ['+5', integer(), '5'],
  ['-2147483648', integer(), '-2147483648'],
  ['7.00', integer(), '7'],
  ['9223372036854775807', bigint(), '9223372036854775807'],
  ['1_0.5', decimal(10, 2), null],
  ['1e2', decimal(10, 2), null],
  ['123456789.00', decimal(10, 2), null],
  ['.5', decimal(10, 2), '0.50'],
  ['-1.255', decimal(10, 2), '-1.26'],
  // functions/to_double
  ['1_0', double(), null],
  ['nan', double(), null],
  ['infinity', double(), null],
  ['1e400', double(), null],
  ['1.5e3', double(), '1500'],
  // functions/to_boolean takes on and off
  ['on', boolean(), null],
  ['off', boolean(), null],
  ['2', boolean(), null],
  ['', boolean(), null],
  [' true', boolean(), null],
  ['TRUE', boolean(), 'true'],
  ['y', boolean(), 'true'],
  ['0', boolean(), 'false'],
  ['No', boolean(), 'false'],
]

const nothing = sql<string | null>`cast(null as varchar)`

/** What is not a cast, with the page of Snowflake that says it where it does. */
const others: readonly (readonly [what: string, x: Expression<unknown>, gives: unknown])[] = [
  // functions/substr; Snowpark's page says of negative lengths: the empty text
  ['from before the text', substring(text('abc'), -5, 3), ''],
  ['from before the text to its end', substring(text('abc'), -4), ''],
  ['from the end', substring(text('abc'), -2, 1), 'b'],
  ['all of it from the end', substring(text('abc'), -3), 'abc'],
  ['after the end', substring(text('abc'), 4), ''],
  ['no characters', substring(text('abc'), 2, 0), ''],
  ['beyond the end', substring(text('abc'), 2, 9), 'bc'],
  ['of NULL', substring(nothing, -2), null],
  ['from a column that is 0', substring(text('abc'), sql<number>`1 - 1`, 2), ''],
  ['of a length that is negative', substring(text('abc'), sql<number>`1 + 1`, sql<number>`0 - 1`), ''],
  ['from a column that is negative', substring(text('abc'), sql<number>`0 - 2`, sql<number>`1`), 'b'],
  ['from a column that is before the text', substring(text('abc'), sql<number>`0 - 5`, sql<number>`3`), ''],
  // functions/split_part
  ['a part beyond the last', splitPart(text('a,b'), ',', 3), ''],
  ['a part before the first', splitPart(text('a,b'), ',', -3), ''],
  ['the last part', splitPart(text('a,b'), ',', -1), 'b'],
  ['the first part of the empty text', splitPart(text(''), ',', 1), ''],
  ['a separator longer than the text', splitPart(text('a'), 'abc', 1), 'a'],
  ['a part of NULL', splitPart(nothing, ',', 1), null],
  // functions/lpad
  ['filled to nothing', lpad(text('abc'), 0, 'x'), ''],
  // functions/parse_json: empty text and white space are NULL
  ['JSON of white space', parseJson(text(' \n')), null],
  ['JSON of the empty text', parseJson(text('')), null],
  // a date in JSON
  ['a day in JSON', castTo(jsonPath(parseJson(text('{"d": "2024-01-02"}')), 'd', date()), varchar()), '2024-01-02'],
  ['a truth in JSON', jsonPath(parseJson(text('{"b": true}')), 'b', boolean()), true],
  ['a word in JSON', jsonPath(parseJson(text('{"b": "on"}')), 'b', boolean()), FAILS],
  ['a year in JSON', jsonPath(parseJson(text('{"d": 2015}')), 'd', date()), FAILS],
  ['JSON null', jsonPath(parseJson(text('{"d": null}')), 'd', date()), null],
  // to text, as docs/queries.md says
  ['a day as text', castTo(castTo(text('2024-01-02'), date()), varchar()), '2024-01-02'],
  [
    'a moment as text',
    castTo(castTo(text('2024-01-02 10:11:12.5'), timestamp()), varchar()),
    '2024-01-02 10:11:12.500000',
  ],
  ['a truth as text', castTo(castTo(text('y'), boolean()), varchar()), 'true'],
  ['a decimal as text', castTo(castTo(text('.5'), decimal(10, 2)), varchar()), '0.50'],
  ['a whole number as text', castTo(castTo(text(' 007 '), integer()), varchar()), '7'],
  ['seconds with an underscore', epochTimestamp(text('1_0')), FAILS],
]

const server = await snowflakeServer()
let session: SdkSession | undefined
beforeAll(async () => {
  if (!server.skipReason) session = await sdkSession(server)
})
afterAll(async () => session?.close())

/** The SQL of a model of one column. */
function sqlFor(engine: 'duckdb' | 'snowflake', x: Expression<unknown>): string {
  const m = view({}, (db) => db.selectNoFrom((x as ReturnType<typeof text>).as('x')))
  return compileFor(engine, { m }).sql
}

/** What a model of one column gives on an engine: on Snowflake's side, on the protocol server. */
async function on(engine: 'duckdb' | 'snowflake', x: Expression<unknown>): Promise<unknown> {
  const compiled = sqlFor(engine, x)
  try {
    if (engine === 'snowflake') return (await sdkRows(session!, compiled))[0]![0]
    const connection = await openDuckDb()
    return (await connection.runAndReadAll(compiled)).getRowsJson()[0]![0]
  } catch {
    return FAILS
  }
}

/** A typed value as text. */
function shown(x: Expression<unknown>, column: Column<any>): Expression<unknown> {
  const asDecimal = column.type.name === 'double' ? castTo(x as ReturnType<typeof text>, decimal(38, 0)) : x
  return castTo(asDecimal as ReturnType<typeof text>, varchar())
}

describe.each(['duckdb', 'snowflake'] as const)('on %s', (engine) => {
  describe.skipIf(engine === 'snowflake' && server.skipReason)('text', () => {
    it.each(casts.map(([value, column, becomes]) => ({ value, column, name: column.type.name, becomes })))(
      '"$value" as $name is $becomes for tryCast; castTo fails where that is NULL',
      async ({ value, column, becomes }) => {
        expect(await on(engine, shown(tryCast(text(value), column), column))).toBe(becomes)
        expect(await on(engine, shown(castTo(text(value), column), column))).toBe(becomes ?? FAILS)
      },
    )

    const all: readonly Column<any>[] = [date(), timestamp(), integer(), bigint(), decimal(9, 2), double(), boolean()]
    it.each(all)('NULL stays NULL as $type.name', async (column) => {
      expect(await on(engine, shown(tryCast(nothing, column), column))).toBeNull()
      expect(await on(engine, shown(castTo(nothing, column), column))).toBeNull()
    })
  })

  it.skipIf(engine === 'snowflake' && server.skipReason).each(others)('%s', async (_, x, gives) => {
    expect(await on(engine, x)).toBe(gives)
  })
})

describe('what has no common value is refused', () => {
  it('a double as text', () => {
    const m = view({}, (db) => db.selectNoFrom(castTo(castTo(text('1'), double()), varchar()).as('x')))
    expect(diagnosticsIn({ m })).toEqual([
      expect.stringMatching(/^E_TYPE_MISMATCH "m": a double cannot become text, because engines write its digits/),
    ])
  })

  it.each([
    ['splitPart', () => splitPart(t.s, '', 1)],
    ['split', () => split(t.s, '')],
    ['splitToTable', () => splitToTable(t.s, '')],
    ['substring', () => substring(t.s, 1, -1)],
    ['substring', () => substring(t.s, 1, 1.5)],
    ['lpad', () => lpad(t.s, -1)],
    ['left', () => left(t.s, -1)],
    ['right', () => right(t.s, 0.5)],
    ['dateFromParts', () => dateFromParts(2024, 1.5, 1)],
    ['percentileCont', () => percentileCont(t.n, 1.1)],
    ['percentileDisc', () => percentileDisc(t.n, Number.NaN)],
  ])('%s', (_, call) => {
    expect(call).toThrow(expect.objectContaining({ code: 'E_INVALID_OPTION' }))
  })
})

it("Kysely's own casts follow the same rule in models", async () => {
  const m = view({}, (db) =>
    db.selectFrom(db.selectNoFrom(text('2015').as('s')).as('t')).select((eb) => eb.cast<string>('t.s', 'date').as('x')),
  )
  expect(compileFor('snowflake', { m }).sql).toContain(`'YYYY-MM-DD')`)
  const connection = await openDuckDb()
  await expect(connection.run(compileFor('duckdb', { m }).sql)).rejects.toThrow()
})
