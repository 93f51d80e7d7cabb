import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RenameProject } from './rename-project.js'

const MODELS = `import { atLeastOne, equality, integer, notNullProportion, source, table, testRelation, uniqueCombination, varchar } from 'kerros'
import { mutuallyExclusiveRanges } from 'kerros'

export const raw = source('raw', { orders: { id: integer(), state: varchar(), amount: integer(), till: integer() } })

export const orders = table({ o: raw.orders }, (db) => db.selectFrom('o').select(['o.id', 'o.state', 'o.amount', 'o.till']), {
  columns: { id: { tests: [atLeastOne({ groupBy: ['state'] }), notNullProportion({ atLeast: 0.5, groupBy: ['state'] })] } },
  tests: [
    uniqueCombination(['id', 'state']),
    { expression: (eb) => eb('state', '!=', 'state') },
    mutuallyExclusiveRanges({ lowerBound: 'amount', upperBound: 'till', partitionBy: ['state'] }),
  ],
})

export const copy = table({ o: orders }, (db) => db.selectFrom('o').select(['o.id', 'o.state']))

export const copy_tests = testRelation(copy, [equality(orders, ['id', 'state'])])
`

describe('a column that tests of relations name', () => {
  let shop: RenameProject
  beforeAll(() => {
    shop = new RenameProject({ 'src/models.ts': MODELS })
  })
  afterAll(() => shop.remove())

  it('is renamed in each of them', async () => {
    const { files, open } = await shop.plan('orders.state', 'status')
    expect(open).toEqual([])
    expect(files[0]!.after).toBe(
      MODELS.replace("'o.id', 'o.state', 'o.amount'", "'o.id', 'o.state as status', 'o.amount'")
        .replaceAll("groupBy: ['state']", "groupBy: ['status']")
        .replaceAll("['id', 'state']", "['id', 'status']")
        .replace("eb('state'", "eb('status'")
        .replace("partitionBy: ['state']", "partitionBy: ['status']")
        .replace("select(['o.id', 'o.state'])", "select(['o.id', 'o.status'])"),
    )
  }, 300_000)
})
