import { defineProject, integer, notNull, snapshot, source, table } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { describe, expect, it } from 'vitest'
import { buildProject } from '../../../src/core/project/build-project.js'
import { careless } from '../../careless.js'

const raw = source('raw', { orders: { id: integer() } })

describe('careless definitions', () => {
  it.each([
    ['table(query)', () => careless(table)((db: any) => db), 'table(…) was not given its inputs by name'],
    [
      'table(relation, query)',
      () => careless(table)(raw.orders, (db: any) => db),
      'table(…) was not given its inputs by name',
    ],
    ['table(inputs)', () => careless(table)({ o: raw.orders }), 'table(…) was given no query'],
    ['snapshot without options', () => careless(snapshot)(raw.orders, {}), 'there is no snapshot strategy "undefined"'],
    [
      'a misspelt strategy',
      () => careless(snapshot)(raw.orders, { uniqueKey: 'id', strategy: 'chek' }),
      'there is no snapshot strategy "chek"',
    ],
    ['no unique key', () => careless(snapshot)(raw.orders, { strategy: 'check' }), 'a snapshot has no unique key'],
    ['a project without a name', () => defineProject(careless({ models: [], targets: {} })), 'the project has no name'],
    [
      'models that are no list',
      () => defineProject(careless({ name: 'p', models: 'src/**', targets: { dev: duckdb({ path: ':memory:' }) } })),
      'the models of project "p" are not a list',
    ],
    [
      'models that are numbers',
      () => defineProject(careless({ name: 'p', models: ['a.ts', 3], targets: {} })),
      'the models of project "p" have a number among them',
    ],
    [
      'globs beside modules',
      () => defineProject(careless({ name: 'p', models: ['a.ts', { raw }], targets: {} })),
      'the models of project "p" have both globs and objects',
    ],
    [
      'options of wrong types',
      () => defineProject(careless({ name: 'p', models: ['a.ts'], vars: 3, naming: 'upper', root: 3 })),
      'the option "vars" is a number, not an object',
    ],
    [
      "dbt's form of a target",
      () => defineProject(careless({ name: 'p', models: ['src/**'], targets: { dev: { type: 'duckdb' } } })),
      '"dev" of project "p" is not a target',
    ],
  ])('%s', (_, define, message) => {
    expect(define).toThrow(message)
  })

  it.each([[[notNull]], [notNull()], [['not_null']]])('tests that are none are told with their file', (tests) => {
    const orders = table({ o: raw.orders }, (db) => db.selectFrom('o').select('id'), {
      columns: { id: { tests: careless(tests) } },
    })
    const { diagnostics } = buildProject('p', [{ file: 'src/orders.ts', exports: { raw, orders } }])
    expect(diagnostics).toMatchObject([
      {
        code: 'E_INVALID_DEFINITION',
        message: 'the tests of column "id" of "orders" are not a list of tests',
        at: 'src/orders.ts',
      },
    ])
  })
})
