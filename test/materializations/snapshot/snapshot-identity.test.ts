import { expect, it } from 'vitest'
import type { RelationMark } from '../../../src/core/relations/relation-settings.js'
import { checkSnapshotIdentity, snapshotIdentity } from '../../../src/materializations/snapshot/snapshot-identity.js'
import { type SnapshotSettings, snapshotNames } from '../../../src/materializations/snapshot/snapshot-statement.js'

const names = snapshotNames({})
const byCheck: SnapshotSettings = { uniqueKey: ['id'], change: { checkColumns: 'all' }, hardDeletes: 'ignore', names }
const byTime: SnapshotSettings = { ...byCheck, change: { updatedAt: 'at' } }
const COLUMNS = ['id', 'AT', 'VALID_FROM', 'valid_to', 'scd_id', 'scd_updated_at']

it('marks a history with all that its versions depend on', () => {
  expect(snapshotIdentity(byCheck)).toEqual({
    kind: 'snapshot',
    keeps: 'history',
    uniqueKey: ['id'],
    strategy: 'check',
    updatedAt: undefined,
    names: { validFrom: 'valid_from', validTo: 'valid_to', scdId: 'scd_id', scdUpdatedAt: 'scd_updated_at' },
  })
  expect(snapshotIdentity(byTime)).toMatchObject({ strategy: 'timestamp', updatedAt: 'at' })
  expect(records.names).toMatchObject({ isDeleted: 'is_deleted' })
  expect(until.validToCurrent).toBe('9999-12-31T00:00:00.000Z')
})

const withRecords: SnapshotSettings = {
  ...byCheck,
  hardDeletes: 'newRecord',
  names: snapshotNames({}, 'newRecord'),
}
const check = snapshotIdentity(byCheck)
const records = snapshotIdentity(withRecords)
const until = snapshotIdentity({ ...byCheck, validToCurrent: new Date('9999-12-31') })
const time = snapshotIdentity(byTime)
const other = 'the stored table of snapshot "m"'

it.each<
  readonly [
    what: string,
    mark: RelationMark | undefined,
    columns: readonly string[],
    now: SnapshotSettings,
    message: string | undefined,
  ]
>([
  ['the same by check', check, COLUMNS, byCheck, undefined],
  ['the same by timestamp', time, COLUMNS, byTime, undefined],
  ['no mark, and the columns of a history', undefined, COLUMNS, byTime, undefined],
  ['no mark, and one column less', undefined, COLUMNS.slice(0, -1), byTime, `${other} has no "scd_updated_at", so it`],
  ['no mark, and no column of the key', undefined, COLUMNS.slice(1), byCheck, `${other} has no "id", so it`],
  ['another kind', { kind: 'incremental' }, COLUMNS, byCheck, `${other} was built as an incremental, so it`],
  ['another kind, without its columns', { kind: 'table' }, ['id'], byCheck, `${other} was built as a table, so it`],
  [
    'another name of an added column',
    check,
    COLUMNS,
    { ...byCheck, names: { ...names, validTo: 'until' } },
    'snapshot "m" was built with the column "valid_to" for "validTo" and now names it "until"',
  ],
  [
    'names that differ in case only',
    check,
    COLUMNS,
    { ...byCheck, names: { ...names, validTo: 'VALID_TO' } },
    undefined,
  ],
  [
    'deletion records from now on',
    check,
    COLUMNS,
    withRecords,
    `snapshot "m" was built without hardDeletes: 'newRecord', so its table has no column "is_deleted"`,
  ],
  [
    'deletion records from now on, in a column that was added',
    check,
    [...COLUMNS, 'IS_DELETED'],
    withRecords,
    undefined,
  ],
  ['deletion records', records, [...COLUMNS, 'is_deleted'], withRecords, undefined],
  [
    'deletion records no longer',
    records,
    [...COLUMNS, 'is_deleted'],
    byCheck,
    `snapshot "m" was built with hardDeletes: 'newRecord', and its deletion records would now count as versions`,
  ],
  [
    'another name of the column of deletion records',
    records,
    [...COLUMNS, 'is_deleted', 'is_gone'],
    { ...withRecords, names: { ...names, isDeleted: 'is_gone' } },
    'snapshot "m" was built with the column "is_deleted" for "isDeleted" and now names it "is_gone"',
  ],
  ['another end of current versions', until, COLUMNS, byCheck, undefined],
  ['a mark without names', { kind: 'snapshot', uniqueKey: ['ID'] }, COLUMNS, byCheck, undefined],
  [
    'another key',
    check,
    COLUMNS,
    { ...byCheck, uniqueKey: ['id', 'at'] },
    'snapshot "m" was built with the unique key "id" and now has "id", "at"',
  ],
  [
    'another key, which the table lacks',
    check,
    COLUMNS,
    { ...byCheck, uniqueKey: ['code'] },
    'snapshot "m" was built with the unique key "id" and now has "code"',
  ],
  ['a mark without a key', { kind: 'snapshot', strategy: 'check' }, COLUMNS, byCheck, undefined],
  ['its key is gone from the table', check, COLUMNS.slice(1), byCheck, `${other} has no "id", so it`],
  ['timestamp becomes check', time, COLUMNS, byCheck, undefined],
  [
    'check becomes timestamp',
    check,
    COLUMNS,
    byTime,
    'snapshot "m" was built by the strategy "check" and now has "timestamp"',
  ],
  [
    'another updatedAt',
    time,
    COLUMNS,
    { ...byTime, change: { updatedAt: 'seen_at' } },
    'snapshot "m" was built with updatedAt "at" and now has "seen_at"',
  ],
  ['updatedAt differs in case only', time, COLUMNS, { ...byTime, change: { updatedAt: 'At' } }, undefined],
])('a history is compared with its definition: %s', (_, mark, columns, now, message) => {
  const existing = { type: 'table', columns: columns.map((name) => ({ name, type: 'VARCHAR' })), mark } as const
  const run = () => checkSnapshotIdentity('m', existing, snapshotIdentity(now))
  if (message === undefined) return expect(run).not.toThrow()
  const hint = expect.stringMatching(/^Nothing was written: history cannot be built again\. /)
  expect(run).toThrow(
    expect.objectContaining({ code: 'E_CHANGED_IDENTITY', message: expect.stringContaining(message), hint }),
  )
})
