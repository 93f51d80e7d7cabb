import {
  analysis,
  chart,
  dataTest,
  defineProject,
  exposure,
  incremental,
  integer,
  notNull,
  seed,
  snapshot,
  source,
  table,
  variable,
} from 'kerros'
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
      'targets in a list',
      () => defineProject(careless({ name: 'p', models: ['src/**'], targets: [duckdb({ path: ':memory:' })] })),
      'the targets of project "p" are a list, not an object',
    ],
    ['a variable without a default', () => careless(variable)('least'), 'variable(…) was not given its name and its'],
    ['a variable without a name', () => careless(variable)(undefined, 3), 'variable(…) was not given its name and its'],
    [
      'a strategy that is null',
      () => careless(incremental)({ o: raw.orders }, (db: any) => db, { strategy: null }),
      'there is no incremental strategy "null"',
    ],
    [
      "dbt's form of a target",
      () => defineProject(careless({ name: 'p', models: ['src/**'], targets: { dev: { type: 'duckdb' } } })),
      '"dev" of project "p" is not a target',
    ],
  ])('%s', (_, define, message) => {
    expect(define).toThrow(message)
  })

  it('options of another type are refused in every definition, by name', () => {
    const query = (db: any) => db.selectFrom('o').select('id')
    const inputs = { o: raw.orders }
    const said = { description: 5 }
    const model = { ...said, tags: 'daily', meta: 'Ann', columns: { id: said } }
    const key = { uniqueKey: 'id' }
    const definitions = {
      a_table: careless(table)(inputs, query, model),
      an_incremental: careless(incremental)(inputs, query, { ...model, ...key }),
      a_snapshot: careless(snapshot)(raw.orders, { ...model, ...key, strategy: 'check', checkColumns: 'all' }),
      a_seed: careless(seed)('a.csv', { id: integer() }, model),
      an_analysis: careless(analysis)(inputs, query, said),
      a_test: careless(dataTest)(inputs, query, said),
      an_exposure: careless(exposure)({
        type: 'notebook',
        dependsOn: [],
        owner: { nme: 1, email: 2 },
        url: 3,
        ...said,
      }),
      another_exposure: careless(exposure)({ type: 'notebook', dependsOn: [], owner: 'Ann' }),
      a_chart: careless(chart)(raw.orders, { mark: 'bar', category: 'id', value: 'id', title: 1, limit: 0, ...said }),
      a_source: careless(source)('raw2', { t: { id: integer() } }, { ...said, database: 1, tables: { t: said } }).t,
    }
    const found = buildProject('p', [{ file: 'm.ts', exports: { raw, ...definitions } }]).diagnostics
    expect(found.map(({ code, message }) => `${code} ${message}`)).toMatchInlineSnapshot(`
      [
        "E_INVALID_DEFINITION "a_table": the option "description" is a number, not a string",
        "E_INVALID_DEFINITION "a_table": the option "tags" is "daily", not a list of strings",
        "E_INVALID_DEFINITION "a_table": the option "meta" is a string, not an object",
        "E_INVALID_DEFINITION "a_table": the option "description" of column "id" is a number, not a string",
        "E_INVALID_DEFINITION "an_incremental": the option "description" is a number, not a string",
        "E_INVALID_DEFINITION "an_incremental": the option "tags" is "daily", not a list of strings",
        "E_INVALID_DEFINITION "an_incremental": the option "meta" is a string, not an object",
        "E_INVALID_DEFINITION "an_incremental": the option "description" of column "id" is a number, not a string",
        "E_INVALID_DEFINITION "a_snapshot": the option "description" is a number, not a string",
        "E_INVALID_DEFINITION "a_snapshot": the option "tags" is "daily", not a list of strings",
        "E_INVALID_DEFINITION "a_snapshot": the option "meta" is a string, not an object",
        "E_INVALID_DEFINITION "a_snapshot": the option "description" of column "id" is a number, not a string",
        "E_INVALID_DEFINITION "a_seed": the option "description" is a number, not a string",
        "E_INVALID_DEFINITION "a_seed": the option "tags" is "daily", not a list of strings",
        "E_INVALID_DEFINITION "a_seed": the option "meta" is a string, not an object",
        "E_INVALID_DEFINITION "a_seed": the option "description" of column "id" is a number, not a string",
        "E_INVALID_DEFINITION "an_analysis": the option "description" is a number, not a string",
        "E_INVALID_DEFINITION "a_test": the option "description" is a number, not a string",
        "E_INVALID_DEFINITION "an_exposure": there is no option "nme" of "owner"",
        "E_INVALID_DEFINITION "an_exposure": the option "email" of "owner" is a number, not a string",
        "E_INVALID_DEFINITION "an_exposure": the option "url" is a number, not a string",
        "E_INVALID_DEFINITION "an_exposure": the option "description" is a number, not a string",
        "E_INVALID_DEFINITION "another_exposure": the option "owner" is a string, not an object",
        "E_INVALID_DEFINITION "a_chart": the option "title" is a number, not a string",
        "E_INVALID_DEFINITION "a_chart": the option "limit" is 0, not a whole number from 1",
        "E_INVALID_DEFINITION "a_chart": the option "description" is a number, not a string",
        "E_INVALID_DEFINITION "raw2.t": the option "description" is a number, not a string",
        "E_INVALID_DEFINITION "raw2.t": the option "database" is a number, not a string",
        "E_INVALID_DEFINITION "raw2.t": the option "description" is a number, not a string",
      ]
    `)
    expect(found.every(({ hint, at }) => hint && at === 'm.ts')).toBe(true)
  })

  it.each([[[notNull]], [notNull()], [['not_null']]])(
    'tests that are not tests are reported with their file',
    (tests) => {
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
    },
  )
})
