import {
  count,
  firstValue,
  iff,
  integer,
  lag,
  listagg,
  max,
  orNull,
  rowNumber,
  source,
  splitToTable,
  sum,
  text,
  varchar,
  variable,
  view,
} from 'kerros'
import { deduplicate, selectExcept, surrogateKey, topN, unionRelations } from 'kerros/macros'
import { type Expression, sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { describeLineage, lineagesOf } from './describe-lineage.js'

const raw = source('raw', {
  t: { id: integer(), a: integer(), b: integer(), s: varchar() },
  u: { id: integer(), a: integer(), c: integer() },
})

/** The lineage of a query over `t` and `u`. */
function of(query: (db: any) => object): readonly string[] {
  const contract = undefined
  const model = (view as any)({ t: raw.t, u: raw.u }, query, { contract })
  return describeLineage(lineagesOf({ raw_t: raw.t, raw_u: raw.u, model })['model']!)
}

/** The lineage of one expression over `t`. */
const ofExpression = (expression: (eb: any) => Expression<any>): string =>
  of((db) => db.selectFrom('t').select((eb: any) => [(expression(eb) as any).as('x')]))[0]!

describe('values', () => {
  it.each<[string, (eb: any) => any, string]>([
    ['a column under its name', (eb) => eb.ref('t.a').$castTo(), 'x = t.a renamed'],
    ['an operator', (eb) => eb('t.a', '+', eb.ref('t.b')), 'x = t.a transformed, t.b transformed'],
    ['a cast', (eb) => eb.cast('t.a', 'varchar'), 'x = t.a transformed'],
    ['coalesce', (eb) => eb.fn.coalesce('t.a', 't.b'), 'x = t.a transformed, t.b transformed'],
    [
      'case when',
      (eb) => eb.case().when('t.a', '>', 1).then(eb.ref('t.b')).else(eb.ref('t.id')).end(),
      'x = t.b transformed, t.id transformed, t.a ?case',
    ],
    [
      'iff',
      (eb) => iff(eb('t.a', '>', 1), eb.ref('t.b'), eb.ref('t.id')),
      'x = t.b transformed, t.id transformed, t.a ?case',
    ],
    ['a comparison', (eb) => eb('t.a', '=', eb.ref('t.b')), 'x = t.a transformed, t.b transformed'],
    ['between', (eb) => eb.between('t.a', eb.ref('t.b'), 3), 'x = t.a transformed, t.b transformed'],
    ['a constant', () => text('x'), 'x ='],
    ['a variable', () => variable('v', 1), 'x ='],
    [
      'a surrogate key',
      () => surrogateKey([sql.ref('t.a'), sql.ref('t.b')] as never),
      'x = t.a transformed, t.b transformed',
    ],
    [
      'a window function',
      (eb) => lag(eb.ref('t.a')).over((w) => w.partitionBy(eb.ref('t.b')).orderBy(eb.ref('t.id'))),
      'x = t.a aggregated, t.b ?window, t.id ?window',
    ],
    [
      'the first value of a window',
      (eb) => firstValue(eb.ref('t.a')).over((w) => w.orderBy(eb.ref('t.id'))),
      'x = t.a aggregated, t.id ?window',
    ],
    ['a row number', (eb) => rowNumber().over((w) => w.orderBy(eb.ref('t.id'))), 'x = t.id ?window'],
    [
      'a scalar subquery',
      (eb) => eb.selectFrom('u').select('u.c').whereRef('u.id', '=', 't.id').limit(1),
      'x = u.c renamed, u.id ?subquery, t.id ?subquery, rows of u',
    ],
    ['a number of rows', (eb) => eb.selectFrom('u').select(count().as('n')), 'x = rows of u'],
    [
      'in (subquery)',
      (eb) => eb('t.a', 'in', eb.selectFrom('u').select('u.c').where('u.a', '>', 1)),
      'x = t.a transformed, u.c transformed, u.a ?subquery, rows of u',
    ],
    [
      'exists (subquery)',
      (eb) => eb.exists(eb.selectFrom('u').select('u.c').whereRef('u.id', '=', 't.id')),
      'x = u.id ?subquery, t.id ?subquery, rows of u',
    ],
  ])('%s', (_, expression, expected) => {
    expect(ofExpression(expression)).toBe(expected)
  })

  it('of aggregates are aggregated; what they leave out decides', () => {
    expect(
      of((db) =>
        db
          .selectFrom('t')
          .select((eb: any) => [
            count().as('rows'),
            count(eb.ref('t.a')).as('n'),
            orNull(sum(eb.ref('t.a')).filterWhere(eb('t.b', '>', 0)) as any).as('some'),
            eb(max(eb.ref('t.a')), '+', 1).as('next'),
            listagg(eb.ref('t.s'), ',').withinGroupOrderBy(eb.ref('t.id')).as('all'),
            sql`percentile_cont(0.5) within group (order by ${eb.ref('t.b')})`.as('median'),
          ]),
      ),
    ).toEqual([
      'rows =',
      'n = t.a aggregated',
      'some = t.a aggregated, t.b ?filter',
      'next = t.a aggregated',
      'all = t.s aggregated, t.id ?order by',
      'median = t.b transformed, raw sql',
    ])
  })

  it('are the last of what holds on the way through subqueries', () => {
    const query = (db: any) =>
      db
        .selectFrom(
          db
            .selectFrom('t')
            .select((eb: any) => ['t.a', 't.b as c', eb('t.id', '+', 1).as('d')])
            .as('i'),
        )
        .select((eb: any) => ['i.a', 'i.c as b', eb.ref('i.c').as('e'), 'i.d', max(eb.ref('i.d')).over().as('most')])
    expect(of((db) => query(db))).toEqual([
      'a = t.a copied',
      'b = t.b copied',
      'e = t.b renamed',
      'd = t.id transformed',
      'most = t.id aggregated',
    ])
  })

  it('of unions come from each query, of intersect and except from the first', () => {
    const ofSet = (method: string) =>
      of((db) =>
        db
          .selectFrom('t')
          .select(['t.id', 't.a as v'])
          [method](db.selectFrom('u').select(['u.id', 'u.c as v'])),
      )
    expect(ofSet('unionAll')).toEqual(['id = t.id copied, u.id copied', 'v = t.a renamed, u.c renamed'])
    expect(ofSet('union')).toEqual([
      'id = t.id copied, u.id copied',
      'v = t.a renamed, u.c renamed',
      'rows: t.id union, u.id union, t.a union, u.c union',
    ])
    expect(ofSet('except')).toEqual([
      'id = t.id copied',
      'v = t.a renamed',
      'rows: t.id except, t.a except, u.id except, u.c except',
    ])
  })

  it('of selectAll, selectExcept and united relations are those of the tables', () => {
    expect(of((db) => db.selectFrom('u').selectAll())).toEqual(['id = u.id copied', 'a = u.a copied', 'c = u.c copied'])
    expect(of((db) => db.selectFrom('u').$call(selectExcept('u' as never, ['a'] as never)))).toEqual([
      'id = u.id copied',
      'c = u.c copied',
    ])
    expect(of((db) => unionRelations(db, ['t', 'u'] as never))).toEqual([
      'id = t.id copied, u.id copied',
      'a = t.a copied, u.a copied',
      'b = t.b copied',
      's = t.s copied',
      'c = u.c copied',
    ])
  })

  it('go through recursive common table expressions', () => {
    expect(
      of((db) =>
        db
          .withRecursive('r(n, v)', (cte: any) =>
            cte
              .selectFrom('t')
              .select(['t.id as n', 't.a as v'])
              .unionAll(
                cte
                  .selectFrom('r')
                  .innerJoin('u', 'u.id', 'r.n')
                  .select((eb: any) => ['u.a as n', eb('r.v', '+', eb.ref('u.c')).as('v')]),
              ),
          )
          .selectFrom('r')
          .select(['r.n', 'r.v']),
      ),
    ).toEqual([
      'n = t.id renamed, u.a renamed',
      'v = t.a transformed, u.c transformed',
      'rows: u.id join, t.id join, u.a join',
    ])
  })
})

describe('a column that is used twice by each of forty queries', () => {
  it('is walked once', () => {
    const twice = (db: any, name: string): any =>
      db
        .selectFrom(`${name} as l`)
        .innerJoin(`${name} as r`, 'r.v', 'l.v')
        .select((eb: any) => [eb('l.v', '+', eb.ref('r.v')).as('v')])
    const query = (db: any): any => {
      let from = db.with('w0', (cte: any) => cte.selectFrom('t').select('t.a as v'))
      for (let i = 1; i < 40; i++) from = from.with(`w${i}`, (cte: any) => twice(cte, `w${i - 1}`))
      return from.selectFrom('w39').select('w39.v')
    }
    expect(of(query)).toEqual(['v = t.a transformed', 'rows: t.a join'])
  })
})

describe('rows', () => {
  it.each<[string, (db: any) => any, string]>([
    ['where', (db) => db.selectFrom('t').select('t.a').where('t.b', '>', 1), 'rows: t.b where'],
    ['a join', (db) => db.selectFrom('t').leftJoin('u', 'u.id', 't.id').select('t.a'), 'rows: u.id join, t.id join'],
    ['groups', (db) => db.selectFrom('t').groupBy('t.a').select(['t.a']), 'rows: t.a group by'],
    [
      'groups by a name of the select list',
      (db) =>
        db
          .selectFrom('t')
          .groupBy('half')
          .select((eb: any) => [eb('t.b', '/', 2).as('half')]),
      'rows: t.b group by',
    ],
    ['groups by number', (db) => db.selectFrom('t').groupBy(sql`1`).select('t.b'), 'rows: t.b group by'],
    [
      'having',
      (db) =>
        db
          .selectFrom('t')
          .select('t.a')
          .groupBy('t.a')
          .having((eb: any) => eb(max(eb.ref('t.b')), '>', 1)),
      'rows: t.a group by, t.b having',
    ],
    [
      'qualify',
      (db) =>
        db
          .selectFrom('t')
          .select('t.a')
          .$call(topN({ n: 1, partitionBy: ['t.b'], orderBy: [['t.id', 'asc']] } as never)),
      'rows: t.b qualify, t.id qualify',
    ],
    [
      'deduplicate',
      (db) =>
        db
          .selectFrom('t')
          .select('t.a')
          .$call(deduplicate({ by: ['t.b'], orderBy: [['t.id', 'asc']] } as never)),
      'rows: t.b qualify, t.id qualify',
    ],
    ['distinct', (db) => db.selectFrom('t').select('t.a').distinct(), 'rows: t.a distinct'],
    [
      'distinct on',
      (db) => db.selectFrom('t').select('t.a').distinctOn('t.b').orderBy('t.b').orderBy('t.id'),
      'rows: t.b distinct, t.b order by, t.id order by',
    ],
    [
      'an order with a limit',
      (db) => db.selectFrom('t').select('t.a as z').orderBy('z').orderBy('t.b').limit(3),
      'rows: t.a order by, t.b order by',
    ],
    [
      'a lateral function',
      (db) =>
        db
          .selectFrom('t')
          .crossJoinLateral((eb: any) => splitToTable(eb.ref('t.s'), '|').as('p'))
          .select('t.a'),
      'rows: t.s lateral',
    ],
    [
      'a lateral subquery',
      (db) =>
        db
          .selectFrom('t')
          .innerJoinLateral(
            (eb: any) => eb.selectFrom('u').whereRef('u.id', '=', 't.id').select('u.c').as('f'),
            (j: any) => j.onTrue(),
          )
          .select('t.a'),
      'rows: u.id where, t.id where',
    ],
    [
      'a subquery in a condition',
      (db) =>
        db
          .selectFrom('t')
          .select('t.a')
          .where('t.b', 'in', (eb: any) => eb.selectFrom('u').select('u.c').where('u.a', '>', 1)),
      'rows: t.b where, u.c where, u.a where',
    ],
    [
      'a common table expression',
      (db) =>
        db
          .with('w', (cte: any) => cte.selectFrom('t').select('t.a').where('t.b', '>', 1))
          .selectFrom('w')
          .select('w.a'),
      'rows: t.b where',
    ],
    [
      'raw SQL',
      (db) =>
        db
          .selectFrom('t')
          .select('t.a')
          .where(sql`b > ${sql.ref('t.id')}`),
      'rows: t.id where, raw sql',
    ],
  ])('of %s', (_, query, expected) => {
    expect(of(query).at(-1)).toBe(expected)
  })

  it.each<[string, (db: any) => any]>([
    ['an order alone', (db) => db.selectFrom('t').select('t.a').orderBy('t.b')],
    [
      'a common table expression that nothing reads',
      (db) =>
        db
          .with('w', (cte: any) => cte.selectFrom('t').select('t.a').where('t.b', '>', 1))
          .selectFrom('t')
          .select('t.a'),
    ],
    ['a union of all', (db) => db.selectFrom('t').select('t.a').unionAll(db.selectFrom('u').select('u.a'))],
  ])('%s decides none', (_, query) => {
    expect(of(query).filter((line) => line.startsWith('rows'))).toEqual([])
  })
})

describe('raw SQL', () => {
  it.each<[string, (eb: any) => any, string]>([
    ['with names in its text is marked', (eb) => sql`${eb.ref('t.a')} + b`, 'x = t.a transformed, raw sql'],
    ['with a type is marked', (eb) => sql`${eb.ref('t.a')}::int`, 'x = t.a transformed, raw sql'],
    [
      'without names is not',
      (eb) => sql`${eb.ref('t.a')} % 7 + ${eb.ref('t.b')}`,
      'x = t.a transformed, t.b transformed',
    ],
    ['that is a string is not', () => sql`'it''s b'`, 'x ='],
    ['in parentheses only is as what is in it', (eb) => sql`(${eb.ref('t.a')})`, 'x = t.a renamed'],
    ['in quotes is marked', () => sql`"b"`, 'x = raw sql'],
  ])('%s', (_, expression, expected) => {
    expect(ofExpression(expression)).toBe(expected)
  })

  it('in FROM hides its columns', () => {
    expect(of((db) => db.selectFrom(sql`generate_series(1, 3)`.as('g')).select('g.n'))).toEqual([
      'n = raw sql',
      'rows: raw sql',
    ])
  })

  it('as a whole query marks the columns of the contract', () => {
    const model = view({ t: raw.t }, () => sql<{ n: number }>`select n from ${sql.table('t')}`, {
      contract: { n: integer() },
    })
    const { model: found } = lineagesOf({ raw_t: raw.t, raw_u: raw.u, model })
    expect(describeLineage(found!)).toEqual(['n = raw sql', 'rows: raw sql'])
    expect(found!.rowsOf).toEqual(['source.p.raw.t'])
  })
})
