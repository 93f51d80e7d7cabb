import {
  type CompiledQuery,
  type DatabaseConnection,
  DummyDriver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  sql,
} from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SnowflakeDialect } from '../../../../src/dialects/snowflake/dialect/snowflake-dialect.js'
import { SnowflakeIntrospector } from '../../../../src/dialects/snowflake/dialect/snowflake-introspector.js'
import { SnowflakeQueryCompiler } from '../../../../src/dialects/snowflake/query/snowflake-query-compiler.js'
import { snowflakeServer } from '../../../servers/snowflake-server.js'

const server = await snowflakeServer()

describe.skipIf(server.skipReason)('a database on the protocol server', () => {
  const { accessUrl, account, username: user, password, database } = server
  const login = { accessUrl, account, user, password, database, schema: 'PUBLIC' }
  const db = new Kysely<any>({ dialect: new SnowflakeDialect(login) })
  beforeAll(async () => {
    await sql
      .raw(`create table movies (movie_id integer not null, title varchar comment 'with its year',
        rating number(3, 1) default 2.5, score double, seen timestamp_ntz, facts variant, "Mixed Case" boolean)`)
      .execute(db)
    await sql.raw(`create view good_movies as select movie_id, title from movies`).execute(db)
    await sql.raw(`create table kysely_migration (name varchar)`).execute(db)
    await sql.raw('create schema "Other one"').execute(db)
    await sql.raw('create table "Other one".empty (a date)').execute(db)
  })
  afterAll(() => db.destroy())

  it('has its schemas', async () => {
    const names = (await db.introspection.getSchemas()).map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['public', 'Other one']))
    expect(names.map((name) => name.toLowerCase())).not.toContain('information_schema')
  })

  it('has its tables, views and columns', async () => {
    const tables = await db.introspection.getTables()
    expect(tables.map(({ schema, name, isView }) => ({ schema, name, isView }))).toEqual(
      expect.arrayContaining([
        { schema: 'public', name: 'movies', isView: false },
        { schema: 'public', name: 'good_movies', isView: true },
        { schema: 'Other one', name: 'empty', isView: false },
      ]),
    )
    expect(tables.length).toBe(3)
    const column = { isAutoIncrementing: false, isNullable: true, hasDefaultValue: false }
    expect(tables.find(({ name }) => name === 'movies')?.columns).toEqual([
      { ...column, name: 'movie_id', dataType: 'NUMBER(38,0)', isNullable: false },
      { ...column, name: 'title', dataType: 'VARCHAR(16777216)', comment: 'with its year' },
      { ...column, name: 'rating', dataType: 'NUMBER(3,1)', hasDefaultValue: true },
      { ...column, name: 'score', dataType: 'FLOAT' },
      { ...column, name: 'seen', dataType: 'TIMESTAMP_NTZ(9)' },
      { ...column, name: 'facts', dataType: 'VARIANT' },
      { ...column, name: 'Mixed Case', dataType: 'BOOLEAN' },
    ])
  })

  it('shows the tables of migrations when asked', async () => {
    const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
    expect(tables.map(({ name }) => name)).toContain('kysely_migration')
  })
})

/** A database whose answers are given. */
function scripted(answer: (statement: string) => readonly unknown[]): { db: Kysely<any>; sent: string[] } {
  const sent: string[] = []
  class Connection implements DatabaseConnection {
    async executeQuery<R>({ sql: statement }: CompiledQuery): Promise<QueryResult<R>> {
      sent.push(statement)
      return { rows: answer(statement) as R[] }
    }
    async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {}
  }
  class ScriptedDriver extends DummyDriver {
    override async acquireConnection(): Promise<DatabaseConnection> {
      return new Connection()
    }
  }
  const db = new Kysely<any>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new ScriptedDriver(),
      createIntrospector: (kysely) => new SnowflakeIntrospector(kysely),
      createQueryCompiler: () => new SnowflakeQueryCompiler(),
    },
  })
  return { db, sent }
}

it('types keep the lengths and digits that SHOW reports', async () => {
  const types = [
    [{ type: 'TEXT', length: 20, byteLength: 80 }, 'VARCHAR(20)'],
    [{ type: 'FIXED', precision: 10, scale: 2 }, 'NUMBER(10,2)'],
    [{ type: 'BINARY', length: 16, byteLength: 16 }, 'BINARY(16)'],
    [{ type: 'TIMESTAMP_NTZ', precision: 0, scale: 3 }, 'TIMESTAMP_NTZ(3)'],
    [{ type: 'TIME', precision: 0, scale: 9 }, 'TIME(9)'],
    [{ type: 'REAL' }, 'FLOAT'],
    [{ type: 'VARIANT' }, 'VARIANT'],
    [{ type: 'DATE' }, 'DATE'],
  ] as const
  const { db } = scripted((statement) => {
    if (statement.startsWith('select current_database')) return [{ name: 'DB' }]
    if (statement.startsWith('show schemas')) return [{ name: 'DEV' }]
    if (statement.startsWith('show objects')) return [{ name: 'T', kind: 'TABLE', comment: '' }]
    return types.map(([type], i) => ({
      table_name: 'T',
      column_name: `C${i}`,
      data_type: JSON.stringify(type),
      'null?': 'true',
      default: null,
      autoincrement: '',
      comment: '',
    }))
  })
  const [table] = await db.introspection.getTables()
  expect(table!.columns.map(({ dataType }) => dataType)).toEqual(types.map(([, text]) => text))
})

describe('more than SHOW returns', () => {
  const names = Array.from({ length: 10_001 }, (_, i) => `T'${String(i).padStart(5, '0')}`)
  const { db, sent } = scripted((statement) => {
    if (statement.startsWith('select current_database')) return [{ name: 'BIG' }]
    if (statement.startsWith('show schemas')) return [{ name: 'INFORMATION_SCHEMA' }, { name: 'DEV' }]
    if (statement.startsWith('show objects')) {
      const [, from] = / from '(.*)'$/.exec(statement) ?? []
      const start = from === undefined ? 0 : names.indexOf(from.replaceAll("''", "'")) + 1
      return names
        .slice(start, start + 10_000)
        .map((name) => ({ name, kind: 'TABLE', comment: name === names[0] ? 'first' : '' }))
    }
    const column = { default: null, comment: '', precision: null, scale: null }
    if (statement.startsWith('show columns'))
      return names.slice(0, 10_000).map((table_name) => ({
        table_name,
        column_name: 'A',
        data_type: '{"type":"TEXT"}',
        'null?': 'true',
        ...column,
        autoincrement: '',
      }))
    return names.map((table) => ({
      ...column,
      table,
      name: 'A',
      type: 'NUMBER',
      precision: 10,
      scale: 2,
      nullable: 'NO',
      identity: 'YES',
    }))
  })

  it('comes in pages, its columns from the information schema', async () => {
    const tables = await db.introspection.getTables()
    expect(tables.length).toBe(10_001)
    expect(tables[0]).toEqual({
      name: "t'00000",
      schema: 'dev',
      isView: false,
      isForeign: false,
      comment: 'first',
      columns: [
        { name: 'a', dataType: 'NUMBER(10,2)', isNullable: false, isAutoIncrementing: true, hasDefaultValue: true },
      ],
    })
    expect(tables.every(({ columns }) => columns.length === 1)).toBe(true)
    expect(sent.map((statement) => statement.replaceAll(/\s+/g, ' '))).toMatchInlineSnapshot(`
      [
        "select current_database() as "name"",
        "show schemas in database "BIG" limit 10000",
        "show objects in schema "BIG"."DEV" limit 10000",
        "show objects in schema "BIG"."DEV" limit 10000 from 'T''09999'",
        "show columns in schema "BIG"."DEV"",
        "select table_name as "table", column_name as "name", data_type as "type", numeric_precision as "precision", numeric_scale as "scale", character_maximum_length as "length", datetime_precision as "fraction", is_nullable as "nullable", is_identity as "identity", column_default as "default", comment as "comment" from "BIG".information_schema.columns where table_schema = 'DEV' order by table_name, ordinal_position",
      ]
    `)
  })
})

it('without a database there is nothing', async () => {
  const { db } = scripted(() => [{ name: null }])
  expect(await db.introspection.getSchemas()).toEqual([])
  expect(await db.introspection.getTables()).toEqual([])
})
