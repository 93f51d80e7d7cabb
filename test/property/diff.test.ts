import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { build, defineProject, diff, double, integer, max, seed, table, varchar } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { snowflake } from 'kerros/snowflake'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { matchColumns } from '../../src/core/compare/match-columns.js'
import { isSame, type RelationDiff } from '../../src/core/compare/node-diff.js'
import { isKerrosError } from '../../src/core/errors/index.js'
import type { Target } from '../../src/core/ports/target.js'
import type { Warehouse } from '../../src/core/ports/warehouse.js'
import { relationKey } from '../../src/core/relations/relation.js'
import { relationDiff } from '../../src/runtime/compare/relation-diff.js'
import fc from '../seeded-fast-check.js'
import { snowflakeServer } from '../servers/snowflake-server.js'
import { type OracleDiff, type OracleSide, type OracleValue, oracleDiff } from './diff-oracle.js'

// Compares `kerros diff` with diff-oracle.ts, which is written from docs/diff.md.

const server = await snowflakeServer()

interface TestType {
  readonly duckdb: string
  /** Missing where the engine has no such type, or the protocol server does not know it. */
  readonly snowflake?: string
  readonly family: string
  /** The value in SQL, and what tells it apart. */
  readonly values: readonly (readonly [sql: string, is: string])[]
}

// At each place of a family there are values that are equal in all of its types, as far as they have them.
const TYPES = {
  integer: {
    duckdb: 'INTEGER',
    snowflake: 'NUMBER(38,0)',
    family: 'number',
    values: [
      ['0', '0'],
      ['1', '1'],
      ['2', '2'],
      ['-3', '-3'],
      ['4', '4'],
      ['5', '5'],
      ['6', '6'],
    ],
  },
  bigint: {
    duckdb: 'BIGINT',
    snowflake: 'NUMBER(38,0)',
    family: 'number',
    values: [
      ['0', '0'],
      ['1', '1'],
      ['9007199254740993', '9007199254740993'],
      ['-3', '-3'],
      ['4', '4'],
      ['5', '5'],
      ['6', '6'],
    ],
  },
  decimal: {
    duckdb: 'DECIMAL(10,2)',
    snowflake: 'NUMBER(10,2)',
    family: 'number',
    values: [
      ['0.00', '0'],
      ['1.00', '1'],
      ['2.50', '2.5'],
      ['2.51', '2.51'],
    ],
  },
  wide: {
    duckdb: 'DECIMAL(14,4)',
    snowflake: 'NUMBER(14,4)',
    family: 'number',
    values: [
      ['0.0000', '0'],
      ['1', '1'],
      ['2.5000', '2.5'],
      ['2.5001', '2.5001'],
    ],
  },
  double: {
    duckdb: 'DOUBLE',
    snowflake: 'FLOAT',
    family: 'number',
    values: [
      ['0', '0'],
      ['0.25', '0.25'],
      ['1', '1'],
      ['-0.0', '0'],
      ["'NaN'", 'NaN'],
      ["'inf'", 'Infinity'],
      ["'-inf'", '-Infinity'],
      ['2.5', '2.5'],
      ['2.500001', '2.500001'],
      ['1.001', '1.001'],
    ],
  },
  varchar: {
    duckdb: 'VARCHAR',
    snowflake: 'VARCHAR(16777216)',
    family: 'text',
    values: [
      ["''", ''],
      ["'a'", 'a'],
      ["'A'", 'A'],
      ["'a '", 'a '],
      ["'ä'", 'ä'],
      ["'null'", 'null'],
      ["'b'", 'b'],
    ],
  },
  boolean: {
    duckdb: 'BOOLEAN',
    snowflake: 'BOOLEAN',
    family: 'boolean',
    values: [
      ['true', 'true'],
      ['false', 'false'],
    ],
  },
  date: {
    duckdb: 'DATE',
    snowflake: 'DATE',
    family: 'date',
    values: [
      ["'2026-01-01'", '1'],
      ["'2026-01-02'", '2'],
      ["'1969-12-31'", '3'],
    ],
  },
  timestamp: {
    duckdb: 'TIMESTAMP',
    snowflake: 'TIMESTAMP_NTZ(9)',
    family: 'timestamp',
    values: [
      ["'2026-01-01 00:00:00'", '1'],
      ["'2026-01-01 00:00:00.000001'", '2'],
      ["'2026-01-01 01:00:00'", '3'],
    ],
  },
  zoned: {
    duckdb: 'TIMESTAMP WITH TIME ZONE',
    family: 'zoned',
    values: [
      ["'2026-01-01 01:00:00+01'", '1'],
      ["'2026-01-01 00:00:00+00'", '1'],
      ["'2026-01-01 00:00:00+01'", '2'],
    ],
  },
  json: {
    duckdb: 'JSON',
    family: 'json',
    values: [
      [`'{"a":1}'`, '1'],
      [`'{"a": 1}'`, '2'],
      ["'null'", '3'],
    ],
  },
  list: {
    duckdb: 'INTEGER[]',
    family: 'list',
    values: [
      ['[]', '1'],
      ['[1,null]', '2'],
      ['[null,1]', '3'],
      ['[null]', '4'],
    ],
  },
  struct: {
    duckdb: 'STRUCT(a INTEGER, b VARCHAR)',
    family: 'struct',
    values: [
      ["{'a': 1, 'b': null}", '1'],
      ["{'a': null, 'b': 'x'}", '2'],
      ["{'a': null, 'b': null}", '3'],
    ],
  },
} as const satisfies { readonly [name: string]: TestType }

type TypeName = keyof typeof TYPES
type Engine = 'duckdb' | 'snowflake'

interface TestColumn {
  readonly name: string
  readonly type: TypeName
}

interface Case {
  readonly here: readonly TestColumn[]
  readonly there: readonly TestColumn[]
  /** For each column of here, the place of a value among those of its type; `null` for NULL. */
  readonly hereRows: readonly (readonly (number | null)[])[]
  /** The same, also by the columns of here: each side has the columns that it has. */
  readonly thereRows: readonly (readonly (number | null)[])[]
  readonly keys: number
  readonly columns: 'all' | 'first' | 'not first'
  readonly tolerance: number | undefined
  readonly condition: boolean
}

const NAMES = ['id', 'Kind', 'title', 'year', 'the "x"']
/** The columns that only a side may have. */
const ONLY = { here: 'extra', there: 'other' }

function cases(engine: Engine): fc.Arbitrary<Case> {
  const names = (Object.keys(TYPES) as TypeName[]).filter((name) => engine in TYPES[name])
  const type = fc.constantFrom<TypeName>(...names, 'double', 'double')
  const near = (of: TypeName): fc.Arbitrary<TypeName> =>
    fc.oneof(
      { weight: 8, arbitrary: fc.constant(of) },
      { weight: 2, arbitrary: fc.constantFrom(...names.filter((name) => TYPES[name].family === TYPES[of].family)) },
      { weight: 1, arbitrary: type },
    )
  const cell = fc.oneof(
    { weight: 5, arbitrary: fc.nat(3) },
    { weight: 2, arbitrary: fc.nat(8) },
    { weight: 2, arbitrary: fc.constant(null) },
  )
  // Most keys are of types with many values, and do not repeat.
  const first = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<TypeName>('integer', 'bigint', 'varchar', 'double') },
    { weight: 1, arbitrary: type },
  )
  return fc
    .record({
      types: fc.tuple(first, fc.array(type, { maxLength: 3 })).map(([own, more]) => [own, ...more]),
      keys: fc.constantFrom(0, 1, 1, 2, 2),
      columns: fc.constantFrom('all' as const, 'all' as const, 'all' as const, 'first' as const, 'not first' as const),
      tolerance: fc.constantFrom(undefined, undefined, 0, 0.001, 0.25),
      condition: fc.nat(5).map((n) => n === 0),
    })
    .chain(({ types, keys, ...others }) => {
      const row = fc.tuple(...types.map(() => cell))
      const distinct = fc.tuple(row, fc.nat(5)).map(
        ([cells, n]) =>
          (i: number) =>
            n === 0 ? cells : [i, ...cells.slice(1)],
      )
      return fc
        .record({
          retyped: fc.tuple(...types.map(near)),
          dropped: fc.tuple(...types.map(() => fc.nat(11).map((n) => (n < 10 ? 'both' : n === 10 ? 'here' : 'there')))),
          spelled: fc.tuple(...types.map(() => fc.nat(4).map((n) => n === 0))),
          turned: fc.boolean(),
          swapped: fc.boolean(),
          rows: fc.array(distinct, { maxLength: 7 }).map((rows) => rows.map((at, i) => at(i))),
          kept: fc.array(fc.tuple(fc.nat(11), fc.nat(5), cell), { minLength: 7, maxLength: 7 }),
          more: fc.array(row, { maxLength: 1 }),
        })
        .map(({ retyped, dropped, spelled, turned, swapped, rows, kept, more }): Case => {
          const here = types.map((of, i) => ({ name: dropped[i] === 'there' ? ONLY.here + i : NAMES[i]!, type: of }))
          const there = types.map((_, i) => ({
            name: dropped[i] === 'here' ? ONLY.there + i : spelled[i] ? NAMES[i]!.toUpperCase() : NAMES[i]!,
            type: retyped[i]!,
          }))
          const thereRows = rows.flatMap((each, i) => {
            const [what, column, value] = kept[i]!
            // Most changes are of values.
            const place = column < types.length ? types.length - 1 - column : column % types.length
            const changed = each.map((old, at) => (at === place ? value : old))
            if (what === 0) return []
            if (what === 1) return [each, changed]
            if (what === 2) return [each, each]
            return what < 8 ? [changed] : [each]
          })
          const order = (columns: readonly TestColumn[]): readonly TestColumn[] =>
            turned ? [...columns].reverse() : columns
          const otherRows = [...more, ...thereRows].map((each) => (turned ? [...each].reverse() : each))
          return {
            here: swapped ? order(there) : here,
            there: swapped ? here : order(there),
            hereRows: swapped ? otherRows : rows,
            thereRows: swapped ? rows : otherRows,
            keys: Math.min(keys, types.length),
            ...others,
          }
        })
    })
}

function placed(type: TypeName, place: number): readonly [sql: string, is: string] {
  const { values } = TYPES[type]
  return values[place % values.length]!
}

function sideOf(columns: Case['here'], rows: Case['hereRows'], engine: Engine): OracleSide {
  return {
    columns: columns.map(({ name, type }) => ({
      name,
      type: (TYPES[type] as TestType)[engine]!,
      family: TYPES[type].family,
      isFloat: type === 'double',
    })),
    rows: rows.map((row) =>
      row.map((place, i): OracleValue => {
        if (place === null) return null
        const [, is] = placed(columns[i]!.type, place)
        return { is, number: Number(is) }
      }),
    ),
  }
}

const quoted = (name: string, engine: Engine): string =>
  `"${(engine === 'snowflake' ? name.toUpperCase() : name).replaceAll('"', '""')}"`

function tableSql(name: string, columns: Case['here'], rows: Case['hereRows'], engine: Engine): readonly string[] {
  const types = columns.map(({ type }) => (TYPES[type] as TestType)[engine]!)
  const list = columns.map((column, i) => `${quoted(column.name, engine)} ${types[i]}`).join(', ')
  const cells = (row: Case['hereRows'][number]): string =>
    row
      .map((place, i) => `cast(${place === null ? 'null' : placed(columns[i]!.type, place)[0]} as ${types[i]})`)
      .join(', ')
  return [
    `create or replace table ${name} (${list})`,
    ...(rows.length > 0
      ? [`insert into ${name} ${rows.map((row) => `select ${cells(row)}`).join(' union all ')}`]
      : []),
  ]
}

/** The condition that the first value is not 1, or not even there. */
function conditionOf({ here, there, condition }: Case, engine: Engine): string | undefined {
  const [name] = NAMES
  const both = [here, there].map((columns) => columns.find((column) => column.name.toLowerCase() === name))
  if (!condition || !both.every((column) => column && TYPES[column.type].family === 'number')) return undefined
  return `${quoted(name!, engine)} != 1 -- that is all`
}

function filtered(side: OracleSide, hasCondition: boolean): OracleSide {
  if (!hasCondition) return side
  const at = side.columns.findIndex(({ name }) => name.toLowerCase() === NAMES[0])
  return { ...side, rows: side.rows.filter((row) => row[at] !== null && row[at]!.is !== '1') }
}

/** What kerros says, in the oracle's words. */
function inWords(found: RelationDiff): Omit<OracleDiff, 'changes'> {
  return {
    isSame: isSame(found),
    rows: found.rows,
    nulls: found.key?.nulls,
    repeated: found.repeated,
    columns: found.columns.map(({ name, here, there, isCompared, changed, nullHere, nullThere }) => {
      const sides = here === undefined ? 'there' : there === undefined ? 'here' : here === there ? 'both' : 'retyped'
      return [name.toLowerCase(), sides, isCompared, changed, nullHere, nullThere] as const
    }),
  }
}

const byName = (one: readonly unknown[], other: readonly unknown[]): number =>
  String(one[0]) < String(other[0]) ? -1 : 1

/** Compares a case with the oracle. @returns what was seen in it. */
async function compare(each: Case, engine: Engine, warehouse: Warehouse, target: Target): Promise<readonly string[]> {
  const { database, schema, dialect } = target
  const relations = { here: { database, schema, name: 'here_t' }, there: { database, schema, name: 'there_t' } }
  const where = conditionOf(each, engine)
  const key = NAMES.slice(0, each.keys)
  const chosen = NAMES[each.keys]
  const isNamed = [...each.here, ...each.there].some(({ name }) => name.toLowerCase() === chosen?.toLowerCase())
  const choice = {
    key,
    columns: each.columns === 'first' && isNamed ? [chosen!] : undefined,
    excludeColumns: each.columns === 'not first' && isNamed ? [chosen!] : undefined,
  }
  const expected = oracleDiff(
    filtered(sideOf(each.here, each.hereRows, engine), where !== undefined),
    filtered(sideOf(each.there, each.thereRows, engine), where !== undefined),
    { ...choice, tolerance: each.tolerance },
  )
  await warehouse.withSession(async (session) => {
    const names = [relations.here, relations.there].map((relation) => dialect.quoteRelation(relation))
    for (const sql of tableSql(names[0]!, each.here, each.hereRows, engine)) await session.execute(sql)
    for (const sql of tableSql(names[1]!, each.there, each.thereRows, engine)) await session.execute(sql)
  })
  const existing = await warehouse.describe([{ database, schema }])
  const [here, there] = [relations.here, relations.there].map(
    (relation) => existing.relations.get(relationKey(relation))!.columns,
  ) as [any, any]
  let found: RelationDiff
  try {
    const columns = matchColumns({ name: 'it', here, there, dialect }, choice)
    found = await relationDiff(
      {
        name: 'it',
        here: dialect.relationNode(relations.here),
        there: dialect.relationNode(relations.there),
        columns,
        keyFrom: 'the test',
        where,
        tolerance: each.tolerance,
        samples: 3,
      },
      (query) => warehouse.withSession(async (session) => (await session.execute(dialect.compile(query))).rows),
    )
  } catch (error) {
    if (!isKerrosError(error) || error.code === 'E_QUERY') throw error
    expect(expected).toBe('refused')
    return [error.code]
  }
  if (expected === 'refused') throw new Error('the oracle refuses it')
  const { changes, ...counts } = expected
  const words = inWords(found)
  expect({ ...words, columns: [...words.columns].sort(byName) }).toEqual({
    ...counts,
    columns: [...counts.columns].sort(byName),
  })
  const shown = (kind: string): number => found.samples.filter((sample) => sample.kind === kind).length
  if (each.keys > 0) {
    expect(['changed', 'added', 'removed'].map(shown)).toEqual(
      [counts.rows.changed, counts.rows.added, counts.rows.removed].map((count) => Math.min(count, 3)),
    )
    // As the counts, so the values: each shown row is one of those that changed, with the columns that did.
    const sets = [...changes.values()].map(String)
    for (const { kind, here: values } of found.samples)
      if (kind === 'changed')
        expect(sets).toContain(
          String(
            Object.keys(values!)
              .map((name) => name.toLowerCase())
              .sort(),
          ),
        )
  }
  return seenIn(found, each)
}

function seenIn({ rows, repeated, key, columns }: RelationDiff, { tolerance }: Case): readonly string[] {
  return [
    ...(rows.added > 0 ? ['added'] : []),
    ...(rows.removed > 0 ? ['removed'] : []),
    ...(rows.changed > 0 ? ['changed'] : []),
    ...(rows.same > 0 ? ['same'] : []),
    ...(repeated && repeated.rows.same > 0 && repeated.rows.added > 0 ? ['repeated'] : []),
    ...(key && key.nulls.here > 0 && key.nulls.there > 0 ? ['nulls'] : []),
    ...(key === undefined && rows.same > 0 && rows.removed > 0 ? ['whole rows'] : []),
    ...(columns.some(({ nullHere }) => nullHere > 0) ? ['null here'] : []),
    ...(columns.some(({ here, there, changed }) => here !== there && changed > 0) ? ['retyped'] : []),
    ...(tolerance !== undefined && rows.same > 0 ? ['tolerance'] : []),
  ]
}

const SEEN = [
  'E_INVALID_OPTION',
  'E_TYPE_MISMATCH',
  'E_UNKNOWN_COLUMN',
  'added',
  'changed',
  'null here',
  'nulls',
  'removed',
  'repeated',
  'retyped',
  'same',
  'tolerance',
  'whole rows',
]

/** How many pairs of relations. */
const PAIRS = Number(process.env['KERROS_DIFF'] ?? 600)

it('compares relations as docs/diff.md says, on DuckDB', { timeout: 600_000 }, async () => {
  const target = duckdb({ path: ':memory:' })
  const warehouse = await target.connect({ projectRoot: '.', threads: 1 })
  const seen = new Set<string>()
  try {
    await fc.assert(
      fc.asyncProperty(cases('duckdb'), async (each) => {
        for (const what of await compare(each, 'duckdb', warehouse, target)) seen.add(what)
      }),
      { numRuns: PAIRS },
    )
  } finally {
    await warehouse.close()
  }
  expect([...seen].sort()).toEqual(SEEN)
})

describe.skipIf(server.skipReason)('on Snowflake', () => {
  let warehouse: Warehouse
  const { accessUrl, account, username: user, password, database } = server
  const target = snowflake({ accessUrl, account, user, password, database, schema: 'DEV' })

  beforeAll(async () => {
    warehouse = await target.connect({ projectRoot: '.', threads: 1 })
    await warehouse.withSession((session) => session.execute('create schema if not exists DEV'))
  })
  afterAll(async () => {
    await warehouse?.close()
    await server.drop()
  })

  it('compares relations as docs/diff.md says', { timeout: 600_000 }, async () => {
    const pairs = fc.sample(cases('snowflake'), {
      numRuns: Number(process.env['KERROS_DIFF_SNOWFLAKE'] ?? 60),
      seed: 7,
    })
    const seen = new Set<string>()
    for (const each of pairs) for (const what of await compare(each, 'snowflake', warehouse, target)) seen.add(what)
    expect([...seen]).toEqual(expect.arrayContaining(['added', 'changed', 'nulls', 'repeated', 'same', 'whole rows']))
  })

  it('compares what two targets have built', { timeout: 300_000 }, async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'kerros-diff-'))
    const login = { accessUrl, account, user, password, database, warehouse: 'W' }
    const targets = { ci: snowflake({ ...login, schema: 'CI' }), prod: snowflake({ ...login, schema: 'PROD' }) }
    const rows = seed('rows.csv', { id: integer(), kind: varchar().nullable(), price: double() })
    const kinds = table({ rows }, (db) =>
      db
        .selectFrom('rows')
        .groupBy('rows.kind')
        .select((eb) => ['rows.kind', max(eb.ref('rows.price')).as('price')]),
    )
    const project = defineProject({ name: 'shop', models: [{ rows, kinds }], targets })
    const built = async (target: 'ci' | 'prod', csv: string): Promise<void> => {
      await writeFile(path.join(folder, 'rows.csv'), csv)
      expect((await build({ project, cwd: folder, target })).ok).toBe(true)
    }
    await built('prod', 'id,kind,price\n1,a,1.5\n2,,2.5\n3,c,3\n')
    await built('ci', 'id,kind,price\n1,a,1.5\n2,,9\n3,d,3\n')
    for (const against of ['prod', `schema:${database}.PROD`]) {
      const found = await diff({ project, cwd: folder, target: 'ci', against, samples: 5 })
      expect(found).toMatchObject([
        { name: 'rows', status: 'different', key: undefined, rows: { added: 2, removed: 2, same: 1 } },
        {
          name: 'kinds',
          status: 'different',
          key: { columns: ['kind'], from: 'follows from its query', nulls: { here: 1, there: 1 } },
          rows: { here: 3, there: 3, added: 1, removed: 1, changed: 1, same: 1 },
          samples: [
            { kind: 'changed', key: { kind: null }, here: { price: 9 }, there: { price: 2.5 } },
            { kind: 'added', key: { kind: 'd' }, here: { price: 3 } },
            { kind: 'removed', key: { kind: 'c' }, there: { price: 3 } },
          ],
        },
      ])
    }
    await rm(folder, { recursive: true })
  })
})
