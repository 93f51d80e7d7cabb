import { columnTest, dataTest, notNull, positive, relationships, table, unique } from 'kerros'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { build, type RunResult } from '../../../../src/index.js'
import { raw, Shop } from '../../shop.js'

const model = (columns: object, inputs: object = { o: raw.orders }) =>
  table(inputs as { o: typeof raw.orders }, (db) => db.selectFrom('o').select('o.id'), { columns } as never)

const tests = (result: RunResult) => result.nodes.filter(({ resourceType }) => resourceType === 'test')

describe('tests that are ready together', () => {
  let shop: Shop
  beforeEach(async () => {
    shop = await Shop.open()
  })
  afterEach(() => shop.close())

  const buildOf = (exports: object) => build({ project: shop.project(exports as never), cwd: shop.folder })

  it('share one statement for one relation', async () => {
    const a = model({ id: { tests: [notNull(), unique(), positive()] } })
    const result = await buildOf({ a })
    expect(tests(result).map(({ status }) => status)).toEqual(['pass', 'pass', 'pass'])
    expect(new Set(tests(result).flatMap(({ statements }) => statements)).size).toBe(1)
    // Tests of single rows read the relation once.
    expect(tests(result)[0]!.statements[0]!.match(/"a"/g)).toHaveLength(2)
  })

  it('share it from two on', async () => {
    const result = await buildOf({ a: model({ id: { tests: [notNull(), unique()] } }) })
    expect(tests(result)).toHaveLength(2)
    expect(new Set(tests(result).flatMap(({ statements }) => statements)).size).toBe(1)
  })

  it('count what each of them counts alone', async () => {
    const all = table(
      { o: raw.orders },
      (db) => db.selectFrom('o').select(sql<number | null>`unnest([1, 1, 2, 2, 2, -3, -4, null])`.as('n')).limit(8),
      { columns: { n: { tests: [notNull(), unique(), positive()] } } } as never,
    )
    const together = await buildOf({ all })
    const alone = new Map<string, number | undefined>()
    for (const { name } of tests(together)) {
      const { nodes } = await build({ project: shop.project({ all }), cwd: shop.folder, select: [name] })
      alone.set(name, nodes[0]!.failures)
    }
    expect(new Map(tests(together).map(({ name, failures }) => [name, failures]))).toEqual(alone)
    expect([...alone.values()].sort()).toEqual([1, 2, 2])
  })

  it('are sent one by one when their statement fails, so that the guilty one is reported', async () => {
    const a = model({ id: { tests: [notNull(), unique()] } })
    const broken = dataTest({ a }, (db) =>
      db.selectFrom('a').select('a.id').where(sql<boolean>`error('no such thing')`),
    )
    const result = await buildOf({ a, broken })
    const statuses = Object.fromEntries(tests(result).map(({ name, status }) => [name, status]))
    expect(statuses).toEqual({ not_null_a_id: 'pass', unique_a_id: 'pass', broken: 'error' })
  })

  it('of one relation are asked one by one too when their statement fails', async () => {
    const explode = columnTest({
      name: 'explode',
      failures: (db) => db.selectFrom('model').selectAll().where(sql<boolean>`error('no such thing')`),
    })
    const result = await buildOf({ a: model({ id: { tests: [notNull(), explode, unique()] } }) })
    const statuses = Object.fromEntries(tests(result).map(({ name, status }) => [name, status]))
    expect(statuses).toEqual({ not_null_a_id: 'pass', explode_a_id: 'error', unique_a_id: 'pass' })
  })

  it('with subqueries are counted next to the scan, since engines do not accept all of them in an aggregate', async () => {
    const known = columnTest({
      name: 'known',
      inputs: { o: raw.orders },
      failures: (db, column) =>
        db
          .selectFrom('model')
          .selectAll()
          .where((eb) =>
            eb.not(
              eb.exists(
                eb
                  .selectFrom('o')
                  .select('o.id')
                  .whereRef('o.id', '=', sql.ref(`model.${column}`)),
              ),
            ),
          ),
    })
    const result = await buildOf({ a: model({ id: { tests: [notNull(), positive(), known] } }) })
    expect(tests(result).map(({ status }) => status)).toEqual(['pass', 'pass', 'pass'])
    const [statement, ...others] = new Set(tests(result).flatMap(({ statements }) => statements))
    expect(others).toEqual([])
    expect(statement).toMatch(/count\(case when/)
    expect(statement).not.toMatch(/case when[^)]*exists/)
  })

  it('wait for what the others wait for only when nothing is lost by it', async () => {
    const a = model({ id: { tests: [notNull()] } })
    const b = model({ id: { tests: [notNull(), relationships(a as never, 'id' as never)] } })
    const c = model({ id: { tests: [notNull()] } }, { o: b })
    const { nodes } = await buildOf({ a, b, c })
    expect(nodes.every(({ status }) => status === 'success' || status === 'pass')).toBe(true)
    const sentFor = (name: string) => nodes.find((node) => node.name === name)!.statements[0]
    expect(sentFor('not_null_b_id')).not.toBe(sentFor('relationships_b_id_id'))
  })
})
