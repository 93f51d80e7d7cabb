import { defineProject, integer, source, timestamp, varchar } from 'kerros'
import { beforeEach, describe, expect, it } from 'vitest'
import { snowflake } from '../../../src/dialects/snowflake/index.js'
import { openProject } from '../../../src/runtime/open/open-project.js'
import { checkSources } from '../../../src/runtime/sources/check-sources.js'
import { type PullOptions, pullSources } from '../../../src/runtime/sources/pull-sources.js'
import { snowflakeServer } from '../../servers/snowflake-server.js'

const { skipReason } = await snowflakeServer()

describe.skipIf(skipReason)('sources of a live schema', () => {
  let target: ReturnType<typeof snowflake>
  let statements: () => Promise<readonly string[]>

  beforeEach(async () => {
    const server = await snowflakeServer()
    const { accessUrl, account, username, password, database } = server
    statements = server.statements
    target = snowflake({ accessUrl, account, user: username, password, database, schema: 'dev' })
    const warehouse = await target.connect({ projectRoot: '.', threads: 1 })
    await warehouse.withSession(async (session) => {
      for (const sql of [
        `create schema ${database}.raw`,
        `create table ${database}.raw.movies (movie_id integer not null comment 'Of MovieLens', title varchar, rating number(3, 1),
           seen_at timestamp_ntz, zoned timestamp_tz, about variant)`,
        `create table ${database}.raw."Contacts" ("contactId" integer, "e-mail" varchar)`,
      ])
        await session.execute(sql)
    })
    await warehouse.close()
  })

  const pull = (options: Partial<PullOptions> = {}) =>
    pullSources({ target, targetName: 'prod', root: '.' }, { schema: 'raw', ...options })

  const check = async (sources: { readonly [name: string]: unknown }) => {
    const project = defineProject({ name: 'p', models: [sources], targets: { prod: target } })
    const { differences } = await checkSources(await openProject({ project }), {})
    return differences.map(({ source: of, kind, message, hint }) =>
      [`${of} ${kind}: ${message}`, hint].filter(Boolean).join(' → ').replace(target.database, 'DB'),
    )
  }

  it('are written with nullability and comments; what was made in quotes in a source of its own', async () => {
    const { text, tables, leftOut } = await pull()
    expect(text).toMatchInlineSnapshot(`
      "import { bigint, decimal, json, source, timestamp, varchar } from 'kerros'

      export const raw = source('raw', {
        movies: {
          movie_id: bigint().describe('Of MovieLens'),
          title: varchar().nullable(),
          rating: decimal(3, 1).nullable(),
          seen_at: timestamp().nullable(),
          // zoned TIMESTAMP_TZ: kerros has no column for this type.
          about: json().nullable(),
        },
      })

      export const raw_exact = source(
        'RAW',
        {
          Contacts: {
            contactId: bigint().nullable(),
            'e-mail': varchar().nullable(),
          },
        },
        { exact: true },
      )
      "
    `)
    expect(tables).toEqual(['movies', 'Contacts'])
    expect(leftOut).toEqual([{ table: 'movies', column: 'zoned', type: 'TIMESTAMP_TZ' }])
    const sent = (await statements()).filter((sql) => /^show/i.test(sql))
    expect(sent).toHaveLength(2)
  })

  it('are written as the Database interface of plain Kysely', async () => {
    const { text, tables, leftOut } = await pull({ kysely: true })
    expect(text).toMatchInlineSnapshot(`
      "import type { Json } from 'kerros'

      export interface Database {
        // Contacts: its name was quoted, and the names of a query fold.
        'raw.movies': {
          /** Of MovieLens */
          movie_id: number | bigint
          title: string | null
          rating: number | null
          seen_at: Date | null
          zoned: Date | null
          about: Json | null
        }
      }
      "
    `)
    expect(tables).toEqual(['raw.movies'])
    expect(leftOut).toEqual([{ table: 'Contacts' }])
  })

  it('are not found in a schema that there is not', async () => {
    await expect(pull({ schema: 'rwa' })).rejects.toMatchObject({ code: 'E_NO_MATCH' })
    await expect(pull({ database: 'nowhere' })).rejects.toMatchObject({ code: 'E_NO_MATCH' })
    await expect(pull({ select: ['movie'] })).rejects.toMatchObject({ hint: 'Did you mean "movies"?' })
  })

  it('are compared with what is declared', async () => {
    const movies = { movie_id: integer(), title: timestamp(), year: integer() }
    const declared = source('raw', { movies, ratings: { id: integer() }, contacts: { contactId: integer() } })
    const exact = source('RAW', { Contacts: { contactId: integer(), 'E-Mail': varchar() } }, { exact: true })
    expect(await check({ declared })).toMatchInlineSnapshot(`
      [
        "raw.contacts missing_table: DB.raw.contacts does not exist → There is "Contacts", created with a quoted name: declare the source with that spelling and { exact: true }.",
        "raw.movies changed_type: column "title" is VARCHAR, declared timestamp",
        "raw.movies missing_column: column "year" does not exist",
        "raw.movies extra_column: column "rating" (NUMBER(3,1)) is not declared",
        "raw.movies extra_column: column "seen_at" (TIMESTAMP_NTZ) is not declared",
        "raw.movies extra_column: column "zoned" (TIMESTAMP_TZ) is not declared",
        "raw.movies extra_column: column "about" (VARIANT) is not declared",
        "raw.ratings missing_table: DB.raw.ratings does not exist",
      ]
    `)
    expect(await check({ exact })).toMatchInlineSnapshot(`
      [
        "RAW.Contacts missing_column: column "E-Mail" does not exist → There is "e-mail": names of an exact source must match letter by letter.",
        "RAW.Contacts extra_column: column "e-mail" (VARCHAR) is not declared",
      ]
    `)
  })
})
