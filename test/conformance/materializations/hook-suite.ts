import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type Hook, hook, incremental, integer, seed, snapshot, source, table, varchar, view } from 'kerros'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import fc from '../../seeded-fast-check.js'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'

const raw = source('raw', {
  log: { place: integer(), what: varchar() },
  t: { id: integer(), n: integer() },
})

/** A hook that writes a line, or fails. */
interface GivenHook {
  readonly when: 'pre' | 'post'
  readonly transaction: boolean
  readonly fails: boolean
}

const hooks = fc.array(
  fc.record<GivenHook>({
    when: fc.constantFrom('pre', 'post'),
    transaction: fc.boolean(),
    fails: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
  }),
  { maxLength: 6 },
)

const KINDS = ['view', 'table', 'incremental', 'seed', 'snapshot'] as const

/**
 * docs/hooks.md: pre-hooks outside of the transaction, pre-hooks in it, the node, post-hooks in it, post-hooks outside. The first
 * failure stops the rest; where the engine builds in a transaction, what was in it is undone.
 */
function expected(given: readonly (GivenHook & { readonly name: string })[], isTransactional: boolean) {
  const of = (when: 'pre' | 'post', transaction: boolean) =>
    given.filter((each) => each.when === when && each.transaction === transaction)
  const outsideBefore = { undone: false, hooks: of('pre', false) }
  const inside = [...of('pre', true), 'build' as const, ...of('post', true)]
  const log: string[] = []
  let isBuilt = false
  for (const each of outsideBefore.hooks) {
    if (each.fails) return { log, isBuilt, ok: false }
    log.push(each.name)
  }
  const before = [...log]
  for (const each of inside) {
    if (each === 'build') isBuilt = true
    else if (each.fails)
      return isTransactional ? { log: before, isBuilt: false, ok: false } : { log, isBuilt, ok: false }
    else log.push(each.name)
  }
  for (const each of of('post', false)) {
    if (each.fails) return { log, isBuilt, ok: false }
    log.push(each.name)
  }
  return { log, isBuilt, ok: true }
}

/** Hooks of models, seeds and snapshots. */
export function hookSuite(
  engine: EngineUnderTest,
  { isTransactional, numRuns }: { readonly isTransactional: boolean; readonly numRuns: number },
): void {
  contractSuite('hooks', engine, () => {
    let scratch: ScratchProject
    beforeAll(async () => {
      scratch = await ScratchProject.create(engine)
      await writeFile(path.join(scratch.folder, 'x.csv'), 'id\n1\n')
      await scratch.execute(
        'create schema raw',
        'create table raw.log (place integer, what varchar)',
        'create table raw.t (id integer, n integer)',
        `create schema if not exists ${scratch.target.schema}`,
      )
    })
    beforeEach(() =>
      scratch.execute('delete from raw.log', 'delete from raw.t', 'insert into raw.t values (1, 10), (2, 20)'),
    )
    afterAll(() => scratch.remove())

    const logged = async (): Promise<readonly string[]> =>
      (await scratch.rows('select what from raw.log order by place')).map((row) => String(Object.values(row)[0]))

    const writing = (what: string, transaction: boolean): Hook =>
      hook(
        { log: raw.log },
        (db) =>
          db
            .insertInto('log')
            .expression((eb) =>
              eb.selectFrom('log').select(({ fn }) => [fn.countAll().as('place'), sql<string>`${what}`.as('what')]),
            ),
        { transaction },
      )

    const failing = (transaction: boolean): Hook =>
      hook({}, () => sql`select * from raw.there_is_no_such_table`, { transaction })

    const entry = ({ name, transaction, fails }: GivenHook & { readonly name: string }): Hook =>
      fails ? failing(transaction) : writing(name, transaction)

    const define = (kind: (typeof KINDS)[number], options: { readonly preHook: Hook[]; readonly postHook: Hook[] }) => {
      switch (kind) {
        case 'view':
          return view({ t: raw.t }, (db) => db.selectFrom('t').select('t.id'), options)
        case 'table':
          return table({ t: raw.t }, (db) => db.selectFrom('t').select('t.id'), options)
        case 'incremental':
          return incremental({ t: raw.t }, (db) => db.selectFrom('t').select('t.id'), { ...options, uniqueKey: 'id' })
        case 'seed':
          return seed('x.csv', { id: integer() }, options)
        case 'snapshot':
          return snapshot(raw.t, { ...options, uniqueKey: 'id', strategy: 'check', checkColumns: 'all' })
      }
    }

    it('run in the order of the page, and fail as it says', async () => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...KINDS), hooks, async (kind, given) => {
          await scratch.execute('delete from raw.log')
          for (const type of ['view', 'table']) await dropped(type)
          const named = given.map((each, i) => ({ ...each, name: `${each.when} ${i}` }))
          const of = (when: 'pre' | 'post') => named.filter((each) => each.when === when).map(entry)
          const { ok } = await scratch.build({ raw, x: define(kind, { preHook: of('pre'), postHook: of('post') }) })

          expect({ log: await logged(), isBuilt: await isThere(), ok }).toEqual(expected(named, isTransactional))
        }),
        { numRuns },
      )
    })

    const dropped = async (type: string): Promise<void> => {
      await scratch.execute(`drop ${type} if exists ${scratch.target.schema}.x`).catch(() => undefined)
    }
    const isThere = () =>
      scratch.rows(`select * from ${scratch.target.schema}.x`).then(
        () => true,
        () => false,
      )
    const rowsOf = async (name: string): Promise<readonly unknown[]> =>
      (await scratch.rows(`select * from ${scratch.target.schema}.${name} order by 1`)).map((row) =>
        Object.values(row).map(Number),
      )

    it('change, delete and insert rows of the relation under the name "this"', async () => {
      const { ok, nodes } = await scratch.build({
        raw,
        changed: table({ t: raw.t }, (db) => db.selectFrom('t').select(['t.id', 't.n']), {
          postHook: [
            (db) => db.deleteFrom('this').where('this.id', '=', 1),
            (db) => db.updateTable('this').set({ n: 21 }).where('id', '=', 2),
            (db) => [db.insertInto('this').values({ id: 3, n: 30 }), false],
            () => sql`insert into ${sql.table('this')} values (4, 40)`,
            () => false,
            hook({ t: raw.t }, (db) =>
              db.insertInto('this').expression((eb) =>
                eb
                  .selectFrom('t')
                  .select((e) => [e.lit(5).as('id'), 't.n'])
                  .where('t.id', '=', 1),
              ),
            ),
          ],
        }),
      })

      expect({ ok, error: nodes[0]?.error }).toEqual({ ok: true, error: undefined })
      expect(await rowsOf('changed')).toEqual([
        [2, 21],
        [3, 30],
        [4, 40],
        [5, 10],
      ])
      // What hooks change are no rows of the node.
      expect(nodes[0]!.rowsAffected).toBe(engine.name === 'DuckDB' ? 2 : nodes[0]!.rowsAffected)
    })

    it('know the relation, the target and the run', async () => {
      const { runId } = await scratch.build(
        {
          raw,
          known: view({ t: raw.t }, (db) => db.selectFrom('t').select('t.id'), {
            preHook: hook({ log: raw.log }, (db, { this: self, target, run }) =>
              db.insertInto('log').values([
                { place: 1, what: `${self.name} ${self.schema === target.schema} ${target.name}` },
                { place: 2, what: `${run.runId} ${run.command} ${run.fullRefresh}` },
              ]),
            ),
          }),
        },
        { fullRefresh: true },
      )

      expect(await logged()).toEqual(['known true dev', `${runId} build true`])
    })

    it('say which of them failed, and skip what depends on the node', async () => {
      const broken = table({ t: raw.t }, (db) => db.selectFrom('t').select('t.id'), {
        postHook: [writing('fine', true), failing(true)],
      })
      const { nodes } = await scratch.build({
        raw,
        broken,
        after: view({ b: broken }, (db) => db.selectFrom('b').select('b.id')),
      })

      expect(nodes.find(({ name }) => name === 'broken')).toMatchObject({
        status: 'error',
        error: { code: 'E_HOOK', message: expect.stringMatching(/^the post-hook 2 of 2 of "broken" failed: /) },
      })
      expect(nodes.find(({ name }) => name === 'after')).toMatchObject({
        status: 'skipped',
        cause: 'model.scratch.broken',
      })
    })

    it.each([
      'begin',
      'commit',
      'rollback',
      'start transaction',
      '/* x */ BEGIN TRANSACTION',
      'commit; select 1',
      'select 1; select 2',
      'create table if not exists x_2 (i int); commit',
      '',
    ])('are refused when they would leave a transaction open or take several statements for one: %s', async (text) => {
      const { nodes } = await scratch.build({
        raw,
        refused: view({ t: raw.t }, (db) => db.selectFrom('t').select('t.id'), { preHook: () => sql.raw(text) }),
      })

      expect(nodes.find(({ name }) => name === 'refused')).toMatchObject({
        status: 'error',
        statements: [],
        error: { code: 'E_INVALID_DEFINITION', message: expect.stringMatching(/^the pre-hook of "refused": it /) },
      })
    })

    it('wait for what they read', async () => {
      const first = table({ t: raw.t }, (db) => db.selectFrom('t').select('t.id'))
      const { nodes } = await scratch.build({
        raw,
        a_hooked: view({ t: raw.t }, (db) => db.selectFrom('t').select('t.id'), {
          preHook: hook({ z: first }, (db) => db.selectFrom('z').select('z.id')),
        }),
        z_first: first,
      })

      expect(nodes.map(({ name, status }) => [name, status])).toEqual([
        ['z_first', 'success'],
        ['a_hooked', 'success'],
      ])
    })
  })
}
