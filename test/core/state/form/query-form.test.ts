import { createHash } from 'node:crypto'
import {
  concat,
  countDistinct,
  ephemeral,
  integer,
  length,
  rowNumber,
  source,
  sum,
  text,
  varchar,
  variable,
} from 'kerros'
import { type Kysely, sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { compileDatabase } from '../../../../src/core/nodes/compile-database.js'
import type { FormInput } from '../../../../src/core/state/form/form-input.js'
import { FORM_FORMAT, type QueryForm, queryForm } from '../../../../src/core/state/form/query-form.js'

type Build = (db: Kysely<any>) => { toOperationNode(): any }

const { orders } = source('raw', {
  orders: { id: integer(), customer: integer(), amount: integer(), note: varchar().nullable() },
})
const cheap = ephemeral({ o: orders }, (db) => db.selectFrom('o').where('o.amount', '<', 10).selectAll('o'))

const TABLES: { readonly [name: string]: FormInput } = {
  o: { kind: 'relation', id: 'source.p.raw.orders', columns: () => ['id', 'customer', 'amount', 'note'] },
  other_name: { kind: 'relation', id: 'source.p.raw.orders', columns: () => ['id', 'customer', 'amount', 'note'] },
  c: { kind: 'relation', id: 'model.p.customers', columns: () => ['id', 'name'] },
  cheap: {
    kind: 'query',
    key: cheap,
    node: () => cheap.query(compileDatabase as never, { isIncremental: false }).toOperationNode() as never,
    inputs: (name) => (name === 'o' ? TABLES['o'] : undefined),
  },
  hidden: { kind: 'relation', id: 'model.p.hidden', columns: () => undefined },
}

function form(build: Build, vars: { readonly [name: string]: unknown } = {}): QueryForm {
  return queryForm(build(compileDatabase as never).toOperationNode(), (name) => TABLES[name], {
    variable: (name, byDefault) => vars[name] ?? byDefault,
    digest: (text) => createHash('sha256').update(text).digest('base64url').slice(0, 16),
  })
}

function digests({ rows, columns }: QueryForm): object {
  return { rows, columns: Object.fromEntries(columns) }
}

const plain: Build = (db) =>
  db
    .selectFrom('o')
    .innerJoin('c', 'c.id', 'o.customer')
    .where('o.amount', '>', 10)
    .where('c.name', '!=', 'x')
    .select(['o.id', 'c.name as customer_name', 'o.amount'])

const grouped: Build = (db) =>
  db
    .selectFrom('o')
    .groupBy('o.customer')
    .having((eb) => eb(sum(eb.ref('o.amount') as never) as any, '>', 5))
    .select((eb) => ['o.customer', sum(eb.ref('o.amount') as never).as('total')])

describe('what only says how a query is written does not change its form:', () => {
  const pairs: { readonly [what: string]: readonly [Build, Build] } = {
    'other aliases': [
      plain,
      (db) =>
        db
          .selectFrom('o as x')
          .innerJoin('c as y', 'y.id', 'x.customer')
          .where('x.amount', '>', 10)
          .where('y.name', '!=', 'x')
          .select(['x.id', 'y.name as customer_name', 'x.amount']),
    ],
    'another name of an input': [
      (db) => db.selectFrom('o').select('o.id'),
      (db) => db.selectFrom('other_name').select('other_name.id'),
    ],
    'conditions in another order, and in one call': [
      plain,
      (db) =>
        db
          .selectFrom('o')
          .innerJoin('c', 'c.id', 'o.customer')
          .where((eb) => eb.and([eb('c.name', '!=', 'x'), eb('o.amount', '>', 10)]))
          .select(['o.id', 'c.name as customer_name', 'o.amount']),
    ],
    'sides of equalities swapped': [
      plain,
      (db) =>
        db
          .selectFrom('o')
          .innerJoin('c', 'o.customer', 'c.id')
          .where('o.amount', '>', 10)
          .where((eb) => eb(eb.val('x'), '!=', eb.ref('c.name')))
          .select(['o.id', 'c.name as customer_name', 'o.amount']),
    ],
    'columns in another order': [
      (db) => db.selectFrom('o').select(['o.id', 'o.amount']),
      (db) => db.selectFrom('o').select(['o.amount', 'o.id']),
    ],
    'all columns, or each by its name': [
      (db) => db.selectFrom('o').selectAll('o'),
      (db) => db.selectFrom('o').select(['o.id', 'o.customer', 'o.amount', 'o.note']),
    ],
    'a table within a common table expression': [
      plain,
      (db) =>
        db
          .with('big', (cte) => cte.selectFrom('o').where('o.amount', '>', 10).selectAll('o'))
          .with('named', (cte) => cte.selectFrom('c').where('c.name', '!=', 'x').select(['c.id as key', 'c.name']))
          .selectFrom('big')
          .innerJoin('named', 'named.key', 'big.customer')
          .select(['big.id', 'named.name as customer_name', 'big.amount']),
    ],
    'a last step that only passes columns on': [
      grouped,
      (db) =>
        db
          .with('final', (cte) =>
            cte
              .selectFrom('o')
              .groupBy('o.customer')
              .select((eb) => ['o.customer as who', sum(eb.ref('o.amount') as never).as('t')]),
          )
          .selectFrom('final')
          .where('final.t', '>', 5)
          .select(['final.who as customer', 'final.t as total']),
    ],
    'the columns of an optional table in a step of their own': [
      (db) => db.selectFrom('o').leftJoin('c', 'c.id', 'o.customer').select(['o.id', 'c.name']),
      (db) =>
        db
          .selectFrom('o')
          .leftJoin(db.selectFrom('c').select(['c.id as key', 'c.name as called']).as('s'), 's.key', 'o.customer')
          .select(['o.id', 's.called as name']),
    ],
    'an ephemeral model, or what it says': [
      (db) => db.selectFrom('cheap').select('cheap.id'),
      (db) => db.selectFrom('o').where('o.amount', '<', 10).select('o.id'),
    ],
    'a column that a step makes and nothing reads': [
      (db) =>
        db
          .with('s', (cte) =>
            cte
              .selectFrom('o')
              .groupBy('o.customer')
              .select((eb) => ['o.customer', eb.fn.countAll().as('n')]),
          )
          .selectFrom('s')
          .innerJoin('c', 'c.id', 's.customer')
          .select('s.customer'),
      (db) =>
        db
          .with('s', (cte) => cte.selectFrom('o').groupBy('o.customer').select(['o.customer']))
          .selectFrom('s')
          .innerJoin('c', 'c.id', 's.customer')
          .select('s.customer'),
    ],
    parentheses: [
      (db) => db.selectFrom('o').select((eb) => eb.parens('o.amount', '+', 1 as never).as('more')),
      (db) => db.selectFrom('o').select((eb) => eb('o.amount', '+', 1 as never).as('more')),
    ],
    'a value, or a variable that has it': [
      (db) => db.selectFrom('o').where('o.amount', '>', 10).select('o.id'),
      (db) =>
        db
          .selectFrom('o')
          .where('o.amount', '>', variable('least', 10) as never)
          .select('o.id'),
    ],
  }
  it.each(Object.entries(pairs))('%s', (_what, [one, other]) => {
    expect(form(one).asWritten).toBeUndefined()
    expect(digests(form(other))).toEqual(digests(form(one)))
  })
})

describe('what changes rows or values changes the form:', () => {
  const pairs: { readonly [what: string]: readonly [Build, Build] } = {
    'the two bounds of between': [
      (db) =>
        db
          .selectFrom('o')
          .where((eb) => eb.between('o.amount', 1, 3))
          .select('o.id'),
      (db) =>
        db
          .selectFrom('o')
          .where((eb) => eb.between('o.amount', 3, 1))
          .select('o.id'),
    ],
    'a number, or its text': [
      (db) => db.selectFrom('o').where('o.note', '=', '1').select('o.id'),
      (db) => db.selectFrom('o').where('o.note', '=', 1).select('o.id'),
    ],
    'a condition of an optional table, or of all rows': [
      (db) =>
        db
          .selectFrom('o')
          .leftJoin('c', (join) => join.onRef('c.id', '=', 'o.customer').on('c.name', '=', 'x'))
          .select(['o.id', 'c.name']),
      (db) =>
        db.selectFrom('o').leftJoin('c', 'c.id', 'o.customer').where('c.name', '=', 'x').select(['o.id', 'c.name']),
    ],
    'a condition within an optional table, or of all rows': [
      (db) =>
        db
          .selectFrom('o')
          .leftJoin(db.selectFrom('c').where('c.name', '=', 'x').selectAll('c').as('s'), 's.id', 'o.customer')
          .select(['o.id', 's.name']),
      (db) =>
        db.selectFrom('o').leftJoin('c', 'c.id', 'o.customer').where('c.name', '=', 'x').select(['o.id', 'c.name']),
    ],
    'an expression over a row that may not be there': [
      (db) =>
        db
          .selectFrom('o')
          .leftJoin(
            db
              .selectFrom('c')
              .select((eb) => ['c.id', eb.fn.coalesce('c.name', text('none')).as('name')])
              .as('s'),
            's.id',
            'o.customer',
          )
          .select(['o.id', 's.name']),
      (db) =>
        db
          .selectFrom('o')
          .leftJoin('c', 'c.id', 'o.customer')
          .select((eb) => ['o.id', eb.fn.coalesce('c.name', text('none')).as('name')]),
    ],
    'a condition before a window, or after it': [
      (db) =>
        db
          .selectFrom(
            db
              .selectFrom('o')
              .select((eb) => [
                'o.id',
                'o.amount',
                rowNumber()
                  .over((w) => w.orderBy(eb.ref('o.id') as never))
                  .as('n'),
              ])
              .as('s'),
          )
          .where('s.amount', '>', 3)
          .select(['s.id', 's.n']),
      (db) =>
        db
          .selectFrom('o')
          .where('o.amount', '>', 3)
          .select((eb) => [
            'o.id',
            rowNumber()
              .over((w) => w.orderBy(eb.ref('o.id') as never))
              .as('n'),
          ]),
    ],
    'a condition after a limit, or before it': [
      (db) =>
        db
          .selectFrom(db.selectFrom('o').selectAll('o').orderBy('o.id').limit(5).as('s'))
          .where('s.amount', '>', 3)
          .select('s.id'),
      (db) => db.selectFrom('o').where('o.amount', '>', 3).orderBy('o.id').limit(5).select('o.id'),
    ],
    'a column of the outer row, or of the inner one': [
      (db) =>
        db
          .selectFrom('o')
          .where((eb) => eb.exists(eb.selectFrom('c').whereRef('c.id', '=', 'o.id').select('c.id')))
          .select('o.id'),
      (db) =>
        db
          .selectFrom('o')
          .where((eb) => eb.exists(eb.selectFrom('c').whereRef('c.id', '=', 'c.id').select('c.id')))
          .select('o.id'),
    ],
    'a limit of a step': [
      (db) => db.selectFrom(db.selectFrom('o').selectAll('o').limit(5).as('s')).select('s.id'),
      (db) => db.selectFrom('o').select('o.id'),
    ],
    'the order of a step that is cut later': [
      (db) => db.selectFrom(db.selectFrom('o').selectAll('o').orderBy('o.id').as('s')).select('s.id').limit(5),
      (db) => db.selectFrom('o').select('o.id').limit(5),
    ],
    'what is computed first': [
      (db) => db.selectFrom('o').select((eb) => eb(eb.parens('o.amount', '+', 1 as never), '*', 2 as never).as('n')),
      (db) => db.selectFrom('o').select((eb) => eb(eb('o.amount', '+', 1 as never), '*', 2 as never).as('n')),
    ],
    'distinct rows of fewer columns': [
      (db) =>
        db.selectFrom(db.selectFrom('o').select(['o.customer', 'o.note']).distinct().as('s')).select('s.customer'),
      (db) => db.selectFrom('o').select('o.customer').distinct(),
    ],
    'an aggregate of all rows': [
      (db) => db.selectFrom('o').select((eb) => eb.lit(1).as('one')),
      (db) => db.selectFrom('o').select((eb) => [eb.lit(1).as('one'), countDistinct(eb.ref('o.id') as never).as('n')]),
    ],
    'the value of a variable': [
      (db) => db.selectFrom('o').where('o.amount', '>', 10).select('o.id'),
      (db) =>
        db
          .selectFrom('o')
          .where('o.amount', '>', variable('least', 11) as never)
          .select('o.id'),
    ],
    'which of two tables an optional one is': [
      (db) => db.selectFrom('o').leftJoin('c', 'c.id', 'o.customer').select(['o.id', 'c.name']),
      (db) => db.selectFrom('c').leftJoin('o', 'c.id', 'o.customer').select(['o.id', 'c.name']),
    ],
    'a table that is read twice': [
      (db) => db.selectFrom('o as a').innerJoin('o as b', 'a.id', 'b.customer').select(['a.id', 'b.amount']),
      (db) => db.selectFrom('o as a').innerJoin('o as b', 'a.id', 'b.customer').select(['b.id', 'a.amount']),
    ],
  }
  it.each(Object.entries(pairs))('%s', (_what, [one, other]) => {
    expect(digests(form(other))).not.toEqual(digests(form(one)))
  })
})

it('changes only the column that is computed in another way', () => {
  const before = form((db) => db.selectFrom('o').select((eb) => ['o.id', length(eb.ref('o.note') as never).as('size')]))
  const now = form((db) =>
    db.selectFrom('o').select((eb) => ['o.id', concat(eb.ref('o.note') as never, '!').as('size')]),
  )
  expect(now.rows).toBe(before.rows)
  expect(now.columns.get('id')).toBe(before.columns.get('id'))
  expect(now.columns.get('size')).not.toBe(before.columns.get('size'))
})

it('says which clause decides about other rows', () => {
  const [before, now] = [form(plain), form((db) => (plain(db) as any).where('o.id', '>', 1).limit(3))]
  const names = [...new Set([...before.clauses.keys(), ...now.clauses.keys()])]
  expect(names.filter((name) => before.clauses.get(name) !== now.clauses.get(name))).toEqual(['where', 'limit'])
})

describe('compares as it is written', () => {
  const cases: { readonly [what: string]: Build } = {
    'raw SQL that names a column': (db) => db.selectFrom('o').select(sql`upper(note)`.as('loud')),
    'raw SQL that names an alias': (db) => db.selectFrom('o as x').select(sql`upper(x.note)`.as('loud')),
    'raw SQL with a query': (db) => db.selectFrom('o').select(sql`(select 1)`.as('one')),
    'a volatile function': (db) => db.selectFrom('o').select((eb) => eb.fn('random', []).as('r')),
    'a volatile function in raw SQL': (db) => db.selectFrom('o').select(sql`random()`.as('r')),
    'all columns of what hides them': (db) => db.selectFrom('hidden').selectAll('hidden'),
  }
  it.each(Object.entries(cases))('%s', (_what, build) => {
    const found = form(build)
    expect(found.asWritten).toBeDefined()
    expect(digests(form(build))).toEqual(digests(found))
  })

  it('and sees another text, alias or table', () => {
    const raw = (text: string, alias = 'o', table = 'o') =>
      form((db) => db.selectFrom(`${table} as ${alias}`).select(sql.raw(text).as('loud')))
    const first = digests(raw('upper(note)'))
    expect(digests(raw('lower(note)'))).not.toEqual(first)
    expect(digests(raw('upper(note)', 'x'))).not.toEqual(first)
    expect(digests(raw('upper(note)', 'o', 'hidden'))).not.toEqual(first)
  })
})

it('is not compared with forms of another format: these digests are those of this one', () => {
  expect(FORM_FORMAT).toBe(2)
  expect({ plain: digests(form(plain)), grouped: digests(form(grouped)) }).toMatchInlineSnapshot(`
    {
      "grouped": {
        "columns": {
          "customer": "cdX_DtLNDIVi-fva",
          "total": "w3SKbVNqfB9yHzlp",
        },
        "rows": "O_deXwaLuOC3U8s9",
      },
      "plain": {
        "columns": {
          "amount": "9GXEXp3hM8PMukqH",
          "customer_name": "mCxIxJJVFqT7OfB7",
          "id": "CMX_1Euj_lAJhcrd",
        },
        "rows": "QZ3VlVYnMtHWDEzu",
      },
    }
  `)
})
