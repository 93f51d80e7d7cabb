import { sum } from 'kerros'
import { Kysely, sql } from 'kysely'
import { afterAll, describe, expect, it } from 'vitest'
import { SnowflakeDialect } from '../../../src/dialects/snowflake/dialect/snowflake-dialect.js'
import { noLiveAccount } from '../../servers/live-account.js'

describe.skipIf(noLiveAccount())('a live account', () => {
  const db = new Kysely<any>({ dialect: new SnowflakeDialect() })
  afterAll(() => db.destroy())

  it('values of every type arrive as docs/types.md says', async () => {
    const { rows } =
      await sql`select 7::number(38, 0) as n, 9007199254740993::number(38, 0) as big, 1.50::number(10, 2) as price,
      1.50::number(20, 2) as amount, 1.5::double as x, 'nan'::double as nan, true as yes, 'x' as word, '2015-03-31'::date as day,
      '06:09:51.5'::time as hour, '2015-03-31 06:09:51.123456789'::timestamp_ntz as ntz,
      '1969-12-31 23:59:59.5'::timestamp_ltz as ltz, '2015-03-31 06:09:51 +02:00'::timestamp_tz as tz,
      to_binary('00FF', 'HEX') as bytes, parse_json('{"a":[1,null]}') as facts, array_construct(1, 'b') as list,
      [1.5, 2]::vector(float, 2) as vec`.execute(db)
    expect(rows).toEqual([
      {
        n: 7,
        big: 9007199254740993n,
        price: 1.5,
        amount: '1.50',
        x: 1.5,
        nan: Number.NaN,
        yes: true,
        word: 'x',
        day: '2015-03-31',
        hour: '06:09:51.5',
        ntz: new Date('2015-03-31T06:09:51.123Z'),
        ltz: new Date('1969-12-31T23:59:59.500Z'),
        tz: new Date('2015-03-31T04:09:51Z'),
        bytes: new Uint8Array([0, 255]),
        facts: { a: [1, null] },
        list: [1, 'b'],
        vec: [1.5, 2],
      },
    ])
  })

  it('values that are bound come back', async () => {
    const moment = new Date('2015-03-31T06:09:51.123Z')
    const { rows } = await sql`select cast(${2n ** 60n} as number(38, 0)) as big, cast(${0.1} as double) as x,
      cast(${moment} as timestamp_ntz) as ntz, cast(${moment} as timestamp_tz) as tz,
      to_binary(${new Uint8Array([0, 255])}, 'HEX') as bytes, parse_json(${{ a: [1, null] }}) as facts, ${null} as nothing`.execute(
      db,
    )
    const bytes = new Uint8Array([0, 255])
    expect(rows).toEqual([
      { big: 2n ** 60n, x: 0.1, ntz: moment, tz: moment, bytes, facts: { a: [1, null] }, nothing: null },
    ])
  })

  // docs/types.md speaks of sums, and no other server here has Snowflake's own types for them.
  it('a sum of decimals has the digits that docs/types.md says', async () => {
    const amounts = sql<{ x: number }>`(select 1.25::number(10, 2) as x)`.as<'t'>('t')
    const query = db.selectFrom(amounts).select((eb) => [sum(eb.ref('t.x')).as('total'), eb.fn.sum('t.x').as('own')])
    expect(await query.execute()).toEqual([{ total: 1.25, own: '1.25' }])
  })

  it('its tables are found', async () => {
    const name = `kerros_live_test_${process.pid}`
    const table = sql.id(name)
    await sql`create table ${table} (id integer autoincrement, title varchar not null default 'x' comment 'a title')`.execute(
      db,
    )
    try {
      const found = (await db.introspection.getTables()).find((one) => one.name === name)
      expect(found?.columns).toMatchObject([
        { name: 'id', dataType: 'NUMBER(38,0)', isAutoIncrementing: true, hasDefaultValue: true },
        { name: 'title', dataType: 'VARCHAR', isNullable: false, hasDefaultValue: true, comment: 'a title' },
      ])
    } finally {
      await sql`drop table ${table}`.execute(db)
    }
  })
})
