import {
  columnTest,
  dataTest,
  ephemeral,
  integer,
  notNull,
  relationships,
  relationTest,
  snapshot,
  source,
  type TestedRows,
  table,
  testColumns,
  unique,
  varchar,
  variable,
  view,
} from 'kerros'
import { type SqlBool, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkTestOptions } from '../../../../src/core/definitions/test-options.js'
import { MemoryProject } from '../../../property/memory-project.js'

const raw = source('raw', { t: { id: integer(), n: integer().nullable(), s: varchar().nullable() } })
const all = (db: any) => db.selectFrom('t').selectAll()
const open: TestedRows<any> = (eb) => eb('s', '=', 'open')

/** A test of one's own of the column `n`, by its query. */
const own = (failures: (db: any) => any) => columnTest({ name: 'own', failures })

let project: MemoryProject
beforeAll(async () => {
  project = new MemoryProject()
  await project.rows(
    'create schema raw',
    'create table raw.t (id integer, n integer, s varchar)',
    "insert into raw.t values (1, 7, 'open'), (2, 7, 'open'), (3, null, 'open'), (4, null, 'sent'), (5, 8, 'sent'), (6, 9, null)",
  )
})
afterAll(() => project.close())

/** How many rows fail each test of definitions, by name. */
async function failures(definitions: { readonly [name: string]: unknown }): Promise<{ [name: string]: unknown }> {
  const { nodes } = await project.run({ raw, ...definitions })
  return Object.fromEntries(
    nodes
      .filter(({ resourceType }) => resourceType === 'test')
      .map(({ name, failures: count, error }) => [name, error?.message ?? count]),
  )
}

describe('where', () => {
  it('is obeyed on every relation, and where the tested relation is inlined', async () => {
    const columns = { n: { tests: [notNull(), unique()], where: open } } as never
    const one = { of_none: 1, of_several: 1 }
    const expected = (name: string) => ({ [`not_null_${name}_n`]: one.of_none, [`unique_${name}_n`]: one.of_several })
    expect(await failures({ t: table({ t: raw.t }, all, { columns }) })).toEqual(expected('t'))
    expect(await failures({ v: view({ t: raw.t }, all, { columns }) })).toEqual(expected('v'))
    expect(await failures({ e: ephemeral({ t: raw.t }, all, { columns }) })).toEqual(expected('e'))
    const kept = { uniqueKey: 'id', strategy: 'check', checkColumns: ['n'], columns } as const
    expect(await failures({ s: snapshot(raw.t, kept as never) })).toEqual(expected('s'))
    const apart = testColumns(raw.t, { n: [notNull(), unique()] }, { where: open })
    expect(await failures({ apart })).toEqual(expected('t'))
  })

  it.each<[string, (db: any) => any, number]>([
    ['as model', (db) => db.selectFrom('model').selectAll().where('n', 'is', null), 1],
    ['twice', (db) => db.selectFrom('model as a').innerJoin('model as b', 'a.n', 'b.n').select('a.id'), 4],
    ['in a subquery', (db) => db.selectFrom(db.selectFrom('model').selectAll().as('x')).select('x.id'), 3],
    ['in a template', (db) => db.selectFrom(sql`${sql.table('model')}`.as('x')).select(sql`x.id`.as('id')), 3],
    [
      'in a set operation',
      (db) => db.selectFrom('model').select('id').unionAll(db.selectFrom('model').select('id')),
      6,
    ],
    [
      'of a common table expression of its name, which is another relation',
      (db) =>
        db
          .with('model', (inner: any) => inner.selectFrom(sql`raw.t`.as('x')).select(sql`x.id`.as('id')))
          .selectFrom('model')
          .select('id'),
      6,
    ],
  ])('holds for what a test selects %s', async (_, query, count) => {
    expect(await failures({ apart: testColumns(raw.t, { n: [own(query)] as never }, { where: open }) })).toEqual({
      own_t_n: count,
    })
  })

  it('leaves the other relations of a test as they are', async () => {
    const test = relationships(raw.t, 'n', { name: 'to_itself' })
    expect(await failures({ apart: testColumns(raw.t, { id: [test] }, { where: (eb) => eb('id', '<', 9) }) })).toEqual({
      to_itself: 6,
    })
  })

  it('reads variables', async () => {
    const where: TestedRows<any> = (eb) => eb('n', '>', variable('least', 7) as never)
    expect(await failures({ apart: testColumns(raw.t, { s: [notNull()] }, { where }) })).toEqual({ not_null_t_s: 1 })
  })

  it('has to return a condition, and a column that is there', async () => {
    const nothing = testColumns(raw.t, { n: [notNull()] }, { where: () => undefined as never })
    expect(await failures({ nothing })).toEqual({
      not_null_t_n: '"not_null_t_n": the option "where" of the test returns no condition',
    })
    const missing = testColumns(raw.t, { n: [notNull()] }, { where: (eb: any) => eb('model.nn', '=', 1) })
    expect(Object.values(await failures({ missing }))[0]).toMatch(/nn/)
  })
})

it('an input of a test is not called like the tested relation, which would be read in its place', () => {
  const definition = {
    name: 'own',
    inputs: { model: raw.t },
    failures: (db: any) => db.selectFrom('model').selectAll(),
  }
  for (const define of [columnTest, relationTest])
    expect(() => define(definition)).toThrow(/was given an input "model", as the tested relation is called/)
})

describe('limit', () => {
  it.each<[object, string | undefined]>([
    [{ limit: 5, errorIf: '> 5' }, 'limit: 6'],
    [{ limit: 5, errorIf: '>= 6' }, 'limit: 6'],
    [{ limit: 5, warnIf: '= 7', severity: 'warn' }, 'limit: 7'],
    [{ limit: 5, errorIf: '>= 5', warnIf: '!= 9' }, undefined],
    [{ limit: 5, errorIf: '< 9' }, undefined],
    [{ limit: 5, errorIf: '> 9', severity: 'warn' }, undefined],
    [{ errorIf: '> 9' }, undefined],
  ])('below a threshold is refused, since the test would pass with any data: %o', async (options, hint) => {
    const found = checkTestOptions(options)
    expect(found.map((each) => [each.code, each.hint])).toEqual(
      hint === undefined ? [] : [['E_INVALID_DEFINITION', expect.stringContaining(hint)]],
    )
  })

  it.each<[string, (db: any) => any]>([
    ['of rows', (db) => db.selectFrom('t').select('t.id')],
    ['of a set operation', (db) => db.selectFrom('t').select('t.id').unionAll(db.selectFrom('t').select('t.id'))],
    ['next to another limit', (db) => db.selectFrom('t').select('t.id').orderBy('t.id').limit(5)],
    ['next to an offset', (db) => db.selectFrom('t').select('t.id').orderBy('t.id').offset(1)],
    ['of raw SQL', () => sql<SqlBool>`select 1 as a from raw.t`],
  ])('is the greatest number of failing rows %s', async (_, query) => {
    expect(await failures({ few: dataTest({ t: raw.t }, query, { limit: 3 }) })).toEqual({ few: 3 })
    expect(await failures({ few: dataTest({ t: raw.t }, query, { limit: 100 }) })).not.toEqual({ few: 3 })
  })
})
