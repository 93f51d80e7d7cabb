import { Dialect, validate } from '@polyglot-sql/sdk'
import * as movielens from 'kerros/movielens'
import { compileSql } from 'kerros/testing'
import { describe, expect, it } from 'vitest'
import type { Analysis } from '../../../../src/core/definitions/analysis.js'
import type { DataTest } from '../../../../src/core/definitions/data-test.js'
import { isDefinition, isRelationDefinition } from '../../../../src/core/definitions/definition.js'
import type { Model } from '../../../../src/core/definitions/model.js'
import type { Ref } from '../../../../src/core/query/ref.js'
import { type ExistingRelations, relationKey } from '../../../../src/core/relations/relation.js'
import type { Step } from '../../../../src/core/steps/step.js'
import { snowflakeSqlDialect } from '../../../../src/dialects/snowflake/warehouse/snowflake-sql-dialect.js'
import { buildPlan } from '../../../../src/runtime/plan/build-plan.js'
import { compilePlaces } from '../../../../src/testing/compile-places.js'
import { definitionsWithin } from '../../../../src/testing/definitions-within.js'
import { testingProject } from '../../../../src/testing/testing-project.js'
import { asTable } from './planned-statements.js'

type Compiled = Model<any> | Analysis<any> | DataTest

const queries = Object.entries(movielens).filter(
  (entry): entry is [string, Compiled] =>
    isDefinition(entry[1]) && ['model', 'analysis', 'dataTest'].includes(entry[1].kind),
)

const diagnostics = (sql: string): readonly string[] =>
  validate(asTable(sql), Dialect.Snowflake).errors.map(({ message }) => `${message} in ${sql}`)

describe('the reference project on Snowflake', () => {
  it('has queries, and a check that can fail', () => {
    expect(queries.length).toBeGreaterThan(40)
    expect(diagnostics('select "A" from where 1 = 1')).not.toEqual([])
  })

  it.each(queries)('compiles %s', (_, definition) => {
    for (const incremental of [false, true]) {
      const sql = compileSql(definition, { names: movielens, dialect: 'snowflake', incremental })
      expect(diagnostics(sql)).toEqual([])
      // Names of relations and columns fold: none is in lower case.
      const names = sql.replaceAll(/'(?:[^'\\]|''|\\.)*'/g, '').match(/"[^"]*"/g) ?? []
      expect(names.filter((name) => /[a-z]/.test(name))).toEqual([])
    }
  })
})

describe("Snowflake's statements", () => {
  const relations = Object.entries(movielens).filter(([, value]) => isRelationDefinition(value)) as [string, Ref<any>][]
  const definitions = definitionsWithin(Object.fromEntries(relations), movielens, () => false)
  const targeted = testingProject(definitions, compilePlaces.snowflake, {})

  const statements = (existing: ExistingRelations): readonly string[] => {
    const plan = buildPlan({
      targeted,
      dialect: snowflakeSqlDialect(),
      targetName: 'prod',
      selected: new Set(targeted.project.nodes.map((node) => node.uniqueId)),
      existing: { relations: existing, schemas: new Set() },
      seedRows: new Map(),
      fullRefresh: false,
      startedAt: new Date('2024-01-01T00:00:00Z'),
      runId: 'test',
    })
    expect(plan.nodes.flatMap(({ diagnostics }) => diagnostics)).toEqual([])
    return [...plan.setup, ...plan.nodes.flatMap((node) => node.steps)].flatMap((step: Step) =>
      snowflakeSqlDialect().render(step),
    )
  }

  it('rebuild everything', () => {
    const all = statements(new Map())
    expect(all.flatMap(diagnostics)).toEqual([])
    expect(all.find((sql) => sql.includes('."MOVIE_ANALYSIS"'))).toMatchInlineSnapshot(
      `"create or replace transient table "ANALYTICS"."DEV"."MOVIE_ANALYSIS" as select "M"."TITLE" as "MOVIE_TITLE", "M"."AVG_RATING" as "AVERAGE_RATING", "M"."RATING_COUNT" as "TOTAL_RATINGS", "M"."RELEASE_YEAR", "M"."MOVIE_ID" from "ANALYTICS"."DEV"."INT_MOVIE_RECOMMENDATION" as "M""`,
    )
  })

  it('merge into what is there', () => {
    const columns = (definition: Parameters<typeof targeted.relationOf>[0]) =>
      (targeted.compiler.columnsOf(definition) ?? []).map(({ name }) => ({ name: name.toUpperCase(), type: 'VARCHAR' }))
    const existing = [...definitions.keys()].flatMap((definition) => {
      const relation = targeted.relationOf(definition)
      return relation ? [[relationKey(relation), { type: 'table', columns: columns(definition) }] as const] : []
    })
    const all = statements(new Map(existing))
    expect(all.flatMap(diagnostics)).toEqual([])
    expect(all.find((sql) => sql.startsWith('merge into "ANALYTICS"."DEV"."DIM_MOVIES"'))).toMatchInlineSnapshot(
      `"merge into "ANALYTICS"."DEV"."DIM_MOVIES" as "T" using "ANALYTICS"."DEV"."KERROS_DIM_MOVIES_BATCH_TEST" as "B" on "T"."MOVIE_KEY" = "B"."MOVIE_KEY" when matched then update set "MOVIE_ID" = "B"."MOVIE_ID", "TITLE" = "B"."TITLE", "RELEASE_YEAR" = "B"."RELEASE_YEAR", "GENRES_CONCAT" = "B"."GENRES_CONCAT", "GENRE_COUNT" = "B"."GENRE_COUNT", "IMDB_ID" = "B"."IMDB_ID", "TMDB_ID" = "B"."TMDB_ID" when not matched then insert ("MOVIE_KEY", "MOVIE_ID", "TITLE", "RELEASE_YEAR", "GENRES_CONCAT", "GENRE_COUNT", "IMDB_ID", "TMDB_ID") values ("B"."MOVIE_KEY", "B"."MOVIE_ID", "B"."TITLE", "B"."RELEASE_YEAR", "B"."GENRES_CONCAT", "B"."GENRE_COUNT", "B"."IMDB_ID", "B"."TMDB_ID")"`,
    )
    expect(all.filter((sql) => sql.startsWith('drop table') && sql.includes('SRC_'))).toHaveLength(6)
  })

  it('bring columns in line, inside of transactions that begin and commit', () => {
    const relation = { database: 'db', schema: 'dev', name: 'it"s' }
    const alter = {
      kind: 'alterColumns',
      relation,
      like: relation,
      add: ['new_one'],
      drop: ['old_one'],
      types: {},
    } as const
    const types = [{ name: 'NEW_ONE', type: 'NUMBER(2,1)' }]
    expect(snowflakeSqlDialect().renderAlterColumns(alter, types)).toMatchInlineSnapshot(`
      [
        "alter table "DB"."DEV"."IT""S" add column if not exists "NEW_ONE" NUMBER(2,1)",
        "alter table "DB"."DEV"."IT""S" drop column if exists "OLD_ONE"",
      ]
    `)
    expect(snowflakeSqlDialect().render({ kind: 'transaction', steps: [alter] })).toMatchInlineSnapshot(`
      [
        "begin transaction",
        "alter table "DB"."DEV"."IT""S" add column if not exists "NEW_ONE" /* type of the batch, read at run time */",
        "alter table "DB"."DEV"."IT""S" drop column if exists "OLD_ONE"",
        "commit",
      ]
    `)
    expect(
      snowflakeSqlDialect().quoteRelation(snowflakeSqlDialect().temporaryRelation(relation, 'batch_1')),
    ).toMatchInlineSnapshot(`""DB"."DEV"."KERROS_IT""S_BATCH_1""`)
  })
})
