import { expect, it } from 'vitest'
import { checkType1Options } from '../../../src/materializations/scd-type-1/scd-type-1-options.js'

const contains = (text: string) => expect.stringContaining(text) as never
const named = (names: object, rest: object = {}) => ({ uniqueKey: 'id', snapshotMetaColumnNames: names, ...rest })
const option = 'the option "isDeleted" in "snapshotMetaColumnNames"'

it.each<readonly [options: object, messages: readonly string[]]>([
  [{ uniqueKey: 'id' }, []],
  [
    { uniqueKey: ['id', 'day'], updatedAt: 'at', hardDeletes: 'delete', description: 'x', tags: ['x'], columns: {} },
    [],
  ],
  [named({ isDeleted: 'is_gone' }, { hardDeletes: 'mark' }), []],
  [{ uniqueKey: 'id', hardDeletes: 'invalidate' }, [contains('"hardDeletes"')]],
  [{ uniqueKey: 'id', strategy: 'check' }, [contains('"strategy"')]],
  [{ uniqueKey: 'id', contract: {} }, [contains('"contract"')]],
  [{ uniqueKey: [] }, [contains('"uniqueKey"')]],
  [{ uniqueKey: 'id', updatedAt: '' }, ['the option "updatedAt" is empty']],
  [{ uniqueKey: 'id', updatedAt: ['at'] }, [contains(', not a column')]],
  [{ uniqueKey: 'id', updatedAt: 'ID' }, ['the option "updatedAt" names "ID", a column of the unique key']],
  [named({ validFrom: 'x' }), [contains('"validFrom"')]],
  [named({ isDeleted: 'x' }), [`${option} names a column that only hardDeletes: 'mark' adds`]],
  [named({ isDeleted: '' }, { hardDeletes: 'mark' }), [`${option} is empty`]],
  [named({ isDeleted: 1 }, { hardDeletes: 'mark' }), [`${option} is a number, not a name`]],
  [
    named({ isDeleted: 'KERROS_gone' }, { hardDeletes: 'mark' }),
    [`${option} is "KERROS_gone", which kerros keeps for itself`],
  ],
])('says what is wrong with the options %j', (options, messages) => {
  expect(checkType1Options(options as never).map(({ message }) => message)).toEqual(messages)
})
