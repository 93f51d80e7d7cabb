import {
  count,
  decimal,
  defineProject,
  ephemeral,
  exposure,
  incremental,
  integer,
  notNull,
  snapshot,
  source,
  sum,
  table,
  varchar,
  view,
} from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { type NodeChange, projectChanges } from '../../../src/core/state/changes.js'
import { openedForms } from '../../../src/runtime/forms/opened-forms.js'
import { lineageOf } from '../../../src/runtime/lineage/lineage.js'
import { openProject } from '../../../src/runtime/open/open-project.js'

type Definitions = { readonly [name: string]: unknown }

/** What a shop is made of; each part can be another. */
interface Shop {
  readonly amount?: (eb: any) => any
  readonly where?: (query: any) => any
  readonly columns?: readonly string[]
  readonly totals?: (query: any) => any
  readonly options?: object
  readonly amountType?: any
  readonly latest?: (query: any, run: any) => any
  readonly severity?: 'warn' | 'error'
}

function shop({
  amount = (eb) => eb.ref('o.amount').as('amount'),
  where = (query) => query,
  columns = [],
  totals = (query) => query,
  options = {},
  amountType = integer(),
  latest = (query) => query,
  severity = 'error',
}: Shop = {}): Definitions {
  const { orders } = source('raw', {
    orders: { id: integer(), customer: integer(), amount: amountType, note: varchar() },
  })
  const src_orders: any = view({ o: orders }, ((db: any) =>
    where(db.selectFrom('o')).select((eb: any) => ['o.id', 'o.customer', amount(eb), ...columns])) as never)
  const big_orders: any = ephemeral({ o: src_orders }, ((db: any) =>
    db.selectFrom('o').where('o.amount', '>', 9).select(['o.id', 'o.customer'])) as never)
  const customer_totals: any = table(
    { o: src_orders },
    ((db: any) =>
      totals(db.selectFrom('o').groupBy('o.customer')).select((eb: any) => [
        'o.customer',
        count().as('orders'),
        sum(eb.ref('o.amount')).as('total'),
      ])) as never,
    { columns: { customer: { tests: [notNull({ severity })] } }, ...options } as never,
  )
  const big_customers: any = table({ b: big_orders }, ((db: any) =>
    db.selectFrom('b').select('b.customer').distinct()) as never)
  const all_orders: any = incremental(
    { o: src_orders },
    ((db: any, run: any) => latest(db.selectFrom('o').select(['o.id', 'o.customer']), run)) as never,
    { uniqueKey: 'id', watermark: 'id' } as never,
  )
  const totals_history: any = snapshot(customer_totals, {
    strategy: 'check',
    uniqueKey: 'customer',
    checkColumns: 'all',
  } as never)
  const dashboard: any = exposure({
    type: 'dashboard',
    owner: { email: 'a@b.c' },
    dependsOn: [customer_totals],
  } as never)
  return { orders, src_orders, big_orders, customer_totals, big_customers, all_orders, totals_history, dashboard }
}

async function opened(definitions: Definitions) {
  const targets = { dev: duckdb({ path: ':memory:' }) }
  const project = await openProject({
    project: defineProject({ name: 'shop', models: [definitions as never], targets }),
  })
  return { forms: await openedForms(project), lineage: lineageOf(project) }
}

async function changes(before: Definitions, now: Definitions): Promise<readonly NodeChange[]> {
  const { forms, lineage } = await opened(now)
  return projectChanges((await opened(before)).forms, forms, lineage).nodes
}

/** Each node that changes: what it is, and what a build does about it. */
async function summary(before: Definitions, now: Definitions): Promise<{ readonly [name: string]: string }> {
  return Object.fromEntries(
    (await changes(before, now)).map(({ name, kind, effect }) => [name, [kind, effect].filter(Boolean).join(' ')]),
  )
}

it('finds nothing different in a project that is written in another way', async () => {
  const now = shop({ amount: (eb) => eb.parens(eb.ref('o.amount')).as('amount') })
  expect(await summary(shop(), now)).toEqual({})
})

it('builds nothing that reads a relation with a new column', async () => {
  expect(await summary(shop(), shop({ columns: ['o.note'] }))).toEqual({ src_orders: 'changed replace' })
  const [change] = await changes(shop(), shop({ columns: ['o.note'] }))
  expect(change!.columns).toEqual([{ column: 'note', kind: 'added', type: 'varchar' }])
})

it('builds what reads a column that is computed in another way, and nothing else', async () => {
  const now = shop({ amount: (eb) => eb('o.amount', '*', 2).as('amount') })
  expect(await summary(shop(), now)).toEqual({
    src_orders: 'changed replace',
    big_orders: 'follows inline',
    big_customers: 'follows rebuild',
    customer_totals: 'follows rebuild',
    totals_history: 'follows onward',
    dashboard: 'follows',
  })
})

it('builds everything that reads other rows, and leaves stored rows of an incremental model', async () => {
  const now = shop({ where: (query) => query.where('o.id', '>', 5) })
  expect(await summary(shop(), now)).toEqual({
    src_orders: 'changed replace',
    big_orders: 'follows inline',
    big_customers: 'follows rebuild',
    customer_totals: 'follows rebuild',
    all_orders: 'follows onward',
    totals_history: 'follows onward',
    not_null_customer_totals_customer: 'follows',
    dashboard: 'follows',
  })
})

it('says which clause gives other rows', async () => {
  const now = shop({ totals: (query) => query.where('o.amount', '>', 3) })
  const found = (await changes(shop(), now)).find(({ name }) => name === 'customer_totals')!
  expect([found.kind, found.effect, found.clauses]).toEqual(['changed', 'rebuild', ['where']])
})

it('follows the type of a column to where it arrives', async () => {
  const found = await changes(shop(), shop({ amountType: decimal(10, 2) }))
  const retyped = found.filter(({ columns }) => columns.some(({ kind }) => kind === 'retyped'))
  expect(retyped.map(({ name, kind }) => [name, kind])).toEqual([
    ['orders', 'changed'],
    ['src_orders', 'follows'],
    ['customer_totals', 'follows'],
    ['totals_history', 'follows'],
  ])
})

describe('settings', () => {
  it('builds a table again that is stored in another way, and nothing that reads it', async () => {
    const now = shop({ options: { clusterBy: 'customer' } })
    expect(await summary(shop(), now)).toEqual({ customer_totals: 'changed rebuild' })
    expect((await changes(shop(), now))[0]!.settings).toEqual(['clusterBy'])
  })

  it('sees neither descriptions nor tags', async () => {
    expect(await summary(shop(), shop({ options: { description: 'Totals.', tags: ['x'], meta: { a: 1 } } }))).toEqual(
      {},
    )
  })

  it('sees another severity of a test', async () => {
    expect(await summary(shop(), shop({ severity: 'warn' }))).toEqual({ not_null_customer_totals_customer: 'changed' })
  })
})

it('says that only later runs of an incremental model read other rows', async () => {
  const now = shop({ latest: (query, { since }) => query.$call(since('o.id')) })
  const [found] = await changes(shop(), now)
  expect([found!.name, found!.effect, found!.isLaterOnly, found!.clauses]).toEqual(['all_orders', 'onward', true, []])
})

it('names what is new and what is gone', async () => {
  const { big_customers: _, ...fewer } = shop()
  expect(await summary(shop(), fewer)).toEqual({ big_customers: 'removed leave' })
  expect(await summary(fewer, shop())).toEqual({ big_customers: 'new create' })
})

it('names the columns that change another one', async () => {
  const now = shop({ amount: (eb) => eb('o.amount', '*', 2).as('amount') })
  const totals = (await changes(shop(), now)).find(({ name }) => name === 'customer_totals')!
  expect([...totals.followed.columns]).toEqual([['total', [{ node: 'model.shop.src_orders', column: 'amount' }]]])
  expect(totals.followed.rows).toEqual([])
})

describe('follows', () => {
  /** What reads the amount or the rows of `src` in ways of its own. */
  const readers = (amount: (eb: any) => any, where: (query: any) => any = (query) => query): Definitions => {
    const { orders } = source('raw', { orders: { id: integer(), amount: integer() } })
    const src: any = view({ o: orders }, ((db: any) =>
      where(db.selectFrom('o')).select((eb: any) => ['o.id', amount(eb).as('amount')])) as never)
    const decided = table({ s: src }, ((db: any) =>
      db
        .selectFrom('s')
        .select((eb: any) => ['s.id', eb.case().when('s.amount', '>', 3).then(1).else(0).end().as('is_big')])) as never)
    const counted = table({ o: orders, s: src }, ((db: any) =>
      db
        .selectFrom('o')
        .select((eb: any) => ['o.id', eb.selectFrom('s').select(count().as('n')).as('all_of_them')])) as never)
    const hidden = table(
      { s: src },
      ((db: any) => db.selectFrom('s').select(['s.id', sql`s.amount + 1`.as('more')])) as never,
      { contract: { id: integer(), more: integer() } } as never,
    )
    const filtered = table({ s: src }, ((db: any) =>
      db.selectFrom('s').where(sql`s.amount > 1`).select('s.id')) as never)
    return { orders, src, decided, counted, hidden, filtered }
  }
  const plain = (eb: any): any => eb.ref('o.amount')
  const followed = async (now: Definitions): Promise<object> =>
    Object.fromEntries(
      (await changes(readers(plain), now))
        .filter(({ kind }) => kind === 'follows')
        .map(({ name, followed: { columns, rows } }) => [name, rows.length > 0 ? 'rows' : [...columns.keys()]]),
    )

  it('a column that only decides which value another one has, and raw SQL that may name it', async () => {
    expect(await followed(readers((eb) => eb('o.amount', '*', 2)))).toEqual({
      decided: ['is_big'],
      hidden: ['more'],
      filtered: 'rows',
    })
  })

  it('the rows of a query within an expression', async () => {
    expect(await followed(readers(plain, (query) => query.where('o.id', '>', 7)))).toEqual({
      decided: 'rows',
      counted: ['all_of_them'],
      hidden: 'rows',
      filtered: 'rows',
    })
  })
})
