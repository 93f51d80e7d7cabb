import { columnTest, integer, source, table, varchar } from 'kerros'
import { type Expression, type SqlBool, sql } from 'kysely'
import { expect, it } from 'vitest'
import fc from '../seeded-fast-check.js'
import { inMemory, literal, type MemoryProject } from './memory-project.js'

const raw = source('raw', { t: { id: integer(), n: integer().nullable(), s: varchar().nullable() } })
/** A test's query, written by its parts: each of them alone changes how many rows it returns, or may. */
interface Failing {
  readonly where: number
  readonly list: number
  readonly shape: number
  readonly k: number
}

const wheres: readonly ((k: number) => Expression<SqlBool>)[] = [
  (k) => sql`m.id > ${sql.lit(k)}`,
  (k) => sql`m.n <= ${sql.lit(k)}`,
  () => sql`m.n is null`,
  () => sql`m.s = 'a' or m.n > 0`,
  () => sql`not (m.n > 1)`,
  (k) => sql`m.id in (${sql.lit(k)}, 3, null)`,
  (k) => sql`exists (select 1 from raw.t as o where o.id = m.id and o.n > ${sql.lit(k)})`,
  // What the list renames can be read here.
  (k) => sql`id > ${sql.lit(k)}`,
  () => sql`true`,
]

const lists: readonly ((query: any) => any)[] = [
  (query) => query.select('m.id'),
  (query) => query.selectAll(),
  (query) => query.select(['m.id', 'm.n', 'm.s']),
  (query) => query.select((eb: any) => eb.fn.max('m.id').as('id')),
  (query) => query.select((eb: any) => eb.fn.countAll().as('rows')),
  (query) => query.select(sql`count(m.n) filter (where m.n > 0)`.as('some')),
  (query) => query.select((eb: any) => [eb.fn.sum('m.n').over().as('total'), 'm.id']),
  (query) => query.select(sql`row_number() over (order by m.id)`.as('r')),
  (query) => query.select(sql`unnest([m.id, m.n])`.as('each')),
  (query) => query.select(sql`unnest([]::integer[])`.as('none')),
  (query) => query.select((eb: any) => [eb.lit(1).as('one')]),
  (query) => query.select(sql`m.n`.as('id')),
  (query) => query.select('m.n as id'),
  (query) => query.select((eb: any) => eb.fn.coalesce('m.n', eb.lit(0)).as('n')),
]

const shapes: readonly ((query: any, k: number) => any)[] = [
  (query) => query,
  (query) => query.distinct(),
  (query, k) => query.limit(k),
  (query, k) => query.orderBy('m.id').offset(k).limit(2),
  (query) => query.groupBy(['m.id', 'm.n', 'm.s']),
  (query) => query.groupBy(['m.id', 'm.n', 'm.s']).having(sql`count(*)`, '>', 1),
  (query) => query.unionAll(query),
  (query) => query.union(query),
  (query) => query.except(query),
  (query) => query.innerJoin('model as o', 'o.n', 'm.id'),
  (query) => query.leftJoin('model as o', 'o.n', 'm.id'),
]

const failing: fc.Arbitrary<Failing> = fc.record({
  where: fc.nat(wheres.length - 1),
  list: fc.nat(lists.length - 1),
  shape: fc.oneof(fc.constant(0), fc.nat(shapes.length - 1)),
  k: fc.integer({ min: 0, max: 4 }),
})

const rows = fc.array(
  fc.record({
    id: fc.integer({ min: 0, max: 4 }),
    n: fc.option(fc.integer({ min: -2, max: 4 })),
    s: fc.option(fc.constantFrom('a', 'b')),
  }),
  { maxLength: 6 },
)

function testOf({ where, list, shape, k }: Failing, i: number) {
  return columnTest({
    name: `test_${i}`,
    failures: (db) => shapes[shape]!(lists[list]!((db as any).selectFrom('model as m').where(wheres[where]!(k))), k),
  })
}

async function fill(project: MemoryProject, values: readonly { id: number; n: number | null; s: string | null }[]) {
  await project.rows('create or replace table raw.t (id integer, n integer, s varchar)')
  if (values.length > 0)
    await project.rows(
      `insert into raw.t values ${values.map(({ id, n, s }) => `(${literal(id)}, ${literal(n)}, ${literal(s)})`).join(', ')}`,
    )
}

/** How many rows fail each test; the word `error` for one that no engine runs. */
async function failures(project: MemoryProject, tests: readonly Failing[]): Promise<readonly (number | string)[]> {
  const m = table({ t: raw.t }, (db) => db.selectFrom('t').selectAll(), {
    columns: { id: { tests: tests.map(testOf) as never } },
  })
  const { nodes } = await project.run({ raw, m })
  return tests.map((_, i) => {
    const found = nodes.find(({ name }) => name === `test_${i}_m_id`)!
    return found.error ? 'error' : found.failures!
  })
}

it('a test has the same result alone and next to any others of its relation', async () => {
  await inMemory(async (project) => {
    await project.rows('create schema raw')
    await fc.assert(
      fc.asyncProperty(rows, fc.array(failing, { minLength: 2, maxLength: 5 }), async (values, tests) => {
        await fill(project, values)
        const together = await failures(project, tests)
        const alone: (number | string)[] = []
        for (const test of tests) alone.push(...(await failures(project, [test])))
        expect(together).toEqual(alone)
      }),
      { numRuns: 150 },
    )
  })
})
