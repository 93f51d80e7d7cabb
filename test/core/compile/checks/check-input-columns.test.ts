import { integer, source, view } from 'kerros'
import { describe, expect, it } from 'vitest'
import { checkInputColumns } from '../../../../src/core/compile/checks/check-input-columns.js'

const { events } = source('raw', { events: { id: integer() } })
const described = view({ e: events }, (db) => db.selectFrom('e').select('e.id'), {
  columns: { id: {}, idd: {} },
} as never)
const plain = view({ e: events }, (db) => db.selectFrom('e').select('e.id'))
const wrongReference = { code: 'E_UNKNOWN_COLUMN', message: 'the query names "i"' } as const

/** What is said of a column of an input of the test `t`. */
function told(inputs: object, input: string, column: string, { isHidden = false, isWrong = false } = {}) {
  return checkInputColumns(
    { name: 't', inputs: inputs as never, namedColumns: [{ input, column }] },
    { nameOf: () => 'm', wrongIn: () => (isWrong ? [wrongReference] : []) },
    () => (isHidden ? undefined : [{ name: 'id', type: integer().type }]),
  ).map(({ message }) => message)
}

describe('a test that names a column', () => {
  const inTest = 'the test "t" names "idd", which "m" does not have'
  const inOption = 'the option "columns" of "m" names "idd", which it does not have'

  it.each<[what: string, told: readonly string[], of: readonly string[]]>([
    ['that is there', told({ model: described }, 'model', 'id'), []],
    ['that is hidden in raw SQL', told({ model: described }, 'model', 'idd', { isHidden: true }), []],
    ['of no input', told({ model: described }, 'other', 'idd'), []],
    ['of an input with a name that every object has', told({}, 'toString', 'idd'), []],
    ['that its definition describes', told({ model: described }, 'model', 'idd'), [inOption]],
    [
      'that its definition describes, and whose query is wrong',
      told({ model: described }, 'model', 'idd', { isWrong: true }),
      [wrongReference.message],
    ],
    [
      'that is there, of a definition whose query is wrong',
      told({ model: described }, 'model', 'id', { isWrong: true }),
      [],
    ],
    ['that its definition does not describe', told({ model: plain }, 'model', 'idd'), [inTest]],
    ['that another input describes', told({ to: described }, 'to', 'idd'), [inTest]],
    ['of a source', told({ model: events }, 'model', 'idd'), [inTest]],
    [
      'that its definition does not describe, but every object has',
      told({ model: described }, 'model', 'toString'),
      ['the test "t" names "toString", which "m" does not have'],
    ],
  ])('%s', (_, said, expected) => {
    expect(said).toEqual(expected)
  })
})

it('a query that names no columns beforehand has no diagnostic of any', () => {
  const nothing = { nameOf: () => 'm', wrongIn: () => [] }
  expect(checkInputColumns({ name: 't', inputs: { model: plain } as never }, nothing, () => [])).toEqual([])
})
