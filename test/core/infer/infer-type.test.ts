import { castTo, dateAdd, decimal, iff, keyText, mod, round, varchar, view } from 'kerros'
import { CaseNode, ReferenceNode, sql, TableNode } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { OutputColumn } from '../../../src/core/infer/output-column.js'
import { expressionType, expressionValues } from '../../../src/core/infer/output-columns.js'
import { parseSqlType } from '../../../src/core/infer/parse-sql-type.js'
import { compileAndRun, compileFor, raw } from '../compile/compile-models.js'
import { inT, eb as t } from './known-columns.js'

const { events, users } = raw

/** The column that an expression makes; `any`, because TypeScript would not let some of them be written. */
function columnOf(expression: (eb: any) => any): OutputColumn {
  const m = view({ e: events, u: users }, (db) =>
    db
      .selectFrom('e')
      .innerJoin('u', 'u.user_id', 'e.user_id')
      .select((eb) => expression(eb).as('x')),
  )
  return compileFor('duckdb', { m }).columns![0]!
}

const when = (eb: any, one: unknown, other: unknown) => eb.case().when('e.id', '=', 1).then(one).else(other).end()

describe('the type of an expression', () => {
  it.each([
    ['whole + whole', (eb: any) => eb('e.id', '+', 1), { name: 'bigint' }],
    ['whole % whole', (eb: any) => eb('e.id', '%', 2), { name: 'bigint' }],
    ['whole / whole', (eb: any) => eb('e.id', '/', 2), undefined],
    ['whole * decimal', (eb: any) => eb('e.id', '*', eb.ref('e.amount')), undefined],
    ['decimal * whole', (eb: any) => eb('e.amount', '*', eb.ref('e.id')), undefined],
    ['double * whole', (eb: any) => eb('u.score', '*', eb.ref('e.id')), { name: 'double' }],
    ['whole / double', (eb: any) => eb('e.id', '/', eb.ref('u.score')), { name: 'double' }],
    ['text || text', (eb: any) => eb('e.kind', '||', 'x'), { name: 'varchar' }],
    ['a comparison', (eb: any) => eb('e.id', '=', 1), { name: 'boolean' }],
    ['in parentheses', (eb: any) => eb.parens(eb('e.id', '+', 1)), { name: 'bigint' }],
    ['a constant', (eb: any) => eb.val(true), { name: 'boolean' }],
    ['mod of whole numbers', (eb: any) => mod(eb.ref('e.id'), 2), { name: 'integer' }],
    ['mod of decimals', (eb: any) => mod(eb.ref('e.amount'), eb.ref('e.amount')), undefined],
    ['a day after a date', (eb: any) => dateAdd('day', 1, eb.ref('u.born')), { name: 'date' }],
    ['an hour after a date', (eb: any) => dateAdd('hour', 1, eb.ref('u.born')), { name: 'timestamp' }],
    ['an hour after a timestamp', (eb: any) => dateAdd('hour', 1, eb.ref('e.loaded_at')), { name: 'timestamp' }],
    ['a cast', (eb: any) => eb.cast('e.id', 'decimal(12, 3)'), { name: 'decimal', precision: 12, scale: 3 }],
    [
      'a cast without digits',
      (eb: any) => eb.cast('e.id', sql`number( 12 )`),
      { name: 'decimal', precision: 12, scale: 0 },
    ],
    ['a cast to no type of ours', (eb: any) => eb.cast('e.id', sql`uhugeint`), undefined],
    ['a cast without precision', (eb: any) => eb.cast('e.id', 'numeric'), undefined],
    ['a template', (eb: any) => eb.cast('e.id', sql`varchar(20)`), { name: 'varchar' }],
  ])('of %s', (_, expression, type) => {
    expect(columnOf(expression).type).toEqual(type)
  })

  it.each([
    ['whole and whole', ['e.id', 'e.user_id'], { name: 'integer' }],
    ['whole and double', ['e.id', 'u.score'], { name: 'double' }],
    ['double and whole', ['u.score', 'e.id'], { name: 'double' }],
    ['whole and decimal', ['e.id', 'e.amount'], { name: 'decimal', precision: 10, scale: 2 }],
    ['decimal and whole', ['e.amount', 'e.id'], { name: 'decimal', precision: 10, scale: 2 }],
    ['date and timestamp', ['u.born', 'e.loaded_at'], { name: 'timestamp' }],
    ['timestamp and date', ['e.loaded_at', 'u.born'], { name: 'timestamp' }],
    ['string and string', ['e.kind', 'u.name'], { name: 'varchar' }],
  ])('that is one of two is not the first’s: %s', (_, [one, other], type) => {
    expect(columnOf((eb) => when(eb, eb.ref(one), eb.ref(other))).type).toEqual(type)
    const coalesced = () => columnOf((eb) => eb.fn.coalesce(eb.ref(one), eb.ref(other))).type
    // coalesce has the type of its first value, and a timestamp is no date.
    if (one === 'u.born') expect(coalesced).toThrow('the values of coalesce are date and timestamp')
    else expect(coalesced()).toEqual(type)
    expect(columnOf((eb) => iff(eb('e.id', '=', 1), eb.ref(one), eb.ref(other))).type).toEqual(type)
    expect(columnOf((eb) => when(eb, eb.ref(one), null)).type).toEqual(columnOf((eb) => eb.ref(one)).type)
    expect(columnOf((eb) => when(eb, eb.ref(one), sql`x`)).type?.name).toBe(
      one === 'u.score' ? 'double' : one === 'e.loaded_at' ? 'timestamp' : undefined,
    )
  })

  it('is a date where a string replaces a missing one', async () => {
    const m = view({ u: users }, (db) =>
      db
        .selectFrom('u')
        .orderBy('u.user_id')
        .select((eb) => [
          castTo(eb.fn.coalesce('u.born', eb.val('2026-01-01' as const)), varchar()).as('coalesced'),
          castTo(
            eb.case().when('u.user_id', '=', 1).then(eb.val('2026-01-01')).else(eb.ref('u.born')).end() as never,
            varchar(),
          ).as('either'),
        ]),
    )
    const one = view({ u: users }, (db) =>
      db.selectFrom('u').select((eb) => eb.case().when('u.user_id', '=', 1).then('x').else('y').end().as('x')),
    )
    expect(compileFor('duckdb', { m: one }).columns![0]!.type).toEqual({ name: 'varchar' })
    const { snowflake, rows } = await compileAndRun({ m })
    expect(snowflake.match(/to_char\(.*?'YYYY-MM-DD'\)/g)).toHaveLength(2)
    expect(rows[0]!['coalesced']).toBe('1990-01-01')
  })

  it('is no part of a surrogate key where it may be a timestamp', () => {
    for (const other of ['u.born', 'e.loaded_at'])
      expect(() => columnOf((eb) => keyText(eb.fn.coalesce(other, 'e.loaded_at')))).toThrow(
        'a timestamp cannot be part',
      )
  })
})

/** What `selectAll('t')` selects. */
const ALL = { toOperationNode: () => ReferenceNode.createSelectAll(TableNode.create('t')) }

describe('the type of an expression over one table', () => {
  const typeOf = (x: any): string | undefined => expressionType(x.toOperationNode(), inT)?.name
  const either = (...values: readonly any[]): any =>
    values
      .slice(1)
      .reduce((made, value, i) => made.when('t.small', '=', i).then(value), t.case().when('t.flag').then(values[0]))
      .end()

  it.each<[string | undefined, string, any]>([
    ['integer', '1', t.val(1)],
    ['integer', '1, in the SQL', t.lit(1)],
    [undefined, '1.5', t.val(1.5)],
    ['bigint', '1n', t.val(1n)],
    ['varchar', 'a string', t.val('x')],
    ['boolean', 'false', t.val(false)],
    ['timestamp', 'a Date', t.val(new Date(0))],
    [undefined, 'NULL', t.lit(null)],
    [undefined, 'an object', t.val({ a: 1 })],
    ['integer', 'a column', t.ref('t.small')],
    ['integer', 'a column without a table', t.ref('small')],
    [undefined, 'a column that is not there', t.ref('t.missing')],
    [undefined, 'a column that is not there, without a table', t.ref('missing')],
    [undefined, 'a column of a table that is not there', t.ref('u.small')],
    [undefined, 'all columns', ALL],
    ['bigint', 'integer - bigint', t('t.small', '-', t.ref('t.big'))],
    ['bigint', 'bigint * integer', t('t.big', '*', t.ref('t.small'))],
    [undefined, 'bigint / integer', t('t.big', '/', t.ref('t.small'))],
    ['double', 'raw / double', t('t.raw', '/', t.ref('t.score'))],
    [undefined, 'integer + raw', t('t.small', '+', t.ref('t.raw'))],
    [undefined, 'raw + integer', t('t.raw', '+', t.ref('t.small'))],
    ['varchar', 'raw || raw', t('t.raw', '||', t.ref('t.raw'))],
    ['boolean', 'in', t('t.small', 'in', [1, 2])],
    [undefined, 'an operator in raw SQL', t('t.small', sql`+`, 1)],
    ['integer', 'parentheses in a template', sql`((${t.ref('t.small')}))`],
    [undefined, 'a template', sql`- ${t.ref('t.small')}`],
    ['integer', 'a subquery', t.selectFrom('t').select('t.small')],
    [undefined, 'a subquery whose columns are not known', t.selectFrom('u').selectAll()],
    [undefined, 'a subquery without columns', t.selectFrom('t')],
    [undefined, 'CASE without a result', { toOperationNode: () => CaseNode.create() }],
    [undefined, 'a column of a table whose columns are not known', t.ref('hidden.x')],
    ['integer', 'the first column of a subquery', t.selectFrom('t').select(['t.small', 't.text'])],
    ['double', 'an aggregate', t.fn('stddev', ['t.small'])],
    ['bigint', 'count', t.fn.countAll()],
    ['date', 'COALESCE in upper case', t.fn('COALESCE', ['t.day', 't.day'])],
    ['varchar', 'min', t.fn.min('t.text')],
    [undefined, 'an engine’s own sum', t.fn.sum('t.small')],
  ])('is %s for %s', (type, _, x) => {
    expect(typeOf(x)).toBe(type)
  })

  it.each<[string | undefined, string, readonly any[]]>([
    ['integer', 'one', [t.ref('t.small')]],
    ['bigint', 'integers', [t.ref('t.small'), t.ref('t.big'), t.ref('t.small')]],
    ['decimal', 'a decimal among integers', [t.ref('t.big'), t.ref('t.price'), t.ref('t.small')]],
    [undefined, 'two decimals', [t.ref('t.price'), t.ref('t.exact')]],
    [undefined, 'a decimal and a string', [t.ref('t.price'), t.ref('t.text')]],
    ['double', 'a double among strings', [t.ref('t.text'), t.ref('t.score'), t.ref('t.text')]],
    ['timestamp', 'a timestamp among dates', [t.ref('t.day'), t.ref('t.time'), t.ref('t.day')]],
    ['date', 'a date and a string in the code', [t.ref('t.day'), t.val('2026-01-01')]],
    ['date', 'a string in the code and a date', [t.val('2026-01-01'), t.ref('t.day')]],
    ['timestamp', 'a timestamp and a string in the code', [t.ref('t.time'), t.val('2026-01-01')]],
    [undefined, 'a date and a string', [t.ref('t.day'), t.ref('t.text')]],
    [undefined, 'a date and a number', [t.ref('t.day'), t.val(1)]],
    [undefined, 'a number and a string in the code', [t.ref('t.small'), t.val('1')]],
    ['varchar', 'strings', [t.ref('t.text'), t.val('x')]],
    ['integer', 'NULL and a number', [t.val(null), t.ref('t.small'), t.val(null)]],
    [undefined, 'nothing but NULL', [t.val(null), t.val(null)]],
    [undefined, 'a number and raw SQL', [t.ref('t.small'), t.ref('t.raw')]],
  ])('is %s for what is one of several: %s', (type, _, values) => {
    expect(typeOf(t.fn.coalesce(...values))).toBe(type)
    expect(typeOf(either(...values))).toBe(type)
    expect(
      typeOf(
        t
          .case()
          .when('t.flag')
          .then(values[0])
          .else(t.fn.coalesce(...values))
          .end(),
      ),
    ).toBe(type)
  })
})

describe('the type of a cast', () => {
  const DECIMAL = { name: 'decimal', precision: 18, scale: 1 }

  it.each<[string, unknown]>([
    ['decimal(18, 1)', DECIMAL],
    ['  Decimal  (  18  ,  1  )  ', DECIMAL],
    ['number(18,1)', DECIMAL],
    ['decimal(38, 10)', { name: 'decimal', precision: 38, scale: 10 }],
    ['numeric(8)', { name: 'decimal', precision: 8, scale: 0 }],
    ['decimal', undefined],
    ['decimal()', undefined],
    ['decimal(a)', undefined],
    ['decimal(18, 1, 2)', undefined],
    ['decimal(18, 1)[]', undefined],
    ['decimal(18, 1) x', undefined],
    ['- decimal(18, 1)', undefined],
    [' timestamp_ntz ( 9 ) ', { name: 'timestamp' }],
    ['int[]', undefined],
    ['"int"', undefined],
    ['toString', undefined],
    ['constructor', undefined],
    ['', undefined],
  ])('is read from its name: %j', (written, type) => {
    expect(parseSqlType(sql.raw(written).toOperationNode())).toEqual(type)
  })

  it('is not read from a template with values, nor from anything else', () => {
    expect(parseSqlType(sql`decimal(${sql.lit(18)})`.toOperationNode())).toBeUndefined()
    expect(parseSqlType(sql`${sql.lit('int')}`.toOperationNode())).toBeUndefined()
    expect(parseSqlType(sql`int ${sql.lit(4)}`.toOperationNode())).toBeUndefined()
    expect(parseSqlType(t.val('int').toOperationNode())).toBeUndefined()
  })

  it.each([
    ['integer', ['int', 'INT4', 'integer']],
    ['bigint', ['int8', 'bigint']],
    ['double', ['double', 'double precision', 'float', 'float8']],
    ['varchar', ['varchar', 'varchar(20)', 'text', 'string']],
    ['boolean', ['boolean', 'bool']],
    ['date', ['date']],
    ['timestamp', ['timestamp', 'datetime', 'timestamp_ntz(9)']],
    ['binary', ['blob', 'binary']],
    ['json', ['json', 'variant']],
  ])('is %s for %j', (name, written) => {
    for (const type of written) expect(columnOf((eb) => eb.cast('e.id', sql.raw(type))).type).toEqual({ name })
  })
})

describe('what the numbers of an expression are', () => {
  it.each([
    ['number', (eb: any) => eb.val(1)],
    ['number or bigint', (eb: any) => eb.val(1n)],
    [undefined, (eb: any) => eb.val('1')],
    ['number', (eb: any) => eb.parens(eb('e.id', '+', 1))],
    ['number or bigint', (eb: any) => when(eb, eb.ref('e.id'), eb.val(2n))],
    ['number or bigint', (eb: any) => when(eb, eb.val(2n), eb.ref('e.id'))],
    ['decimal text', (eb: any) => eb('e.id', '+', castTo(eb.ref('e.id'), decimal(38, 2)))],
    ['number', (eb: any) => castTo(eb.ref('e.id'), decimal(10, 2))],
    [undefined, (eb: any) => eb('e.id', '=', 1)],
    [undefined, (eb: any) => eb.ref('e.kind')],
  ])('%s', (values, expression) => {
    expect(columnOf(expression).values).toBe(values)
  })
})

describe('what the numbers of an expression over one table are', () => {
  const NUMBERS: readonly (readonly [string, any])[] = [
    ['number', 't.small'],
    ['number or bigint', 't.big'],
    ['decimal text', 't.exact'],
  ]

  it.each<[unknown, string, any]>([
    ['decimal text', 'a column', t.ref('t.exact')],
    ['decimal text', 'a column without a table', t.ref('exact')],
    [undefined, 'a column that is not there', t.ref('t.missing')],
    [undefined, 'a column that is not there, without a table', t.ref('missing')],
    [undefined, 'a column of a table that is not there', t.ref('u.exact')],
    [undefined, 'all columns', ALL],
    [undefined, 'a subquery whose columns are not known', t.selectFrom('u').selectAll()],
    [undefined, 'a subquery without columns', t.selectFrom('t')],
    [undefined, 'CASE without a result', { toOperationNode: () => CaseNode.create() }],
    ['number or bigint', 'minus', t.neg(t.ref('t.big'))],
    [undefined, 'not', t.not(t.ref('t.big'))],
    ['decimal text', 'a subquery', t.selectFrom('t').select(['t.exact', 't.small'])],
    ['number or bigint', 'parentheses in a template', sql`(${t.ref('t.big')})`],
    [undefined, 'a template', sql`abs(${t.ref('t.big')})`],
    [undefined, 'raw SQL + a number', t('t.raw', '+', t.ref('t.big'))],
    ['number or bigint', 'a number + raw SQL', t('t.big', '+', t.ref('t.raw'))],
    [undefined, 'an operator in raw SQL', t('t.big', sql`+`, 1)],
    [undefined, 'a comparison', t('t.big', '<', 1)],
    ['number', 'count', t.fn.count('t.exact')],
    ['decimal text', 'max', t.fn.max('t.exact')],
    ['decimal text', 'CASE', t.case().when('t.flag').then(t.ref('t.small')).when('t.raw').then(t.ref('t.exact')).end()],
    ['number', 'CASE with raw SQL', t.case().when('t.flag').then(t.ref('t.raw')).else(t.ref('t.small')).end()],
  ])('is %s for %s', (values, _, x) => {
    expect(expressionValues(x.toOperationNode(), inT)).toBe(values)
  })

  it.each(['+', '-', '*', '/', '%'])('is the wider of two for %s', (operator) => {
    for (const [i, [one, left]] of NUMBERS.entries())
      for (const [j, [other, right]] of NUMBERS.entries())
        expect(expressionValues(t(left, operator, t.ref(right)).toOperationNode(), inT)).toBe(i > j ? one : other)
  })
})

describe('the type of a union', () => {
  it('is not that of a NULL in one of its halves', () => {
    const halves = [(eb: any) => eb.ref('u.born'), (eb: any) => eb.val(null), (eb: any) => eb.lit(null)]
    const of = (first: (eb: any) => any, second: (eb: any) => any) => {
      const m = view({ u: users }, (db: any) =>
        db
          .selectFrom('u')
          .select((eb: any) => first(eb).as('x'))
          .unionAll(db.selectFrom('u').select((eb: any) => second(eb).as('x'))),
      )
      return compileFor('duckdb', { m }).columns![0]!.type?.name
    }
    const [day, none, literal] = halves as [(eb: any) => any, (eb: any) => any, (eb: any) => any]
    expect([of(day, none), of(none, day), of(day, literal), of(none, literal)]).toEqual([
      'date',
      'date',
      'date',
      undefined,
    ])
  })
})

describe('the type of a recursive query', () => {
  const m = view({ u: users }, (db) =>
    db
      .withRecursive('t', (q) =>
        q
          .selectFrom('u')
          .select(['u.user_id as n', 'u.born as day'])
          .unionAll(
            q
              .selectFrom('t')
              .where('t.n', '<', 12)
              .select((eb) => [eb('t.n', '+', 1).as('n'), dateAdd('day', 1, eb.ref('t.day')).as('day')]),
          ),
      )
      .selectFrom('t')
      .where('t.n', '<', 20)
      .orderBy('t.n')
      .select((eb) => [round(eb.ref('t.n')).as('n'), castTo(eb.ref('t.day'), varchar()).as('text'), 't.day']),
  )

  it('is that of the select which it begins with', () => {
    expect(compileFor('duckdb', { m }).columns?.map(({ type }) => type?.name)).toEqual(['integer', 'varchar', 'date'])
  })

  it('decides how a day is written', async () => {
    const { snowflake, rows } = await compileAndRun({ m })
    expect(snowflake).toContain(`to_char("T"."DAY", 'YYYY-MM-DD')`)
    expect(rows.map(({ n, text }) => [n, text])).toEqual([
      [10, '1990-01-01'],
      [11, '1990-01-02'],
      [12, '1990-01-03'],
    ])
  })

  it('is not that of a union that is only among recursive queries', () => {
    const both = view({ u: users }, (db) =>
      db
        .withRecursive('t', (q) =>
          q.selectFrom('u').select('u.user_id as x').unionAll(q.selectFrom('u').select('u.score as x')),
        )
        .selectFrom('t')
        .select('t.x'),
    )
    expect(compileFor('duckdb', { m: both }).columns![0]!.type).toEqual({ name: 'double' })
  })
})

describe('round', () => {
  it('rounds what is a whole number only sometimes', async () => {
    const m = view({ u: users }, (db) =>
      db
        .selectFrom('u')
        .select((eb) => [
          round(eb.case().when('u.user_id', '=', 10).then(0).else(eb.ref('u.score')).end()).as('of_case'),
          round(eb.fn.coalesce(eb.case().when('u.user_id', '=', 10).then(7).end(), 'u.score') as never).as(
            'of_coalesce',
          ),
        ])
        .orderBy('u.user_id'),
    )
    const { rows } = await compileAndRun({ m })
    expect(rows).toEqual([
      { of_case: 0, of_coalesce: 7 },
      { of_case: 3, of_coalesce: 3 },
    ])
  })

  it('rounds a column of a union that only one half has as a whole number', async () => {
    const u = view({ u: users }, (db) =>
      db.selectFrom('u').select('u.user_id as x').unionAll(db.selectFrom('u').select('u.score as x')),
    )
    const m = view({ u }, (db) =>
      db
        .selectFrom('u')
        .select((eb) => round(eb.ref('u.x')).as('x'))
        .orderBy('u.x'),
    )
    const inner = view({ u: users }, (db) =>
      db
        .selectFrom(
          db.selectFrom('u').select('u.user_id as x').unionAll(db.selectFrom('u').select('u.score as x')).as('s'),
        )
        .select((eb) => round(eb.ref('s.x')).as('x'))
        .orderBy('s.x'),
    )
    expect(compileFor('duckdb', { u, m }).sql).toContain('round(')
    expect((await compileAndRun({ m: inner })).rows).toEqual([{ x: 2 }, { x: 3 }, { x: 10 }, { x: 20 }])
  })
})
