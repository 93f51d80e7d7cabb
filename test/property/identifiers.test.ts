import { validate } from '@polyglot-sql/sdk'
import {
  acceptedValues,
  between,
  incremental,
  integer,
  notNull,
  positive,
  relationships,
  seed,
  snapshot,
  source,
  table,
  unique,
  view,
} from 'kerros'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { compileDatabase } from '../../src/core/nodes/compile-database.js'
import { snowflakeSqlDialect } from '../../src/dialects/snowflake/warehouse/snowflake-sql-dialect.js'
import fc from '../seeded-fast-check.js'
import { inMemory } from './memory-project.js'

/** What every object of JavaScript has: an object that is asked for one of these must not answer with its own. */
const PROTOTYPE_NAMES = [...Object.getOwnPropertyNames(Object.prototype), 'prototype', 'then']

/** Text that an engine can take for a name: anything but NUL and halves of characters. */
const name = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
    fc.constantFrom(
      'a.b',
      'x as y',
      'select',
      '"',
      "it's",
      '--',
      '/*',
      '$1',
      '?',
      ';',
      ' ',
      'Ä ö',
      '名前',
      '😀',
      ...PROTOTYPE_NAMES,
      'a->b',
      'change',
      '%',
      '\\',
      'CamelCase',
      'm',
      'e',
    ),
  )
  .filter((text) => !text.includes('\0') && text.isWellFormed())

const names = fc.uniqueArray(name, { minLength: 2, maxLength: 5, selector: (text) => text.toLowerCase().toUpperCase() })

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

it('names of columns come back as they are, through every materialization', async () => {
  await fc.assert(
    fc.asyncProperty(names, (columns) =>
      inMemory(async (project) => {
        await project.rows(
          'create schema raw',
          `create table raw.t as select ${columns.map((column, i) => `${i} as ${quoted(column)}`).join(', ')}`,
        )
        const { t } = source('raw', { t: Object.fromEntries(columns.map((column) => [column, integer()])) })
        const key = columns[0] as never
        const options = { uniqueKey: key, onSchemaChange: 'append_new_columns' } as const
        const seen = view({ t: t! }, (db) => db.selectFrom('t').selectAll())
        const aliased = table(
          { t: t! },
          (db) => db.selectFrom('t').select(() => columns.map((column, i) => sql<number>`${sql.lit(i)}`.as(column))),
          {
            contract: Object.fromEntries(columns.map((column) => [column, integer()])),
          } as never,
        )
        const merged = incremental({ seen }, (db) => db.selectFrom('seen').selectAll(), options)
        const replaced = incremental({ seen }, (db) => db.selectFrom('seen').selectAll(), {
          ...options,
          strategy: 'delete+insert',
        })
        const recorded = snapshot(seen, {
          uniqueKey: key,
          strategy: 'check',
          checkColumns: 'all',
          hardDeletes: 'invalidate',
          snapshotMetaColumnNames: { validFrom: 'kept from', validTo: 'kept.to' },
        })
        const definitions = { t, seen, aliased, merged, replaced, recorded }
        await project.build(definitions)
        await project.rows(`update raw.t set ${quoted(columns[1]!)} = 7`)
        await project.build(definitions)
        for (const relation of ['seen', 'aliased', 'merged', 'replaced']) {
          const [row] = await project.rows(`select * from ${relation}`)
          expect(Object.keys(row!).sort()).toEqual([...columns].sort())
        }
        for (const relation of ['merged', 'replaced']) {
          const [row] = await project.rows(`select * from ${relation}`)
          expect(Object.entries(row!)).toContainEqual([columns[1], 7])
        }
        expect(await project.rows('select * from recorded')).toHaveLength(2)
        expect(await project.rows('select * from recorded where "kept.to" is null')).toHaveLength(1)
      }),
    ),
    { numRuns: 12 },
  )
})

it('tests look at columns of any names', async () => {
  await fc.assert(
    fc.asyncProperty(names, fc.integer({ min: -1, max: 2 }), (columns, value) =>
      inMemory(async (project) => {
        await project.rows(
          'create schema raw',
          `create table raw.t as select ${columns.map((column) => `x as ${quoted(column)}`).join(', ')} from (values (${value}), (${value}), (null)) as v(x)`,
        )
        const { t } = source('raw', { t: Object.fromEntries(columns.map((column) => [column, integer().nullable()])) })
        const other = view({ t: t! }, (db) => db.selectFrom('t').selectAll())
        const all = [
          notNull(),
          unique(),
          positive(),
          between(0, 1),
          acceptedValues([0, 1]),
          relationships(other as never, columns[0] as never),
        ]
        const m = table({ t: t! }, (db) => db.selectFrom('t').selectAll(), {
          columns: Object.fromEntries(columns.map((column) => [column, { tests: all }])),
        } as never)
        const { nodes } = await project.run({ t, other, m })
        const found = nodes.filter(({ resourceType }) => resourceType === 'test')
        const counts = [1, 1, value <= 0 ? 2 : 0, value < 0 || value > 1 ? 2 : 0, value < 0 || value > 1 ? 2 : 0, 0]
        expect(found.map(({ error }) => error?.message).filter(Boolean)).toEqual([])
        expect(found.map(({ failures }) => failures).sort()).toEqual(columns.flatMap(() => counts).sort())
      }),
    ),
    { numRuns: 30, examples: [[['a.b', 'a as b', 'x'], 2]] },
  )
})

it('names of relations and schemas come back as they are', async () => {
  await fc.assert(
    fc.asyncProperty(names, name, ([one, two], schema) =>
      inMemory(async (project) => {
        const a = table({}, () => sql<{ id: number }>`select 1 as id`, { contract: { id: integer() } })
        const b = incremental({ a }, (db) => db.selectFrom('a').selectAll(), { uniqueKey: 'id' })
        const naming = ({ name: of }: { readonly name: string }) => ({ name: of === 'a' ? one! : two! })
        for (let i = 0; i < 2; i++) await project.build({ a, b }, { naming, schema })
        expect(await project.rows(`select id from memory.${quoted(schema)}.${quoted(two!)}`)).toEqual([{ id: 1 }])
        const found = await project.rows(
          'select schema_name as s, table_name as t from duckdb_tables() where not temporary',
        )
        expect(found.map(({ s, t }) => [s, t]).sort()).toEqual(
          [
            [schema, one],
            [schema, two],
          ].sort(),
        )
      }),
    ),
    { numRuns: 20 },
  )
})

it('Snowflake can read statements with any names', () => {
  fc.assert(
    fc.property(names, (found) => {
      // The checker takes three quotes for the beginning of a text, which Snowflake does not: no name begins with one.
      const columns = found.map((column) => `n${column}`)
      const query = compileDatabase
        .selectFrom(sql`${sql.id('t')}`.as('x') as never)
        .select(columns.map((column) => sql.id('x', column).as(column)))
      const { errors } = validate(snowflakeSqlDialect().compile(query.toOperationNode()), 'snowflake')
      expect(errors).toEqual([])
    }),
    { numRuns: 40 },
  )
})

it('seeds accept every name and every string', async () => {
  await fc.assert(
    fc.asyncProperty(
      names,
      fc.string({ unit: 'grapheme' }).filter((text) => text.isWellFormed() && !text.includes('\0')),
      async (columns, text) => {
        const { varchar } = await import('kerros')
        const { parseSeed } = await import('../../src/runtime/plan/seeds/parse-seed.js')
        const types = Object.fromEntries(columns.map((column) => [column, varchar()]))
        const field = (value: string): string => `"${value.replaceAll('"', '""')}"`
        const csv = `${columns.map(field).join(',')}\n${columns.map(() => field(text)).join(',')}\n`
        const { rows, diagnostics } = parseSeed(csv, types, { file: 'x.csv' })
        expect(diagnostics).toEqual([])
        expect(rows).toEqual([columns.map(() => text)])
        expect(seed('x.csv', types).columns).toEqual(types)
      },
    ),
    { numRuns: 100 },
  )
})
