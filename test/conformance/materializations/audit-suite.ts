import {
  between,
  dataTest,
  defineProject,
  hook,
  incremental,
  integer,
  type Model,
  notNull,
  positive,
  type RunOptions,
  type RunResult,
  relationships,
  run,
  scdType1,
  snapshot,
  source,
  table,
  test,
  testColumns,
  unique,
  view,
} from 'kerros'
import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'

const raw = source('raw', { rows: { id: integer(), n: integer() }, others: { id: integer() } })
const audit = { audit: true } as const
/** No row has a number that is not positive. */
const positiveN = { columns: { n: { tests: [positive()] } } } as const

const whole = (options: object = {}): any =>
  table({ r: raw.rows }, (db) => db.selectFrom('r').select(['r.id', 'r.n']), { ...audit, ...positiveN, ...options })
const grown = (options: object = {}, query?: any): any =>
  incremental({ r: raw.rows }, query ?? ((db: any) => db.selectFrom('r').select(['r.id', 'r.n'])), {
    uniqueKey: 'id',
    ...audit,
    ...positiveN,
    ...options,
  } as never)

/** Each kind that has candidates, by what builds it from the rows of the source. */
const kinds: { readonly [kind: string]: () => any } = {
  table: whole,
  'incremental model': grown,
  snapshot: () =>
    snapshot(raw.rows, { uniqueKey: 'id', strategy: 'check', checkColumns: ['n'], ...audit, ...positiveN }),
  scdType1: () => scdType1(raw.rows, { uniqueKey: 'id', ...audit, ...positiveN }),
}

/** Rows that are tested before readers see them, for every kind of relation. */
export function auditSuite(engine: EngineUnderTest): void {
  contractSuite('audits', engine, () => {
    let project: ScratchProject

    beforeEach(async () => {
      project = await ScratchProject.create(engine)
      await project.execute(
        'create schema if not exists raw',
        'create or replace table raw.rows (id integer, n integer)',
        'create or replace table raw.others (id integer)',
        'insert into raw.rows values (1, 10), (2, 20)',
      )
      return () => project.remove()
    })

    const statuses = (result: Pick<RunResult, 'nodes'>) =>
      Object.fromEntries(result.nodes.map((node) => [node.name, node.status]))
    const stored = async (name: string): Promise<readonly (readonly [number, number])[] | undefined> => {
      const rows = await project.rows(`select id, n from ${name} order by id, n`).catch(() => undefined)
      return rows?.map((row) => Object.values(row).map(Number) as never)
    }
    const seen = () => stored('m')
    const rejected = () => stored('m__kerros_audit')
    const command = (of: typeof run, definitions: object, options: Omit<RunOptions, 'project'> = {}) =>
      of({
        project: defineProject({
          name: 'scratch',
          models: [{ raw, ...definitions }],
          targets: { dev: project.target },
        }),
        cwd: project.folder,
        ...options,
      })

    describe.each(Object.entries(kinds))('of a %s', (_, made) => {
      const reader = (m: any) => view({ m }, (db) => db.selectFrom('m').select('m.id'))

      it('publish rows that pass', async () => {
        const m = made()
        for (const more of ['insert into raw.rows values (3, 30)', 'update raw.rows set n = 31 where id = 3']) {
          const result = await project.build({ raw, m, reader: reader(m) })
          expect(statuses(result)).toEqual({ m: 'success', positive_m_n: 'pass', reader: 'success' })
          expect(await rejected()).toBeUndefined()
          await project.execute(more)
        }
        await project.build({ raw, m })
        expect(await seen()).toContainEqual([3, 31])
      })

      it('leave what readers see as it was, keep rejected rows, and skip what reads them', async () => {
        const m = made()
        await project.build({ raw, m })
        await project.execute('insert into raw.rows values (3, -3)')

        const result = await project.build({ raw, m, reader: reader(m) })

        expect(statuses(result)).toEqual({ m: 'error', positive_m_n: 'fail', reader: 'skipped' })
        const { error } = result.nodes.find(({ name }) => name === 'm')!
        expect(error).toMatchObject({
          code: 'E_AUDIT',
          message: '"m" was not published: 1 test failed: "positive_m_n"',
          hint: expect.stringMatching(/^Readers of .*"m" see its rows from before\. .*"m__kerros_audit" until/i),
        })
        expect(await seen()).toEqual([
          [1, 10],
          [2, 20],
        ])
        expect(await rejected()).toContainEqual([3, -3])
      })

      it('publish the next rows that pass, and remove the rejected ones', async () => {
        const m = made()
        await project.build({ raw, m })
        await project.execute('insert into raw.rows values (3, -3)')
        await project.build({ raw, m })
        await project.execute('update raw.rows set n = 3 where id = 3')

        expect(statuses(await project.build({ raw, m }))).toEqual({ m: 'success', positive_m_n: 'pass' })

        expect(await seen()).toEqual([
          [1, 10],
          [2, 20],
          [3, 3],
        ])
        expect(await rejected()).toBeUndefined()
      })

      it('leave nothing under the name when the first rows fail', async () => {
        await project.execute('insert into raw.rows values (3, -3)')

        const { nodes } = await project.build({ raw, m: made() })

        expect(nodes[0]).toMatchObject({ status: 'error', error: { hint: expect.stringContaining('There is no ') } })
        expect(await seen()).toBeUndefined()
        expect(await rejected()).toHaveLength(3)
      })

      it('are left out of a run without tests, which says so and removes rejected rows', async () => {
        const m = made()
        await project.build({ raw, m })
        await project.execute('insert into raw.rows values (3, -3)')
        await project.build({ raw, m })

        const { nodes } = await project.build({ raw, m }, { exclude: ['positive_m_n'] })

        expect(nodes).toMatchObject([
          { name: 'm', status: 'success', notes: [{ message: expect.stringContaining('built in its place') }] },
        ])
        expect(await seen()).toContainEqual([3, -3])
        expect(await rejected()).toBeUndefined()
      })
    })

    it('publish rows that a test only warns of', async () => {
      await project.execute('insert into raw.rows values (3, -3)')
      const m = whole({ columns: { n: { tests: [positive({ severity: 'warn' })] } } })

      expect(statuses(await project.build({ raw, m }))).toEqual({ m: 'success', positive_m_n: 'warn' })
      expect(await seen()).toHaveLength(3)
    })

    it('publish nothing when a test cannot run', async () => {
      const m = whole()
      await project.build({ raw, m })
      await project.execute('insert into raw.rows values (3, 3)')
      const broken = dataTest({ m }, (db) => db.selectFrom('m').selectAll().where(sql<boolean>`nothing_there = 1`))

      expect(statuses(await project.build({ raw, m, broken }))).toMatchObject({ m: 'error', broken: 'error' })
      expect(await seen()).toHaveLength(2)
    })

    it('put a table in the place of a view, and not before it has passed', async () => {
      const asView = view({ r: raw.rows }, (db) => db.selectFrom('r').select(['r.id', 'r.n']))
      await project.build({ raw, m: asView })
      await project.execute('insert into raw.rows values (3, -3)')
      expect(statuses(await project.build({ raw, m: whole() }))).toMatchObject({ m: 'error' })
      await project.execute('insert into raw.rows values (4, 4)')
      // A view has the rows of what it reads.
      expect(await seen()).toHaveLength(4)
      await project.execute('delete from raw.rows where id = 3')

      expect(statuses(await project.build({ raw, m: whole() }))).toMatchObject({ m: 'success' })
      await project.execute('insert into raw.rows values (5, 5)')
      expect(await seen()).toHaveLength(3)
    })

    it('go on where a published incremental model was, and build it whole with --full-refresh', async () => {
      const m = grown()
      await project.build({ raw, m })
      await project.execute('delete from raw.rows', 'insert into raw.rows values (2, 21), (3, 30)')
      await project.build({ raw, m })
      expect(await seen()).toEqual([
        [1, 10],
        [2, 21],
        [3, 30],
      ])

      expect(statuses(await project.build({ raw, m }, { fullRefresh: true }))).toMatchObject({ m: 'success' })
      expect(await seen()).toEqual([
        [2, 21],
        [3, 30],
      ])
    })

    it('add columns to what readers see only with rows that pass', async () => {
      await project.build({ raw, m: grown() })
      const query = (db: any) => db.selectFrom('r').select(['r.id', 'r.n', 'r.n as copied'])
      const wider = grown({ onSchemaChange: 'append_new_columns' }, query)
      await project.execute('insert into raw.rows values (3, -3)')
      const columns = async () =>
        Object.keys((await project.rows('select * from m'))[0]!).map((one) => one.toLowerCase())

      await project.build({ raw, m: wider })
      expect(await columns()).toEqual(['id', 'n'])

      await project.execute('update raw.rows set n = 3 where id = 3')
      await project.build({ raw, m: wider })
      expect(await columns()).toEqual(['id', 'n', 'copied'])
    })

    it('keep what a broken key or constraint refuses from being built', async () => {
      for (const m of [grown(), whole({ constraints: { primaryKey: 'id' } })]) {
        await project.execute('drop table if exists m')
        expect(statuses(await project.build({ raw, m }))).toMatchObject({ m: 'success' })
        await project.execute('insert into raw.rows values (2, 22)')
        const result = await project.build({ raw, m })
        expect(statuses(result)).toEqual({ m: 'error', positive_m_n: 'skipped' })
        expect(await seen()).toHaveLength(2)
        expect(await rejected()).toBeUndefined()
        await project.execute('delete from raw.rows where n = 22')
      }
    })

    it('let a test of several relations read the candidate of its own, and the others as they are published', async () => {
      const parent = table({ r: raw.others }, (db) => db.selectFrom('r').select('r.id'), {
        ...audit,
        columns: { id: { tests: [unique()] } },
      })
      const m = whole()
      const references = testColumns(m, { id: [relationships(parent, 'id')] })
      await project.execute('insert into raw.others values (1), (2)')
      const definitions = { raw, parent, m, references }
      expect((await project.build(definitions)).ok).toBe(true)

      // The parent of the new row is new, too.
      await project.execute('insert into raw.others values (3)', 'insert into raw.rows values (3, 30)')
      expect((await project.build(definitions)).ok).toBe(true)
      expect(await seen()).toHaveLength(3)

      // The parent is rejected, so that the reference cannot be tested.
      await project.execute('insert into raw.others values (3), (4)', 'insert into raw.rows values (4, 40)')
      const result = await project.build(definitions)
      expect(statuses(result)).toMatchObject({ parent: 'error', m: 'skipped', relationships_m_id_id: 'skipped' })
      expect(await seen()).toHaveLength(3)
    })

    it('do not wait for each other when each has a test that reads the other one', async () => {
      const made = (): Model<{ id: number; n: number }> => whole({ columns: {} })
      const [a, b] = [made(), made()]
      const tests = {
        ta: testColumns(a, { id: [relationships(b, 'id')] }),
        tb: testColumns(b, { id: [relationships(a, 'id')] }),
      }

      const result = await project.build({ raw, a, b, ...tests })
      expect(new Set(Object.values(statuses(result)))).toEqual(new Set(['success', 'pass']))
    })

    it('leave a test to the later relation when it reads what is built from the earlier one', async () => {
      const m = whole()
      const later = table({ m }, (db) => db.selectFrom('m').select(['m.id', 'm.n']), audit)
      const compared = testColumns(m, { id: [relationships(later, 'id')] })
      await project.build({ raw, m, later, compared })
      const lost = table({ m }, (db) => db.selectFrom('m').select(['m.id', 'm.n']).where('m.id', '>', 1), audit)

      const result = await project.build({
        raw,
        m,
        later: lost,
        compared: testColumns(m, { id: [relationships(lost, 'id')] }),
      })

      expect(statuses(result)).toMatchObject({ m: 'success', relationships_m_id_id: 'fail', later: 'error' })
      expect(await stored('later')).toHaveLength(2)
    })

    it('run post-hooks after the publication, over what readers see', async () => {
      const m = whole({ postHook: hook({}, (db: any) => db.insertInto('this').values({ id: 9, n: 9 })) })
      await project.build({ raw, m })
      expect(await seen()).toHaveLength(3)
      await project.execute('insert into raw.rows values (3, -3)')
      await project.build({ raw, m })
      // The hook of a run that publishes nothing does not run.
      expect(await seen()).toHaveLength(3)
      expect(await rejected()).toHaveLength(3)
    })

    it('store failing rows of a candidate in a table, which stays readable', async () => {
      await project.execute('insert into raw.rows values (3, -3)')
      const m = whole({ columns: { n: { tests: [positive({ storeFailures: 'view', name: 'low' })] } } })
      await project.build({ raw, m })
      await project.build({ raw, m }, { exclude: ['low'] })
      expect(await project.rows(`select n from ${project.target.schema}_dbt_test__audit.low`)).toHaveLength(1)
      await project.execute(`drop schema ${project.target.schema}_dbt_test__audit cascade`)
    })

    it('are no part of kerros test, which reads what readers see', async () => {
      const m = whole()
      await project.build({ raw, m })
      await project.execute('insert into raw.rows values (3, -3)')
      await project.build({ raw, m })

      expect((await command(test, { m })).ok).toBe(true)
      expect(await command(run, { m })).toMatchObject({ ok: true, nodes: [{ notes: [{}] }] })
      expect((await command(test, { m })).ok).toBe(false)
    })

    it('publish one relation and not the other', async () => {
      const a = whole({ columns: { n: { tests: [notNull()] } } })
      const b = whole({ columns: { n: { tests: [between(0, 25, { name: 'small' })] } } })
      await project.build({ raw, a, b })
      await project.execute('insert into raw.rows values (3, 30)')

      expect(statuses(await project.build({ raw, a, b }))).toEqual({
        a: 'success',
        b: 'error',
        not_null_a_n: 'pass',
        small: 'fail',
      })
      expect([await stored('a'), await stored('b')].map((rows) => rows!.length)).toEqual([3, 2])
    })

    it('publish nothing after the first failure with failFast, but for what was published before', async () => {
      const a = whole()
      const b = whole({ columns: { n: { tests: [positive({ name: 'other', severity: 'warn' })] } } })
      await project.build({ raw, a, b })
      await project.execute('insert into raw.rows values (3, -3)')
      for (const threads of [1, 4]) {
        const result = statuses(await project.build({ raw, a, b }, { failFast: true, threads }))
        expect(result['a'] === 'error' || result['positive_a_n'] === 'skipped').toBe(true)
        expect(['success', 'skipped']).toContain(result['b'])
        expect(await stored('a')).toHaveLength(2)
        if (result['b'] === 'skipped') expect([2, 3]).toContain((await stored('b'))!.length)
        else expect(await stored('b')).toHaveLength(3)
      }
    })

    it('publish nothing of a run that is stopped while it tests', async () => {
      const m = whole()
      await project.build({ raw, m })
      await project.execute('insert into raw.rows values (3, 3)')
      const stop = new AbortController()
      const reporter = { onNodeStart: ({ resourceType }: any) => resourceType === 'test' && stop.abort() }

      const result = await project.build({ raw, m }, { reporter: reporter as never, signal: stop.signal })

      expect(statuses(result)).toEqual({ m: 'cancelled', positive_m_n: 'cancelled' })
      expect(await seen()).toHaveLength(2)
      expect((await project.build({ raw, m })).ok).toBe(true)
      expect([await seen(), await rejected()]).toEqual([expect.objectContaining({ length: 3 }), undefined])
    })

    it('refuse a candidate’s name that something else of the project has', async () => {
      const definitions = {
        m: whole(),
        m__kerros_audit: view({ r: raw.others }, (db) => db.selectFrom('r').selectAll()),
      }
      const { nodes } = await project.build({ raw, ...definitions })
      expect(nodes.find(({ name }) => name === 'm')).toMatchObject({
        status: 'error',
        error: { code: 'E_AMBIGUOUS_NAME' },
      })
    })

    it('leave a view that someone made under a candidate’s name', async () => {
      await project.execute('create view m__kerros_audit as select 1 as id, 7 as n')
      const { nodes } = await project.build({ raw, m: whole() })
      expect(nodes[0]).toMatchObject({ status: 'error', error: { code: 'E_RELATION_TYPE' } })
      expect(await rejected()).toEqual([[1, 7]])
    })
  })
}
