import { count, integer, max, orNull, rowNumber, text, varchar } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { surrogateKey, topN } from 'kerros/macros'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { queryFacts } from '../../src/core/keys/query-facts.js'
import type { RowFacts } from '../../src/core/keys/row-facts.js'
import { compileDatabase } from '../../src/core/nodes/compile-database.js'
import fc from '../seeded-fast-check.js'
import { inMemory, literal } from './memory-project.js'

/** The columns of every table here, so that queries of queries can be made. */
const COLUMNS = ['x', 'y', 's'] as const
type Column = (typeof COLUMNS)[number]
const TYPES = { x: integer().type, y: integer().type, s: varchar().type }

interface Table {
  readonly rows: readonly { readonly x: number | null; readonly y: number | null; readonly s: string | null }[]
  /** The columns by which the rows are unique, if they are. */
  readonly key: readonly Column[] | undefined
}

const value = fc.option(fc.integer({ min: 0, max: 2 }), { freq: 4 })
const row = fc.record({
  x: value,
  y: value,
  s: fc.option(fc.constantFrom('1', '01', '1', '01', '2', '1-2'), { freq: 4 }),
})
const table: fc.Arbitrary<Table> = fc
  .record({ rows: fc.array(row, { maxLength: 7 }), key: fc.option(fc.subarray([...COLUMNS], { minLength: 1 })) })
  .map(({ rows, key }) => {
    if (!key) return { rows, key: undefined }
    const seen = new Set<string>()
    const isNew = (one: (typeof rows)[number]): boolean => {
      const id = JSON.stringify(key.map((column) => one[column]))
      return seen.size !== seen.add(id).size
    }
    return { rows: rows.filter(isNew), key }
  })

function factsOf({ rows, key }: Table): RowFacts {
  return {
    columns: COLUMNS.map((name) => ({ name, type: TYPES[name] })),
    isUnique: (columns) => key?.every((column) => columns.has(column)) ?? false,
    // As a key that is enforced is not NULL.
    isNeverNull: (column) =>
      rows.every((one) => one[column as Column] !== null) && (key ?? []).includes(column as never),
    partsOf: () => undefined,
  }
}

/** A query with the columns x, y and s and others, over tables and queries. */
type Query = any

const db = compileDatabase as any
const TABLES = ['a', 'b', 'c'] as const

const column = fc.constantFrom(...COLUMNS)
const columns = fc.shuffledSubarray([...COLUMNS], { minLength: 1 })
const JOINS = ['innerJoin', 'leftJoin', 'innerJoin', 'leftJoin', 'fullJoin', 'rightJoin'] as const
const CONDITIONS = ['=', '=', '=', '<', 'is not null', 'one', 'or'] as const

interface Join {
  readonly how: (typeof JOINS)[number]
  readonly on: readonly (readonly [Column, Column, number])[]
  readonly of: number
}

const { query } = fc.letrec<{ query: Query; from: Query }>((tie) => ({
  from: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(...TABLES),
    tie('query') as fc.Arbitrary<Query>,
  ),
  query: fc
    .record({
      first: tie('from'),
      joins: fc.array(
        fc.record({
          how: fc.constantFrom(...JOINS),
          on: fc.array(fc.tuple(column, column, fc.nat(2)), { minLength: 1, maxLength: 2 }),
          of: fc.nat(2),
          table: tie('from'),
        }),
        { maxLength: 2 },
      ),
      where: fc.array(fc.tuple(fc.constantFrom(...CONDITIONS), fc.nat(2), column, fc.nat(2), column), { maxLength: 2 }),
      outputs: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2)),
      how: fc.constantFrom(
        'plain',
        'plain',
        'group',
        'group',
        'distinct',
        'top',
        'number',
        'one',
        'union',
        'union all',
      ),
      by: columns,
      as: fc.constantFrom('cte', 'subquery'),
      not: fc.boolean(),
    })
    .map((made) => made as Query),
}))

/** Writes a generated query with Kysely; names of tables within are its own. */
function written(made: Query, names: { next: number }): Query {
  if (typeof made === 'string') return db.selectFrom(made).selectAll()
  const sources = [made.first, ...made.joins.map((join: any) => join.table)]
  let builder = db
  const froms: Query[] = sources.map((source) => {
    if (typeof source === 'string') return (alias: string) => `${source} as ${alias}`
    const inner = written(source, names)
    if (made.as === 'subquery') return (alias: string) => inner.as(alias)
    const name = `q${names.next++}`
    builder = builder.with(name, () => inner)
    return (alias: string) => `${name} as ${alias}`
  })
  const alias = (i: number): string => `t${i % sources.length}`
  let q = builder.selectFrom(froms[0](alias(0)))
  for (const [i, join] of made.joins.entries())
    q = q[join.how](froms[i + 1](alias(i + 1)), (on: any) =>
      (join as Join).on.reduce(
        (joined: any, [left, right, of]) => joined.onRef(`t${of % (i + 1)}.${left}`, '=', `${alias(i + 1)}.${right}`),
        on,
      ),
    )
  for (const [operator, i, left, j, right] of made.where) {
    const one = `${alias(i)}.${left}`
    const other = `${alias(j)}.${right}`
    const same = (left === 's') === (right === 's')
    if (operator === 'is not null') q = q.where(one, 'is not', null)
    else if (operator === 'one') q = left === 's' ? q.where(one, '=', 'a') : q.where(one, '=', 1)
    else if (operator === 'or')
      q = q.where((eb: any) => eb.or([eb(one, 'is', null), eb(one, '=', left === 's' ? 'a' : 1)]))
    else if (same) q = q.whereRef(one, operator, other)
  }
  const ref = (name: Column): string => `${alias(made.outputs[COLUMNS.indexOf(name)])}.${name}`
  const refs = COLUMNS.map((name) => `${ref(name)} as ${name}`)
  const key = (eb: any): any => surrogateKey(made.by.map((name: Column) => eb.ref(ref(name)))).as('k')
  switch (made.how) {
    case 'group': {
      const others = COLUMNS.filter((name) => !made.by.includes(name))
      return q
        .groupBy(made.by.map(ref))
        .select((eb: any) => [
          ...made.by.map((name: Column) => `${ref(name)} as ${name}`),
          ...others.map((name) => max(eb.ref(ref(name))).as(name)),
          count().as('n'),
          key(eb),
        ])
    }
    case 'distinct':
      return q.select((eb: any) => [...refs, eb.fn.coalesce(ref('s'), text('-')).as('t')]).distinct()
    case 'top':
      return q
        .select(refs)
        .$call(topN({ n: made.not ? 2 : 1, partitionBy: made.by.map(ref), orderBy: [[ref('x'), 'asc']] } as any))
    case 'number':
      return q.select((eb: any) => [
        ...refs,
        key(eb),
        rowNumber()
          .over((w: any) => w.partitionBy(made.by.map((name: Column) => eb.ref(ref(name)))).orderBy(eb.ref(ref('x'))))
          .as('n'),
      ])
    case 'one':
      return q.select((eb: any) => COLUMNS.map((name) => orNull(max(eb.ref(ref(name)))).as(name)))
    case 'union':
      return q.select(refs).union(db.selectFrom('a').select(['a.x', 'a.y', 'a.s']))
    case 'union all':
      return q.select(refs).unionAll(db.selectFrom('a').select(['a.x', 'a.y', 'a.s']))
    default:
      return q.select((eb: any) => [...refs, key(eb), made.not ? eb.lit(1).as('one') : sql`1`.as('one')])
  }
}

const { dialect } = duckdb({ path: ':memory:' })

/** Text that is compared with numbers may be none: then there are no rows to look at. */
function unlessNoNumber(error: Error): readonly { readonly [column: string]: unknown }[] {
  if (/Could not convert/.test(error.message)) return [{ failures: 0 }]
  throw error
}

/** Some of these queries end in an internal error of DuckDB's optimizer. */
const AS_WRITTEN = 'pragma disable_optimizer'

/** All sets of some names, smaller ones first. */
function subsets(names: readonly string[]): readonly (readonly string[])[] {
  const all = Array.from({ length: 2 ** names.length }, (_, bits) => names.filter((_name, i) => bits & (1 << i)))
  return all.sort((one, other) => one.length - other.length)
}

it('what is proved of keys and NULLs is so in DuckDB, for any query and any rows', async () => {
  const proved = { unique: 0, neverNull: 0, parts: 0, queries: 0 }
  await inMemory(async (project) => {
    const property = fc.asyncProperty(query, fc.tuple(table, table, table), async (made, tables) => {
      const statements = tables.flatMap(({ rows }, i) => [
        `create or replace table ${TABLES[i]} (x integer, y integer, s varchar)`,
        ...rows.map(({ x, y, s }) => `insert into ${TABLES[i]} values (${literal(x)}, ${literal(y)}, ${literal(s)})`),
      ])
      const node = written(made, { next: 1 }).toOperationNode()
      const known = new Map(TABLES.map((name, i) => [name as string, factsOf(tables[i]!)]))
      const facts = queryFacts(node, (name) => known.get(name)!)
      const names = (facts.columns ?? []).map(({ name }) => name)
      const select = dialect.compile(node)
      const checks = [
        ...subsets(names)
          .filter((key) => facts.isUnique(new Set(key)))
          // A superset of what is unique is unique, too.
          .filter((key, _, all) => !all.some((one) => one.length < key.length && one.every((c) => key.includes(c))))
          .map((key) => ({
            claim: `unique by ${key}`,
            sql: `select count(*) from (select count(*) as n from (${select}) as q ${key.length > 0 ? `group by ${key}` : ''}) where n > 1`,
          })),
        ...names.flatMap((name) => {
          const parts = facts.partsOf(name)
          if (!parts) return []
          const structs = `struct_pack(${parts.map((part) => `${part} := ${part}`).join(', ')})`
          return [
            [name, structs],
            [structs, name],
          ].map(([one, other]) => ({
            claim: `${name} repeats where ${parts} do`,
            sql: `select count(*) from (select ${one} from (${select}) as q group by all having count(distinct ${other}) > 1)`,
          }))
        }),
        ...names
          .filter((name) => facts.isNeverNull(name))
          .map((name) => ({
            claim: `${name} never null`,
            sql: `select count(*) from (${select}) as q where ${name} is null`,
          })),
      ]
      proved.queries++
      proved.unique += checks.some(({ claim }) => claim.startsWith('unique')) ? 1 : 0
      proved.neverNull += checks.some(({ claim }) => claim.endsWith('null')) ? 1 : 0
      proved.parts += checks.some(({ claim }) => claim.includes('repeats')) ? 1 : 0
      await project.rows(...statements)
      for (const { claim, sql: check } of checks) {
        const [found] = await project.rows(AS_WRITTEN, check).catch(unlessNoNumber)
        if (Number(Object.values(found!)[0]) > 0) throw new Error(`not ${claim}: ${select}`)
      }
    })
    await fc.assert(property, { numRuns: Number(process.env['KEY_RUNS'] ?? 400) })
  })
  // Else it would prove nothing and be right all the time.
  expect(proved.unique).toBeGreaterThan(proved.queries / 5)
  expect(proved.parts).toBeGreaterThan(proved.queries / 50)
  expect(proved.neverNull).toBeGreaterThan(proved.queries / 10)
}, 120_000)
