import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DuckDbDatabase } from '../../../src/dialects/duckdb/connect/duckdb-database.js'
import { readFooter } from '../../../src/ingest/parquet/read-footer.js'

let folder: string
const database = new DuckDbDatabase({ path: ':memory:' })
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kerros-parquet-'))
})
afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true })
})

async function written(sql: string, options = ''): Promise<string> {
  const file = path.join(folder, 'a.parquet')
  await (await database.connect()).query(`copy (${sql}) to '${file}' (format parquet ${options})`)
  return file
}

const COLUMNS: readonly (readonly [sql: string, kind: string])[] = [
  ['true', 'boolean'],
  ['1::tinyint', 'whole'],
  ['1::uinteger', 'whole'],
  ['1::bigint', 'whole'],
  ['1::float', 'float'],
  ['1::double', 'float'],
  ['1::decimal(4, 2)', 'decimal'],
  ['1::decimal(38, 2)', 'decimal'],
  [`'ż'`, 'text'],
  [`'{}'::json`, 'text'],
  [`'a'::enum('a', 'b')`, 'text'],
  [`'a'::blob`, 'other'],
  [`date '2024-01-01'`, 'date'],
  [`time '12:00:00'`, 'other'],
  [`interval 1 day`, 'other'],
  [`timestamp '2024-01-01 00:00:00'`, 'timestamp'],
  [`timestamp_ms '2024-01-01 00:00:00'`, 'timestamp'],
  [`timestamp_ns '2024-01-01 00:00:00'`, 'nanoseconds'],
  [`timestamptz '2024-01-01 00:00:00+00'`, 'timestamp'],
  [`{a: 1, b: {c: [1]}}`, 'nested'],
  ['[1]', 'nested'],
  [`[{a: 1}]`, 'nested'],
  [`map {'a': [1]}`, 'nested'],
  ['gen_random_uuid()', 'other'],
  ['null::integer', 'whole'],
]

it('columns of every type, those with parts of their own among others, and the rows', async () => {
  const list = COLUMNS.map(([sql], i) => `${sql} as "c ${i}"`).join(', ')
  const { columns, rows } = await readFooter(await written(`select ${list} from range(321)`), 'a.parquet')
  expect(columns.map(({ name, kind }) => [name, kind])).toEqual(COLUMNS.map(([, kind], i) => [`c ${i}`, kind]))
  expect(columns.filter(({ isBytes }) => isBytes).map(({ name }) => name)).toEqual(['c 11'])
  expect(rows).toBe(321)
})

it('reads hundreds of columns and row groups', async () => {
  const list = Array.from({ length: 300 }, (_, i) => `i as c${i}`).join(', ')
  const file = await written(`select ${list} from range(10000) t(i)`, ', row_group_size 2048')
  const { columns, rows } = await readFooter(file, 'a.parquet')
  expect([columns.length, columns[299]?.name, rows]).toEqual([300, 'c299', 10_000])
})

it('a footer with any byte changed is read, or refused in words', async () => {
  const file = await written(`select 1 as a, [2] as b, 'x' as c`)
  const whole = readFileSync(file)
  const length = whole.readUInt32LE(whole.length - 8)
  for (let at = whole.length - 8 - length; at < whole.length; at++) {
    const changed = Buffer.from(whole)
    changed[at] = changed[at]! ^ 0x5a
    writeFileSync(file, changed)
    const found = await readFooter(file, 'a.parquet').catch((error: unknown) => error)
    if (found instanceof Error) expect(found).toMatchObject({ code: 'E_DATA_FORMAT' })
    else expect(found).toMatchObject({ columns: expect.any(Array), rows: expect.any(Number) })
  }
})
