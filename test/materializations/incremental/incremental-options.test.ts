import { expect, it } from 'vitest'
import { checkIncrementalOptions } from '../../../src/materializations/incremental/incremental-options.js'

const both = 'the options "mergeUpdateColumns" and "mergeExcludeColumns" cannot be combined'
const unused = (strategy: string, option: string) => `the strategy "${strategy}" does not use the option "${option}"`
const together = (one: string, other: string) => `the options "${one}" and "${other}" cannot be combined`
const ofKey = (option: string, column: string) => `the option "${option}" names "${column}", a column of the unique key`

it.each<readonly [options: object, messages: readonly string[]]>([
  [{}, []],
  [{ uniqueKey: ['id', 'day'], watermark: 'at', onSchemaChange: 'fail', fullRefresh: false }, []],
  [{ uniqueKey: 'id', mergeUpdateColumns: ['n'] }, []],
  [{ uniqueKey: 'id', mergeExcludeColumns: ['n'] }, []],
  [{ uniqueKey: 'id', strategy: 'delete+insert' }, []],
  [{ strategy: 'append', watermark: 'at' }, []],
  ...['ignore', 'fail', 'append_new_columns', 'sync_all_columns'].map(
    (onSchemaChange): readonly [object, readonly string[]] => [{ onSchemaChange }, []],
  ),
  [{ onSchemaChange: 'append' }, [expect.stringContaining('"onSchemaChange"') as never]],
  [{ fullRefresh: 'no' }, [expect.stringContaining('"fullRefresh"') as never]],
  [{ uniqueKey: [] }, [expect.stringContaining('"uniqueKey"') as never]],
  [{ watermark: '' }, ['the option "watermark" is empty']],
  [{ watermark: ['at'] }, [expect.stringMatching(/^the option "watermark" is .*, not a column$/) as never]],
  [{ watermark: 1 }, [expect.stringMatching(/^the option "watermark" is .*, not a column$/) as never]],
  [{ groupKey: ['day', 'shop'], watermark: 'at', returnsWholeGroups: true }, []],
  [{ groupKey: 'day', strategy: 'delete+insert' }, []],
  [{ partitionBy: 'day' }, []],
  [{ partitionBy: ['day', 'shop'], strategy: 'insert_overwrite', returnsWholeGroups: true }, []],
  ...['hour', 'day', 'month', 'year'].map((granularity): readonly [object, readonly string[]] => [
    { partitionBy: { field: 'at', granularity } },
    [],
  ]),
  [{ strategy: 'insert_overwrite', returnsWholeGroups: true }, []],
  [{ groupKey: [] }, ['the option "groupKey" names no columns']],
  [{ groupKey: ['day', 'DAY'] }, ['the option "groupKey" names the column "DAY" twice']],
  [{ partitionBy: '' }, ['the option "partitionBy" has an empty name where a column is named']],
  [{ partitionBy: { field: 'at' } }, ['the option "granularity" is missing']],
  [{ partitionBy: { granularity: 'day' } }, ['the option "field" is missing']],
  [{ partitionBy: { field: '', granularity: 'day' } }, ['the option "field" of "partitionBy" is empty, not a column']],
  [
    { partitionBy: { field: ['at'], granularity: 'week', dataType: 'timestamp' } },
    [
      'there is no option "dataType" of "partitionBy"',
      expect.stringMatching(/^the option "field" of "partitionBy" is .*, not a column$/) as never,
      'the option "granularity" is "week"',
    ],
  ],
  [
    {
      uniqueKey: 'id',
      whenMatched: [{ and: () => 0, action: 'delete' }, { action: 'update' }],
      incrementalPredicates: () => 0,
    },
    [],
  ],
  [{ groupKey: 'day', incrementalPredicates: () => 0 }, []],
  [
    { uniqueKey: 'id', incrementalPredicates: 'n > 1' },
    ['the option "incrementalPredicates" is a string, not a function'],
  ],
  [{ strategy: 'append', incrementalPredicates: () => 0 }, [unused('append', 'incrementalPredicates')]],
  [{ groupKey: 'day', whenMatched: [{ action: 'update' }] }, [unused('delete+insert', 'whenMatched')]],
  [{ uniqueKey: 'id', whenMatched: [] }, ['the option "whenMatched" is empty, not a list of clauses']],
  [{ uniqueKey: 'id', whenMatched: ['delete'] }, ['a clause of "whenMatched" is a string']],
  [{ uniqueKey: 'id', whenMatched: [{ and: () => 0 }] }, ['the option "action" is missing']],
  [
    { uniqueKey: 'id', whenMatched: [{ and: 'x', action: 'insert', when: 1 }] },
    [
      'there is no option "when" of "whenMatched"',
      'the option "action" is "insert"',
      'the option "and" of "whenMatched" is a string, not a function',
    ],
  ],
  [
    { uniqueKey: 'id', whenMatched: [{ action: 'delete' }] },
    ['a clause of "whenMatched" deletes every stored row that has the key of a new one'],
  ],
  [
    { uniqueKey: 'id', whenMatched: [{ action: 'update' }, { and: () => 0, action: 'delete' }] },
    ['a clause of "whenMatched" without "and" is not the last one, and those after it never hold'],
  ],
  ...['note', 'fail', 'fullRefresh', 'forwardOnly'].map((onChange): readonly [object, readonly string[]] => [
    { uniqueKey: 'id', onChange },
    [],
  ]),
  [{ uniqueKey: 'id', onChange: 'full_refresh' }, ['the option "onChange" is "full_refresh"']],
  [
    { uniqueKey: 'id', onChange: 'fullRefresh', fullRefresh: false },
    ["onChange: 'fullRefresh' rebuilds the table, and fullRefresh: false protects it from that"],
  ],
  [{ groupKey: 'day', returnsWholeGroups: false }, ['the option "returnsWholeGroups" can only be true']],
  [{ uniqueKey: 'id', groupKey: 'day' }, [together('uniqueKey', 'groupKey'), unused('merge', 'groupKey')]],
  [
    { strategy: 'delete+insert', groupKey: 'day', partitionBy: 'day' },
    [together('groupKey', 'partitionBy'), unused('delete+insert', 'partitionBy')],
  ],
  [{ strategy: 'merge', groupKey: 'day' }, [unused('merge', 'groupKey')]],
  [{ strategy: 'append', partitionBy: 'day' }, [unused('append', 'partitionBy')]],
  [{ strategy: 'insert_overwrite', uniqueKey: 'id' }, [unused('insert_overwrite', 'uniqueKey')]],
  [{ strategy: 'insert_overwrite', groupKey: 'day' }, [unused('insert_overwrite', 'groupKey')]],
  [{ uniqueKey: 'id', returnsWholeGroups: true }, [unused('merge', 'returnsWholeGroups')]],
  [
    { uniqueKey: 'id', strategy: 'delete+insert', returnsWholeGroups: true },
    [unused('delete+insert', 'returnsWholeGroups')],
  ],
  [{ strategy: 'append', uniqueKey: 'id' }, [unused('append', 'uniqueKey')]],
  [
    { strategy: 'append', uniqueKey: 'id', mergeUpdateColumns: ['n'] },
    [unused('append', 'uniqueKey'), unused('append', 'mergeUpdateColumns')],
  ],
  [{ mergeUpdateColumns: ['n'] }, [unused('append', 'mergeUpdateColumns')]],
  [{ mergeExcludeColumns: ['n'] }, [unused('append', 'mergeExcludeColumns')]],
  [
    { uniqueKey: 'id', strategy: 'delete+insert', mergeUpdateColumns: ['n'] },
    [unused('delete+insert', 'mergeUpdateColumns')],
  ],
  [
    { uniqueKey: 'id', strategy: 'delete+insert', mergeExcludeColumns: ['n'] },
    [unused('delete+insert', 'mergeExcludeColumns')],
  ],
  [{ uniqueKey: 'id', mergeUpdateColumns: ['n'], mergeExcludeColumns: ['at'] }, [both]],
  [{ uniqueKey: ['id', 'Day'], mergeUpdateColumns: ['n', 'DAY'] }, [ofKey('mergeUpdateColumns', 'DAY')]],
  [{ uniqueKey: 'id', mergeExcludeColumns: ['id'] }, [ofKey('mergeExcludeColumns', 'id')]],
  [{ uniqueKey: 'id', mergeUpdateColumns: [] }, [expect.stringContaining('"mergeUpdateColumns"') as never]],
])('says what is wrong with the options %j', (options, messages) => {
  const found = checkIncrementalOptions(options)
  expect(found.map(({ message }) => message)).toEqual(messages)
})

it('says how to fix an option that a strategy does not use', () => {
  const hints = checkIncrementalOptions({ strategy: 'append', uniqueKey: 'id', mergeUpdateColumns: ['n'] })
  expect(hints.map(({ hint }) => hint)).toEqual([
    expect.stringMatching(/^Leave the key out/),
    expect.stringMatching(/^Leave the option out/),
  ])
})
