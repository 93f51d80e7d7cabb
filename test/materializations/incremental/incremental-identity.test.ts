import { expect, it } from 'vitest'
import type { RelationMark } from '../../../src/core/relations/relation-settings.js'
import {
  checkIncrementalIdentity,
  needsKeyCheck,
} from '../../../src/materializations/incremental/incremental-identity.js'

const COLUMNS = ['id', 'CODE', 'at']
const existing = (mark: RelationMark | undefined) =>
  ({ type: 'table', columns: COLUMNS.map((name) => ({ name, type: 'VARCHAR' })), mark }) as const
const marked = (mark: Omit<RelationMark, 'kind'>): RelationMark => ({ kind: 'incremental', ...mark })
const wanted = (mark: Omit<RelationMark, 'kind'>, replaced: readonly string[] = []) => ({
  mark: marked(mark),
  replaced,
})

type Mark = Omit<RelationMark, 'kind'>
const cases: readonly (readonly [stored: Mark | undefined, now: Mark, message?: string])[] = [
  [undefined, {}],
  [undefined, { uniqueKey: ['id', 'code'], watermark: 'AT' }],
  [undefined, { uniqueKey: ['id', 'number'] }, 'the stored table of "m" has no "number", by which its rows are found'],
  [undefined, { watermark: 'seen' }, 'the stored table of "m" has no "seen", by which its rows are found'],
  [{ uniqueKey: ['id', 'code'] }, { uniqueKey: ['Code', 'ID'] }],
  [{ uniqueKey: ['id'] }, { uniqueKey: ['code'] }, '"m" was built with the unique key "id" and now has "code"'],
  [
    { uniqueKey: ['id'] },
    { uniqueKey: ['id', 'code'] },
    '"m" was built with the unique key "id" and now has "id", "code"',
  ],
  // Without a key the rows are appended, and none of them has to be found.
  [{ uniqueKey: ['id'] }, {}],
  [{ uniqueKey: [] }, { uniqueKey: ['code'] }],
  [{}, { uniqueKey: ['code'] }],
  [{ watermark: 'at' }, { watermark: 'AT' }],
  [{ watermark: 'at' }, { watermark: 'id' }, '"m" was built with the watermark "at" and now has "id"'],
  [{ watermark: 'at' }, {}],
  [{}, { watermark: 'id' }],
  [{ watermark: 'at' }, { watermark: 'at', uniqueKey: ['number'] }, 'the stored table of "m" has no "number"'],
]

it.each(cases.map(([stored, now, message]) => ({ stored, now, message })))(
  'a table with the mark $stored is compared with a definition with $now',
  ({ stored, now, message }) => {
    const check = () => checkIncrementalIdentity('m', existing(stored && marked(stored)), wanted(now))
    if (message === undefined) return expect(check).not.toThrow()
    expect(check).toThrow(
      expect.objectContaining({
        code: 'E_CHANGED_IDENTITY',
        message: expect.stringContaining(message),
        hint: expect.stringMatching(/^Nothing was written\. .* Run with --full-refresh/),
      }),
    )
  },
)

it('does not advise to refresh rows that are protected from it', () => {
  const check = () =>
    checkIncrementalIdentity(
      'm',
      existing(marked({ uniqueKey: ['id'] })),
      wanted({ uniqueKey: ['code'], keeps: 'rows' }),
    )
  expect(check).toThrow(expect.objectContaining({ hint: expect.stringContaining('give the model another name') }))
  expect(check).not.toThrow(expect.objectContaining({ hint: expect.stringContaining('--full-refresh') }))
})

it('a table without the columns of the groups that are replaced is refused', () => {
  const check = (replaced: readonly string[]) => () =>
    checkIncrementalIdentity('m', existing(marked({ uniqueKey: ['id'] })), wanted({}, replaced))
  expect(check(['Code'])).not.toThrow()
  expect(check(['day'])).toThrow('the stored table of "m" has no "day", by which its rows are found')
})

it('rows were checked by a key when the run that wrote them had one', () => {
  const marks = [undefined, marked({}), marked({ uniqueKey: [] }), marked({ uniqueKey: ['id'] })]
  expect(marks.map((mark) => needsKeyCheck(existing(mark)))).toEqual([true, true, true, false])
})
