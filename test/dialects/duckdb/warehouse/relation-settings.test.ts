import { dynamicTable, integer, source, table, view } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ScratchProject } from '../../../conformance/scratch-project.js'

const raw = source('raw', { events: { id: integer() } })

let project: ScratchProject
beforeEach(async () => {
  project = await ScratchProject.create({ name: 'DuckDB', createTarget: () => duckdb({ path: 'scratch.duckdb' }) })
  await project.execute('create schema raw', 'create table raw.events as select 1 as id')
})
afterEach(() => project.remove())

const snowflakeOnly = { copyGrants: true, snowflakeWarehouse: 'BIG', grants: { select: ['REPORTING'] } }
const described = {
  description: "Ann's events.",
  columns: { id: { description: 'A number.' } },
  persistDocs: { relation: true, columns: true },
}

it('writes comments where they are wanted, and leaves what only Snowflake has', async () => {
  const t = table({ e: raw.events }, (db) => db.selectFrom('e').select('e.id'), {
    ...described,
    ...snowflakeOnly,
    clusterBy: 'id',
    transient: true,
  })
  const v = view({ e: raw.events }, (db) => db.selectFrom('e').select('e.id'), {
    ...described,
    ...snowflakeOnly,
    secure: true,
    persistDocs: { columns: true },
  })
  const { nodes } = await project.build({ raw, t, v })
  expect(nodes.map(({ status }) => status)).toEqual(['success', 'success'])
  const relations = `select table_name as name, comment from duckdb_tables() where table_name = 't'
    union all select view_name, comment from duckdb_views() where view_name = 'v' order by 1`
  expect(await project.rows(relations)).toEqual([
    { name: 't', comment: "Ann's events." },
    { name: 'v', comment: null },
  ])
  const columns = `select table_name as name, comment from duckdb_columns() where table_name in ('t', 'v') order by 1`
  expect(await project.rows(columns)).toEqual([
    { name: 't', comment: 'A number.' },
    { name: 'v', comment: 'A number.' },
  ])
})

it('builds a plain table where a dynamic one is asked for, by every run', async () => {
  const d = dynamicTable({ e: raw.events }, (db) => db.selectFrom('e').select('e.id'), { targetLag: '1 hour' })
  for (const id of [2, 3]) {
    await project.execute(`insert into raw.events values (${id})`)
    const { nodes } = await project.build({ raw, d })
    expect(nodes[0]).toMatchObject({ status: 'success', isUnchanged: false, materialized: 'dynamic_table' })
    expect(await project.rows('select id from d')).toHaveLength(id)
  }
  expect(
    kindsOf(await project.rows("select table_type from information_schema.tables where table_name = 'd'")),
  ).toEqual(['BASE TABLE'])
})

function kindsOf(rows: readonly { readonly [column: string]: unknown }[]): readonly unknown[] {
  return rows.map((row) => row['table_type'])
}
