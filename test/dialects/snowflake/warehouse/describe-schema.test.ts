import { describe, expect, it } from 'vitest'
import { KerrosError } from '../../../../src/core/errors/index.js'
import { relationKey } from '../../../../src/core/relations/relation.js'
import type { RunShow } from '../../../../src/dialects/snowflake/catalog/show-pages.js'
import { describeSchema } from '../../../../src/dialects/snowflake/warehouse/describe-schema.js'

const place = { database: 'big', schema: 'dev' }

/** A schema whose answers are given, and what was asked of it. */
function scripted(answer: (sql: string) => readonly unknown[]): { readonly run: RunShow; readonly sent: string[] } {
  const sent: string[] = []
  const run = async (sql: string) => {
    sent.push(sql)
    return answer(sql)
  }
  return { run: run as RunShow, sent }
}

function column(table_name: string, column_name: string, data_type: string) {
  return { table_name, column_name, data_type, 'null?': 'true', default: null, autoincrement: '', comment: '' }
}

describe('what a schema has', () => {
  const answers = (sql: string): readonly unknown[] => {
    if (sql.startsWith('show objects'))
      return [
        { name: 'MOVIES', kind: 'TABLE', is_dynamic: 'N' },
        { name: 'GOOD_MOVIES', kind: 'VIEW', is_dynamic: 'N' },
        { name: 'GENRES', kind: 'TABLE', is_dynamic: 'Y' },
      ]
    if (sql.startsWith('show dynamic'))
      return [
        {
          name: 'GENRES',
          target_lag: '1 hour',
          warehouse: 'W',
          text: `create or replace dynamic table "BIG"."DEV"."GENRES" target_lag = '1 hour' warehouse = "W" as select 1 as a;`,
        },
      ]
    return [
      column('MOVIES', 'MOVIE_ID', '{"type":"FIXED","precision":38,"scale":0}'),
      column('MOVIES', 'title', '{"type":"TEXT"}'),
      column('GOOD_MOVIES', 'SCORE', '{"type":"REAL"}'),
      column('DROPPED_MEANWHILE', 'A', '{"type":"TEXT"}'),
    ]
  }

  it('is read with two statements', async () => {
    const { run, sent } = scripted(answers)
    const found = (await describeSchema(run, place))!
    expect(sent).toEqual(['show objects in schema "BIG"."DEV" limit 10000', 'show columns in schema "BIG"."DEV"'])
    expect(found.get(relationKey({ ...place, name: 'movies' }))).toEqual({
      type: 'table',
      columns: [
        { name: 'movie_id', type: 'NUMBER(38,0)' },
        { name: 'title', type: 'VARCHAR' },
      ],
    })
    expect(found.get(relationKey({ ...place, name: 'good_movies' }))).toEqual({
      type: 'view',
      columns: [{ name: 'score', type: 'FLOAT' }],
    })
    expect(found.get(relationKey({ ...place, name: 'genres' }))?.type).toBe('dynamic table')
    expect(found.size).toBe(3)
  })

  it('reads on request how dynamic tables were made, without what can be altered', async () => {
    const { run, sent } = scripted(answers)
    const found = (await describeSchema(run, place, { withDynamicTables: true }))!
    expect(sent[2]).toBe('show dynamic tables in schema "BIG"."DEV" limit 10000')
    expect(found.get(relationKey({ ...place, name: 'genres' }))?.dynamicTable).toEqual({
      targetLag: '1 hour',
      computeWarehouse: 'W',
    })
  })

  it('is nothing when the schema is missing or empty, and an error when it cannot be read', async () => {
    const failing = (message: string) =>
      scripted(() => {
        throw new KerrosError('E_QUERY', message)
      }).run
    expect(await describeSchema(failing("Schema 'BIG.DEV' does not exist or not authorized."), place)).toBeUndefined()
    await expect(describeSchema(failing('Warehouse is suspended.'), place)).rejects.toThrow('suspended')
    const empty = scripted(() => [])
    expect((await describeSchema(empty.run, place, { withDynamicTables: true }))!.size).toBe(0)
    expect(empty.sent).toHaveLength(1)
  })
})

describe('more than SHOW returns', () => {
  const names = Array.from({ length: 10_001 }, (_, i) => `T'${String(i).padStart(5, '0')}`)
  const pages = (sql: string): readonly unknown[] => {
    const [, from] = / from '(.*)'$/.exec(sql) ?? []
    const start = from === undefined ? 0 : names.indexOf(from.replaceAll("''", "'")) + 1
    return names.slice(start, start + 10_000).map((name) => ({ name, kind: 'TABLE' }))
  }

  it('comes in pages, its columns from the information schema', async () => {
    const { run, sent } = scripted((sql) => {
      if (sql.startsWith('show objects')) return pages(sql)
      if (sql.startsWith('show columns'))
        return names.slice(0, 10_000).map((name) => column(name, 'A', '{"type":"TEXT"}'))
      const type = {
        type: 'NUMBER',
        precision: 10,
        scale: 2,
        nullable: 'NO',
        identity: 'NO',
        default: null,
        comment: '',
      }
      return names.map((table) => ({ table, name: 'A', ...type }))
    })
    const found = (await describeSchema(run, { ...place, isExact: true }))!
    expect(found.size).toBe(10_001)
    const last = relationKey({ ...place, name: names.at(-1)!.toLowerCase() })
    expect(found.get(last)).toEqual({ type: 'table', columns: [{ name: 'a', type: 'NUMBER(10,2)' }] })
    expect(sent).toHaveLength(4)
    expect(sent[1]).toBe(`show objects in schema "BIG"."dev" limit 10000 from 'T''09999'`)
    expect(sent[3]).toContain(`from "BIG".information_schema.columns\nwhere table_schema = 'dev'`)
  })
})
