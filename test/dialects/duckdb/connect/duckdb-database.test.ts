import { execFile } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { DuckDBInstance } from '@duckdb/node-api'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DuckDbConfig } from '../../../../src/dialects/duckdb/connect/duckdb-config.js'
import { DuckDbDatabase } from '../../../../src/dialects/duckdb/connect/duckdb-database.js'
import { databaseName } from '../../../../src/dialects/duckdb/text/database-name.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kerros-duckdb-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const run = promisify(execFile)

/** What another process gets that opens `path` and asks for one value. */
async function inOtherProcess(path: string, options = {}): Promise<string> {
  const script = `
    import { DuckDBInstance } from '@duckdb/node-api'
    try {
      await DuckDBInstance.create(${JSON.stringify(path)}, ${JSON.stringify(options)})
      console.log('opened')
    } catch (error) { console.log(error.message) }`
  return (await run(process.execPath, ['--input-type=module', '-e', script])).stdout
}

async function openDuckDb(config: DuckDbConfig): Promise<DuckDbDatabase> {
  const database = new DuckDbDatabase(config)
  await database.open()
  return database
}

async function openAndClose(config: DuckDbConfig): Promise<void> {
  const database = await openDuckDb(config)
  await database.close()
}

describe('names', () => {
  it.each([
    'movielens.duckdb',
    'my-db.duckdb',
    'a.b.duckdb',
    '.hidden',
    'main.duckdb',
    'MAIN.db',
    'temp.db',
    'system.db',
    'memory.duckdb',
    'no_extension',
    'with space.db',
    'Ünï.duckdb',
    'UPPER.DUCKDB',
    'a..b',
    'quo"te.db',
    '1.db',
  ])('%s has the name that DuckDB gives it', async (file) => {
    const database = new DuckDbDatabase({ path: join(folder, 'names', file) })
    const session = await database.connect()
    const { rows } = await session.query('select current_database() as name')
    expect(rows).toEqual([{ name: databaseName(join(folder, 'names', file)) }])
    await database.close()
  })

  it('are memory for a database in memory', async () => {
    expect([databaseName(), databaseName(''), databaseName(':memory:')]).toEqual(['memory', 'memory', 'memory'])
    expect(databaseName(':memory:shared')).toBe(':memory:shared')
    const database = new DuckDbDatabase()
    const { rows } = await (await database.connect()).query('select current_database() as name')
    expect(rows).toEqual([{ name: 'memory' }])
    await database.close()
  })
})

describe('opening', () => {
  it('makes the folder, keeps the data, and takes names of two and three parts', async () => {
    const path = join(folder, 'new', 'deep', 'shop.duckdb')
    const first = new DuckDbDatabase({ path })
    const session = await first.connect()
    await session.query('create schema dev')
    await session.query('create table dev.t as select 42 as a')
    await first.close()
    const again = new DuckDbDatabase({ path })
    const { rows } = await (await again.connect()).query('select a.a, b.a as b from dev.t as a, shop.dev.t as b')
    expect(rows).toEqual([{ a: 42, b: 42 }])
    await again.close()
    expect(existsSync(`${path}.wal`)).toBe(false)
  })

  it('does nothing before the first session', async () => {
    const path = join(folder, 'lazy.duckdb')
    const database = new DuckDbDatabase({ path })
    expect(existsSync(path)).toBe(false)
    await database.close()
    expect(existsSync(path)).toBe(false)
    await expect(database.connect()).rejects.toMatchObject({ code: 'E_CONNECTION' })
  })

  it('one file is shared within a process, however it is spelled', async () => {
    const path = join(folder, 'shared.duckdb')
    const one = new DuckDbDatabase({ path })
    const other = new DuckDbDatabase({ path: relative(process.cwd(), path) })
    const [a, b] = await Promise.all([one.connect(), other.connect()])
    await a.query('create table t as select 1 as a')
    expect((await b.query('from t')).rows).toEqual([{ a: 1 }])
    await one.close()
    expect((await b.query('from t')).rows).toEqual([{ a: 1 }])
    await expect(openDuckDb({ path, readOnly: true })).rejects.toMatchObject({ code: 'E_LOCKED' })
    await other.close()
    expect(await inOtherProcess(path)).toBe('opened\n')
  })

  it('closing writes everything to the file, also while another owner in the process writes', async () => {
    const path = join(folder, 'written.duckdb')
    const [one, other] = [new DuckDbDatabase({ path }), new DuckDbDatabase({ path })]
    const [a, b] = await Promise.all([one.connect(), other.connect()])
    await a.query('create table t as select 1 as a')
    await b.query('begin')
    await b.query('insert into t values (2)')
    await one.close()
    await b.query('commit')
    expect((await b.query('select sum(a)::integer as total from t')).rows).toEqual([{ total: 3 }])
    await other.close()
    expect(existsSync(`${path}.wal`)).toBe(false)
    const again = new DuckDbDatabase({ path, readOnly: true })
    expect((await (await again.connect()).query('select count(*)::integer as n from t')).rows).toEqual([{ n: 2 }])
    await again.close()
  })

  it('closing ends a stream that was left lying, and frees the file', async () => {
    const path = join(folder, 'left.duckdb')
    const database = new DuckDbDatabase({ path })
    const session = await database.connect()
    const stream = session.stream('select range as a from range(1000000000)')
    await stream.next()
    await database.close()
    expect(await inOtherProcess(path)).toBe('opened\n')
  })

  it('an instance of another owner is used and left open', async () => {
    const instance = await DuckDBInstance.create(':memory:')
    const database = new DuckDbDatabase({ instance })
    const session = await database.connect()
    await session.query('create table t as select 1 as a')
    expect((await session.query(`select current_setting('default_null_order') as o`)).rows[0]).toEqual({
      o: 'NULLS_LAST_ON_ASC_FIRST_ON_DESC',
    })
    await database.close()
    const connection = await instance.connect()
    expect(
      (await connection.runAndReadAll(`select a, current_setting('default_null_order') from t`)).getRows(),
    ).toEqual([[1, 'NULLS_LAST']])
    connection.closeSync()
    instance.closeSync()
    expect(() => new DuckDbDatabase({ instance, path: 'x.duckdb' })).toThrow('is already open: `path`')
  })

  it('settings of the instance and of its sessions are applied', async () => {
    const database = new DuckDbDatabase({ settings: { threads: '1', timezone: 'Asia/Tokyo' } })
    const { rows } = await (await database.connect()).query(
      `select current_setting('threads') as threads, current_setting('TimeZone') as zone`,
    )
    expect(rows).toEqual([{ threads: 1, zone: 'Asia/Tokyo' }])
    await database.close()
  })
})

describe('what cannot be opened', () => {
  it('is a file that another process has', async () => {
    const path = join(folder, 'locked.duckdb')
    await openAndClose({ path })
    const script = `
      import { DuckDBInstance } from '@duckdb/node-api'
      const instance = await DuckDBInstance.create(${JSON.stringify(path)})
      console.log('ready')
      setInterval(() => instance, 1000)`
    const other = execFile(process.execPath, ['--input-type=module', '-e', script])
    await new Promise((resolve) => other.stdout!.once('data', resolve))
    try {
      const error = await openDuckDb({ path }).then(
        () => undefined,
        (reason: unknown) => reason,
      )
      expect(error).toMatchObject({
        code: 'E_LOCKED',
        message: expect.stringContaining(`the DuckDB file "${path}" is in use by process ${other.pid} (`),
        hint: expect.stringContaining('one process at a time'),
      })
    } finally {
      other.kill()
    }
  })

  it.skipIf(process.platform === 'win32')('is a pipe or a device, for which DuckDB would wait forever', async () => {
    const path = join(folder, 'pipe.duckdb')
    await promisify(execFile)('mkfifo', [path])
    for (const at of [path, '/dev/null'])
      for (const readOnly of [false, true])
        await expect(openDuckDb({ path: at, readOnly })).rejects.toMatchObject({
          code: 'E_CONNECTION',
          message: `"${at}" exists, but is not a DuckDB database`,
        })
  })

  it.skipIf(process.platform === 'win32')(
    'is a database with a pipe or a device in place of its write-ahead log',
    async () => {
      const path = join(folder, 'piped.duckdb')
      await promisify(execFile)('mkfifo', [`${path}.wal`])
      symlinkSync('/dev/zero', join(folder, 'endless.duckdb.wal'))
      for (const at of [path, join(folder, 'endless.duckdb')])
        await expect(openDuckDb({ path: at })).rejects.toMatchObject({
          code: 'E_CONNECTION',
          message: `"${at}.wal" is not a regular file, but a pipe, a socket or a device`,
        })
    },
  )

  it.skipIf(process.platform === 'win32')('is a path below a link that leads nowhere or to itself', async () => {
    symlinkSync('nowhere', join(folder, 'dangling'))
    symlinkSync('loop', join(folder, 'loop'))
    for (const name of ['dangling', 'loop'])
      await expect(openDuckDb({ path: join(folder, name, 'a.duckdb') })).rejects.toMatchObject({
        code: 'E_NOT_PERMITTED',
        message: expect.stringContaining('its folder does not exist and cannot be created'),
      })
  })

  it('what is no database, a folder, a path below a file', async () => {
    const text = join(folder, 'text.duckdb')
    writeFileSync(text, 'no database'.repeat(1000))
    await expect(openDuckDb({ path: text })).rejects.toMatchObject({
      code: 'E_CONNECTION',
      message: `"${text}" exists, but is not a DuckDB database`,
    })
    const directory = join(folder, 'folder.duckdb')
    mkdirSync(directory)
    await expect(openDuckDb({ path: directory })).rejects.toMatchObject({ code: 'E_CONNECTION' })
    await expect(openDuckDb({ path: join(text, 'x.duckdb') })).rejects.toMatchObject({ code: 'E_NOT_PERMITTED' })
  })

  it.each(['rows.csv', 'rows.json', 'rows.parquet'])(
    '%s, which DuckDB would open as a database in memory',
    async (name) => {
      const path = join(folder, name)
      writeFileSync(path, 'id,name\n1,a\n')
      for (const readOnly of [false, true])
        await expect(openDuckDb({ path, readOnly })).rejects.toMatchObject({
          code: 'E_CONNECTION',
          message: `"${path}" exists, but is not a DuckDB database`,
        })
      expect(readFileSync(path, 'utf8')).toBe('id,name\n1,a\n')
    },
  )

  it.skipIf(process.platform !== 'linux')('is a place without permission', async () => {
    // Nobody, not even root, can create files there.
    await expect(openDuckDb({ path: '/sys/x.duckdb' })).rejects.toMatchObject({
      code: 'E_NOT_PERMITTED',
      message: 'the DuckDB file "/sys/x.duckdb" cannot be opened: no permission to write there',
    })
    await expect(openDuckDb({ path: '/sys/none/x.duckdb' })).rejects.toMatchObject({ code: 'E_NOT_PERMITTED' })
  })

  it('reading only: a missing file, memory, and a write', async () => {
    const path = join(folder, 'sub', 'missing.duckdb')
    await expect(openDuckDb({ path, readOnly: true })).rejects.toMatchObject({ code: 'E_FILE_NOT_FOUND' })
    expect(existsSync(join(folder, 'sub'))).toBe(false)
    await expect(openDuckDb({ readOnly: true })).rejects.toMatchObject({ code: 'E_CONFIG' })
    await openAndClose({ path })
    const database = new DuckDbDatabase({ path, readOnly: true })
    const session = await database.connect()
    await expect(session.query('create table t (a integer)')).rejects.toMatchObject({
      code: 'E_NOT_PERMITTED',
      message: 'the DuckDB database "missing" is open read-only',
    })
    expect(await inOtherProcess(path, { access_mode: 'READ_ONLY' })).toBe('opened\n')
    await database.close()
  })

  it('is refused in a folder where DuckDB could commit nothing, unless it is only read', async () => {
    const inside = join(folder, 'what?', 'sub')
    await expect(openDuckDb({ path: join(inside, 'w.duckdb') })).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringMatching(
        /^DuckDB cannot write to ".*what\?.*": there is a question mark in the name of a folder$/,
      ),
    })
    expect(existsSync(inside)).toBe(false)
    const plain = join(folder, 'what?.duckdb')
    const database = new DuckDbDatabase({ path: plain })
    const session = await database.connect()
    await session.query('create table t as select 1 as a')
    await database.close()
    mkdirSync(inside, { recursive: true })
    copyFileSync(plain, join(inside, 'w.duckdb'))
    const copy = await openDuckDb({ path: join(inside, 'w.duckdb'), readOnly: true })
    await copy.close()
  })

  it('is refused with wrong settings, without their values', async () => {
    const unknown = { path: join(folder, 's.duckdb'), settings: { theads: 'secret' } }
    await expect(openDuckDb(unknown)).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: 'DuckDB refuses the settings "theads"',
      hint: expect.not.stringContaining('secret'),
    })
    await expect(openDuckDb({ settings: { threads: 'many' } })).rejects.toMatchObject({ code: 'E_CONFIG' })
    const zone = new DuckDbDatabase({ settings: { TimeZone: `Nowhere's` } })
    await expect(zone.connect()).rejects.toMatchObject({ code: 'E_CONFIG' })
    await zone.close()
    expect(() => new DuckDbDatabase({ settings: { ACCESS_MODE: 'READ_ONLY' } })).toThrow('access_mode')
  })
})

describe('in a process of its own', () => {
  async function bundle(source: string, alias: Record<string, string> = {}): Promise<string> {
    const outfile = join(folder, `bundle-${Math.random().toString(36).slice(2)}.mjs`)
    await build({
      stdin: {
        contents: source,
        resolveDir: join(import.meta.dirname, '../../../../src/dialects/duckdb/connect'),
        loader: 'ts',
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['@duckdb/node-api', ...Object.values(alias)],
      alias,
      outfile,
      logLevel: 'error',
    })
    return outfile
  }

  it('a missing driver is named, with the line that installs it', async () => {
    const file = await bundle(`
      import { DuckDbDatabase } from './duckdb-database.js'
      await new DuckDbDatabase().open().catch((error) => console.log(JSON.stringify([error.code, error.message, error.hint])))`)
    const { stdout } = await run(process.execPath, [file])
    expect(JSON.parse(stdout)).toEqual([
      'E_MISSING_DRIVER',
      'DuckDB needs the package "@duckdb/node-api", which is not installed',
      'Install it next to kerros: npm install @duckdb/node-api',
    ])
  })

  it('a process ends by itself once everything is closed, and says nothing', async () => {
    const driver = createRequire(import.meta.url).resolve('@duckdb/node-api')
    const file = await bundle(
      `
      import { DuckDbDatabase } from './duckdb-database.js'
      const database = new DuckDbDatabase({ path: ${JSON.stringify(join(folder, 'ends.duckdb'))} })
      const [a, b] = await Promise.all([database.connect(), database.connect()])
      const cancelled = a.query('select sum(a.range * b.range) from range(1000000) as a, range(1000000) as b')
      const stream = b.stream('select range as a from range(1000000000)')
      await stream.next()
      cancelled.catch((error) => console.log(error.code))
      await database.close()`,
      { '@duckdb/node-api': driver },
    )
    expect(await run(process.execPath, [file], { timeout: 20_000 })).toEqual({ stdout: 'E_CANCELLED\n', stderr: '' })
  })
})
