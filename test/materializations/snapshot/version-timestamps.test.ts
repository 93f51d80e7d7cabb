import { duckdb } from 'kerros/duckdb'
import { expect, it } from 'vitest'
import { compileDatabase } from '../../../src/core/nodes/compile-database.js'
import { type SnapshotStatement, snapshotNames } from '../../../src/materializations/snapshot/snapshot-statement.js'
import {
  asTimestamp,
  rowTimestamp,
  vanishedVersionEnds,
  versionBegins,
} from '../../../src/materializations/snapshot/version-timestamps.js'
import { statementSql } from '../../../src/materializations/statement/statement.js'
import { inMemory } from '../../property/memory-project.js'

const { dialect } = duckdb({ path: ':memory:' })
const place = { database: 'memory', schema: 'main' }
const at = (second: number) => `2024-01-01 00:00:${String(second).padStart(2, '0')}`
const moment = (second: number | null) => (second === null ? 'null::timestamp' : `timestamp '${at(second)}'`)
const secondOf = (value: Date | null) => value && value.getTime() / 1000 - Date.UTC(2024, 0, 1) / 1000

/** The run is at second 10. */
function statement(change: SnapshotStatement['change']): SnapshotStatement {
  return {
    uniqueKey: ['id'],
    change,
    hardDeletes: 'ignore',
    names: snapshotNames({}),
    columns: [],
    startedAt: new Date(`${at(10).replace(' ', 'T')}Z`),
    dialect,
    relation: { ...place, name: 'm' },
    source: { ...place, name: 's' },
  }
}

interface Case {
  /** The moment of the source's row. */
  readonly row: number | null
  /** When the current version began. */
  readonly current?: number
  /** When the last version ended. */
  readonly ended?: number
}

async function secondsOf(input: SnapshotStatement, { row, current, ended }: Case) {
  const sources = [
    `create or replace view s as select ${moment(row)} as at`,
    `create or replace view c as select ${moment(current ?? null)} as valid_from`,
    `create or replace view e as select ${moment(ended ?? null)} as kerros_ended_at`,
  ]
  const query = (compileDatabase as any)
    .selectFrom(['s', 'c', 'e'])
    .select([
      asTimestamp(versionBegins(input)).as('begins'),
      asTimestamp(rowTimestamp(input)).as('moment'),
      asTimestamp(vanishedVersionEnds(input)).as('ends'),
    ])
  const [found] = await inMemory((project) => project.rows(...sources, statementSql(dialect, query, {})))
  return { begins: secondOf(found!['begins']), moment: secondOf(found!['moment']), ends: secondOf(found!['ends']) }
}

it.each<readonly [what: string, moments: Case, begins: number]>([
  ['the first version of a key, with its moment', { row: 3 }, 3],
  ['the first version of a key, with a moment after the run', { row: 12 }, 12],
  ['the first version of a key without a moment, with the run', { row: null }, 10],
  ['after the current one', { row: 5, current: 3 }, 5],
  ['of a row that is too early, with the run', { row: 3, current: 5 }, 10],
  ['of a row with the moment of the current one, with the run', { row: 5, current: 5 }, 10],
  ['of a row without a moment, with the run', { row: null, current: 5 }, 10],
  ['a second after the current one, which began with the run', { row: 3, current: 10 }, 11],
  ['a second after the current one, which began after the run', { row: 3, current: 12 }, 13],
  ['of a row with the moment of a current one after the run, a second later', { row: 12, current: 12 }, 13],
  ['after the gap in which the key was gone', { row: 8, ended: 6 }, 8],
  ['when the last one ended', { row: 6, ended: 6 }, 6],
  ['of a row from before the gap, with the run', { row: 3, ended: 6 }, 10],
  ['of a row from before an end that the run has made, with the run', { row: 3, ended: 10 }, 10],
  ['of a row from before an end that is after the run, with that end', { row: 3, ended: 12 }, 12],
  ['of a row after the current one, whatever ended before', { row: 7, current: 5, ended: 4 }, 7],
])('a version begins: %s', async (_, moments, begins) => {
  expect((await secondsOf(statement({ updatedAt: 'at' }), moments)).begins).toBe(begins)
})

it('a row counts by its own timestamp, else by the run', async () => {
  const byTime = statement({ updatedAt: 'at' })
  expect((await secondsOf(byTime, { row: 3 })).moment).toBe(3)
  expect((await secondsOf(byTime, { row: null })).moment).toBe(10)
  expect((await secondsOf(statement({ checkColumns: 'all' }), { row: 3 })).moment).toBe(10)
})

it.each([
  [9, 10],
  [10, 11],
  [12, 13],
])('the version of a key that is gone, from second %i on, ends at second %i', async (current, ends) => {
  expect((await secondsOf(statement({ checkColumns: 'all' }), { row: 0, current })).ends).toBe(ends)
})
