import { describe, expect, it } from 'vitest'
import { contractChanges } from '../../src/artifacts/contract-changes.js'

const constraint = (type: string, columns: readonly string[], more: object = {}) => ({ type, columns, ...more })

/** A manifest with one model. */
function withModel(model: object | undefined, adapter = 'duckdb') {
  return {
    metadata: { adapter_type: adapter },
    nodes: model ? { 'model.shop.orders': { name: 'orders', ...model } } : {},
  }
}

const ORDERS = {
  resource_type: 'model',
  config: { materialized: 'table', contract: { enforced: true } },
  columns: {
    id: { name: 'id', data_type: 'INTEGER', constraints: [{ type: 'not_null' }] },
    amount: { name: 'amount', data_type: 'DECIMAL(10,2)', constraints: [] },
  },
  constraints: [
    constraint('primary_key', ['id']),
    constraint('check', [], { name: 'positive', expression: '"amount" > 0' }),
    constraint('foreign_key', ['id'], { to: '"main"."ids"', to_columns: ['id'] }),
  ],
}

const changed = (change: (model: typeof ORDERS) => object | undefined, adapter?: string) =>
  contractChanges(withModel(ORDERS), withModel(change(structuredClone(ORDERS)), adapter)).flatMap(
    ({ changes }) => changes,
  )

describe('contracts of two manifests', () => {
  const view = (model: typeof ORDERS) => ({ ...model, config: { ...model.config, materialized: 'view' } })

  it.each<[string, (model: typeof ORDERS) => object | undefined, readonly string[]]>([
    ['nothing', (model) => model, []],
    ['a removed model', () => undefined, ['the model is gone']],
    [
      'a removed contract',
      (model) => ({ ...model, config: { materialized: 'table' } }),
      ['it has no contract any more'],
    ],
    [
      'a removed column',
      ({ columns: { id }, ...model }) => ({ ...model, columns: { id } }),
      ['the column "amount" is gone'],
    ],
    [
      'a column with a key that is gone, once',
      ({ columns: { amount }, ...model }) => ({ ...model, columns: { amount } }),
      ['the column "id" is gone'],
    ],
    [
      'another type',
      (model) => ({
        ...model,
        columns: { ...model.columns, amount: { ...model.columns.amount, data_type: 'DOUBLE' } },
      }),
      ['the column "amount" is DOUBLE, and was DECIMAL(10,2)'],
    ],
    [
      'a column that may be NULL now',
      (model) => ({ ...model, columns: { ...model.columns, id: { ...model.columns.id, constraints: [] } } }),
      ['the constraint not null "id" is gone'],
    ],
    [
      'a removed key and another condition',
      (model) => ({
        ...model,
        constraints: [constraint('check', [], { name: 'positive', expression: '"amount" >= 0' }), model.constraints[2]],
      }),
      ['the constraint primary key "id" is gone', 'the constraint check "amount" > 0 is gone'],
    ],
    [
      'a foreign key to another relation',
      (model) => ({
        ...model,
        constraints: [
          ...model.constraints.slice(0, 2),
          constraint('foreign_key', ['id'], { to: '"main"."x"', to_columns: ['id'] }),
        ],
      }),
      ['the constraint foreign key "id" is gone'],
    ],
    ['a table that is a view now', view, ['it is view, and was table']],
    ['letters of another case', (model) => JSON.parse(JSON.stringify(model).replace('"INTEGER"', '"integer"')), []],
    [
      'a new column and a new constraint',
      (model) => ({
        ...model,
        columns: { ...model.columns, more: { name: 'more', data_type: 'DATE' } },
        constraints: [...model.constraints, constraint('unique', ['amount'])],
      }),
      [],
    ],
  ])('%s', (_, change, expected) => {
    expect(changed(change)).toEqual(expected)
  })

  it('have no types in common on two engines', () => {
    const other = (model: typeof ORDERS) => JSON.parse(JSON.stringify(model).replace('INTEGER', 'NUMBER(38,0)'))
    expect(changed(other)).toEqual(['the column "id" is NUMBER(38,0), and was INTEGER'])
    expect(changed(other, 'snowflake')).toEqual([])
  })

  it('say nothing of models without one', () => {
    const free = { ...ORDERS, config: { materialized: 'table', contract: { enforced: false } } }
    expect(contractChanges(withModel(free), withModel(undefined))).toEqual([])
  })

  it('let a view with a contract become a table, and one without constraints a view', () => {
    expect(contractChanges(withModel(view(ORDERS)), withModel(ORDERS))).toEqual([])
    const { constraints: _, ...plain } = ORDERS
    const bare = { ...plain, columns: {} }
    expect(contractChanges(withModel(bare), withModel(view(bare as never)))).toEqual([])
  })
})
