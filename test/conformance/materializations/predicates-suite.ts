import { incremental, integer, source } from 'kerros'
import { deduplicate } from 'kerros/macros'
import { afterAll, beforeAll, expect, it } from 'vitest'
import fc from '../../seeded-fast-check.js'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'

const raw = source('raw', {
  rows: { id: integer(), grp: integer().nullable(), n: integer().nullable() },
})

interface Row {
  readonly id: number
  readonly grp: number | null
  readonly n: number | null
}

const KINDS = ['merge', 'delete+insert', 'groupKey', 'insert_overwrite'] as const
type Kind = (typeof KINDS)[number]

const OPTIONS = {
  merge: { uniqueKey: 'id' },
  'delete+insert': { uniqueKey: 'id', strategy: 'delete+insert' },
  groupKey: { groupKey: 'grp' },
  insert_overwrite: { strategy: 'insert_overwrite' },
} as const

const rows = fc.uniqueArray(
  fc.record<Row>({
    id: fc.integer({ min: 0, max: 5 }),
    grp: fc.option(fc.integer({ min: 0, max: 2 }), { freq: 3 }),
    n: fc.option(fc.integer({ min: -2, max: 3 }), { freq: 5 }),
  }),
  { selector: ({ id }) => id, maxLength: 5 },
)

/** docs/incremental.md, "Predicates", in JavaScript; `undefined` for a run that is refused. */
function expected(kind: Kind, stored: readonly Row[], batch: readonly Row[]): readonly Row[] | undefined {
  const holds = ({ n }: Row) => n !== null && n >= 0
  if (kind === 'insert_overwrite')
    return batch.every(holds) ? [...stored.filter((row) => !holds(row)), ...batch] : undefined
  const isReplaced = (row: Row) =>
    batch.some((each) => (kind === 'groupKey' ? each.grp === row.grp : each.id === row.id))
  if (stored.some((row) => isReplaced(row) && !holds(row))) return undefined
  return [...stored.filter((row) => !isReplaced(row)), ...batch]
}

const sorted = (found: readonly object[]): readonly string[] =>
  found.map((row) => JSON.stringify(['id', 'grp', 'n'].map((column) => (row as any)[column] ?? null))).sort()

/** `incrementalPredicates` with every strategy that replaces stored rows. */
export function predicatesSuite(engine: EngineUnderTest, { numRuns }: { readonly numRuns: number }): void {
  contractSuite('incremental predicates', engine, () => {
    let scratch: ScratchProject
    beforeAll(async () => {
      scratch = await ScratchProject.create(engine)
      await scratch.execute('create schema raw', 'create table raw.rows (id integer, grp integer, n integer)')
    })
    afterAll(() => scratch.remove())

    const fill = (some: readonly Row[]) =>
      scratch.execute(
        'delete from raw.rows',
        ...some.map(({ id, grp, n }) => `insert into raw.rows values (${id}, ${grp}, ${n})`),
      )

    it('replace the rows that the page says, and refuse what would be there twice', async () => {
      const seen = new Set<string>()
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...KINDS), rows, rows, async (kind, stored, batch) => {
          const m = incremental({ r: raw.rows }, (db) => db.selectFrom('r').selectAll(), {
            ...OPTIONS[kind],
            incrementalPredicates: (eb: any) => eb('target.n', '>=', 0),
          } as never)
          await fill(stored)
          expect((await scratch.build({ raw, m }, { fullRefresh: true })).ok).toBe(true)
          await fill(batch)
          const result = await scratch.build({ raw, m })
          const wanted = expected(kind, stored, batch)
          seen.add(`${kind} ${wanted ? 'replaces' : 'refuses'}`)
          expect(result.nodes.map(({ error }) => error?.code)).toEqual([wanted ? undefined : 'E_OUTSIDE_PREDICATES'])
          const found = await scratch.rows(`select * from ${scratch.target.schema}.m`)
          expect(sorted(found)).toEqual(sorted(wanted ?? stored))
        }),
        { numRuns },
      )
      expect([...seen].sort()).toEqual(KINDS.flatMap((kind) => [`${kind} refuses`, `${kind} replaces`]).sort())
    })

    it('a clause that deletes: a full run has the key of all rows of the query, and not only of those that it adds', async () => {
      const clause = { and: (eb: any) => eb('source.grp', '=', 1), action: 'delete' }
      const options = { uniqueKey: 'id', whenMatched: [clause, { action: 'update' }] }
      const deleted = incremental({ r: raw.rows }, (db) => db.selectFrom('r').selectAll(), options as never)
      const latest = incremental(
        { r: raw.rows },
        (db) =>
          db
            .selectFrom('r')
            .selectAll()
            .$call(deduplicate({ by: ['r.id'], orderBy: [['r.n', 'desc']] })),
        options as never,
      )
      const run = (fullRefresh: boolean) => scratch.build({ raw, deleted, latest }, { fullRefresh })
      const ids = async (name: string) =>
        (await scratch.rows(`select id from ${scratch.target.schema}.${name} order by id`)).map((row) =>
          Number(row['id']),
        )
      await fill([
        { id: 1, grp: 0, n: 1 },
        { id: 2, grp: 1, n: 1 },
        { id: 3, grp: null, n: 1 },
      ])
      const built = await run(true)
      const counts = built.nodes.map(({ rowsAffected }) => rowsAffected)
      expect([built.ok, counts[0]]).toEqual([true, counts[1]])
      expect([await ids('deleted'), await ids('latest')]).toEqual([
        [1, 3],
        [1, 3],
      ])
      // A source of changes has the row before and the one that says it is deleted.
      await scratch.execute('insert into raw.rows values (1, 1, 2)')
      const refreshed = await run(true)
      expect(refreshed.nodes.map(({ name, error }) => [name, error?.code])).toEqual([
        ['deleted', 'E_DUPLICATE_KEY'],
        ['latest', undefined],
      ])
      expect([await ids('deleted'), await ids('latest')]).toEqual([[1, 3], [3]])
    })
  })
}
