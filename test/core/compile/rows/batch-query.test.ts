import { integer, timestamp, varchar } from 'kerros'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compileFor, openTables, type Tables } from '../compile-models.js'
import { facts, model, type Query } from '../incremental-model.js'

describe('a batch with touched groups', () => {
  const stored = [
    'create table dev.m (id integer, user_id integer, kind varchar, loaded_at timestamp)',
    "insert into dev.m values (1, 10, 'a', '2026-01-01')",
  ]
  const order = (row: Record<string, unknown>) => `${row['kerros_touched'] ?? 0} ${row['user_id']} ${row['id']}`
  let tables: Tables
  beforeAll(async () => {
    tables = await openTables()
    await tables.rows(...stored)
  })
  afterAll(() => tables.close())
  const batch = async (query: Query, options: object = {}) => {
    const m = model(query, options)
    expect(compileFor('snowflake', { m }, { facts }).sql).toContain('KERROS_ROWS')
    return (await tables.rows(compileFor('duckdb', { m }, { facts }).sql)).map(order).sort()
  }

  it('is the rows of the touched groups, and the key of each of them once', async () => {
    const query: Query = (db, run) =>
      db
        .selectFrom('e')
        .select(['e.id', 'e.user_id', 'e.loaded_at'])
        .$call(
          run.touched(
            'e.user_id',
            db.selectFrom('e as f').select('f.user_id').where('f.kind', 'in', ['a', 'b']).where('f.id', '<', 3),
          ),
        )
    expect(await batch(query)).toEqual(['0 10 1', '0 10 2', '1 10 null'])
    // Both are of the one moment in which the keys are read.
    const { sql } = compileFor('duckdb', { m: model(query) }, { facts })
    expect(sql.match(/from "raw"."events" as "f"/g)).toHaveLength(1)
    expect(sql).toContain('exists (select 1 as "found" from (select "kerros_keys_1"."user_id" from "kerros_keys_1") as')
  })

  it('numbers the keys of several, each of which narrows the rows', async () => {
    const query: Query = (db, run) =>
      db
        .selectFrom('e')
        .select(['e.id', 'e.user_id', 'e.kind', 'e.loaded_at'])
        .$call(run.touched('e.user_id', db.selectFrom('u').select('u.user_id').where('u.name', '=', 'Aino')))
        .$call(run.touched('e.id', db.selectFrom('e as f').select('f.id').where('f.kind', '=', 'b')))
    expect(await batch(query)).toEqual(['0 10 2', '1 10 null', '2 null 2'])
  })

  it('has keys that read the common table expressions around them, and those that these read', async () => {
    const query: Query = (db, run) =>
      db
        .with('unused', (q: any) => q.selectFrom('u').select('u.name'))
        .with('base', (q: any) => q.selectFrom('e').select(['e.id', 'e.user_id']).where('e.id', '=', 3))
        .with('newer', (q: any) => q.selectFrom('base').selectAll())
        .with('kept', (q: any) =>
          q
            .selectFrom('e')
            .select(['e.id', 'e.user_id', 'e.loaded_at'])
            .$call(run.touched('e.user_id', q.selectFrom('newer').select('newer.user_id'))),
        )
        .selectFrom('kept')
        .selectAll()
    expect(await batch(query)).toEqual(['0 20 3', '1 20 null'])
    const { sql } = compileFor('duckdb', { m: model(query) }, { facts })
    expect(sql).toMatch(/^with "kerros_keys_1" as \(with "base" as \(.*\), "newer" as \(select .* from "base"\) select/)
    expect(sql.match(/"unused" as/g)).toHaveLength(1)
  })

  it('names the keys as their query does, also when the rows use other names', async () => {
    const query: Query = (db, run) =>
      db
        .selectFrom('e')
        .select(['e.id', 'e.user_id', 'e.kind', 'e.loaded_at'])
        .$call(
          run.touched(
            ['e.kind', 'e.user_id'],
            db.selectFrom('e as f').select(['f.kind as k', 'f.user_id as u']).where('f.id', '=', 1),
          ),
        )
    expect(
      await batch(query, { contract: { id: integer(), user_id: integer(), kind: varchar(), loaded_at: timestamp() } }),
    ).toEqual(['0 10 1', '1 10 null'])
  })
})
