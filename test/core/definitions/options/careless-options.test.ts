import {
  analysis,
  chart,
  dataTest,
  defineProject,
  exposure,
  incremental,
  integer,
  notNull,
  relationships,
  seed,
  snapshot,
  source,
  table,
  testColumns,
  timestamp,
  varchar,
  view,
} from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { describe, expect, it } from 'vitest'
import { buildProject } from '../../../../src/core/project/build-project.js'
import { careless } from '../../../careless.js'

const raw = source('raw', { orders: { id: integer(), at: timestamp() } })

/** What is told of a definition that was made without tsc. */
function told(make: () => unknown): readonly string[] {
  const { diagnostics } = buildProject('p', [{ file: 'src/m.ts', exports: { raw, m: make() } }])
  expect(diagnostics.every(({ at }) => at === 'src/m.ts')).toBe(true)
  return diagnostics.map(({ code, message, hint }) => `${code} ${message} → ${hint}`)
}

const query = (db: any) => db.selectFrom('o').selectAll()
const inputs = { o: raw.orders }

describe('options of definitions that tsc would have refused', () => {
  it.each<[string, () => unknown]>([
    ['an unknown option of a view', () => view(inputs, query, careless({ descripton: 'x' }))],
    ['an option of another materialization', () => table(inputs, query, careless({ uniqueKey: 'id' }))],
    ['options that are a string', () => view(inputs, query, careless('core'))],
    ['tags that are a string', () => view(inputs, query, careless({ tags: 'core' }))],
    ['an unknown option of a column', () => view(inputs, query, careless({ columns: { id: { test: [notNull()] } } }))],
    ['tests in place of options', () => view(inputs, query, careless({ columns: { id: [notNull()] } }))],
    ['a contract without calls', () => view(inputs, query, careless({ contract: { id: integer, at: 'timestamp' } }))],
    ['an unknown policy', () => incremental(inputs, query, careless({ uniqueKey: 'id', onSchemaChange: 'append' }))],
    ['a severity of a test', () => dataTest(inputs, query, careless({ severity: 'warning' }))],
    ['an unknown option of a test', () => dataTest(inputs, query, careless({ severty: 'warn' }))],
    [
      'severities of column tests',
      () =>
        view(inputs, query, {
          columns: { id: { tests: [notNull(careless({ severity: 'Error' })), notNull(careless({ sev: 'warn' }))] } },
        }),
    ],
    ['a severity apart', () => testColumns(raw.orders, { id: [notNull(careless({ severity: 'fatal' }))] })],
    [
      'options of tests',
      () =>
        view(inputs, query, {
          columns: {
            id: {
              tests: [
                notNull(careless({ warnIf: '10', errorIf: '> 1.5', limit: 0 })),
                notNull(careless({ warnIf: 3, limit: '5', name: 'not null', tags: 'core', description: 1 })),
                notNull(careless({ name: 5 })),
              ],
              where: careless("status = 'open'"),
            },
          },
        }),
    ],
    ['rows of tests apart', () => testColumns(raw.orders, { id: [notNull()] }, careless({ where: true, whre: 1 }))],
    ['columns of a source', () => source('shop', careless({ sales: { id: integer, at: 'timestamp' }, things: 'all' }))],
    [
      'options of a source',
      () =>
        source(
          'shop',
          { sales: { id: integer() } },
          careless({ tabels: {}, tables: { sale: {} }, load: { sales: { file: 'sales.csv' } } }),
        ),
    ],
    ['columns of a seed', () => seed('src/x.csv', careless({ id: integer }))],
    [
      'options of a seed',
      () => seed('src/x.csv', { id: integer() }, careless({ delimeter: ';', columns: { idd: {} } })),
    ],
    [
      'options of a snapshot',
      () =>
        snapshot(
          raw.orders,
          careless({ uniqueKey: 'id', strategy: 'check', checkColumn: ['at'], hardDeletes: 'delete' }),
        ),
    ],
    [
      'names of a snapshot',
      () =>
        snapshot(
          raw.orders,
          careless({
            uniqueKey: 'id',
            strategy: 'timestamp',
            updatedAt: 'at',
            snapshotMetaColumnNames: { valid_from: 'since' },
          }),
        ),
    ],
    ['options of an analysis', () => analysis(inputs, query, careless({ tag: ['x'] }))],
    [
      'options of an exposure',
      () => exposure(careless({ type: 'dashbord', dependsOn: [raw.orders], owner: {}, urls: 'x' })),
    ],
    ['options of a chart', () => chart(raw.orders, careless({ mark: 'bars', category: 'at', value: 'id' }))],
  ])('%s', (_, make) => {
    expect(told(make)).toMatchSnapshot()
  })

  it('are empty when every option is valid', () => {
    const good = {
      v: view(inputs, query, { description: 'x', tags: [], meta: { a: 1 }, columns: { id: { tests: [notNull()] } } }),
      i: incremental(inputs, query, careless({ uniqueKey: 'id', fullRefresh: true, onSchemaChange: 'fail' })),
      s: snapshot(raw.orders, {
        uniqueKey: 'id',
        strategy: 'timestamp',
        updatedAt: 'at',
        snapshotMetaColumnNames: { validFrom: 'since' },
        meta: { owner: 'Ann' },
      }),
      t: testColumns(raw.orders, { id: [relationships(raw.orders, 'id', { severity: 'warn' })] }),
      d: seed('x.csv', { id: integer(), name: varchar() }, { delimiter: ';', columns: { id: { description: 'x' } } }),
    }
    expect(buildProject('p', [{ file: 'src/m.ts', exports: { raw, ...good } }]).diagnostics).toEqual([])
  })
})

describe('options of a configuration that tsc would have refused', () => {
  const target = duckdb({ path: ':memory:' })
  it.each<[string, () => unknown, RegExp]>([
    ['a misspelt path', () => duckdb(careless({ pth: 'x.duckdb' })), /no option "pth".*\n.*the path is missing/],
    ['no options', () => duckdb(careless(undefined)), /duckdb\(…\): the path is missing/],
    ['a path in place of options', () => duckdb(careless('x.duckdb')), /the options are a string/],
    ['threads', () => duckdb(careless({ path: 'x', threads: 'many' })), /`threads` is not a whole number/],
    [
      'an unknown option',
      () => defineProject(careless({ name: 'p', models: ['src/**'], targets: { dev: target }, model: [] })),
      /defineProject\(…\): there is no option "model"/,
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message)
    expect(make).toThrow(expect.objectContaining({ name: 'KerrosError', code: 'E_CONFIG' }))
  })

  it('suggest the nearest one', () => {
    expect(() => duckdb(careless({ path: 'x', schemas: 'main' }))).toThrow(
      expect.objectContaining({ hint: 'Did you mean "schema"?' }),
    )
  })
})
