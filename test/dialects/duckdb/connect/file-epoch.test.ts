import { execFile, spawn } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { DuckDBInstance } from '@duckdb/node-api'
import { build } from 'esbuild'
import { Kysely, sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Warehouse } from '../../../../src/core/ports/warehouse.js'
import { DuckDbDialect } from '../../../../src/dialects/duckdb/dialect/duckdb-dialect.js'
import { duckdb } from '../../../../src/dialects/duckdb/duckdb.js'
import fc from '../../../seeded-fast-check.js'

const run = promisify(execFile)

let folder: string
let file: string
let program: string
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kerros-epoch-'))
  program = await bundled()
})
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
beforeEach(async () => {
  mkdirSync(path.join(folder, String(++files)))
  file = path.join(folder, String(files), 'shop.duckdb')
  await asRun(file, 'create table films (id integer, title varchar)', `insert into films values (1, 'Alien')`)
})

/** Opens the database as a run does. */
async function withWarehouse<T>(
  database: string,
  work: (warehouse: Warehouse) => Promise<T>,
  readOnly = false,
): Promise<T> {
  const target = duckdb({ path: database })
  const warehouse = await target.connect({ projectRoot: '/', threads: 1, readOnly })
  try {
    return await work(warehouse)
  } finally {
    await warehouse.close()
  }
}

async function execute(warehouse: Warehouse, statements: readonly string[]): Promise<void> {
  await warehouse.withSession(async (session) => {
    for (const statement of statements) await session.execute(statement)
  })
}

/** Changes the database as a run does. */
async function asRun(database: string, ...statements: readonly string[]): Promise<void> {
  await withWarehouse(database, (warehouse) => execute(warehouse, statements))
}

async function stampIn(warehouse: Warehouse): Promise<string | undefined> {
  const films = { database: 'shop', schema: 'main', name: 'films', loadedAs: undefined }
  const stamps = await warehouse.stamps!([films])
  return [...stamps.values()][0]
}

/** The stamp that a run finds. */
async function stamp(database = file, readOnly = false): Promise<string | undefined> {
  return withWarehouse(database, stampIn, readOnly)
}

/** Runs statements as a program that knows nothing of kerros. */
async function asOther(database: string, ...statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(database)
  const connection = await instance.connect()
  try {
    for (const statement of statements) await connection.run(statement)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/** Leaves changes in the log next to the database, as a program does that is killed. */
const IN_LOG = 'pragma disable_checkpoint_on_shutdown'

/** A program that does what {@link asRun} does, in a process of its own. */
async function bundled(): Promise<string> {
  const outfile = path.join(folder, 'program.mjs')
  const driver = createRequire(import.meta.url).resolve('@duckdb/node-api')
  await build({
    stdin: {
      contents: `
        import { duckdb } from './duckdb.js'
        const [file, statements, stays] = process.argv.slice(2)
        const warehouse = await duckdb({ path: file }).connect({ projectRoot: '/', threads: 1 })
        const films = { database: 'shop', schema: 'main', name: 'films', loadedAs: undefined }
        console.log([...(await warehouse.stamps([films])).values()][0])
        await warehouse.withSession(async (session) => {
          do for (const sql of JSON.parse(statements)) await session.execute(sql)
          while (stays)
        })
        await warehouse.close()`,
      resolveDir: path.join(import.meta.dirname, '../../../../src/dialects/duckdb'),
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: [driver],
    alias: { '@duckdb/node-api': driver },
    outfile,
    logLevel: 'error',
  })
  return outfile
}

describe('the epoch of a database file stays', () => {
  it('over openings that read, also read-only, and over changes by runs', async () => {
    const first = await stamp()
    expect(first).toMatch(/^[0-9a-f-]{36}$/)
    await asRun(file, `insert into films values (2, 'Brazil')`, 'checkpoint', `delete from films where id = 1`)
    await asRun(file, 'create or replace table films as select 7 as id', 'create table other (a integer)')
    expect([await stamp(), await stamp(file, true), await stamp()]).toEqual([first, first, first])
  })

  it('over other programs that only read', async () => {
    const first = await stamp()
    await asOther(file, 'from films', 'create temp table t as from films', 'checkpoint', 'vacuum')
    await asOther(file, 'begin', 'select count(*) from films', 'rollback')
    expect(await stamp()).toBe(first)
  })

  it('from one process to the next', async () => {
    const first = await stamp()
    const insert = JSON.stringify([`insert into films values (2, 'Brazil')`])
    const { stdout } = await run(process.execPath, [program, file, insert])
    const again = await run(process.execPath, [program, file, insert])
    expect([stdout, again.stdout, `${await stamp()}\n`]).toEqual([`${first}\n`, `${first}\n`, `${first}\n`])
  })

  it('over links to the file', async () => {
    const first = await stamp()
    const link = path.join(path.dirname(file), 'links', 'shop.duckdb')
    mkdirSync(path.dirname(link))
    symlinkSync(file, link)
    await asRun(link, `insert into films values (2, 'Brazil')`)
    expect([await stamp(link), await stamp()]).toEqual([first, first])
    expect(existsSync(`${link}.kerros`)).toBe(false)
  })

  it('and is not written again when nothing changed', async () => {
    await stamp()
    const { mtimeNs } = statSync(`${file}.kerros`, { bigint: true })
    await stamp()
    await stamp(file, true)
    expect(statSync(`${file}.kerros`, { bigint: true }).mtimeNs).toBe(mtimeNs)
  })

  it('while two runs of one process have the file open', async () => {
    const first = await stamp()
    await withWarehouse(file, async (one) => {
      await withWarehouse(file, (other) => execute(other, [`insert into films values (2, 'Brazil')`]))
      await execute(one, [`insert into films values (3, 'Cube')`])
      expect(await stampIn(one)).toBe(first)
    })
    expect(await stamp()).toBe(first)
  })
})

describe('the epoch of a database file ends', () => {
  it.each([
    ['insert', [`insert into films values (2, 'Brazil')`]],
    ['an insert that is in the log', [IN_LOG, `insert into films values (2, 'Brazil')`]],
    ['update', [`update films set title = 'Aliens'`]],
    ['delete', ['delete from films']],
    ['truncate', ['truncate films']],
    [
      'merge',
      [`merge into films using (select 1 as id) as s using (id) when matched then update set title = 'Aliens'`],
    ],
    ['alter', ['alter table films add column year integer']],
    ['rename', ['alter table films rename to old', 'create table films as from old']],
    ['replace', [`create or replace table films as select 1 as id, 'Aliens' as title`]],
    ['drop', ['drop table films', `create table films as select 1 as id, 'Alien' as title`]],
    ['a view', ['create view v as select 1 as a']],
    ['a comment', [`comment on table films is 'x'`]],
    ['a sequence', ['create sequence s']],
    ['a transaction', ['begin', `insert into films values (2, 'Brazil')`, 'commit']],
  ])('when another program changes something: %s', async (_, statements) => {
    const first = await stamp()
    await asOther(file, ...statements)
    const second = await stamp()
    expect(second).toMatch(/^[0-9a-f-]{36}$/)
    expect(second).not.toBe(first)
    expect(await stamp()).toBe(second)
  })

  it('when another program opens a log that was left, and when the log is next to a link', async () => {
    const first = await stamp()
    await asOther(file, IN_LOG, `insert into films values (2, 'Brazil')`)
    await asOther(file, 'from films')
    const second = await stamp()
    const link = path.join(path.dirname(file), 'links', 'shop.duckdb')
    mkdirSync(path.dirname(link))
    symlinkSync(file, link)
    await asOther(link, IN_LOG, `insert into films values (3, 'Cube')`)
    const third = await stamp(link)
    expect(third).toMatch(/^[0-9a-f-]{36}$/)
    expect(new Set([first, second, third]).size).toBe(3)
  })

  it('when another program sets back the time of the file after its change, and the size is the same', async () => {
    const first = await stamp()
    const { size } = statSync(file)
    const time = path.join(path.dirname(file), 'time')
    await run('touch', ['-r', file, time])
    // DuckDB uses free blocks again, and cuts the file when the last ones are free.
    for (let i = 0; i === 0 || statSync(file).size !== size; i++) {
      expect(i).toBeLessThan(30)
      await asOther(file, `update films set title = 'Cube ${i}'`)
    }
    await run('touch', ['-r', time, file])
    expect(await stamp()).not.toBe(first)
  })

  it('when a run says that it loses track: also for a run that has the file open besides', async () => {
    const first = await stamp()
    await withWarehouse(file, async (one) => {
      await withWarehouse(file, async (other) => {
        other.loseTrack!()
        await execute(one, [`insert into films values (2, 'Brazil')`])
        expect([await stampIn(one), await stampIn(other)]).toEqual([undefined, undefined])
      })
    })
    expect(await stamp()).not.toBe(first)
  })

  it.each(['alone', 'while a run has the file open', 'when it opened the file before the run'])(
    'when an application writes through the Kysely dialect, %s',
    async (when) => {
      const first = await stamp()
      const db = new Kysely<any>({ dialect: new DuckDbDialect({ path: file }) })
      const write = () => sql`insert into films values (2, 'Brazil')`.execute(db)
      if (when === 'alone') await write()
      else if (when === 'while a run has the file open')
        await withWarehouse(file, async (warehouse) => {
          await write()
          await db.destroy()
          await execute(warehouse, [`insert into films values (3, 'Cube')`])
        })
      else {
        await sql`from films`.execute(db)
        await withWarehouse(file, write)
      }
      await db.destroy()
      expect(await stamp()).not.toBe(first)
    },
  )

  it('when the file is another one: a copy that went its own way, or one of the same size and headers', async () => {
    const first = await stamp()
    const copy = path.join(path.dirname(file), 'copy.duckdb')
    const headers = (database: string) => readFileSync(database).subarray(0, 12_288).toString('hex')
    // Both are written once, so their headers count the same; which blocks they name may differ.
    for (let i = 0; i === 0 || headers(copy) !== headers(file); i++) {
      expect(i).toBeLessThan(20)
      copyFileSync(file, copy)
      await asOther(copy, `update films set title = 'Cube!'`)
      await asRun(file, `update films set title = 'Cubes'`)
    }
    copyFileSync(copy, file)
    expect(await stamp()).not.toBe(first)
  })

  it('when another program attaches the file, or imports into it what it has exported', async () => {
    const first = await stamp()
    const other = path.join(path.dirname(file), 'other.duckdb')
    await asOther(other, `attach '${file}' as s (read_only)`, 'from s.films')
    expect(await stamp()).toBe(first)
    await asOther(other, `attach '${file}' as s`, 'from s.films', 'detach s')
    expect(await stamp()).toBe(first)
    await asOther(other, `attach '${file}' as s`, `update s.films set title = 'Cubes'`, 'detach s')
    const second = await stamp()
    const exported = path.join(path.dirname(file), 'exported')
    await asOther(file, `export database '${exported}'`)
    expect(await stamp()).toBe(second)
    await asOther(file, 'drop table films', `import database '${exported}'`)
    expect(new Set([first, second, await stamp()]).size).toBe(3)
  })

  it('when a run has written to it by another of its names', async () => {
    const name = path.join(path.dirname(file), 'links', 'shop.duckdb')
    mkdirSync(path.dirname(name))
    linkSync(file, name)
    const [first, other] = [await stamp(), await stamp(name)]
    expect(first).not.toBe(other)
    expect([await stamp(), await stamp(name)]).toEqual([first, other])
    await asRun(name, 'delete from films')
    expect(await stamp(name)).toBe(other)
    expect(await stamp()).not.toBe(first)
  })

  it('when a backup is restored, unless it is the file of the epoch: with its time, and with the file of its epoch', async () => {
    const first = await stamp()
    const saved = path.join(path.dirname(file), 'saved.duckdb')
    await run('cp', ['-p', file, saved])
    await run('cp', ['-p', `${file}.kerros`, `${saved}.kerros`])
    await asRun(file, 'delete from films')
    await run('cp', ['-p', saved, file])
    const second = await stamp()
    expect(second).not.toBe(first)
    await asOther(file, 'drop table films')
    for (const end of ['', '.kerros']) await run('cp', ['-p', `${saved}${end}`, `${file}${end}`])
    // All that was recorded of the epoch is in the file, too, and as old.
    expect(await stamp()).toBe(first)
  })

  it('when the application has the file open with the driver, and has not closed it', async () => {
    const first = await stamp()
    let instance: DuckDBInstance | undefined
    await withWarehouse(file, async () => {
      instance = await DuckDBInstance.fromCache(file)
      const connection = await instance.connect()
      await connection.run('delete from films')
      connection.closeSync()
    })
    // It still has its lock.
    const { stdout } = await run(process.execPath, [program, file, '[]']).catch(({ stderr }) => ({ stdout: stderr }))
    expect(stdout).toContain('E_LOCKED')
    instance!.closeSync()
    expect(await stamp()).not.toBe(first)
  })

  it('and its file does not stop anything: broken, of another version, a folder', async () => {
    const first = await stamp()
    const kept = JSON.parse(readFileSync(`${file}.kerros`, 'utf8'))
    for (const content of [
      '',
      '{',
      '[]',
      'null',
      JSON.stringify({ ...kept, version: 2 }),
      JSON.stringify({ version: 1 }),
    ]) {
      writeFileSync(`${file}.kerros`, content)
      expect(await stamp(file, true)).not.toBe(first)
      await stamp()
      expect(await stamp()).toBe(await stamp())
    }
    rmSync(`${file}.kerros`)
    mkdirSync(`${file}.kerros`)
    expect(await stamp()).not.toBe(await stamp())
  })
})

it('the file of the epoch is for those who may read the database, and read-only openings write none', async () => {
  rmSync(`${file}.kerros`)
  chmodSync(file, 0o640)
  await stamp(file, true)
  expect(existsSync(`${file}.kerros`)).toBe(false)
  await stamp()
  expect((statSync(`${file}.kerros`).mode & 0o777).toString(8)).toBe('640')
})

it('what is no table of the database has no stamp, and a database in memory has stamps of its own', async () => {
  const of = (warehouse: Warehouse, database: string, names: readonly string[]) =>
    warehouse.stamps!(names.map((name) => ({ database, schema: 'main', name, loadedAs: undefined })))
  await withWarehouse(file, async (warehouse) => {
    await execute(warehouse, ['create view seen as from films', 'create temp table t as from films'])
    expect([...(await of(warehouse, 'SHOP', ['Films', 'seen', 't', 'missing'])).keys()]).toEqual([
      '["shop","main","films"]',
    ])
    expect((await of(warehouse, 'other', ['films'])).size).toBe(0)
  })
  const inMemory = () =>
    withWarehouse(':memory:', async (warehouse) => {
      await execute(warehouse, ['create table films (id integer)'])
      const read = async () => [...(await of(warehouse, 'memory', ['films'])).values()]
      const found = [...(await read()), ...(await read())]
      expect(found[0]).toBe(found[1])
      warehouse.loseTrack!()
      expect(await read()).toEqual([])
      return found[0]
    })
  expect(await inMemory()).not.toBe(await inMemory())
})

describe('a process that is killed', () => {
  const rowsOf = (database: string) =>
    withWarehouse(
      database,
      (warehouse) => warehouse.withSession(async (session) => (await session.execute('from films order by all')).rows),
      true,
    )

  it.each([
    ['between commits', ['insert into films select range, range::varchar from range(2000)']],
    ['between commits and checkpoints', [`insert into films select range, 'x' from range(2000)`, 'checkpoint']],
    [
      'in transactions',
      ['begin', `update films set title = title || 'x'`, 'commit', 'begin', 'delete from films', 'rollback'],
    ],
  ])('leaves another epoch unless it changed nothing: %s', async (_, statements) => {
    for (let i = 0; i < 3; i++) {
      const before = { stamp: await stamp(), rows: JSON.stringify(await rowsOf(file)) }
      const child = spawn(process.execPath, [program, file, JSON.stringify(statements), 'stays'])
      await new Promise((resolve) => child.stdout.once('data', resolve))
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 60))
      child.kill('SIGKILL')
      await new Promise((resolve) => child.once('exit', resolve))
      // The first look replays the log.
      const after = { stamp: await stamp(), rows: JSON.stringify(await rowsOf(file)) }
      if (after.rows !== before.rows) expect(after.stamp).not.toBe(before.stamp)
      await asRun(file, 'delete from films', `insert into films values (1, 'Alien')`)
    }
  })
})

it('equal stamps mean that no one else wrote in between, with backups, logs and other programs', async () => {
  const events = [
    'run reads',
    'run writes',
    'other reads',
    'other writes',
    'other leaves a log',
    'run loses track',
    'run only reads',
    'backup',
    'restore',
    'restore with epoch',
  ] as const
  let cases = 0
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...events), { minLength: 2, maxLength: 10 }), async (steps) => {
      const database = path.join(folder, `case${++cases}.duckdb`)
      await asRun(database, 'create table shop (id integer)')
      const films = { database: `case${cases}`, schema: 'main', name: 'shop', loadedAs: undefined }
      const read = (readOnly: boolean) =>
        withWarehouse(database, async (warehouse) => [...(await warehouse.stamps!([films])).values()][0], readOnly)
      /** How many times something else may have written; a backup takes it back. */
      let writes = 0
      let latest = 0
      let backup: number | undefined
      const seen = new Map<string, number>()
      for (const [i, step] of steps.entries()) {
        const insert = `insert into shop values (${i})`
        if (step === 'run writes') await asRun(database, insert)
        if (step === 'other reads') await asOther(database, 'from shop')
        if (step === 'other writes') await asOther(database, insert)
        if (step === 'other leaves a log') await asOther(database, IN_LOG, insert)
        if (step === 'run loses track')
          await withWarehouse(database, async (warehouse) => {
            warehouse.loseTrack!()
            await execute(warehouse, [insert])
          })
        if (['other writes', 'other leaves a log', 'run loses track'].includes(step)) writes = ++latest
        if (step === 'backup' && !existsSync(`${database}.wal`)) {
          for (const end of ['', '.kerros']) copyFileSync(`${database}${end}`, `${database}.old${end}`)
          backup = writes
        }
        if (step.startsWith('restore') && backup !== undefined) {
          rmSync(`${database}.wal`, { force: true })
          copyFileSync(`${database}.old`, database)
          if (step === 'restore with epoch') copyFileSync(`${database}.old.kerros`, `${database}.kerros`)
          utimesSync(database, new Date(), new Date())
          writes = backup
        }
        const found = await read(step === 'run only reads')
        if (found !== undefined) {
          expect(seen.get(found) ?? writes, steps.join(', ')).toBe(writes)
          seen.set(found, writes)
        }
      }
    }),
    { numRuns: 12 },
  )
}, 60_000)
