import { linkSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DuckDbDatabase } from '../../../../src/dialects/duckdb/connect/duckdb-database.js'

let folder: string
let path: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kerros-open-'))
  path = join(folder, 'a.duckdb')
  linkSync(await madeDatabase(path), join(folder, 'hard.duckdb'))
  symlinkSync(path, join(folder, 'soft.duckdb'))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function madeDatabase(file: string): Promise<string> {
  const database = new DuckDbDatabase({ path: file })
  await (await database.connect()).query('create table t as select 1 as i')
  await database.close()
  return file
}

/** Has another thread open the file, as another copy of DuckDB's driver would; `done` closes it. */
async function inWorker(options: object): Promise<() => Promise<unknown>> {
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads')
    const { DuckDBInstance } = require('@duckdb/node-api')
    DuckDBInstance.create(workerData.path, workerData.options).then((instance) => {
      parentPort.on('message', () => { instance.closeSync(); process.exit() })
      parentPort.postMessage('open')
    })`,
    { eval: true, workerData: { path, options } },
  )
  await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
  return () => new Promise((resolve) => worker.once('exit', resolve).postMessage('close'))
}

const open = async (file: string, readOnly = false) => {
  const database = new DuckDbDatabase({ path: file, readOnly })
  try {
    await database.open()
    return 'open'
  } catch (error) {
    return (error as { code: string }).code
  } finally {
    await database.close()
  }
}

// Windows locks a file against its own process too.
describe.skipIf(process.platform === 'win32')('a DuckDB file that this process has open already', () => {
  it('is refused when another thread writes to it', async () => {
    const done = await inWorker({})
    expect([await open(path), await open(path, true)]).toEqual(['E_LOCKED', 'E_LOCKED'])
    await done()
    expect(await open(path)).toBe('open')
  })

  it('can be read when another thread only reads it', async () => {
    const done = await inWorker({ access_mode: 'READ_ONLY' })
    expect([await open(path), await open(path, true)]).toEqual(['E_LOCKED', 'open'])
    await done()
  })

  it('is refused under another name, and shared under a link to it', async () => {
    const database = new DuckDbDatabase({ path })
    await database.open()
    expect([await open(join(folder, 'hard.duckdb')), await open(join(folder, 'soft.duckdb'))]).toEqual([
      'E_LOCKED',
      'open',
    ])
    await database.close()
    expect(await open(join(folder, 'hard.duckdb'))).toBe('open')
  })

  it('is refused under another name that is opened at the same moment', async () => {
    const two = [path, join(folder, 'hard.duckdb')]
    expect((await Promise.all(two.map((file) => open(file)))).sort()).toEqual(['E_LOCKED', 'open'])
    expect(await Promise.all(two.map((file) => open(file, true)))).toEqual(['open', 'open'])
  })

  it('can be opened several times in parallel in one thread, also while it is made', async () => {
    const file = join(folder, 'new.duckdb')
    expect(await Promise.all([open(file), open(file), open(file)])).toEqual(['open', 'open', 'open'])
  })
})
