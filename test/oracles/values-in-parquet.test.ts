import path from 'node:path'
import { fileFormat, integer, source } from 'kerros'
import { afterAll, describe, expect, it } from 'vitest'
import { DuckDbDatabase } from '../../src/dialects/duckdb/connect/duckdb-database.js'
import { textFieldSql } from '../../src/dialects/duckdb/load/duckdb-text-field.js'
import { LoadFolder } from '../runtime/load/load-folder.js'
import { type Case, COLUMNS, casesOf, FIRST, messagesOf, SEED, same, slices, stored, TYPES } from './value-cases.js'
import { type Expected, expected, type OracleType, STORED_SQL } from './value-oracle.js'

/** How many refused values are in a file each, for every type: Parquet has no lines, so that the first one ends a load. */
const MOST_REFUSED = 25

let compared = 0
let refused = 0
afterAll(() => {
  // biome-ignore lint/suspicious/noConsole: how much was compared is part of the result.
  console.info(`values in Parquet: ${compared} stored values compared, ${refused} refused (seed ${SEED})`)
})

const format = fileFormat('f', { type: 'parquet' })
const sourceOf = (type: OracleType) =>
  source(
    'raw',
    { t: { id: integer(), v: COLUMNS[type]().nullable() } },
    { fileFormat: format, load: { t: { files: ['t.parquet'] } } },
  )

/** Texts in Parquet hold whole numbers and decimals without an exponent. */
function ofText(type: OracleType, text: string): Expected {
  const isExact = /^(integer|bigint|decimal|epoch)/.test(type)
  return isExact && /e/i.test(text) ? 'refused' : expected(type, text)
}

async function write(at: LoadFolder, of: string, texts: readonly (string | null)[]): Promise<void> {
  await at.write('other', '')
  const list = texts.map((text, i) => {
    const value = text === null ? 'null' : `'${text.replaceAll("'", "''")}'`
    return `(${i}, cast(${value} as ${of}))`
  })
  const file = path.join(at.folder, 'data', 't.parquet')
  await at.rows(`copy (select * from (values ${list.join(', ')}) as t(id, v)) to '${file}' (format parquet)`)
}

async function compare(type: OracleType, of: string, cases: readonly Case[]): Promise<void> {
  const at = new LoadFolder()
  try {
    await write(at, of, [...cases.map(({ text }) => text), null])
    await at.load({}, sourceOf(type))
    const rows = await at.rows(`select id, ${STORED_SQL[type]} as v from raw.t order by id`)
    expect(rows.map(({ id, v }) => ({ id, v: v === null ? null : same(type, String(v)) }))).toEqual([
      ...cases.map((one, id) => ({ id, v: same(type, stored(one)) })),
      { id: cases.length, v: null },
    ])
    compared += cases.length
  } finally {
    at.remove()
  }
}

async function refuse(type: OracleType, of: string, cases: readonly Case[]): Promise<void> {
  const at = new LoadFolder()
  try {
    for (const { text } of cases.slice(0, MOST_REFUSED)) {
      await write(at, of, [...(FIRST[type] === undefined || of !== 'varchar' ? [] : [FIRST[type]!]), text])
      const found = await messagesOf(at.load({}, sourceOf(type)))
      expect([text, ...found.map((message) => message.replace(/ is not a valid .*/, ''))]).toEqual([
        text,
        'data/t.parquet: a value of column "v"',
      ])
      refused++
    }
  } finally {
    at.remove()
  }
}

// Numbers in strings are no seconds: in Parquet a column's type says what it holds.
const OF_TEXT = TYPES.filter((type) => type !== 'epoch')

describe.each(OF_TEXT)('strings in a Parquet file for a column of %s', { timeout: 240_000 }, (type) => {
  const { good, bad } = casesOf(type, { rule: ofText })

  it('are stored exactly', async () => {
    for (const some of slices(good, 100)) await compare(type, 'varchar', some)
  })

  it.runIf(bad.length > 0)('are refused', () => refuse(type, 'varchar', bad))
})

// Through files only the first refused value of each is seen; the SQL is asked about many.
it.each(OF_TEXT)(
  'the SQL alone accepts and refuses each of 3,000 strings as the rules do: %s',
  { timeout: 60_000 },
  async (type) => {
    const { good, bad } = casesOf(type, { count: 3000, rule: ofText })
    const session = await new DuckDbDatabase().connect()
    const { isValid } = textFieldSql('t', COLUMNS[type](), 'iso')
    for (const [cases, isRight] of [
      [good, true],
      [bad, false],
    ] as const) {
      if (cases.length === 0) continue
      const list = cases.map(({ text }) => `'${text.replaceAll("'", "''")}'`).join(', ')
      const { rows } = await session.query(`select t, ${isValid} as is_valid from (select unnest([${list}]) as t)`)
      expect(rows.filter((row) => row['is_valid'] !== isRight)).toEqual([])
      refused += isRight ? 0 : rows.length
    }
    await session.close()
  },
)

const NUMBERS = ['integer', 'bigint', 'decimal(10,2)', 'decimal(38,10)', 'double'] as const
/** Types in the file, with numbers that they can hold. */
const HELD: { readonly [type: string]: readonly string[] } = {
  tinyint: ['-128', '0', '127'],
  bigint: ['-9223372036854775808', '-2147483649', '-2147483648', '2147483648', '99999999', '100000000', '12'],
  ubigint: ['0', '9223372036854775807', '9223372036854775808', '18446744073709551615'],
  'decimal(4,2)': ['0.10', '-99.99', '12.00'],
  'decimal(18,3)': ['0.125', '99999999.990', '100000000.000', '1.500', '-2147483648.000', '0.005'],
  'decimal(38,10)': ['1234567890123456789012345678.0123456789', '9007199254740993.0000000000', '0.0000000001', '7.5'],
  float: ['0.5', '-3.25', '16777216', '1e10', '0.1'],
  double: ['0.1', '3.5', '-0', '1e22', '1e300', 'inf', '-inf', 'nan', '2147483647', '0.30000000000000004', '12.345'],
}

describe.each(Object.entries(HELD))('numbers of %s in a Parquet file', { timeout: 240_000 }, (of, values) => {
  it.each(NUMBERS)('are stored exactly or refused in a column of %s', async (type) => {
    // Doubles from 1e16 on go into doubles only.
    const isHuge = (value: string): boolean => of === 'double' && type !== 'double' && Math.abs(Number(value)) >= 1e16
    const cases = values.map(
      (value): Case => ({ text: value, expected: isHuge(value) ? 'refused' : expected(type, heldBy(of, value)) }),
    )
    await compare(
      type,
      of,
      cases.filter((one) => one.expected !== 'refused'),
    )
    await refuse(
      type,
      of,
      cases.filter((one) => one.expected === 'refused'),
    )
  })
})

/** The number that the file holds: 0.1 in 32 bits is another one. */
function heldBy(of: string, value: string): string {
  if (of !== 'float') return value
  const held = Math.fround(Number(value))
  return String(held)
}
