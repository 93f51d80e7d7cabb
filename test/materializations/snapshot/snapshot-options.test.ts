import { date, integer, timestamp, varchar } from 'kerros'
import { expect, it } from 'vitest'
import { checkSnapshot } from '../../../src/materializations/snapshot/check-snapshot.js'
import { checkSnapshotOptions } from '../../../src/materializations/snapshot/snapshot-options.js'
import { type SnapshotSettings, snapshotNames } from '../../../src/materializations/snapshot/snapshot-statement.js'

const check = { uniqueKey: 'id', strategy: 'check', checkColumns: 'all' }
const time = { uniqueKey: 'id', strategy: 'timestamp', updatedAt: 'at' }
const contains = (text: string) => expect.stringContaining(text) as never

it.each<readonly [options: object, messages: readonly string[]]>([
  [check, []],
  [time, []],
  [{ ...check, checkColumns: ['n', 'id'] }, []],
  [{ ...check, checkColumns: 'n' }, []],
  [{ ...check, hardDeletes: 'ignore', description: 'x', tags: ['x'], columns: {}, transient: true }, []],
  [{ ...time, hardDeletes: 'invalidate', description: 'x', tags: ['x'], columns: {}, grants: {} }, []],
  [{ ...check, hardDeletes: 'delete' }, [contains('"hardDeletes"')]],
  [{ ...check, hardDeletes: 'newRecord', validToCurrent: new Date('9999-12-31T23:59:59.999Z') }, []],
  [{ ...time, hardDeletes: 'newRecord', validToCurrent: new Date('9999-12-31') }, []],
  [{ ...check, validToCurrent: '9999-12-31' }, ['the option "validToCurrent" is a string, not a Date']],
  [{ ...check, validToCurrent: new Date('x') }, ['the option "validToCurrent" is no valid date']],
  [{ ...check, validToCurrent: new Date('+010000-01-01') }, ['the option "validToCurrent" is after the year 9999']],
  [{ ...check, snapshotMetaColumnNames: { isDeleted: 'is_gone' } }, []],
  [{ ...check, snapshotMetaColumnNames: { isDeleted: 'scd_id' } }, ['two of the added columns are named "scd_id"']],
  [{ ...check, updatedAt: 'at' }, [contains('"updatedAt"')]],
  [{ ...time, checkColumns: 'all' }, [contains('"checkColumns"')]],
  [{ ...check, contract: {} }, [contains('"contract"')]],
  [{ ...check, uniqueKey: [] }, [contains('"uniqueKey"')]],
  [{ ...check, checkColumns: undefined }, ['the snapshot strategy "check" needs the option "checkColumns"']],
  [{ ...time, updatedAt: undefined }, ['the snapshot strategy "timestamp" needs the option "updatedAt"']],
  [{ ...time, updatedAt: '' }, ['the option "updatedAt" is empty']],
  [{ ...time, updatedAt: ['at'] }, [contains(', not a column')]],
  [{ ...time, updatedAt: 'ID' }, ['the option "updatedAt" names "ID", a column of the unique key']],
  [{ ...check, checkColumns: [] }, [contains('"checkColumns"')]],
  [
    { ...check, uniqueKey: ['id', 'Day'], checkColumns: ['ID', 'day'] },
    ['the option "checkColumns" names columns of the unique key only, which never change'],
  ],
  [{ ...check, snapshotMetaColumnNames: { validFrom: 'since', validTo: undefined } }, []],
  [{ ...check, snapshotMetaColumnNames: { until: 'x' } }, [contains('"until"')]],
  [
    { ...check, snapshotMetaColumnNames: { validFrom: '' } },
    ['the option "validFrom" in "snapshotMetaColumnNames" is empty'],
  ],
  [
    { ...check, snapshotMetaColumnNames: { scdId: 1, validTo: '' } },
    [contains('"scdId" in "snapshotMetaColumnNames"'), contains('"validTo" in "snapshotMetaColumnNames"')],
  ],
  [{ ...check, snapshotMetaColumnNames: { validFrom: 'valid_to' } }, ['two of the added columns are named "valid_to"']],
  ...['kerros_change', 'KERROS_CLOSED_ID', 'kerros_ended_at'].map((name): readonly [object, readonly string[]] => [
    { ...check, snapshotMetaColumnNames: { scdUpdatedAt: name } },
    [`an added column is named "${name}", which kerros keeps for itself`],
  ]),
])('says what is wrong with the options %j of a snapshot', (options, messages) => {
  expect(checkSnapshotOptions(options as never).map(({ message }) => message)).toEqual(messages)
})

it('names the option that is missing as one of the definition', () => {
  expect(checkSnapshotOptions({ ...time, updatedAt: undefined } as never)).toMatchObject([
    { code: 'E_INVALID_DEFINITION' },
  ])
})

const settings: SnapshotSettings = {
  uniqueKey: ['id'],
  change: { checkColumns: ['n'] },
  hardDeletes: 'ignore',
  names: snapshotNames({ validFrom: 'Since' }),
}
const lacks = (option: string, column: string) =>
  `E_UNKNOWN_COLUMN the ${option} of snapshot "m" names "${column}", which its source does not have`

it.each<readonly [what: Partial<SnapshotSettings>, columns: readonly string[], diagnostics: readonly string[]]>([
  [{}, ['id', 'n', 'valid_from'], []],
  [{ uniqueKey: ['id', 'day'] }, ['id', 'n'], [lacks('uniqueKey', 'day')]],
  [{ change: { checkColumns: ['n', 'm'] } }, ['id', 'n'], [lacks('checkColumns', 'm')]],
  [{ change: { checkColumns: 'all' } }, ['id'], []],
  [{ change: { updatedAt: 'at' } }, ['id', 'at'], []],
  [{ change: { updatedAt: 'at' } }, ['id'], [lacks('updatedAt', 'at')]],
  [
    {},
    ['id', 'n', 'SINCE', 'scd_id'],
    ['SINCE', 'scd_id'].map(
      (name) => `E_DUPLICATE_COLUMN snapshot "m" adds the column "${name}", which its source has already`,
    ),
  ],
  [
    {},
    ['id', 'n', 'Kerros_Change'],
    [
      'E_DUPLICATE_COLUMN the source of snapshot "m" has the column "Kerros_Change", a name that kerros keeps for itself',
    ],
  ],
])('a snapshot with %j is checked against a source with %j', (given, columns, diagnostics) => {
  const found = checkSnapshot({ ...settings, ...given }, columns.map((name) => ({ name })) as never, 'm')
  expect(found.map(({ code, message }) => `${code} ${message}`)).toEqual(diagnostics)
})

it.each([
  ['a string', varchar(), 'varchar'],
  ['a number', integer(), 'integer'],
  ['a timestamp', timestamp(), undefined],
  ['a date', date(), undefined],
  ['a column that raw SQL computes', { type: undefined }, undefined],
])('a snapshot whose updatedAt is %s', (_, { type }, refused) => {
  const columns = [
    { name: 'id', type: integer().type },
    { name: 'at', type },
  ]
  const found = checkSnapshot({ ...settings, change: { updatedAt: 'at' } }, columns as never, 'm')
  expect(found.map(({ code, message }) => `${code} ${message}`)).toEqual(
    refused ? [`E_TYPE_MISMATCH the updatedAt of snapshot "m" is "at", which is ${refused}`] : [],
  )
})
