import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DuckDbDatabase } from '../../../../src/dialects/duckdb/connect/duckdb-database.js'
import type { DuckDbSession } from '../../../../src/dialects/duckdb/session/duckdb-session.js'

/** Keeps one core busy for minutes. */
const ENDLESS = 'select sum(a.range * b.range) as v from range(1000000) as a, range(1000000) as b'

let database: DuckDbDatabase
let session: DuckDbSession

beforeEach(async () => {
  database = new DuckDbDatabase({ settings: { threads: '2' } })
  session = await database.connect()
})
afterEach(() => database.close())

async function rowsOf(sql: string, on = session): Promise<unknown[]> {
  return (await on.query(sql)).rows.map((row) => Object.values(row as object)[0])
}

async function all<T>(chunks: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const chunk of chunks) found.push(chunk)
  return found
}

describe('query', () => {
  it('counts the rows that a statement wrote', async () => {
    const changed = async (sql: string) => (await session.query(sql)).rowsChanged
    expect(await changed('create table t as select range as a from range(10)')).toBe(10)
    expect(await changed('create view v as select 1 as one')).toBeUndefined()
    expect(await changed('insert into t values (10), (11)')).toBe(2)
    expect(await changed('insert into t values (12) returning a')).toBe(1)
    expect(await changed('update t set a = a where a < 3')).toBe(3)
    expect(await changed('delete from t where a = 12')).toBe(1)
    expect(
      await changed(
        'merge into t using (values (1), (99)) as s(a) on t.a = s.a when matched then update set a = s.a when not matched then insert values (s.a)',
      ),
    ).toBe(2)
    expect(await changed('select * from t')).toBeUndefined()
    expect((await session.query('insert into t values (1)')).rows).toEqual([])
  })

  it('names the columns and their types', async () => {
    const { columns } = await session.query(`select 1 as a, 2.5 as b, '{}'::json as c where false`)
    expect(columns).toEqual([
      { name: 'a', type: 'INTEGER' },
      { name: 'b', type: 'DECIMAL(2,1)' },
      { name: 'c', type: 'JSON' },
    ])
  })

  it('sorts nulls as Snowflake does, and lives in UTC', async () => {
    await session.query('create table t as select * from (values (1), (null), (2)) as v(a)')
    expect(await rowsOf('select a from t order by a')).toEqual([1, 2, null])
    expect(await rowsOf('select a from t order by a desc')).toEqual([null, 2, 1])
    expect(await rowsOf(`select current_setting('TimeZone')`)).toEqual(['UTC'])
    expect(await rowsOf(`select current_setting('threads')`)).toEqual([2])
  })

  it('queries of one session wait for each other', async () => {
    const results = await Promise.all([1, 2, 3].map((i) => session.query<{ v: number }>('select $1 as v', [i])))
    expect(results.map(({ rows }) => rows[0]!.v)).toEqual([1, 2, 3])
  })

  it('an error has a code, a cleaned message and its cause', async () => {
    await expect(session.query(`select 'secret'::integer`)).rejects.toMatchObject({
      name: 'KerrosError',
      code: 'E_QUERY',
      message: 'Conversion Error: Could not convert string … to INT32',
      cause: expect.any(Error),
    })
  })
})

describe('transactions', () => {
  beforeEach(() => session.query('create table t (a integer)'))

  it('commit keeps, rollback undoes, tables too', async () => {
    await session.begin()
    await session.query('insert into t values (1)')
    await session.commit()
    await session.query('begin')
    await session.query('insert into t values (2)')
    await session.query('create table u (a integer)')
    expect(session.inTransaction).toBe(true)
    await session.rollback()
    expect(session.inTransaction).toBe(false)
    expect(await rowsOf('select a from t')).toEqual([1])
    expect(await rowsOf(`select table_name from duckdb_tables() where table_name = 'u'`)).toEqual([])
  })

  it('commit after a failed statement says that nothing was kept', async () => {
    await session.begin()
    await session.query('insert into t values (1)')
    await session.query(`select 'x'::integer`).catch(() => {})
    await expect(session.commit()).rejects.toMatchObject({ code: 'E_TRANSACTION' })
    expect(session.inTransaction).toBe(false)
    expect(await rowsOf('select a from t')).toEqual([])
  })

  it('a statement that DuckDB rejects before it runs leaves the transaction whole', async () => {
    await session.begin()
    await session.query('insert into t values (1)')
    await session.query('select nothing').catch(() => {})
    await session.commit()
    expect(await rowsOf('select a from t')).toEqual([1])
  })

  it('a commit that conflicts throws, and the session can go on', async () => {
    await session.query('create table k (id integer primary key)')
    const other = await database.connect()
    await session.begin()
    await other.begin()
    await session.query('insert into k values (5)')
    await other.query('insert into k values (5)')
    await session.commit()
    await expect(other.commit()).rejects.toMatchObject({
      code: 'E_LOCKED',
      message: 'another run has written the same rows at the same time',
    })
    await other.rollback()
    expect(await rowsOf('select id from k', other)).toEqual([5])
  })
})

describe('cancellation', () => {
  it('an aborted signal stops the query immediately, even before it has begun', async () => {
    for (const delay of [0, 1, 100]) {
      const controller = new AbortController()
      const query = session.query(ENDLESS, [], { signal: controller.signal })
      if (delay === 0) controller.abort()
      else setTimeout(() => controller.abort(), delay)
      const started = performance.now()
      await expect(query).rejects.toMatchObject({ code: 'E_CANCELLED' })
      expect(performance.now() - started).toBeLessThan(5000)
    }
    expect(await rowsOf('select 1')).toEqual([1])
  })

  it('a signal stops its own query, not the one before it', async () => {
    const controller = new AbortController()
    const first = session.query('select count(*) as n from range(50000000) as r(a) where a % 7 = 3')
    const second = session.query('select 2', [], { signal: controller.signal })
    controller.abort()
    await expect(second).rejects.toMatchObject({ code: 'E_CANCELLED' })
    expect((await first).rows).toEqual([{ n: 7142857 }])
  })

  it('interrupt() stops what runs; idle, it does nothing', async () => {
    session.interrupt()
    const query = session.query(ENDLESS)
    setTimeout(() => session.interrupt(), 50)
    await expect(query).rejects.toMatchObject({ code: 'E_CANCELLED' })
    expect(await rowsOf('select 1')).toEqual([1])
  })

  it('a cancelled statement of a transaction undoes the transaction', async () => {
    await session.query('create table t (a integer)')
    await session.begin()
    await session.query('insert into t values (1)')
    await expect(session.query(ENDLESS, [], { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
      code: 'E_CANCELLED',
    })
    await expect(session.commit()).rejects.toMatchObject({ code: 'E_TRANSACTION' })
  })

  it('close() stops what runs', async () => {
    const query = session.query(ENDLESS)
    setTimeout(() => session.close(), 50)
    await expect(query).rejects.toMatchObject({ code: 'E_CANCELLED' })
    await expect(session.query('select 1')).rejects.toMatchObject({ code: 'E_CONNECTION' })
  })
})

describe('stream', () => {
  const BILLION = 'select range as a from range(1000000000)'

  it('hands out chunks of the asked size, in order, to the last row', async () => {
    for (const chunkSize of [1000, 2048, 3000]) {
      const sizes: number[] = []
      let next = 0
      for await (const rows of session.stream<{ a: number }>('select range as a from range(5000)', [], { chunkSize })) {
        sizes.push(rows.length)
        for (const { a } of rows) expect(a).toBe(next++)
      }
      expect(next).toBe(5000)
      expect(sizes.slice(0, -1).every((size) => size === chunkSize)).toBe(true)
    }
    expect(await rowsOf('select 1')).toEqual([1])
  })

  it('reads only what is asked for, and frees the session on an early stop', async () => {
    const started = performance.now()
    for await (const rows of session.stream(BILLION)) {
      expect(rows).toHaveLength(2048)
      break
    }
    expect(performance.now() - started).toBeLessThan(2000)
    expect(await rowsOf('select 1')).toEqual([1])
    await session.query('checkpoint')
  })

  it('takes params, and gives nothing for an empty result', async () => {
    const rows = await all(session.stream('select range as a from range(10) where range > $1', [7]))
    expect(rows).toEqual([[{ a: 8 }, { a: 9 }]])
    expect(await all(session.stream('select 1 as a where false'))).toEqual([])
  })

  it('a query that fails half-way throws', async () => {
    let count = 0
    const read = async () => {
      const sql = `select case when range = 3000000 then 'secret' else '1' end::integer as a from range(5000000)`
      for await (const rows of session.stream(sql)) count += rows.length
    }
    await expect(read()).rejects.toMatchObject({ code: 'E_QUERY', message: expect.not.stringContaining('secret') })
    expect(count).toBeGreaterThan(0)
    expect(await rowsOf('select 1')).toEqual([1])
  })

  it('no other query may cut it short', async () => {
    const stream = session.stream(BILLION)
    await stream.next()
    await expect(session.query('select 1')).rejects.toMatchObject({ code: 'E_UNSUPPORTED' })
    expect((await stream.next()).value).toHaveLength(2048)
    const late = session.stream(BILLION)
    await expect(late.next()).rejects.toMatchObject({ code: 'E_UNSUPPORTED' })
    await stream.return?.()
    expect(await rowsOf('select 1')).toEqual([1])
  })

  it('an aborted signal stops it, between chunks and before the first', async () => {
    const controller = new AbortController()
    const stream = session.stream(BILLION, [], { signal: controller.signal })
    await stream.next()
    controller.abort()
    await expect(stream.next()).rejects.toMatchObject({ code: 'E_CANCELLED' })
    const endless = session.stream(ENDLESS, [], { signal: AbortSignal.timeout(50) })
    await expect(endless.next()).rejects.toMatchObject({ code: 'E_CANCELLED' })
    expect(await rowsOf('select 1')).toEqual([1])
  })

  it('in a transaction, other statements run while it is read', async () => {
    await session.query('create table t (a integer)')
    await session.begin()
    let count = 0
    for await (const rows of session.stream('select range as a from range(5000)', [], { chunkSize: 2500 })) {
      count += rows.length
      await session.query('insert into t values ($1)', [count])
    }
    for await (const _ of session.stream('select range as a from range(5000)')) break
    await session.commit()
    expect(await rowsOf('select a from t order by a')).toEqual([2500, 5000])
  })

  it('what it writes stays, however little of it is read', async () => {
    await session.query('create table t (a integer)')
    for await (const _ of session.stream('insert into t select range from range(5000) returning a')) break
    expect(await rowsOf('select count(*) from t')).toEqual([5000])
  })

  it('a stream that its reader has left lying ends with the session', async () => {
    const stream = session.stream(BILLION)
    await stream.next()
    await session.close()
    await expect(stream.next()).rejects.toMatchObject({ code: 'E_CANCELLED' })
  })
})
