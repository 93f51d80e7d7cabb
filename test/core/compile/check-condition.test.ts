import { integer, now, source, table, timestamp, variable } from 'kerros'
import { expect, it } from 'vitest'
import { plannedNode } from '../../materializations/planned-node.js'

const raw = source('raw', { e: { id: integer(), at: timestamp() } })
const checked = (condition: (eb: any) => any) =>
  table({ e: raw.e }, (db) => db.selectFrom('e').selectAll(), { constraints: { check: { early: condition } } } as never)

it.each(['duckdb', 'snowflake'] as const)('refuses the time of a run, and accepts variables, on %s', (engine) => {
  const found = (condition: (eb: any) => any) => plannedNode(engine, { m: checked(condition) }).diagnostics
  expect(found((eb) => eb.or([eb('id', '>', 1), eb('at', '<=', now())]))).toEqual([
    expect.objectContaining({
      code: 'E_INVALID_DEFINITION',
      message:
        '"m": the check "early" has now(), which is another time in each run, and a table keeps the check as it was declared',
    }),
  ])
  expect(found((eb) => eb('at', '<=', new Date('2026-01-01')))).toEqual([])
  expect(found((eb) => eb('id', '<', variable('most', 5)))).toEqual([])
})
