import { build, integer, test as runTests, seed, source, table, timestamp, varchar } from 'kerros'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { raw, Shop } from '../shop.js'

let shop: Shop
beforeEach(async () => {
  shop = await Shop.open()
})
afterEach(() => shop.close())

const columns = { id: integer(), customer: varchar(), loaded_at: timestamp() }
const chosen = source('raw', { orders: columns }, { tables: { orders: { sampleKey: 'customer' } } })
const read = table({ o: chosen.orders }, (db) => db.selectFrom('o').select('o.id'))
const unchosen = table({ o: raw.orders }, (db) => db.selectFrom('o').select('o.id'))

const refused = (work: Promise<unknown>) =>
  work.then(
    () => 'built',
    (error: { code: string; message: string }) => `${error.code} ${error.message}`,
  )
const project = (definitions: object) => ({ project: shop.project({ ...definitions }), cwd: shop.folder })

describe('--sample', () => {
  it('is refused where it would leave out no rows', async () => {
    const built = (sample: string) => refused(build({ ...project({ unchosen }), sample }))
    expect(await built('3 days')).toBe(
      'E_INVALID_OPTION --sample "3 days" would leave out no rows: nothing that the selected models are made from has the option "eventTime"',
    )
    expect(await built('10%')).toContain('has the option "sampleKey"')
    const both = refused(build({ ...project({ raw: chosen, read }), sample: '1 day, 10%' }))
    expect(await both).toContain('has the option "eventTime"')
    expect(await refused(runTests({ ...project({ unchosen }), sample: '10%' }))).toContain('E_')
  })

  it('is refused when it cannot be read, or with --empty', async () => {
    const given = project({ raw: chosen, read })
    expect(await refused(build({ ...given, sample: 'some' }))).toBe(
      'E_INVALID_OPTION --sample is neither a time nor a share',
    )
    expect(await refused(build({ ...given, sample: '10%', empty: true }))).toBe(
      'E_INVALID_OPTION --sample and --empty were given together',
    )
  })

  it.each([
    ['amount', 'names the column "amount", which is not there'],
    ['loaded_at', 'names the column "loaded_at", which is timestamp'],
    [3, 'is a number, not a column'],
  ])('needs a sampleKey that is a whole number or a string: %s', async (sampleKey, message) => {
    const wrong = source('raw', { orders: columns }, { tables: { orders: { sampleKey: sampleKey as 'id' } } })
    const given = project({ raw: wrong })
    await expect(build(given)).rejects.toMatchObject({
      diagnostics: [{ message: expect.stringContaining(`the option "sampleKey" of table "orders" ${message}`) }],
    })
  })

  it('leaves sources, seeds and the rows of tests as they are', async () => {
    const { writeFile } = await import('node:fs/promises')
    await writeFile(`${shop.folder}/codes.csv`, 'code\na\nb\n')
    const codes = seed('codes.csv', { code: varchar() })
    const { ok } = await build({ ...project({ raw: chosen, read, codes }), sample: '0.000001%' })
    expect(ok).toBe(true)
    expect(await shop.rows('select count(*)::int as n from main.read')).toEqual([{ n: 0 }])
    expect(await shop.rows('select count(*)::int as n from main.codes')).toEqual([{ n: 2 }])
    expect(await shop.rows('select count(*)::int as n from raw.orders')).toEqual([{ n: 3 }])
  })
})
