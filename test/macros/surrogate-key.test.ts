import { createHash } from 'node:crypto'
import { castTo, date, decimal, table, varchar } from 'kerros'
import { surrogateKey } from 'kerros/macros'
import { describe, expect, it } from 'vitest'
import { compileModel, ratings, scores } from './compile-model.js'
import { compiled, db, rowsOf } from './engines.js'

const NULL = '_dbt_utils_surrogate_key_null_'
const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

const keyed = table({ r: ratings }, (q) =>
  q
    .selectFrom('r')
    .orderBy('r.id')
    .select((eb) => [
      surrogateKey([eb.ref('r.id')]).as('one'),
      surrogateKey([
        eb.ref('r.id'),
        eb.ref('r.rating'),
        eb.ref('r.comment'),
        eb('r.id', '>', 1),
        eb.ref('r.rated_on'),
      ]).as('five'),
    ]),
)

describe('surrogateKey', () => {
  it('is the md5 of the strings joined by a dash, on both engines', () => {
    expect(compiled(compileModel(keyed).node)).toMatchInlineSnapshot(`
      {
        "duckdb": "select md5(coalesce(cast("r"."id" as varchar), '_dbt_utils_surrogate_key_null_')) as "one", md5((coalesce(cast("r"."id" as varchar), '_dbt_utils_surrogate_key_null_') || '-' || coalesce(cast("r"."rating" as varchar), '_dbt_utils_surrogate_key_null_') || '-' || coalesce(cast("r"."comment" as varchar), '_dbt_utils_surrogate_key_null_') || '-' || coalesce(cast("r"."id" > 1 as varchar), '_dbt_utils_surrogate_key_null_') || '-' || coalesce(strftime("r"."rated_on", '%Y-%m-%d'), '_dbt_utils_surrogate_key_null_'))) as "five" from "main"."r" as "r" order by "r"."id" nulls last",
        "snowflake": "select md5(coalesce(cast("R"."ID" as varchar), '_dbt_utils_surrogate_key_null_')) as "ONE", md5(concat(coalesce(cast("R"."ID" as varchar), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast("R"."RATING" as varchar), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast("R"."COMMENT" as varchar), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast("R"."ID" > 1 as varchar), '_dbt_utils_surrogate_key_null_'), '-', coalesce(to_char("R"."RATED_ON", 'YYYY-MM-DD'), '_dbt_utils_surrogate_key_null_'))) as "FIVE" from "MAIN"."R" as "R" order by "R"."ID" nulls last",
      }
    `)
  })

  it('equals dbt_utils.generate_surrogate_key', async () => {
    const rows = await rowsOf(compileModel(keyed).node)
    expect(rows.map((row) => row.one)).toEqual(['1', '2', '3', '4', '5', '6'].map(md5))
    expect(rows.map((row) => row.five)).toEqual(
      [
        '1-4.5-good-false-2024-01-31',
        `2-4.0-${NULL}-true-2024-02-29`,
        '3-2.5--true-2024-03-01',
        '4-0.5-a|b-true-2024-01-01',
        `5-5.0-${NULL}-true-2023-12-31`,
        `6-${NULL}-${NULL}-true-${NULL}`,
      ].map(md5),
    )
  })

  it('is the same for a date of a model between, and for a cast', async () => {
    const days = table({ r: ratings }, (q) =>
      q.selectFrom('r').select((eb) => ['r.id', castTo(eb.ref('r.loaded_at'), date()).as('day')]),
    )
    const key = table({ d: days }, (q) =>
      q
        .selectFrom('d')
        .where('d.id', '=', 1)
        .select((eb) => surrogateKey([eb.ref('d.day')]).as('key')),
    )
    const { node, columns } = compileModel(key)
    expect(compiled(node).snowflake).toContain(`to_char("D"."DAY", 'YYYY-MM-DD')`)
    expect(columns).toEqual([{ name: 'key', type: { name: 'varchar' } }])
    expect(await rowsOf(node)).toEqual([{ key: md5('2024-02-01') }])
  })

  it('refuses doubles and timestamps, which engines write differently', () => {
    const ofDouble = table({ s: scores }, (q) =>
      q.selectFrom('s').select((eb) => surrogateKey([eb.ref('s.id'), eb.ref('s.score')]).as('key')),
    )
    expect(() => compileModel(ofDouble, 'scored')).toThrow(
      expect.objectContaining({
        code: 'E_TYPE_MISMATCH',
        message: expect.stringMatching(/"scored": a double cannot be part of a surrogate key/),
      }),
    )
    const mended = table({ s: scores }, (q) =>
      q.selectFrom('s').select((eb) => surrogateKey([castTo(eb.ref('s.score'), decimal(10, 2))]).as('key')),
    )
    expect(() => compileModel(mended)).not.toThrow()
    const ofTimestamp = table({ r: ratings }, (q) =>
      q.selectFrom('r').select((eb) => surrogateKey([eb.ref('r.loaded_at').$castTo<string>()]).as('key')),
    )
    expect(() => compileModel(ofTimestamp)).toThrow('a timestamp cannot be part of a surrogate key')
  })

  it('accepts strings with the separator and the quote as they are', async () => {
    const query = db
      .selectFrom('r')
      .where('r.id', '=', 4)
      .select((eb) => surrogateKey([eb.ref('r.comment'), castTo(eb.val("o'-x"), varchar())]).as('key'))
    expect(await rowsOf(query)).toEqual([{ key: md5("a|b-o'-x") }])
  })

  it('refuses to be of nothing', () => {
    expect(() => surrogateKey([] as never)).toThrow(
      expect.objectContaining({ code: 'E_INVALID_OPTION', message: 'a surrogate key has no parts' }),
    )
  })
})
