import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { build, defineProject, ephemeral, integer, source, table, view } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DuckDbDatabase } from '../../../src/dialects/duckdb/connect/duckdb-database.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'kerros-copy-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function query(file: string, ...statements: readonly string[]): Promise<readonly unknown[]> {
  const database = new DuckDbDatabase({ path: path.join(folder, file) })
  try {
    const session = await database.connect()
    let rows: readonly unknown[] = []
    for (const sql of statements) rows = (await session.query(sql)).rows
    return rows
  } finally {
    await database.close()
  }
}

it.each([
  ['another schema', 'marts'],
  ['a schema named like the file', 'shop'],
])('views of a DuckDB file work in a copy with another name: %s', async (_, schema) => {
  await query('shop.duckdb', 'create schema raw', 'create table raw.t as select 1 as id union all select 2')
  const raw = source('raw', { t: { id: integer() } })
  const e = ephemeral({ t: raw.t }, (db) => db.selectFrom('t').selectAll())
  const one = view({ e }, (db) => db.selectFrom('e').selectAll())
  const two = view({ one }, (db) => db.selectFrom('one').select('one.id').where('one.id', '>', 1))
  const three = table({ two }, (db) => db.selectFrom('two').selectAll())
  const target = duckdb({ path: 'shop.duckdb', schema })
  const project = defineProject({ name: 'p', models: [{ raw, e, one, two, three }], targets: { dev: target } })
  expect((await build({ project, cwd: folder })).ok).toBe(true)
  await copyFile(path.join(folder, 'shop.duckdb'), path.join(folder, 'copy.duckdb'))
  await rm(path.join(folder, 'shop.duckdb'))
  if (schema === 'shop')
    // DuckDB takes the first part of "shop.two" for a catalog when the file has that name, so three parts are needed.
    await expect(query('copy.duckdb', `select * from ${schema}.two`)).rejects.toThrow('shop')
  else expect(await query('copy.duckdb', `select * from ${schema}.two`)).toEqual([{ id: 2 }])
})
