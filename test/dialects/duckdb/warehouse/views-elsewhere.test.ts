import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { arrayAgg, firstValue, integer, listagg, orNull, rank, rowNumber, source, varchar, view } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { expect, it } from 'vitest'
import { ScratchProject } from '../../../conformance/scratch-project.js'

const raw = source('raw', { t: { id: integer(), n: integer().nullable(), s: varchar().nullable() } })

const ranked = view({ t: raw.t }, (db) =>
  db.selectFrom('t').select((eb) => [
    't.id',
    rowNumber()
      .over((over) => over.orderBy('t.n', 'desc').orderBy('t.id'))
      .as('place'),
    rank()
      .over((over) => over.orderBy('t.n'))
      .as('rising'),
    firstValue(eb.ref('t.id'))
      .over((over) => over.orderBy('t.s', (order) => order.desc()).orderBy('t.id'))
      .as('first'),
    rowNumber()
      .over((over) => over.orderBy('t.n', (order) => order.desc().nullsLast()).orderBy('t.id'))
      .as('last_place'),
  ]),
)

const most = view({ t: raw.t }, (db) =>
  db.selectFrom('t').select(['t.id', 't.n']).orderBy('t.n', 'desc').orderBy('t.id', 'desc').limit(2),
)

const lists = view({ t: raw.t }, (db) =>
  db
    .selectFrom('t')
    .select((eb) => [
      arrayAgg(eb.ref('t.id')).orderBy(eb.ref('t.n'), 'desc').orderBy(eb.ref('t.id')).as('ids'),
      orNull(listagg(eb.ref('t.s'), ',').orderBy(eb.ref('t.n'), 'desc').orderBy(eb.ref('t.id'))).as('texts'),
    ]),
)

it('views have the same rows in sessions of other programs, wherever these put NULL', async () => {
  const scratch = await ScratchProject.create({
    name: 'DuckDB',
    createTarget: () => duckdb({ path: 'scratch.duckdb' }),
  })
  try {
    await scratch.execute('create schema raw', 'create table raw.t (id integer, n integer, s varchar)')
    await scratch.execute("insert into raw.t values (1, 5, 'a'), (2, null, 'b'), (3, 7, null), (4, null, 'd')")
    const { nodes } = await scratch.build({ raw, ranked, most, lists })
    expect(nodes.flatMap(({ error }) => error ?? [])).toEqual([])
    const queries = ['select * from ranked order by id', 'select * from most', 'select ids::varchar, texts from lists']
    const ours = []
    for (const query of queries) ours.push(await scratch.rows(query))

    const instance = await DuckDBInstance.create(path.join(scratch.folder, 'scratch.duckdb'))
    const connection = await instance.connect()
    const theirs: Record<string, unknown[]> = {}
    // DuckDB's own order, and two that a program may set.
    for (const order of ['nulls_last', 'nulls_first', 'nulls_first_on_asc_last_on_desc']) {
      await connection.run(`set default_null_order = '${order}'`)
      const rows: unknown[] = []
      for (const query of queries) rows.push((await connection.runAndReadAll(query)).getRowObjectsJson())
      theirs[order] = rows
    }
    connection.closeSync()
    instance.closeSync()

    const text = (rows: unknown): unknown =>
      JSON.parse(
        JSON.stringify(rows, (_key, value) => (['bigint', 'number'].includes(typeof value) ? String(value) : value)),
      )
    for (const [order, rows] of Object.entries(theirs)) expect(text(rows), order).toEqual(text(ours))
    expect(text(ours[1])).toEqual([
      { id: '4', n: null },
      { id: '2', n: null },
    ])
  } finally {
    await scratch.remove()
  }
})
