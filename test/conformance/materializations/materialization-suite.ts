import {
  castTo,
  count,
  dataTest,
  decimal,
  dynamicTable,
  ephemeral,
  incremental,
  integer,
  max,
  notNull,
  scdType1,
  snapshot,
  source,
  sum,
  table,
  timestamp,
  unique,
  varchar,
  view,
} from 'kerros'
import { sql } from 'kysely'
import { beforeEach, expect, it } from 'vitest'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'

const raw = source('raw', {
  events: { id: integer(), user_id: integer(), kind: varchar(), loaded_at: timestamp() },
})

const CREATE_EVENTS = [
  'create schema if not exists raw',
  'create or replace table raw.events (id integer, user_id integer, kind varchar, loaded_at timestamp)',
]

function load(at: string, ...rows: readonly (readonly [number, number, string])[]): string {
  const values = rows.map(([id, user, kind]) => `(${id}, ${user}, '${kind}', '${at}')`)
  return `insert into raw.events values ${values.join(', ')}`
}

/** What every engine and every materialization must do alike. */
export function materializationSuite(engine: EngineUnderTest): void {
  contractSuite('materializations', engine, () => {
    let project: ScratchProject

    beforeEach(async () => {
      project = await ScratchProject.create(engine)
      await project.execute(...CREATE_EVENTS, load('2026-01-01', [1, 10, 'a'], [2, 10, 'b'], [3, 20, 'a']))
      return () => project.remove()
    })

    const statuses = (result: { nodes: readonly { name: string; status: string }[] }) =>
      Object.fromEntries(result.nodes.map((node) => [node.name, node.status]))

    it('builds views and tables, and puts one in the place of the other and back', async () => {
      const asView = { v: view({ e: raw.events }, (db) => db.selectFrom('e').select(['id', 'kind'])) }
      const asTable = { v: table({ e: raw.events }, (db) => db.selectFrom('e').select(['id', 'kind'])) }
      for (const definitions of [asView, asTable, asTable, asView, asView]) {
        expect(statuses(await project.build({ raw, ...definitions }))).toEqual({ v: 'success' })
        expect(await project.rows('select * from v order by id')).toHaveLength(3)
      }
    })

    it('builds dynamic tables, in the place of views and tables and back, with all rows', async () => {
      const query = (db: any) => db.selectFrom('e').select(['id', 'kind'])
      const asDynamic = {
        v: dynamicTable({ e: raw.events }, query, { targetLag: '1 hour', snowflakeWarehouse: 'REFRESHING' }),
      }
      const asView = { v: view({ e: raw.events }, query) }
      const asTable = { v: table({ e: raw.events }, query) }
      for (const definitions of [asView, asDynamic, asTable, asDynamic, asView]) {
        expect(statuses(await project.build({ raw, ...definitions }))).toEqual({ v: 'success' })
        expect(await project.rows('select * from v order by id')).toHaveLength(3)
      }
    })

    it('builds, tests and shows what is written as raw SQL, as every other query', async () => {
      const query = () => sql<any>`select e.id, e.kind from ${sql.table('e')} as e`
      const contract = { id: integer(), kind: varchar() }
      const columns = { id: { tests: [unique()], where: (eb: any) => eb('id', '>', 0) } }
      const definitions = {
        raw,
        v: view({ e: raw.events }, query, { contract, columns }),
        inlined: ephemeral({ e: raw.events }, query, { contract, columns }),
        i: incremental({ e: raw.events }, query, { contract, columns, uniqueKey: 'id' }),
        failing: dataTest({ e: raw.events }, query, { severity: 'warn' }),
        few: dataTest({ e: raw.events }, query, { severity: 'warn', limit: 2 }),
      }
      const all = { ...definitions, t: table({ e: definitions.inlined }, query, { contract, columns }) }
      for (let run = 0; run < 2; run++) {
        const { nodes } = await project.build(all)
        expect(nodes.flatMap(({ error }) => error ?? [])).toEqual([])
        const failures = nodes.flatMap(({ name, failures }) => (failures ? [[name, failures]] : []))
        expect(Object.fromEntries(failures)).toEqual({ failing: 3, few: 2 })
        for (const name of ['v', 't', 'i']) expect(await project.rows(`select * from ${name}`)).toHaveLength(3)
      }
    })

    it('inlines ephemerals, nested ones and shared ones once', async () => {
      const a = ephemeral({ e: raw.events }, (db) => db.selectFrom('e').select(['id', 'user_id']))
      const b = ephemeral({ x: a }, (db) => db.selectFrom('x').select(['x.user_id']).distinct())
      const c = table({ a, b }, (db) =>
        db
          .selectFrom('a')
          .innerJoin('b', 'b.user_id', 'a.user_id')
          .groupBy('b.user_id')
          .select(['b.user_id', count().as('n')]),
      )
      const result = await project.build({ raw, a, b, c })
      expect(statuses(result)).toEqual({ c: 'success' })
      const [sql] = result.nodes[0]!.statements
      expect(sql!.match(/"a(_2)?" as \(/gi)).toHaveLength(1)
      expect(await project.rows('select * from c order by user_id')).toEqual([
        { user_id: 10, n: 2 },
        { user_id: 20, n: 1 },
      ])
    })

    const users = (strategy: 'merge' | 'delete+insert') =>
      incremental(
        { e: raw.events },
        (db, { since, touched }) =>
          db
            .selectFrom('e')
            .$call(touched('e.user_id', db.selectFrom('e').select('e.user_id').$call(since('e.loaded_at'))))
            .groupBy('e.user_id')
            .select((eb) => [
              'e.user_id',
              count().as('n'),
              sum(eb.ref('e.id')).as('ids'),
              max(eb.ref('e.loaded_at')).as('loaded_at'),
            ]),
        { uniqueKey: 'user_id', strategy, watermark: 'loaded_at' },
      )

    for (const strategy of ['merge', 'delete+insert'] as const) {
      it(`incremental ${strategy}: increments equal a full rebuild, and only touched keys are computed`, async () => {
        const definitions = { raw, users: users(strategy) }
        expect((await project.build(definitions)).ok).toBe(true)
        await project.execute(load('2026-01-02', [4, 20, 'b'], [5, 30, 'a']))
        const second = await project.build(definitions)
        expect(statuses(second)).toEqual({ users: 'success' })
        const incremented = await project.rows('select * from users order by user_id')
        expect(incremented.map((row) => [row['user_id'], row['n'], row['ids']])).toEqual([
          [10, 2, 3],
          [20, 2, 7],
          [30, 1, 5],
        ])
        // Nothing new: nothing is written.
        const third = await project.build(definitions)
        expect(third.nodes[0]!.rowsAffected).toBe(0)
        await project.build(definitions, { fullRefresh: true })
        expect(await project.rows('select * from users order by user_id')).toEqual(incremented)
      })
    }

    /** One row a user and kind: the last event. */
    const lastEvents = (options: object) =>
      incremental(
        { e: raw.events },
        (db, { since, touched }) =>
          db
            .selectFrom('e')
            .$call(
              touched(
                ['e.user_id', 'e.kind'],
                db.selectFrom('e').select(['e.user_id', 'e.kind']).$call(since('e.loaded_at')),
              ),
            )
            .groupBy(['e.user_id', 'e.kind'])
            .select((eb) => [
              'e.user_id',
              'e.kind',
              max(eb.ref('e.id')).as('id'),
              max(eb.ref('e.loaded_at')).as('loaded_at'),
            ]),
        { uniqueKey: ['user_id', 'kind'], watermark: 'loaded_at', ...options },
      )
    const rowsOf = async (relation: string) =>
      (await project.rows(`select * from ${relation} order by user_id, kind`)).map(
        (row) => `${row['user_id']} ${row['kind']} ${row['id']} ${(row['loaded_at'] as Date).getUTCDate()}`,
      )

    for (const strategy of ['merge', 'delete+insert'] as const) {
      it(`incremental ${strategy}: rows are the same when all columns of the key are`, async () => {
        const definitions = { raw, events: lastEvents({ strategy }) }
        await project.build(definitions)
        await project.execute(load('2026-01-02', [4, 10, 'a'], [5, 20, 'b']))
        const second = await project.build(definitions)
        // The other rows of user 10 and of kind "a" are not computed again.
        expect(second.nodes[0]!.rowsAffected).toBe(2)
        expect(await rowsOf('events')).toEqual(['10 a 4 2', '10 b 2 1', '20 a 3 1', '20 b 5 2'])
      })
    }

    it.each([
      ['mergeExcludeColumns', { mergeExcludeColumns: ['id'] }],
      ['mergeUpdateColumns', { mergeUpdateColumns: ['loaded_at'] }],
    ])('incremental merge: %s says what an update writes; new rows come whole', async (_, options) => {
      const definitions = { raw, events: lastEvents(options) }
      await project.build(definitions)
      await project.execute(load('2026-01-02', [4, 10, 'a'], [5, 20, 'b']))
      await project.build(definitions)
      expect(await rowsOf('events')).toEqual(['10 a 1 2', '10 b 2 1', '20 a 3 1', '20 b 5 2'])
    })

    it('incremental with fullRefresh: false keeps its rows with --full-refresh, too', async () => {
      const definitions = { raw, events: lastEvents({ fullRefresh: false }) }
      await project.build(definitions)
      await project.execute('delete from raw.events where id = 3', load('2026-01-02', [4, 10, 'a']))
      await project.build(definitions, { fullRefresh: true })
      expect(await rowsOf('events')).toEqual(['10 a 4 2', '10 b 2 1', '20 a 3 1'])
    })

    it('refuses keys that are NULL in a batch before anything is written', async () => {
      const definitions = { raw, events: lastEvents({}) }
      await project.build(definitions)
      await project.execute(`insert into raw.events values (4, 40, null, '2026-01-02')`)
      // touched(…) compares keys, which NULL never is: here all rows are read.
      const all = incremental(
        { e: raw.events },
        (db) => db.selectFrom('e').select(['e.user_id', 'e.kind', 'e.id', 'e.loaded_at']),
        { uniqueKey: ['user_id', 'kind'] },
      )
      expect((await project.build({ raw, events: all })).nodes[0]).toMatchObject({
        status: 'error',
        error: { code: 'E_DUPLICATE_KEY' },
      })
      expect(await rowsOf('events')).toHaveLength(3)
    })

    it('keeps strings longer than any that the table was built with', async () => {
      const told = (word: string) => (db: any) =>
        db
          .selectFrom('e')
          .select((eb: any) => [
            'e.id',
            'e.kind',
            eb.case().when('e.kind', '=', 'a').then(word).else('low').end().as('level'),
          ])
      const kept = (word: string) => incremental({ e: raw.events }, told(word), { uniqueKey: 'id' } as never)
      const seen = (word: string) => view({ e: raw.events }, told(word))
      const recorded = (source: ReturnType<typeof seen>) =>
        snapshot(source, { uniqueKey: 'id', strategy: 'check', checkColumns: ['level'] } as never)
      for (const word of ['high', 'very, very high']) {
        const v = seen(word)
        expect(statuses(await project.build({ raw, v, m: kept(word), s: recorded(v) }))).toEqual({
          v: 'success',
          m: 'success',
          s: 'success',
        })
      }
      expect((await project.rows('select level from m where id = 1'))[0]).toEqual({ level: 'very, very high' })
      expect((await project.rows('select level from s where id = 1 and valid_to is null'))[0]).toEqual({
        level: 'very, very high',
      })
    })

    it('notes columns that are another kind of value now, and a snapshot refuses them', async () => {
      const typed = (text: boolean) => (db: any) =>
        db
          .selectFrom('e')
          .select((eb: any) => ['e.id', castTo(eb.ref('e.user_id'), (text ? varchar() : integer()) as never).as('x')])
      const build = async (text: boolean) => {
        const v = view({ e: raw.events }, typed(text))
        const m = incremental({ e: raw.events }, typed(text), { uniqueKey: 'id' } as never)
        const s = snapshot(v, { uniqueKey: 'id', strategy: 'check', checkColumns: ['x'] } as never)
        const { nodes } = await project.build({ raw, v, m, s })
        return Object.fromEntries(nodes.map((node) => [node.name, node]))
      }
      for (let run = 0; run < 2; run++) {
        const { m, s } = await build(false)
        expect([m!.notes, m!.status, s!.status]).toEqual([[], 'success', 'success'])
      }
      const { m, s } = await build(true)
      expect(m!.notes).toMatchObject([
        { message: expect.stringMatching(/changed since its table was written: the expression of "x"; stored rows/) },
        { message: expect.stringMatching(/columns of other types than its table: "x" is /) },
      ])
      expect(s!.error).toMatchObject({ code: 'E_CHANGED_COLUMNS', message: expect.stringMatching(/: "x" is /) })
    })

    it('incremental append adds new rows only', async () => {
      const log = incremental(
        { e: raw.events },
        (db, { since }) => db.selectFrom('e').selectAll().$call(since('e.loaded_at')),
        {
          watermark: 'loaded_at',
        },
      )
      await project.build({ raw, log })
      await project.execute(load('2026-01-02', [4, 20, 'b']))
      await project.build({ raw, log })
      await project.build({ raw, log })
      expect((await project.rows('select id from log order by id')).map((row) => row['id'])).toEqual([1, 2, 3, 4])
    })

    it('incremental takes all rows when its table is there but empty', async () => {
      const log = incremental(
        { e: raw.events },
        (db, { since }) => db.selectFrom('e').selectAll().$call(since('e.loaded_at')),
        {
          watermark: 'loaded_at',
        },
      )
      await project.build({ raw, log })
      await project.execute('delete from log')
      await project.build({ raw, log })
      expect(await project.rows('select id from log')).toHaveLength(3)
    })

    it('refuses keys that repeat in a batch before anything is written', async () => {
      const events = incremental(
        { e: raw.events },
        (db, { since }) => db.selectFrom('e').selectAll().$call(since('e.loaded_at')),
        {
          uniqueKey: 'user_id',
          watermark: 'loaded_at',
        },
      )
      await project.execute('delete from raw.events where id = 2')
      await project.build({ raw, events })
      await project.execute(load('2026-01-02', [4, 40, 'secret'], [5, 40, 'secret']))
      const result = await project.build({ raw, events })
      expect(result.nodes[0]).toMatchObject({
        status: 'error',
        error: {
          code: 'E_DUPLICATE_KEY',
          message: '"user_id" is not a unique key of "events": 1 value is in several rows',
        },
      })
      expect(await project.rows('select id from events')).toHaveLength(2)
    })

    /** Rows as they are, with a key that nothing proves. */
    const asTheyAre = (options: object) =>
      incremental(
        { e: raw.events },
        (db) => db.selectFrom('e').select(['e.id', 'e.user_id', 'e.kind']),
        options as never,
      )
    const firstOf = async (m: unknown) => (await project.build({ raw, m })).nodes[0]!
    const isThere = (relation: string) =>
      project.rows(`select * from ${relation}`).then(
        () => true,
        () => false,
      )

    for (const [name, model] of [
      ['merge', asTheyAre({ uniqueKey: 'user_id' })],
      ['delete+insert', asTheyAre({ uniqueKey: 'user_id', strategy: 'delete+insert' })],
      ['snapshot', snapshot(raw.events, { uniqueKey: 'user_id', strategy: 'check', checkColumns: ['kind'] })],
    ] as const)
      it(`${name}: refuses keys that repeat or are NULL in a first run, and in a full refresh`, async () => {
        expect(await firstOf(model)).toMatchObject({
          status: 'error',
          error: {
            code: 'E_DUPLICATE_KEY',
            message: '"user_id" is not a unique key of "m": 1 value is in several rows',
          },
        })
        expect(await isThere('m')).toBe(false)
        await project.execute('update raw.events set user_id = null where id = 2')
        expect((await firstOf(model)).error?.message).toBe('"user_id" is not a unique key of "m": 1 row has NULL in it')
        expect(await isThere('m')).toBe(false)
        await project.execute('update raw.events set user_id = 30 where id = 2')
        expect((await firstOf(model)).status).toBe('success')
        const stored = await project.rows('select id, user_id from m order by id')
        expect(stored).toHaveLength(3)
        await project.execute(
          'update raw.events set user_id = null where id = 1',
          'update raw.events set user_id = 20 where id = 2',
        )
        const refreshed = await project.build({ raw, m: model }, { fullRefresh: true })
        expect(refreshed.nodes[0]!.error?.message).toBe(
          '"user_id" is not a unique key of "m": 1 value is in several rows; 1 row has NULL in it',
        )
        expect(await project.rows('select id, user_id from m order by id')).toEqual(stored)
      })

    it('asks nothing of a key that follows from the query, in any run', async () => {
      const grouped = incremental(
        { e: raw.events },
        (db) =>
          db
            .selectFrom('e')
            .where('e.kind', 'is not', null)
            .groupBy('e.kind')
            .select((eb) => ['e.kind', max(eb.ref('e.id')).as('id')]),
        { uniqueKey: 'kind' },
      )
      const asked = (sql: string): boolean => /"(?:nulls|repeated)"/i.test(sql)
      for (let run = 0; run < 2; run++) {
        const { status, statements } = await firstOf(grouped)
        expect([status, statements.filter(asked)]).toEqual(['success', []])
      }
      // Of NULLs nothing is known there: they are counted, in one cheap look.
      const nullable = incremental(
        { e: raw.events },
        (db) =>
          db
            .selectFrom('e')
            .groupBy('e.kind')
            .select((eb) => ['e.kind', max(eb.ref('e.id')).as('id')]),
        { uniqueKey: 'kind' },
      )
      await project.execute('update raw.events set kind = null')
      const { error, statements } = await firstOf(nullable)
      expect(error?.message).toBe('"kind" is not a unique key of "m": 1 row has NULL in it')
      expect(statements.filter(asked).filter((sql) => /group by/i.test(sql))).toEqual([])
    })

    it('brings in new columns as onSchemaChange says', async () => {
      const narrow = incremental({ e: raw.events }, (db) => db.selectFrom('e').select(['id', 'kind']), {
        uniqueKey: 'id',
      })
      const wide = (onSchemaChange: 'ignore' | 'fail' | 'append_new_columns' | 'sync_all_columns') =>
        incremental({ e: raw.events }, (db) => db.selectFrom('e').select(['id', 'user_id']), {
          uniqueKey: 'id',
          onSchemaChange,
        })
      await project.build({ raw, m: narrow })
      expect((await project.build({ raw, m: wide('fail') })).nodes[0]!.error).toMatchObject({
        code: 'E_CHANGED_COLUMNS',
        message: 'the query of "m" has gained "user_id" and lost "kind" since its table was built',
      })
      // By default a column that is gone is refused: its values would be NULL from now on.
      expect((await project.build({ raw, m: wide('ignore') })).nodes[0]!.error).toMatchObject({
        code: 'E_CHANGED_COLUMNS',
        message: 'the query of "m" has lost "kind" since its table was built',
      })
      await project.build({ raw, m: wide('append_new_columns') })
      expect((await project.rows('select * from m where id = 1'))[0]).toEqual({ id: 1, kind: 'a', user_id: 10 })
      await project.build({ raw, m: wide('sync_all_columns') })
      expect((await project.rows('select * from m where id = 1'))[0]).toEqual({ id: 1, user_id: 10 })
    })

    it('says which new columns a table does not get, unless the model says that this is meant', async () => {
      const model = (columns: readonly ('id' | 'kind' | 'user_id')[], options: { onSchemaChange?: 'ignore' } = {}) =>
        incremental({ e: raw.events }, (db) => db.selectFrom('e').select(columns), { uniqueKey: 'id', ...options })
      const notes = async (m: ReturnType<typeof model>) => (await project.build({ raw, m })).nodes[0]!.notes
      expect(await notes(model(['id', 'kind']))).toEqual([])
      expect(await notes(model(['id', 'kind']))).toEqual([])
      expect(await notes(model(['id', 'user_id', 'kind']))).toEqual([
        {
          message: 'the query of "m" now has "user_id", which is not added to its table',
          hint: expect.stringContaining('--full-refresh'),
        },
      ])
      expect(await notes(model(['id', 'user_id', 'kind'], { onSchemaChange: 'ignore' }))).toEqual([])
      expect(Object.keys((await project.rows('select * from m where id = 1'))[0]!)).toEqual(['id', 'kind'])
    })

    it('refuses rows of other types than the table has, when a contract says which', async () => {
      const priced = (scale: number, onSchemaChange?: 'ignore') =>
        incremental(
          { e: raw.events },
          (db) =>
            db
              .selectFrom('e')
              .select((eb) => [
                'id',
                castTo(sql<number>`1.2345 + 0 * ${eb.ref('user_id')}`, decimal(10, scale)).as('price'),
              ]),
          {
            uniqueKey: 'id',
            contract: { id: integer(), price: decimal(10, scale) },
            ...(onSchemaChange && { onSchemaChange }),
          },
        )
      expect(statuses(await project.build({ raw, m: priced(2) }))).toEqual({ m: 'success' })
      expect(statuses(await project.build({ raw, m: priced(2) }))).toEqual({ m: 'success' })
      for (const changed of [priced(4), priced(4, 'ignore')])
        expect((await project.build({ raw, m: changed })).nodes[0]!.error).toMatchObject({
          code: 'E_CHANGED_COLUMNS',
          message: expect.stringContaining('"price" is decimal(10, 4) in the contract'),
          hint: expect.stringContaining('--full-refresh'),
        })
      expect(statuses(await project.build({ raw, m: priced(4) }, { fullRefresh: true }))).toEqual({ m: 'success' })
      expect(statuses(await project.build({ raw, m: priced(4) }))).toEqual({ m: 'success' })
      expect((await project.rows('select cast(price * 10000 as integer) as x from m where id = 1'))[0]).toEqual({
        x: 12345,
      })
    })

    it('snapshot check: each key has one current row, and its ranges have neither gaps nor overlaps', async () => {
      const s = snapshot(raw.events, {
        uniqueKey: 'id',
        strategy: 'check',
        checkColumns: ['kind'],
        hardDeletes: 'invalidate',
      })
      await project.build({ raw, s })
      await project.execute("update raw.events set kind = 'z' where id = 1", 'delete from raw.events where id = 3')
      await project.build({ raw, s })
      await project.build({ raw, s })
      await project.execute(load('2026-01-03', [3, 20, 'back']))
      await project.build({ raw, s })
      const history = await project.rows(
        'select id, kind, valid_to is null as is_current, valid_from = lag(valid_to) over (partition by id order by valid_from) as joins, valid_from >= lag(valid_to) over (partition by id order by valid_from) as follows, scd_id from s order by id, valid_from',
      )
      expect(history.map(({ id, kind, is_current, joins, follows }) => [id, kind, is_current, joins, follows])).toEqual(
        [
          [1, 'a', false, null, null],
          [1, 'z', true, true, true],
          [2, 'b', true, null, null],
          [3, 'a', false, null, null],
          [3, 'back', true, false, true],
        ],
      )
      expect(new Set(history.map((row) => row['scd_id'])).size).toBe(5)
    })

    it('snapshot timestamp: a later timestamp makes a version, an earlier one does not', async () => {
      const s = snapshot(raw.events, { uniqueKey: ['id'], strategy: 'timestamp', updatedAt: 'loaded_at' })
      await project.build({ raw, s })
      await project.execute("update raw.events set kind = 'new', loaded_at = '2026-02-01' where id = 1")
      await project.execute("update raw.events set kind = 'old', loaded_at = '2025-01-01' where id = 2")
      await project.build({ raw, s })
      const current = await project.rows('select id, kind, valid_from from s where valid_to is null order by id')
      expect(current).toEqual([
        { id: 1, kind: 'new', valid_from: new Date('2026-02-01') },
        { id: 2, kind: 'b', valid_from: new Date('2026-01-01') },
        { id: 3, kind: 'a', valid_from: new Date('2026-01-01') },
      ])
      expect(await project.rows('select id from s')).toHaveLength(4)
    })

    it('snapshot newRecord: a key that is gone has one record that says so, until it is back', async () => {
      const s = snapshot(raw.events, {
        uniqueKey: 'id',
        strategy: 'timestamp',
        updatedAt: 'loaded_at',
        hardDeletes: 'newRecord',
        validToCurrent: new Date('9999-12-31'),
      })
      await project.build({ raw, s })
      await project.execute('delete from raw.events where id in (1, 2)')
      // A second run on the same source adds nothing.
      for (let run = 0; run < 2; run++) await project.build({ raw, s })
      await project.execute(load('2026-01-01', [1, 10, 'a']))
      for (let run = 0; run < 2; run++) await project.build({ raw, s })
      const history = await project.rows(
        "select id, kind, is_deleted, valid_to = '9999-12-31' as is_current, valid_from = lag(valid_to) over (partition by id order by valid_from) as joins, scd_id from s order by id, valid_from",
      )
      const listed = ({ id, kind, is_deleted, is_current, joins }: any) => [id, kind, is_deleted, is_current, joins]
      expect(history.map(listed)).toEqual([
        [1, 'a', false, false, null],
        [1, 'a', true, false, true],
        [1, 'a', false, true, true],
        [2, 'b', false, false, null],
        [2, 'b', true, true, true],
        [3, 'a', false, true, null],
      ])
      expect(new Set(history.map((row) => row['scd_id'])).size).toBe(6)
    })

    it('snapshot: deletion records lack the values of a column that the source gains in the same run', async () => {
      const recordOf = (columns: readonly ('id' | 'kind' | 'user_id')[]) => {
        const v = view({ e: raw.events }, (db) => db.selectFrom('e').select(columns as ['id', 'kind', 'user_id']))
        return {
          v,
          s: snapshot(v, { uniqueKey: 'id', strategy: 'check', checkColumns: ['kind'], hardDeletes: 'newRecord' }),
        }
      }
      await project.build({ raw, ...recordOf(['id', 'kind']) })
      await project.execute('delete from raw.events where id = 1')
      await project.build({ raw, ...recordOf(['id', 'kind', 'user_id']) })
      expect(
        await project.rows('select id, kind, user_id, is_deleted from s where id = 1 order by valid_from'),
      ).toEqual([
        { id: 1, kind: 'a', user_id: null, is_deleted: false },
        { id: 1, kind: 'a', user_id: null, is_deleted: true },
      ])
    })

    it('snapshot: another validToCurrent is that of versions which are stored', async () => {
      const until = (year: number | undefined) =>
        snapshot(raw.events, {
          uniqueKey: 'id',
          strategy: 'check',
          checkColumns: ['kind'],
          ...(year !== undefined && { validToCurrent: new Date(`${year}-12-31`) }),
        })
      await project.build({ raw, s: until(undefined) })
      await project.execute("update raw.events set kind = 'z' where id = 1")
      for (const year of [9999, 9998, undefined]) {
        await project.build({ raw, s: until(year) })
        const rows = await project.rows('select id, kind, valid_to from s order by id, valid_from')
        const end = year === undefined ? null : new Date(`${year}-12-31`)
        expect(rows.map(({ id, kind, valid_to }) => [id, kind, valid_to])).toEqual([
          [1, 'a', expect.any(Date)],
          [1, 'z', end],
          [2, 'b', end],
          [3, 'a', end],
        ])
        expect((rows[0]!['valid_to'] as Date).getFullYear()).toBeLessThan(9000)
      }
    })

    it('scdType1: one row for each key, overwritten by newer ones, and marked when its key is gone', async () => {
      const m = scdType1(raw.events, { uniqueKey: 'id', updatedAt: 'loaded_at', hardDeletes: 'mark' })
      const rows = async () =>
        (await project.rows('select id, kind, is_deleted from m order by id')).map((row) => Object.values(row))
      await project.build({ raw, m })
      await project.execute(
        "update raw.events set kind = 'new', loaded_at = '2026-02-01' where id = 1",
        "update raw.events set kind = 'old', loaded_at = '2025-01-01' where id = 2",
        'delete from raw.events where id = 3',
        load('2026-01-01', [4, 40, 'd']),
      )
      for (let run = 0; run < 2; run++) {
        await project.build({ raw, m }, { fullRefresh: run === 1 })
        expect(await rows()).toEqual([
          [1, 'new', false],
          [2, 'b', false],
          [3, 'a', true],
          [4, 'd', false],
        ])
      }
      await project.execute(load('2026-01-01', [3, 20, 'a']))
      await project.build({ raw, m })
      expect((await rows())[2]).toEqual([3, 'a', false])
    })

    it('scdType1: rows of keys that are gone are deleted, columns that the source gains are added', async () => {
      const latestOf = (columns: readonly ('id' | 'kind' | 'user_id')[]) => {
        const v = view({ e: raw.events }, (db) => db.selectFrom('e').select(columns as ['id', 'kind', 'user_id']))
        return { v, m: scdType1(v, { uniqueKey: 'id', hardDeletes: 'delete' }) }
      }
      await project.build({ raw, ...latestOf(['id', 'kind']) })
      await project.execute('delete from raw.events where id = 2')
      await project.build({ raw, ...latestOf(['id', 'kind', 'user_id']) })
      expect(await project.rows('select id, kind, user_id from m order by id')).toEqual([
        { id: 1, kind: 'a', user_id: 10 },
        { id: 3, kind: 'a', user_id: 20 },
      ])
      const asTable = { m: table({ e: raw.events }, (db) => db.selectFrom('e').select(['id', 'kind'])) }
      expect((await project.build({ raw, ...asTable })).nodes[0]!.error?.code).toBe('E_CHANGED_IDENTITY')
    })

    it('snapshot records columns that its source gains', async () => {
      const two = view({ e: raw.events }, (db) => db.selectFrom('e').select(['id', 'kind']))
      const three = view({ e: raw.events }, (db) => db.selectFrom('e').select(['id', 'kind', 'user_id']))
      await project.build({
        raw,
        v: two,
        s: snapshot(two, { uniqueKey: 'id', strategy: 'check', checkColumns: 'all' }),
      })
      await project.build({
        raw,
        v: three,
        s: snapshot(three, { uniqueKey: 'id', strategy: 'check', checkColumns: 'all' }),
      })
      expect(await project.rows('select id from s where valid_to is null and user_id is not null')).toHaveLength(3)
      expect(await project.rows('select id from s')).toHaveLength(6)
    })

    it('snapshot refuses keys that repeat', async () => {
      const s = snapshot(raw.events, { uniqueKey: 'user_id', strategy: 'check', checkColumns: ['kind'] })
      const result = await project.build({ raw, s })
      expect(result.nodes[0]!.error?.code).toBe('E_DUPLICATE_KEY')
    })

    it('keeps contracts: what breaks one is never published', async () => {
      const good = table({ e: raw.events }, (db) => db.selectFrom('e').select(['id', 'kind']), {
        contract: { id: integer(), kind: varchar() },
      })
      expect((await project.build({ raw, c: good })).ok).toBe(true)
      await project.execute('update raw.events set kind = null where id = 1')
      const result = await project.build({ raw, c: good })
      expect(result.nodes[0]!.error).toMatchObject({ code: 'E_CONTRACT' })
      expect(result.nodes[0]!.error!.message).toContain('"kind" is NULL in 1 row')
      expect(await project.rows('select id from c where kind is null')).toHaveLength(0)
    })

    it('skips what depends on a failure, with the cause, and runs the rest', async () => {
      const bad = table({ e: raw.events }, (db) => db.selectFrom('e').select(['id']).where('kind', '=', 'a'), {
        columns: { id: { tests: [unique(), notNull()] } },
      })
      const after = table({ b: bad }, (db) => db.selectFrom('b').select('id'))
      const other = table({ e: raw.events }, (db) => db.selectFrom('e').select('id'))
      await project.execute(load('2026-01-02', [1, 10, 'a']))
      const result = await project.build({ raw, bad, after, other })
      expect(result.ok).toBe(false)
      expect(statuses(result)).toEqual({
        bad: 'success',
        unique_bad_id: 'fail',
        not_null_bad_id: 'pass',
        after: 'skipped',
        other: 'success',
      })
      expect(result.nodes.find((node) => node.name === 'after')!.cause).toBe('test.scratch.unique_bad_id')
    })
  })
}
