import { createQueryId, Kysely, type RootOperationNode, sql } from 'kysely'
import { afterAll, expect, it } from 'vitest'
import { path, qualify, SnowflakeDialect, tableOptions } from '../../../../src/dialects/snowflake/index.js'
import { snowflakeServer } from '../../../servers/snowflake-server.js'
import { type Database, tables } from './database.js'

const server = await snowflakeServer()
const { accessUrl, account, username: user, password, database, schema } = server
const db = new Kysely<Database>({
  dialect: new SnowflakeDialect({ accessUrl, account, user, password, database, schema }),
})
afterAll(() => db.destroy())

it.skipIf(server.skipReason)(
  'the dialect sends what the compiler writes, and rows come back by their names',
  async () => {
    const executor = db.getExecutor()
    for (const table of tables.slice(0, 3)) {
      const node = table.toOperationNode() as RootOperationNode
      await db.executeQuery(executor.compileQuery(node, createQueryId()))
    }
    await db
      .insertInto('movies')
      .values([
        { id: 1, title: "It's \\ here", releaseYear: 1990 },
        { id: 2, title: 'Two' },
      ])
      .execute()
    expect(
      await db.selectFrom('movies').select(['id', 'releaseYear', 'title as theTitle']).orderBy('id').execute(),
    ).toEqual([
      { id: 1, releaseYear: 1990, theTitle: "It's \\ here" },
      { id: 2, releaseYear: null, theTitle: 'Two' },
    ])
    await db
      .insertInto('events')
      .values({ id: 1, payload: sql`parse_json(${'{"user":{"tags":["a"]}}'})` })
      .execute()
    const event = await db
      .selectFrom('events as e')
      .select((eb) => [path(eb.ref('e.payload'), 'user', 'tags', 0).cast('varchar').as('firstTag'), 'e.payload'])
      .executeTakeFirstOrThrow()
    expect(event).toEqual({ firstTag: 'a', payload: { user: { tags: ['a'] } } })
    await db.schema
      .createTable('staged')
      .$call(tableOptions({ orReplace: true, transient: true }))
      .as(db.selectFrom('movies').selectAll().where('id', '=', 2))
      .execute()
    const result = await db
      .mergeInto('movies as m')
      .using('staged as s', 's.id', 'm.id')
      .whenMatched()
      .thenUpdateSet((eb) => ({ id: eb.ref('s.id'), title: eb.ref('s.title') }))
      .executeTakeFirst()
    expect(result.numChangedRows).toBe(1n)
    const last = await db
      .selectFrom('movies as m')
      .select('m.id')
      .$call(
        qualify((eb) =>
          eb(
            eb.fn.agg<number>('row_number').over((o) => o.orderBy('m.id', 'desc')),
            '=',
            1,
          ),
        ),
      )
      .executeTakeFirstOrThrow()
    expect(last).toEqual({ id: 2 })
  },
)
