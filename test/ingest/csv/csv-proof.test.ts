import { bigint, boolean, type Columns, date, decimal, double, integer, timestamp, varchar } from 'kerros'
import { describe, expect, it } from 'vitest'
import { DuckDbDatabase } from '../../../src/dialects/duckdb/connect/duckdb-database.js'
import { duckDbTypeName } from '../../../src/dialects/duckdb/values/duckdb-types.js'
import { CsvProof } from '../../../src/ingest/csv/csv-proof.js'
import { CsvScanner } from '../../../src/ingest/csv/csv-scanner.js'
import { plainForm } from '../../../src/ingest/csv/plain-form.js'
import { valueRule } from '../../../src/ingest/values/value-rule.js'
import fc from '../../seeded-fast-check.js'

const COLUMNS: Columns = {
  a: integer(),
  b: decimal(4, 2).nullable(),
  c: varchar().nullable(),
  d: timestamp(),
  e: varchar(),
  f: double().nullable(),
  g: date().nullable(),
  h: boolean(),
  i: bigint().nullable(),
}

function proofOf(columns: Columns, nullIf: readonly string[] = []): CsvProof {
  const fields = Object.values(columns).map(({ type, isNullable }) => ({ form: plainForm(type, 'text'), isNullable }))
  return new CsvProof({ fields, delimiter: ',', quote: '"', hasHeader: true, nullIf })
}

function proved(
  csv: string,
  rows: number,
  columns = COLUMNS,
  chunk = 1 << 20,
  nullIf: readonly string[] = [],
): boolean {
  const proof = proofOf(columns, nullIf)
  const bytes = Buffer.from(csv)
  for (let from = 0; from < bytes.length; from += chunk) proof.add(bytes.subarray(from, from + chunk))
  return proof.agrees(rows)
}

/** What the reader of records makes of a file: -1 where it is no sound CSV, and the texts that are no values. */
function read(csv: string, columns = COLUMNS): { readonly rows: number; readonly wrong: readonly string[] } {
  const list = Object.values(columns)
  const wrong: string[] = []
  let rows = -1
  let isSound = true
  const scanner = new CsvScanner(({ fields, unreadable }) => {
    if (++rows === 0) return
    if (unreadable !== undefined || fields.length !== list.length) isSound = false
    fields.forEach(({ text, isQuoted, isUtf8 }, i) => {
      const column = list[i]
      if (!column || !isUtf8) isSound = false
      else if (text === '' && !isQuoted) isSound &&= column.isNullable
      else if (valueRule(column, 'text').plain(text) === undefined)
        wrong.push(`try_cast('${text.replaceAll("'", "''")}' as ${duckDbTypeName(column.type)})`)
    })
  })
  scanner.write(Buffer.from(csv))
  scanner.end()
  return { rows: isSound ? rows : -1, wrong }
}

/** Whether or not DuckDB refuses one of the texts. */
async function refuses(casts: readonly string[]): Promise<boolean> {
  const database = new DuckDbDatabase({ path: ':memory:' })
  try {
    const { rows } = await (await database.connect()).query(
      `select ${casts.map((cast) => `${cast} is null`).join(' or ')} as v`,
    )
    return rows[0]?.['v'] === true
  } finally {
    await database.close()
  }
}

const HEADER = 'a,b,c,d,e,f,g,h,i\n'
const SOUND = '1,1.50,x,2024-01-01 00:00:00,"y, z",1e5,2024-02-29,true,-9\n'

const fields = [
  ['1', '-7', '"3"', '99999'],
  ['1', '1.5', '-12.34', '', '"0.50"', '5.'],
  ['', 'x', '"a,b"', '"a\nb"', '"say ""x"""', 'é', '""', 'two words'],
  ['2024-01-01 00:00:00', '"1999-12-31T23:59:59.123456"'],
  ['y', '""', '"\r\n"', 'x y'],
  ['', '1', '-0.5', '1e5', '2.5E-3', '"7"'],
  ['', '2024-02-29', '"2024-01-01"'],
  ['true', 'F', '"no"', '1'],
  ['', '-9223372036854775808', '"5"'],
] as const

const row = fc.tuple(...fields.map((values) => fc.constantFrom(...values))).map((values) => values.join(','))

describe('what is proved', () => {
  it('is every plain file, in any pieces, with exactly its number of rows', () => {
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 300 }),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.constantFrom(1 << 20, 1 << 20, 5000, 17, 1),
        (rows, end, endsWithLine, chunk) => {
          const csv = [HEADER.trim(), ...rows].join(end) + (endsWithLine ? end : '')
          expect(proved(csv, rows.length, COLUMNS, chunk)).toBe(true)
          expect(proved(csv, rows.length + 1, COLUMNS, chunk)).toBe(false)
          expect(read(csv)).toEqual({ rows: rows.length, wrong: [] })
        },
      ),
      { numRuns: 30 },
    )
  })

  it('is nothing that the reader of records does not take with the same rows, but what the engine refuses too', async () => {
    const bytes = fc.constantFrom(...'0123456789.,-+eE"\n\r :TZ_\tx', '\0', 'é')
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 3 }),
        fc.nat(),
        fc.nat(3),
        fc.string({ unit: bytes, maxLength: 3 }),
        async (rows, at, removed, added) => {
          const body = rows.map((one) => `${one}\n`).join('')
          const place = at % body.length
          const csv = HEADER + body.slice(0, place) + added + body.slice(place + removed)
          const proof = proofOf(COLUMNS)
          proof.add(Buffer.from(csv))
          const count = [0, 1, 2, 3, 4, 5, 6].find((one) => proof.agrees(one))
          if (count === undefined) return
          const found = read(csv)
          expect([csv, found.rows]).toEqual([csv, count])
          if (found.wrong.length > 0) expect([csv, await refuses(found.wrong)]).toEqual([csv, true])
        },
      ),
      { numRuns: 400 },
    )
  })

  it('is a long file with line ends in its strings, read at several places at the same time', () => {
    const rows = 50_000
    expect(proved(HEADER + SOUND.replace('x', '"a\nb\n"').repeat(rows), rows)).toBe(true)
    expect(proved(HEADER + SOUND.repeat(rows), rows)).toBe(true)
    expect(
      proved(`${HEADER}${SOUND.repeat(rows)}${SOUND.replace('1.50', '1.555')}${SOUND.repeat(rows)}`, 2 * rows + 1),
    ).toBe(false)
  })

  it('skips blank lines, but not where a row has one field', () => {
    expect(proved(`${HEADER}${SOUND}\n\n${SOUND}\n`, 2)).toBe(true)
    const one = { a: integer().nullable() }
    expect(proved('a\n1\n2\n', 2, one)).toBe(true)
    // A row of one NULL, which an engine skips.
    expect(proved('a\n1\n\n', 1, one)).toBe(false)
  })

  it('accepts strings that mean NULL where a column is nullable', () => {
    const columns = { a: integer().nullable(), b: integer() }
    expect(proved('a,b\nNULL,1\n1,1\n', 2, columns, 9, ['NULL'])).toBe(true)
    expect(proved('a,b\nNUL,1\n', 1, columns, 9, ['NULL'])).toBe(false)
    expect(proved('a,b\n1,NULL\n', 1, columns, 9, ['NULL'])).toBe(false)
  })
})

describe('what is left to the reader of records', () => {
  it.each<[string, string]>([
    ['1.5 in a whole number', SOUND.replace('1,', '1.5,')],
    ['an exponent in a whole number', SOUND.replace('1,', '15e-1,')],
    ['a digit too many', SOUND.replace('1.50', '1.505')],
    ['an underscore', SOUND.replace('1,', '1_0,')],
    ['an exponent of three digits', SOUND.replace('1e5', '1e400')],
    ['the hour 24', SOUND.replace('00:00:00', '24:00:00')],
    ['an offset', SOUND.replace('00:00:00', '00:00:00+02')],
    ['seven digits of a second', SOUND.replace('00:00:00', '00:00:00.1234567')],
    ['the year 0000', SOUND.replace('2024-01', '0000-01')],
    ['a word for a day', SOUND.replace('2024-02-29', 'epoch')],
    ['NULL where something must be', SOUND.replace('true', '')],
    ['a field too few', SOUND.replace(',-9', '')],
    ['a field too many', SOUND.replace('-9', '-9,')],
    ['text after a quote', SOUND.replace('z"', 'z" ')],
    ['a quote within a text', SOUND.replace('x', 'x"')],
    ['a quote that is not closed', SOUND.replace('z"', 'z')],
    ['a CR alone', SOUND.replace('\n', '\r')],
    ['another line end', SOUND.replace('\n', '\r\n')],
    ['a NUL', SOUND.replace('x', '\0')],
  ])('%s', (_, wrong) => {
    expect(proved(HEADER + SOUND + SOUND, 2)).toBe(true)
    expect(proved(HEADER + SOUND + wrong, 2)).toBe(false)
  })
})
