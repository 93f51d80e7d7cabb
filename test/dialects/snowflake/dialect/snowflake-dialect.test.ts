import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Kysely, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SnowflakeDatabase } from '../../../../src/dialects/snowflake/connect/snowflake-database.js'
import { SnowflakeDialect } from '../../../../src/dialects/snowflake/dialect/snowflake-dialect.js'
import { call } from '../../../../src/dialects/snowflake/index.js'
import { snowflakeServer } from '../../../servers/snowflake-server.js'
import { NOWHERE, stubDatabase } from '../stub-database.js'
import { ABORT, failure, LOGIN, ok, QUERY, report, rows, StubServer } from '../stub-server.js'

interface Database {
  movies: { movie_id: number; title: string; score: number | null }
  select: { from: number }
}

describe('over a scripted server', () => {
  let server: StubServer
  let pool: SnowflakeDatabase
  let db: Kysely<Database>

  beforeEach(async () => {
    server = await StubServer.start()
    pool = stubDatabase(server)
    db = new Kysely<Database>({ dialect: new SnowflakeDialect({ pool }) })
  })
  afterEach(async () => {
    await db.destroy()
    await pool.close()
    await server.close()
  })

  it('a transaction is one session, from begin to commit', async () => {
    await db.transaction().execute(async (trx) => {
      await trx.insertInto('movies').values({ movie_id: 1, title: 'Heat', score: null }).execute()
      await db.selectFrom('movies').select('title').execute()
    })
    const tokens = (text: string) =>
      server
        .to(QUERY)
        .filter(({ body }) => body.sqlText!.startsWith(text))
        .map(({ token }) => token)
    expect(tokens('begin')).toEqual(['session 1'])
    expect(tokens('insert')).toEqual(['session 1'])
    expect(tokens('select')).toEqual(['session 2'])
    expect(tokens('commit')).toEqual(['session 1'])
  })

  describe('call', () => {
    const sent = () => server.to(QUERY).at(-1)!.body

    it('binds what a procedure is given, in its order, and returns typed rows', async () => {
      server.script = ({ body }) =>
        body.sqlText?.startsWith('call')
          ? rows([{ name: 'NIGHTLY', type: 'fixed', precision: 38, scale: 0 }], [['9007199254740993']])
          : undefined
      const result = await call<{ nightly: number | bigint }>('dev.nightly', ["it's", 7, null, sql`1 + ${2}`]).execute(
        db,
      )
      expect(result.rows).toEqual([{ nightly: 9007199254740993n }])
      expect(sent()).toMatchObject({
        sqlText: 'call "DEV"."NIGHTLY"(?, ?, ?, 1 + ?)',
        bindings: { 1: { type: 'TEXT', value: "it's" }, 2: { value: '7' }, 3: { value: null }, 4: { value: '2' } },
      })
    })

    it('names arguments without quotes, which Snowflake does not take there', async () => {
      server.script = ({ body }) =>
        body.sqlText?.startsWith('call')
          ? rows(
              [
                { name: 'ID', type: 'fixed', precision: 9, scale: 0 },
                { name: 'TITLE', type: 'text' },
              ],
              [['1', 'Heat']],
            )
          : undefined
      const { rows: found } = await call<{ id: number; title: string }>('top', {
        day: '2026-11-30',
        n_days: 7,
      }).execute(db)
      expect(found).toEqual([{ id: 1, title: 'Heat' }])
      expect(sent().sqlText).toBe('call "TOP"(DAY => ?, N_DAYS => ?)')
      expect(() => call('top', { 'a) -- ': 1 })).toThrowError(/by the name "a\) -- "/)
    })

    it('needs no arguments, and doubles quotes in a name', () => {
      expect(call('a"b.top').compile(db)).toMatchObject({ sql: 'call "A""B"."TOP"()', parameters: [] })
    })
  })

  it.each([
    ['create', () => db.schema.createTable('t').addColumn('a', 'integer').compile()],
    ['alter', () => db.schema.alterTable('movies').renameTo('films').compile()],
    ['drop', () => db.schema.dropTable('movies').compile()],
    ['grant', () => sql`-- to all\n grant select on movies to role r`.compile(db)],
  ])('%s is refused inside of one, since it would commit it', async (word, compile) => {
    const failed = db.transaction().execute((trx) => trx.executeQuery(compile()))
    await expect(failed).rejects.toMatchObject({
      code: 'E_TRANSACTION',
      message: `${word.toUpperCase()} cannot be in a transaction: Snowflake would commit what came before it`,
    })
    expect(server.statements).toEqual(['begin transaction', 'rollback'])
  })

  it('isolation is read committed, and nothing else', async () => {
    await db
      .transaction()
      .setIsolationLevel('read committed')
      .execute(async () => {})
    for (const level of ['serializable', 'snapshot', 'repeatable read', 'read uncommitted'] as const)
      await expect(
        db
          .transaction()
          .setIsolationLevel(level)
          .execute(async () => {}),
      ).rejects.toMatchObject({
        code: 'E_UNSUPPORTED',
        message: `Snowflake does not support the isolation level "${level}"`,
      })
    await expect(
      db
        .transaction()
        .setAccessMode('read only')
        .execute(async () => {}),
    ).rejects.toMatchObject({ code: 'E_UNSUPPORTED' })
  })

  it('there are no savepoints', async () => {
    const trx = await db.startTransaction().execute()
    await expect(trx.savepoint('s').execute()).rejects.toMatchObject({
      code: 'E_UNSUPPORTED',
      message: 'Snowflake has no savepoints',
    })
    await trx.rollback().execute()
  })

  it('an aborted signal cancels the query in Snowflake', async () => {
    let end: (() => void) | undefined
    const abort = new AbortController()
    server.script = async ({ path, body }) => {
      if (path === ABORT) {
        end?.()
        return ok(null)
      }
      if (path !== QUERY || !body.sqlText!.startsWith('select')) return undefined
      await new Promise<void>((resolve) => {
        end = resolve
        abort.abort(new RangeError('enough'))
      })
      return failure('000604', 'SQL execution canceled', '57014')
    }
    const running = db
      .selectFrom('movies')
      .selectAll()
      .execute({ signal: abort.signal, inflightQueryAbortStrategy: 'cancel query' })
    await expect(running).rejects.toThrow('enough')
    await expect.poll(() => server.to(ABORT).length).toBe(1)
  })

  it('a pool of another owner stays open', async () => {
    await db.selectFrom('movies').selectAll().execute()
    await db.destroy()
    await pool.withSession((session) => session.query('select 1'))
    expect(server.to(LOGIN)).toHaveLength(1)
  })

  it('a pool and a login contradict each other', () => {
    expect(() => new Kysely({ dialect: new SnowflakeDialect({ pool, user: 'me' }) })).toThrow(
      expect.objectContaining({
        code: 'E_INVALID_OPTION',
        message: 'an open Snowflake `pool` cannot be combined with `user`',
      }),
    )
  })

  it('counts what was written', async () => {
    server.script = ({ body }) =>
      body.sqlText?.startsWith('update') ? report({ 'number of rows updated': 3 }) : undefined
    const updated = await db.updateTable('movies').set({ score: 1 }).executeTakeFirst()
    expect(updated.numUpdatedRows).toBe(3n)
  })
})

const server = await snowflakeServer()

describe.skipIf(server.skipReason)('over the protocol server', () => {
  let pool: SnowflakeDatabase
  let db: Kysely<Database>

  beforeAll(async () => {
    const { accessUrl, account, username: user, password, database, schema } = server
    pool = new SnowflakeDatabase({ accessUrl, account, user, password, database, schema }, NOWHERE)
    db = new Kysely<Database>({ dialect: new SnowflakeDialect({ pool }) })
    await sql`create or replace table movies (movie_id integer, title varchar, score number(3, 1))`.execute(db)
  })
  afterAll(async () => {
    await db.destroy()
    await pool.close()
  })

  it('rows have the names and values of the query, in any case of names', async () => {
    const values = [
      { movie_id: 1, title: `It's "Heat" \\ ?`, score: 4.5 },
      { movie_id: 2, title: 'Jumanji', score: null },
    ]
    const inserted = await db.insertInto('movies').values(values).executeTakeFirst()
    expect(inserted.numInsertedOrUpdatedRows).toBe(2n)
    const query = db.selectFrom('movies').select(['movie_id as movieId', 'title', 'score']).orderBy('movie_id')
    expect(await query.execute()).toEqual([
      { movieId: 1, title: `It's "Heat" \\ ?`, score: 4.5 },
      { movieId: 2, title: 'Jumanji', score: null },
    ])
    expect(await db.selectFrom('movies').selectAll().where('movie_id', '=', 2).execute()).toEqual([
      { movie_id: 2, title: 'Jumanji', score: null },
    ])
  })

  it('names keep their case next to a `*`, and when they come through one', async () => {
    const one = (query: { execute(): Promise<object[]> }) => query.execute().then(([row]) => Object.keys(row ?? {}))
    const movies = db.selectFrom('movies').orderBy('movie_id')
    const all = ['movie_id', 'title', 'score']
    expect(await one(movies.selectAll().select('title as shortTitle'))).toEqual([...all, 'shortTitle'])
    expect(await one(movies.selectAll('movies').select((eb) => eb.lit(1).as('rowCount')))).toEqual([...all, 'rowCount'])
    expect(await one(movies.selectAll().select(sql`1`.as(sql.id('fooBar'))))).toEqual([...all, 'fooBar'])
    const within = (name: string) => db.selectFrom('movies').select(`title as ${name}` as 'title as shortTitle')
    expect(await one(db.selectFrom(within('shortTitle').as('m')).selectAll())).toEqual(['shortTitle'])
    expect(
      await one(
        db
          .with('m', () => within('cteTitle'))
          .selectFrom('m')
          .selectAll(),
      ),
    ).toEqual(['cteTitle'])
    expect(
      await one(
        db
          .with('m(listTitle)', () => within('shortTitle') as never)
          .selectFrom('m' as never)
          .selectAll(),
      ),
    ).toEqual(['listTitle'])
    const streamed = []
    for await (const row of movies.selectAll().select('title as shortTitle').stream()) streamed.push(row.shortTitle)
    expect(streamed[0]).toContain('Heat')
  })

  it('with exact identifiers, rows have the names that the columns have', async () => {
    const exact = new Kysely<any>({ dialect: new SnowflakeDialect({ pool, identifiers: 'exact' }) })
    const [row] = await exact.selectFrom('MOVIES').selectAll().select('TITLE as shortTitle').execute()
    expect(Object.keys(row!)).toEqual(['MOVIE_ID', 'TITLE', 'SCORE', 'shortTitle'])
    await exact.destroy()
  })

  it('many rows are inserted with one statement', async () => {
    const rows = Array.from({ length: 50 }, (_, i) => [1000 + i, `title ${i}`, null])
    const { rowsChanged } = await pool.withSession((session) =>
      session.insertRows('insert into movies values (?, ?, ?)', rows),
    )
    expect(rowsChanged).toBe(50)
    expect(await db.selectFrom('movies').select('title').where('movie_id', '=', 1049).execute()).toEqual([
      { title: 'title 49' },
    ])
  })

  it('a file goes into a stage', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'kerros-put-'))
    writeFileSync(path.join(folder, 'a.csv'), '1,x\n')
    await pool.withSession(async (session) => {
      await session.query('create or replace stage landing')
      const { rows } = await session.query(`put 'file://${folder}/a.csv' @landing`)
      expect(rows).toMatchObject([{ source: 'a.csv', status: 'UPLOADED' }])
    })
    rmSync(folder, { recursive: true })
  })

  it('keywords are names', async () => {
    await db.schema.createTable('select').addColumn('from', 'integer').execute()
    await db.insertInto('select').values({ from: 1 }).execute()
    expect(await db.selectFrom('select').select('from').execute()).toEqual([{ from: 1 }])
  })

  it('rows are streamed, more than come in one piece', async () => {
    const numbers = sql<{
      i: number
    }>`select row_number() over (order by 1) as i from table(generator(rowcount => 2500))`
    let count = 0
    let sum = 0
    for await (const { rows } of db.getExecutor().stream(numbers.compile(db), 300))
      for (const { i } of rows as { i: number }[]) {
        count++
        sum += i
      }
    expect([count, sum]).toEqual([2500, (2500 * 2501) / 2])
  })

  it('a query is cancelled, and its session used again', async () => {
    const numbers = 'select row_number() over (order by 1) as i from table(generator(rowcount => 1000000))'
    const endless = `select sum(a.i * b.i) as v from (${numbers}) as a cross join (${numbers}) as b`
    await pool.withSession(async (session) => {
      const running = session.query(endless, [], { signal: AbortSignal.timeout(500) })
      await expect(running).rejects.toMatchObject({ code: 'E_CANCELLED' })
      expect((await session.query('select 1 as a')).rows).toEqual([{ a: 1 }])
    })
  })

  it('a failed transaction leaves nothing', async () => {
    const failed = db.transaction().execute(async (trx) => {
      await trx.insertInto('movies').values({ movie_id: 99, title: 'x', score: null }).execute()
      throw new Error('stop')
    })
    await expect(failed).rejects.toThrow('stop')
    expect(await db.selectFrom('movies').select('title').where('movie_id', '=', 99).execute()).toEqual([])
  })

  it('migrations run, one at a time', async () => {
    const migrations = {
      first: { up: (on: Kysely<any>) => on.schema.createTable('made').addColumn('a', 'integer').execute() },
    }
    const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
    const { error, results } = await migrator.migrateToLatest()
    expect(error).toBeUndefined()
    expect(results?.map(({ status }) => status)).toEqual(['Success'])
    expect((await migrator.migrateToLatest()).results).toEqual([])
  })
})
