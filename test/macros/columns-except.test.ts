import { double, ephemeral, source, table } from 'kerros'
import { columnsExcept, selectExcept, surrogateKey, topN } from 'kerros/macros'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { compileModel, ratings, scores } from './compile-model.js'
import { compiled, db, rowsOf } from './engines.js'

const FIRST = { id: 1, user_id: 1, rating: 4.5 }

describe('columnsExcept', () => {
  it('lists the columns that are left, in order', () => {
    expect(columnsExcept(scores, ['id'])).toEqual(['score'])
    expect(columnsExcept(scores, [])).toEqual(['id', 'score'])
    expect(columnsExcept(scores, ['score'], 's')).toEqual(['s.id'])
  })

  it('works in select', async () => {
    const model = table({ r: ratings }, (q) =>
      q
        .selectFrom('r')
        .where('r.id', '=', 1)
        .select(columnsExcept(ratings, ['weight', 'comment', 'rated_on', 'loaded_at'], 'r')),
    )
    expect(await rowsOf(compileModel(model).node)).toEqual([FIRST])
  })

  it('selects columns and aliases whose names Kysely would read as more than a name', () => {
    const odd = source('raw', { odd: { 'a.b': double(), 'c as d': double(), e: double() } }).odd
    expect(compiled((db as any).selectFrom('odd as o').select(columnsExcept(odd, ['e'], 'o'))).duckdb).toBe(
      'select "o"."a.b", "o"."c as d" from "odd" as "o"',
    )
    expect(compiled((db as any).selectFrom('odd').select(columnsExcept(odd, []))).duckdb).toBe(
      'select "a.b", "c as d", "e" from "odd"',
    )
  })
})

describe('selectExcept', () => {
  const small = ephemeral({ r: ratings }, (q) =>
    q.selectFrom('r').$call(selectExcept('r', ['weight', 'comment', 'rated_on', 'loaded_at'])),
  )

  it('becomes the columns themselves, of sources and of models', async () => {
    const model = table({ s: small, x: scores }, (q) =>
      q
        .selectFrom('s')
        .leftJoin('x', 'x.id', 's.id')
        .where('s.id', '=', 1)
        .select('x.score')
        .$call(selectExcept('s', ['id'])),
    )
    const { node, columns } = compileModel(model)
    expect(compiled(node)).toMatchInlineSnapshot(`
      {
        "duckdb": "with "upstream" as (select "r"."id", "r"."user_id", "r"."rating" from "main"."r" as "r") select "x"."score", "s"."user_id", "s"."rating" from "upstream" as "s" left join "main"."scores" as "x" on "x"."id" = "s"."id" where "s"."id" = 1",
        "snowflake": "with "UPSTREAM" as (select "R"."ID", "R"."USER_ID", "R"."RATING" from "MAIN"."R" as "R") select "X"."SCORE", "S"."USER_ID", "S"."RATING" from "UPSTREAM" as "S" left join "MAIN"."SCORES" as "X" on "X"."ID" = "S"."ID" where "S"."ID" = 1",
      }
    `)
    expect(columns).toEqual([
      { name: 'score', type: { name: 'double' }, values: 'number', mayBeNull: true },
      { name: 'user_id', type: { name: 'integer' }, values: 'number' },
      { name: 'rating', type: { name: 'decimal', precision: 2, scale: 1 }, values: 'number' },
    ])
  })

  it('works on common table expressions and subqueries, and before surrogateKey and topN', async () => {
    const model = table({ s: small }, (q) =>
      q
        .with('c', (w) => w.selectFrom('s').selectAll())
        .selectFrom((eb) =>
          eb
            .selectFrom('c')
            .$call(selectExcept('c', ['rating']))
            .as('inner'),
        )
        .$call(selectExcept('inner', ['user_id']))
        .select((eb) => surrogateKey([eb.ref('inner.id')]).as('key'))
        .$call(topN({ n: 2, partitionBy: [], orderBy: [['id', 'desc']] }))
        .orderBy('id'),
    )
    const { node, columns } = compileModel(model)
    expect(columns?.map((column) => column.name)).toEqual(['id', 'key'])
    expect((await rowsOf(node)).map((row) => row.id)).toEqual([5, 6])
  })

  it('is the engines’ own EXCLUDE in a query that is run by hand', async () => {
    const query = db
      .selectFrom('r')
      .where('r.id', '=', 1)
      .$call(selectExcept('r', ['weight', 'comment', 'rated_on', 'loaded_at']))
    expect(compiled(query)).toMatchInlineSnapshot(`
      {
        "duckdb": "select "r".* exclude ("weight", "comment", "rated_on", "loaded_at") from "r" where "r"."id" = 1",
        "snowflake": "select "R".* exclude ("WEIGHT", "COMMENT", "RATED_ON", "LOADED_AT") from "R" where "R"."ID" = 1",
      }
    `)
    expect(await rowsOf(query)).toEqual([FIRST])
  })

  it('refuses to leave nothing out', () => {
    expect(() => selectExcept<any, 'u', {}, 'u', never>('u', [])).toThrow(
      expect.objectContaining({ code: 'E_INVALID_OPTION', message: 'selectExcept leaves no column out' }),
    )
  })

  it('needs a contract where raw SQL hides the columns', async () => {
    const hidden = (contract?: { half: ReturnType<typeof double> }) =>
      table(
        { r: ratings },
        (q) =>
          q
            .selectFrom(sql<{ id: number; half: number }>`(select id, rating / 2 as half from r where id = 1)`.as('h'))
            .$call(selectExcept('h', ['id'])),
        contract ? { contract } : {},
      )
    expect(() => compileModel(hidden())).toThrow(expect.objectContaining({ code: 'E_COLUMNS_UNKNOWN' }))
    const { node } = compileModel(hidden({ half: double() }))
    expect(compiled(node).snowflake).toContain('select "H".* exclude ("ID") from')
    expect(await rowsOf(node)).toEqual([{ half: 2.25 }])
  })
})
