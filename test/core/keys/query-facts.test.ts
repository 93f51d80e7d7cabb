import { count, integer, rowNumber, text, varchar } from 'kerros'
import { deduplicate, surrogateKey, topN } from 'kerros/macros'
import { describe, expect, it } from 'vitest'
import { queryFacts } from '../../../src/core/keys/query-facts.js'
import { noFacts, type RowFacts } from '../../../src/core/keys/row-facts.js'
import { compileDatabase } from '../../../src/core/nodes/compile-database.js'
import { fullRun } from '../../../src/materializations/incremental/incremental-run.js'

const ORDERS = [
  { name: 'id', type: integer().type },
  { name: 'shop', type: integer().type },
  { name: 'code', type: varchar().type },
]
const SHOPS = [
  { name: 'shop', type: integer().type },
  { name: 'code', type: varchar().type },
]
/** Orders of which nothing is known, shops that are unique by their number. */
const TABLES: { readonly [name: string]: RowFacts } = {
  o: noFacts(ORDERS),
  s: { ...noFacts(SHOPS), isUnique: (key) => key.has('shop') },
}
const db = compileDatabase as any

function facts(query: any): RowFacts {
  return queryFacts(query.toOperationNode(), (name) => TABLES[name]!)
}

const keys: readonly [what: string, query: any, key: readonly string[], isUnique: boolean][] = [
  ['rows as they are', db.selectFrom('o').select('o.id'), ['id'], false],
  [
    'a grouping',
    db
      .selectFrom('o')
      .groupBy('o.shop')
      .select(['o.shop', count().as('n')]),
    ['shop'],
    true,
  ],
  [
    'part of a grouping',
    db.selectFrom('o').groupBy(['o.shop', 'o.code']).select(['o.shop', 'o.code']),
    ['shop'],
    false,
  ],
  [
    'a number in place of a grouping',
    db
      .selectFrom('o')
      .groupBy((eb: any) => eb.lit(1))
      .select(['o.id', (eb: any) => eb.lit(1).as('one')]),
    ['one'],
    false,
  ],
  ['distinct rows', db.selectFrom('o').select(['o.shop', 'o.code']).distinct(), ['shop', 'code'], true],
  [
    'the first of each',
    db
      .selectFrom('o')
      .selectAll()
      .$call(topN({ n: 1, partitionBy: ['o.shop'], orderBy: [['o.id', 'asc']] } as never)),
    ['shop'],
    true,
  ],
  [
    'the first two of each',
    db
      .selectFrom('o')
      .selectAll()
      .$call(topN({ n: 2, partitionBy: ['o.shop'], orderBy: [['o.id', 'asc']] } as never)),
    ['shop'],
    false,
  ],
  [
    'what deduplicate keeps',
    db
      .selectFrom('o')
      .selectAll()
      .$call(deduplicate({ by: ['o.id'], orderBy: [['o.shop', 'asc']] } as never)),
    ['id'],
    true,
  ],
  [
    'row number 1 of a subquery',
    db
      .with('n', (cte: any) =>
        cte.selectFrom('o').select((eb: any) => [
          'o.shop',
          rowNumber()
            .over((w) => w.partitionBy(eb.ref('o.shop')).orderBy(eb.ref('o.id')))
            .as('n'),
        ]),
      )
      .selectFrom('n')
      .select('n.shop')
      .where('n.n', '=', 1),
    ['shop'],
    true,
  ],
  [
    'a join by the key of the other side',
    db.selectFrom('s').innerJoin('s as t', 't.shop', 's.shop').select('s.shop'),
    ['shop'],
    true,
  ],
  [
    'a join that multiplies rows',
    db.selectFrom('s').innerJoin('o', 'o.shop', 's.shop').select('s.shop'),
    ['shop'],
    false,
  ],
  [
    'a left join by the key of the other side',
    db.selectFrom('s').leftJoin('s as t', 't.shop', 's.shop').select(['s.shop']),
    ['shop'],
    true,
  ],
  ['a full join', db.selectFrom('s').fullJoin('s as t', 't.shop', 's.shop').select('s.shop'), ['shop'], false],
  [
    'a join that compares numbers with strings',
    db.selectFrom('s').innerJoin('s as t', 't.shop', 's.code').select('s.code').where('s.code', 'is not', null),
    ['code'],
    false,
  ],
  [
    'both halves of a union all',
    db.selectFrom('s').select('s.shop').unionAll(db.selectFrom('s').select('s.shop')),
    ['shop'],
    false,
  ],
  ['a union', db.selectFrom('o').select('o.shop').union(db.selectFrom('o').select('o.id')), ['shop'], true],
  [
    'rows that a list multiplies',
    db.selectFrom('s').select((eb: any) => ['s.shop', eb.fn('unnest', [eb.val([1, 2])]).as('n')]),
    ['shop'],
    false,
  ],
  [
    'a surrogate key of the grouping',
    db
      .selectFrom('o')
      .groupBy(['o.shop', 'o.id'])
      .select((eb: any) => surrogateKey([eb.ref('o.shop'), eb.ref('o.id')]).as('k')),
    ['k'],
    true,
  ],
  [
    'a surrogate key of part of the grouping',
    db
      .selectFrom('o')
      .groupBy(['o.shop', 'o.id'])
      .select((eb: any) => surrogateKey([eb.ref('o.shop')]).as('k')),
    ['k'],
    false,
  ],
  [
    'a surrogate key that strings make ambiguous',
    db
      .selectFrom('o')
      .groupBy(['o.code', 'o.id'])
      .select((eb: any) => surrogateKey([eb.ref('o.code'), eb.ref('o.id')]).as('k')),
    ['k'],
    false,
  ],
  ['one row', db.selectFrom('o').select(count().as('n')), ['n'], true],
]

describe('what a query proves of its rows', () => {
  it.each(keys)('%s', (_, query, key, isUnique) => {
    expect(facts(query).isUnique(new Set(key))).toBe(isUnique)
  })

  it('knows which columns are never NULL', () => {
    const query = db
      .selectFrom('o')
      .innerJoin('s', 's.shop', 'o.shop')
      .where('o.code', '<>', '')
      .select((eb: any) => [
        'o.id',
        'o.shop',
        'o.code',
        's.code as other',
        eb.fn.coalesce('s.code', text('none')).as('some'),
        surrogateKey([eb.ref('o.id')]).as('k'),
      ])
    const { columns, isNeverNull } = facts(query)
    expect(columns!.map(({ name }) => name).filter(isNeverNull)).toEqual(['shop', 'code', 'some', 'k'])
  })

  it('knows that the timestamps which a first run keeps are never NULL', () => {
    const query = (fullRun.since as any)('o.id', { nulls: 'skip' })(db.selectFrom('o').select('o.id'))
    expect(facts(query).isNeverNull('id')).toBe(true)
  })

  it('knows the parts of a surrogate key that are columns of the same rows', () => {
    const query = db
      .selectFrom('o')
      .select((eb: any) => [surrogateKey([eb.ref('o.shop'), eb.ref('o.id')]).as('k'), 'o.shop', 'o.id as number'])
    expect(facts(query).partsOf('k')).toEqual(['shop', 'number'])
    expect(facts(query).partsOf('shop')).toBeUndefined()
  })
})
