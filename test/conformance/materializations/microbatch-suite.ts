import { castTo, incremental, integer, source, table, timestamp, varchar } from 'kerros'
import { sql } from 'kysely'
import { beforeEach, expect, it } from 'vitest'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'

const raw = source(
  'raw',
  { events: { id: integer(), event_time: timestamp(), text: varchar() } },
  { tables: { events: { eventTime: 'event_time' } } },
)

const microbatch = (more: object = {}) =>
  incremental(
    { e: raw.events },
    (db) => db.selectFrom('e').select((eb) => ['e.id', 'e.event_time', castTo(eb.ref('e.text'), integer()).as('n')]),
    { strategy: 'microbatch', eventTime: 'event_time', batchSize: 'day', begin: '2020-01-01', ...more },
  )

const WINDOW = { eventTimeStart: '2020-01-01', eventTimeEnd: '2020-01-04' } as const

/** What dbt's suites check of microbatch models, on every engine. */
export function microbatchSuite(engine: EngineUnderTest): void {
  contractSuite('microbatch models', engine, () => {
    let project: ScratchProject

    beforeEach(async () => {
      project = await ScratchProject.create(engine)
      await project.execute(
        'create schema if not exists raw',
        'create or replace table raw.events (id integer, event_time timestamp, text varchar)',
        `insert into raw.events values (1, '2020-01-01 01:25:00', '1'), (2, '2020-01-02 13:47:00', '2'), (3, '2020-01-03 01:32:00', '3')`,
      )
      return () => project.remove()
    })

    const ids = async () => (await project.rows('select id from m order by id')).map((row) => Number(row['id']))

    it('replaces the rows of the batches that event times name, and leaves those of others', async () => {
      await project.build({ raw, m: microbatch() }, WINDOW)
      expect(await ids()).toEqual([1, 2, 3])
      await project.build({ raw, m: microbatch() }, WINDOW)
      expect(await ids()).toEqual([1, 2, 3])
      await project.execute(
        `update raw.events set id = 20 where id = 2`,
        `insert into raw.events values (4, '2020-01-02 00:00:00', '4'), (5, '2020-01-03 00:00:00', '5'), (6, '2020-01-10', '6')`,
      )
      const { nodes } = await project.build(
        { raw, m: microbatch() },
        { eventTimeStart: '2020-01-02', eventTimeEnd: '2020-01-03' },
      )
      expect(nodes[0]!.batches!.map(({ name, status }) => [name, status])).toEqual([['2020-01-02', 'success']])
      expect(await ids()).toEqual([1, 3, 4, 20])
    })

    it('computes batches at the same time, each in a session of its own', async () => {
      const definitions = { raw, m: microbatch({ concurrentBatches: true }) }
      const window = { eventTimeStart: '2020-01-01', eventTimeEnd: '2020-01-11', threads: 4 } as const
      for (let run = 0; run < 2; run++) {
        const { nodes } = await project.build(definitions, window)
        expect(nodes.flatMap(({ error }) => error?.message ?? [])).toEqual([])
        expect(nodes[0]!.batches).toHaveLength(10)
        expect(await ids()).toEqual([1, 2, 3])
      }
    })

    it('has its hooks run once: before the first batch, and after the last one', async () => {
      await project.build({ raw, m: microbatch() }, { ...WINDOW, eventTimeEnd: '2020-01-02' })
      await project.execute('create or replace table raw.log (what varchar, n integer)')
      const count = (what: string) => () =>
        sql`insert into raw.log select ${sql.lit(what)}, count(*) from ${sql.table('this')}`
      const logged = async () => {
        const rows = await project.rows('select what, n from raw.log order by n, what desc')
        await project.execute('delete from raw.log')
        return rows.map((row) => [row['what'], Number(row['n'])])
      }
      const m = microbatch({ preHook: count('before'), postHook: count('after') })
      const { nodes } = await project.build({ raw, m }, WINDOW)
      expect(nodes.flatMap(({ error }) => error?.message ?? [])).toEqual([])
      expect(await logged()).toEqual([
        ['before', 1],
        ['after', 3],
      ])
      await project.execute(`insert into raw.events values (4, '2020-01-02 15:00:00', '4')`)
      await project.build({ raw, m }, { eventTimeStart: '2020-01-02', eventTimeEnd: '2020-01-03' })
      expect(await logged()).toEqual([
        ['before', 3],
        ['after', 4],
      ])
    })

    it('keeps the batches that succeeded, skips what depends on the model, and computes the others in a retry', async () => {
      await project.execute(`update raw.events set text = 'x' where id = 2`)
      const m = microbatch()
      const definitions = { raw, m, after: table({ m }, (db) => db.selectFrom('m').select('m.id')) }
      const { ok, nodes } = await project.build(definitions, WINDOW)
      expect({ ok, statuses: nodes.map(({ status }) => status) }).toEqual({
        ok: false,
        statuses: ['partial success', 'skipped'],
      })
      expect(await ids()).toEqual([1, 3])
      await project.execute(`update raw.events set text = '2' where id = 2`)
      const failed = nodes[0]!.batches!.filter(({ status }) => status === 'error')
      const batches = new Map([[nodes[0]!.uniqueId, { intervals: failed, isRest: true }]])
      const again = await project.build(definitions, { ...WINDOW, batches })
      expect(again.nodes[0]!.batches!.map(({ name }) => name)).toEqual(['2020-01-02'])
      expect(await ids()).toEqual([1, 2, 3])
    })
  })
}
