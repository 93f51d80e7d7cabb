import { type Generated, Kysely, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DuckDbDatabase } from '../../../../src/dialects/duckdb/connect/duckdb-database.js'
import { DuckDbDialect } from '../../../../src/dialects/duckdb/dialect/duckdb-dialect.js'

interface Database {
  movies: { movie_id: number; title: string; score: Generated<number | null> }
  numbers: { a: number }
}

const BUSY = sql<{ v: number }>`select sum(a.range * b.range) as v from range(1000000) as a, range(1000000) as b`

let db: Kysely<Database>

beforeEach(async () => {
  db = new Kysely<Database>({ dialect: new DuckDbDialect() })
  await db.schema
    .createTable('movies')
    .ifNotExists()
    .addColumn('movie_id', 'integer', (column) => column.primaryKey())
    .addColumn('title', 'varchar', (column) => column.notNull())
    .addColumn('score', sql`decimal(3, 1)`, (column) => column.defaultTo(sql`0.5`))
    .execute()
  await db
    .insertInto('movies')
    .values([
      { movie_id: 1, title: 'Toy Story (1995)', score: 4.5 },
      { movie_id: 2, title: `It's "Jumanji"`, score: null },
    ])
    .execute()
})
afterEach(() => db.destroy())

describe('queries', () => {
  // "Non-constant limit not supported in correlated subquery": DuckDB wants the number there, and a bind elsewhere is fine.
  it('find the next row of each by a limit in a subquery', async () => {
    await db
      .insertInto('movies')
      .values([3, 4].map((movie_id) => ({ movie_id, title: `m${movie_id}` })))
      .execute()
    const after = db.selectFrom('movies as m').orderBy('m.movie_id')
    const next = await after
      .select((eb) => [
        'm.movie_id',
        eb
          .selectFrom('movies as n')
          .select('n.movie_id')
          .whereRef('n.movie_id', '>', 'm.movie_id')
          .orderBy('n.movie_id')
          .limit(1)
          .offset(1)
          .as('after_next'),
      ])
      .execute()
    expect(next.map((row) => row.after_next)).toEqual([3, 4, null, null])
    const lateral = after
      .innerJoinLateral(
        (eb) =>
          eb
            .selectFrom('movies as n')
            .select('n.movie_id as next')
            .whereRef('n.movie_id', '>', 'm.movie_id')
            .orderBy('n.movie_id')
            .fetch(1n)
            .as('n'),
        (join) => join.onTrue(),
      )
      .select(['m.movie_id', 'n.next'])
      .limit(2)
    expect(await lateral.execute()).toEqual([
      { movie_id: 1, next: 2 },
      { movie_id: 2, next: 3 },
    ])
    expect(lateral.compile().parameters).toEqual([2])
  })

  it('select, with a CTE and a join', async () => {
    const rows = await db
      .with('good', (qc) => qc.selectFrom('movies').select(['movie_id']).where('score', '>', 4))
      .selectFrom('movies')
      .innerJoin('good', 'good.movie_id', 'movies.movie_id')
      .selectAll('movies')
      .execute()
    expect(rows).toEqual([{ movie_id: 1, title: 'Toy Story (1995)', score: 4.5 }])
  })

  it('insert, update, delete and merge say how many rows they wrote', async () => {
    const inserted = await db.insertInto('movies').values({ movie_id: 3, title: 'Heat' }).executeTakeFirst()
    expect(inserted.numInsertedOrUpdatedRows).toBe(1n)
    const updated = await db.updateTable('movies').set({ score: 1 }).where('movie_id', '>', 1).executeTakeFirst()
    expect(updated.numUpdatedRows).toBe(2n)
    const incoming = db.selectNoFrom([sql<number>`unnest([3, 4])`.as('id')]).as('s')
    const merged = await db
      .mergeInto('movies as m')
      .using(incoming, 'm.movie_id', 's.id')
      .whenMatched()
      .thenUpdateSet({ title: 'Heat (1995)' })
      .whenNotMatched()
      .thenInsertValues({ movie_id: sql<number>`s.id`, title: 'new' })
      .executeTakeFirst()
    expect(merged.numChangedRows).toBe(2n)
    const deleted = await db.deleteFrom('movies').where('movie_id', '>=', 3).executeTakeFirst()
    expect(deleted.numDeletedRows).toBe(2n)
    const gone = await db.deleteFrom('movies').where('movie_id', '=', 99).executeTakeFirst()
    expect(gone.numDeletedRows).toBe(0n)
  })

  it('give rows with returning', async () => {
    const rows = await db.insertInto('movies').values({ movie_id: 3, title: 'Heat' }).returningAll().execute()
    expect(rows).toEqual([{ movie_id: 3, title: 'Heat', score: 0.5 }])
  })

  it('resolve conflicts', async () => {
    await db
      .insertInto('movies')
      .values({ movie_id: 1, title: 'Toy Story' })
      .onConflict((oc) => oc.column('movie_id').doUpdateSet({ title: (eb) => eb.ref('excluded.title') }))
      .execute()
    expect(await db.selectFrom('movies').select('title').where('movie_id', '=', 1).execute()).toEqual([
      { title: 'Toy Story' },
    ])
  })

  it('a rejected query has a code', async () => {
    await expect(db.insertInto('movies').values({ movie_id: 1, title: 'again' }).execute()).rejects.toMatchObject({
      code: 'E_QUERY',
      message: 'Constraint Error: Duplicate key "movie_id: …" violates primary key constraint',
    })
  })
})

describe('transactions', () => {
  const count = async () => (await db.selectFrom('movies').select('movie_id').execute()).length

  it('commit, and rollback of rows and of tables', async () => {
    await db.transaction().execute((trx) => trx.insertInto('movies').values({ movie_id: 3, title: 'Heat' }).execute())
    expect(await count()).toBe(3)
    const failing = db.transaction().execute(async (trx) => {
      await trx.deleteFrom('movies').execute()
      await trx.schema.createTable('extra').addColumn('a', 'integer').execute()
      throw new RangeError('stop')
    })
    await expect(failing).rejects.toThrow('stop')
    expect(await count()).toBe(3)
    expect((await db.introspection.getTables()).map((table) => table.name)).toEqual(['movies'])
  })

  it('a statement that fails in it is the error that is seen', async () => {
    const failing = db.transaction().execute(async (trx) => {
      await trx.insertInto('movies').values({ movie_id: 3, title: 'Heat' }).execute()
      await trx.insertInto('movies').values({ movie_id: 1, title: 'again' }).execute()
    })
    await expect(failing).rejects.toMatchObject({ code: 'E_QUERY' })
    expect(await count()).toBe(2)
  })

  it('a swallowed failure does not commit in silence', async () => {
    const swallowing = db.transaction().execute(async (trx) => {
      await trx.deleteFrom('movies').execute()
      await sql`select 'x'::integer`.execute(trx).catch(() => {})
    })
    await expect(swallowing).rejects.toMatchObject({ code: 'E_TRANSACTION' })
    expect(await count()).toBe(2)
  })

  it('may be read only, have levels and savepoints', async () => {
    const writing = db
      .transaction()
      .setAccessMode('read only')
      .execute((trx) => trx.deleteFrom('movies').execute())
    await expect(writing).rejects.toMatchObject({ code: 'E_QUERY' })
    await db.transaction().setIsolationLevel('snapshot').execute(count)
    const serializable = db.transaction().setIsolationLevel('serializable').execute(count)
    await expect(serializable).rejects.toMatchObject({ code: 'E_UNSUPPORTED' })
    const controlled = await db.startTransaction().execute()
    await expect(controlled.savepoint('s').execute()).rejects.toMatchObject({ code: 'E_UNSUPPORTED' })
    await controlled.rollback().execute()
    expect(await count()).toBe(2)
  })

  it('a begin that was sent as text does not reach the next query', async () => {
    await db.connection().execute(async (connection) => {
      await sql`begin`.execute(connection)
      await connection.deleteFrom('movies').execute()
    })
    expect(await count()).toBe(2)
  })
})

describe('streaming and cancellation', () => {
  it('streams, and stops early', async () => {
    await sql`create table numbers as select range as a from range(1000000)`.execute(db)
    let next = 0
    for await (const { a } of db.selectFrom('numbers').select('a').orderBy('a').stream(500)) {
      expect(a).toBe(next++)
      if (next === 3000) break
    }
    await sql`drop table numbers`.execute(db)
  })

  it('an aborted signal ends a stream', async () => {
    await sql`create table numbers as select range as a from range(1000000)`.execute(db)
    const controller = new AbortController()
    const read = async () => {
      for await (const { a } of db
        .selectFrom('numbers')
        .select('a')
        .stream({ chunkSize: 100, signal: controller.signal }))
        if (a === 5000) controller.abort(new RangeError('enough'))
    }
    await expect(read()).rejects.toThrow('enough')
    expect(await sql`select 1 as a`.execute(db)).toEqual({ rows: [{ a: 1 }] })
  })

  it('an aborted signal cancels the query in DuckDB, and the session is used again', async () => {
    const printed = vi.spyOn(console, 'error')
    const started = performance.now()
    const query = BUSY.execute(db, { signal: AbortSignal.timeout(100), inflightQueryAbortStrategy: 'cancel query' })
    await expect(query).rejects.toMatchObject({ name: 'TimeoutError' })
    await db.destroy()
    expect(performance.now() - started).toBeLessThan(5000)
    expect(printed).not.toHaveBeenCalled()
    printed.mockRestore()
  })

  it('an aborted query that runs on ends with its Kysely, and says nothing', async () => {
    const printed = vi.spyOn(console, 'error')
    await expect(BUSY.execute(db, { signal: AbortSignal.timeout(100) })).rejects.toMatchObject({ name: 'TimeoutError' })
    await db.destroy()
    await new Promise(setImmediate)
    expect(printed).not.toHaveBeenCalled()
    printed.mockRestore()
  })
})

describe('introspection', () => {
  it('finds schemas, tables, views and columns', async () => {
    await sql`create schema dev; create sequence dev.ids`.execute(db)
    await sql`create table dev.t (id integer default nextval('dev.ids') primary key, tags varchar[] not null, n decimal(4, 1) default 1)`.execute(
      db,
    )
    await sql`comment on column dev.t.n is 'How many'`.execute(db)
    await sql`create view dev.v as select id, n from dev.t`.execute(db)
    await sql`attach ':memory:' as other; create table other.main.hidden (a integer)`.execute(db)
    expect(await db.introspection.getSchemas()).toEqual([{ name: 'dev' }, { name: 'main' }])
    const tables = await db.introspection.getTables()
    expect(tables.map(({ schema, name, isView }) => [schema, name, isView])).toEqual([
      ['dev', 't', false],
      ['dev', 'v', true],
      ['main', 'movies', false],
    ])
    expect(tables[0]!.columns).toEqual([
      { name: 'id', dataType: 'INTEGER', isNullable: false, hasDefaultValue: true, isAutoIncrementing: true },
      { name: 'tags', dataType: 'VARCHAR[]', isNullable: false, hasDefaultValue: false, isAutoIncrementing: false },
      {
        name: 'n',
        dataType: 'DECIMAL(4,1)',
        isNullable: true,
        hasDefaultValue: true,
        isAutoIncrementing: false,
        comment: 'How many',
      },
    ])
  })

  it('migrations run, and their tables are internal', async () => {
    const migrator = new Migrator({
      db,
      provider: {
        getMigrations: async () => ({
          '001': { up: (trx) => trx.schema.createTable('made').addColumn('a', 'integer').execute() },
        }),
      },
    })
    const { error, results } = await migrator.migrateToLatest()
    expect(error).toBeUndefined()
    expect(results).toEqual([{ migrationName: '001', direction: 'Up', status: 'Success' }])
    expect((await db.introspection.getTables()).map(({ name }) => name)).toEqual(['made', 'movies'])
    expect(await db.introspection.getTables({ withInternalKyselyTables: true })).toHaveLength(4)
  })
})

describe('a shared database', () => {
  it('outlives the Kysely that used it', async () => {
    const database = new DuckDbDatabase()
    const first = new Kysely<Database>({ dialect: new DuckDbDialect({ database }) })
    await sql`create table numbers as select 1 as a`.execute(first)
    await first.destroy()
    const session = await database.connect()
    expect((await session.query('from numbers')).rows).toEqual([{ a: 1 }])
    await database.close()
  })
})
