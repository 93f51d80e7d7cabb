import { build, count, hook, incremental, type ModelOptions, table, view } from 'kerros'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compile } from '../../../../src/runtime/compile.js'
import { plan } from '../../../dialects/snowflake/warehouse/planned-statements.js'
import { raw, Shop } from '../../shop.js'

let shop: Shop
beforeEach(async () => {
  shop = await Shop.open()
})
afterEach(() => shop.close())

interface Row {
  id: number
  n: number
}

const grouped = (options: ModelOptions<Row> = {}) =>
  table(
    { o: raw.orders },
    (db) =>
      db
        .selectFrom('o')
        .where('o.id', 'is not', null)
        .groupBy('o.id')
        .select(['o.id', count().as('n')]),
    options,
  )
const keyed = (up: ReturnType<typeof grouped>, options: ModelOptions<Row> = {}) =>
  incremental({ u: up }, (db) => db.selectFrom('u').selectAll(), { uniqueKey: 'id', ...options })
const insertion = (up: ReturnType<typeof grouped>) =>
  hook({ u: up }, (db) => db.insertInto('u').values({ id: 1, n: 1 }))

const errorOf = async (definitions: { readonly [name: string]: unknown }) => {
  const { nodes } = await build({ project: shop.project(definitions), cwd: shop.folder })
  return nodes.find(({ name }) => name === 'down')!.error?.code
}

describe('rows that a hook inserts', () => {
  it('by a post-hook of the table that is read', async () => {
    const up = grouped({ postHook: (db) => db.insertInto('this').values({ id: 1, n: 1 }) })
    expect(await errorOf({ up, down: keyed(up) })).toBe('E_DUPLICATE_KEY')
  })

  it('by a post-hook, behind a view', async () => {
    const up = grouped({ postHook: (db) => db.insertInto('this').values({ id: 1, n: 1 }) })
    const seen = view({ u: up }, (db) => db.selectFrom('u').selectAll())
    const down = incremental({ s: seen }, (db) => db.selectFrom('s').selectAll(), { uniqueKey: 'id' })
    expect(await errorOf({ up, seen, down })).toBe('E_DUPLICATE_KEY')
  })

  it('by a hook of another node', async () => {
    const up = grouped()
    const between = table({ u: up }, (db) => db.selectFrom('u').select('u.id'), { postHook: insertion(up) })
    const down = incremental({ u: up }, (db) => db.selectFrom('u').selectAll(), {
      uniqueKey: 'id',
      preHook: hook({ b: between }, () => false),
    })
    expect(await errorOf({ up, between, down })).toBe('E_DUPLICATE_KEY')
    const unhooked = incremental({ u: up, b: between }, (db) => db.selectFrom('u').selectAll(), { uniqueKey: 'id' })
    expect(await errorOf({ up, between, down: unhooked })).toBe('E_DUPLICATE_KEY')
  })

  it('by a pre-hook of the node itself, in a template', async () => {
    const up = grouped()
    const down = keyed(up, { preHook: () => sql`insert into main.up values (1, 1)` })
    expect(await errorOf({ up, down })).toBe('E_DUPLICATE_KEY')
  })

  it('and without hooks the key is proved: nothing is asked of the rows', async () => {
    const up = grouped()
    const stepsOf = async (down: unknown) => {
      const compiled = await compile({ project: shop.project({ up, down }), cwd: shop.folder })
      return compiled.find(({ name }) => name === 'down')!.steps.flatMap(({ description }) => description ?? [])
    }
    expect(await stepsOf(keyed(up))).toEqual([])
    expect(await stepsOf(keyed(up, { preHook: () => false }))).toEqual([expect.stringContaining('repeats')])
  })
})

describe('keys in Snowflake', () => {
  const constraints = { primaryKey: 'id', unique: ['n'] } as const
  const keys = (definitions: { readonly m: unknown; readonly [name: string]: unknown }) =>
    plan(definitions).statements.flatMap((statement) => / add ((?:primary key|unique) .*)$/.exec(statement)?.[1] ?? [])

  it('are RELY as long as no hook changes the rows that were checked', () => {
    expect(keys({ m: grouped({ constraints, preHook: () => sql`select 1` }) })).toEqual([
      'primary key ("ID") rely',
      'unique ("N") rely',
    ])
    expect(keys({ m: grouped({ constraints, postHook: () => sql`select 1` }) })).toEqual([
      'primary key ("ID")',
      'unique ("N")',
    ])
    const m = grouped({ constraints })
    const other = table({ o: raw.orders }, (db) => db.selectFrom('o').select('o.id'), { postHook: insertion(m) })
    expect(keys({ m, other })).toEqual(['primary key ("ID")', 'unique ("N")'])
  })
})
