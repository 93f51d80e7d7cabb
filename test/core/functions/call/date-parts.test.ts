import type { DuckDBConnection } from '@duckdb/node-api'
import { validate } from '@polyglot-sql/sdk'
import { beforeAll, expect, it } from 'vitest'
import { timestamp } from '../../../../src/core/columns/index.js'
import {
  castTo,
  dateAdd,
  dateDiff,
  datePart,
  dateTrunc,
  type Scalar,
  text,
} from '../../../../src/core/functions/index.js'
import { duckDb, openDuckDb, snowflake, sqlOf } from '../run-case.js'

let connection: DuckDBConnection

beforeAll(async () => {
  connection = await openDuckDb()
})

async function run(x: Scalar<unknown>): Promise<unknown> {
  expect(validate(`select ${sqlOf(snowflake(), x)} as "X"`, 'snowflake').errors).toEqual([])
  return (await connection.runAndReadAll(`select ${sqlOf(duckDb(), x)}`)).getRowsJson()[0]![0]
}

const at = (value: string): Scalar<Date> => castTo(text(value), timestamp())
const from = at('2023-12-31 23:59:59.999999')
const to = at('2024-05-05 06:07:08.5')

it.each([
  ['year', '2024-01-01 00:00:00', '2025-05-05 06:07:08.5', '1'],
  ['quarter', '2024-04-01 00:00:00', '2024-08-05 06:07:08.5', '2'],
  ['month', '2024-05-01 00:00:00', '2024-06-05 06:07:08.5', '5'],
  ['week', '2024-04-29 00:00:00', '2024-05-12 06:07:08.5', '18'],
  ['day', '2024-05-05 00:00:00', '2024-05-06 06:07:08.5', '126'],
  ['hour', '2024-05-05 06:00:00', '2024-05-05 07:07:08.5', '3007'],
  ['minute', '2024-05-05 06:07:00', '2024-05-05 06:08:08.5', '180368'],
  ['second', '2024-05-05 06:07:08', '2024-05-05 06:07:09.5', '10822029'],
  ['millisecond', '2024-05-05 06:07:08.5', '2024-05-05 06:07:08.501', '10822028501'],
  ['microsecond', '2024-05-05 06:07:08.5', '2024-05-05 06:07:08.500001', '10822028500001'],
] as const)('by %s', async (part, truncated, moved, between) => {
  expect(await run(dateTrunc(part, to))).toBe(truncated)
  expect(await run(dateAdd(part, 1, to))).toBe(moved)
  expect(await run(dateDiff(part, from, to))).toBe(between)
  expect(await run(dateDiff(part, to, from))).toBe(`-${between}`)
})

it.each([
  ['year', '2024'],
  ['quarter', '2'],
  ['month', '5'],
  ['week', '18'],
  ['day', '5'],
  ['hour', '6'],
  ['minute', '7'],
  ['second', '8'],
  ['day_of_week', '7'],
  ['day_of_year', '126'],
  ['year_of_week', '2024'],
  ['epoch_second', '1714889228'],
] as const)('datePart takes the %s out of a timestamp', async (part, expected) => {
  expect(await run(datePart(part, to))).toBe(expected)
})
