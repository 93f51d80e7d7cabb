import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RenameProject } from './rename-project.js'

const MODELS = `import { integer, source, table, varchar } from 'kerros'

export const raw = source('raw', { orders: { id: integer(), state: varchar(), amount: integer() } })

export const orders = table({ o: raw.orders }, (db) => db.selectFrom('o').select(['o.id', 'o.state', 'o.amount']))

export const others = table({ o: raw.orders }, (db) => db.selectFrom('o').select(['o.id', 'o.amount']))
`

/** The compiler finds \`between\` wrong, not the column of \`orders\`: of the others, only \`state\` is left, which is a string. */
const TEST = `import { between, notNull } from 'kerros'
import { given, runColumnTest } from 'kerros/testing'
import { orders, others } from '../src/models.ts'

export async function failures() {
  const rows = given(orders, [{ amount: 1 }, { amount: 6 }])
  return [
    await runColumnTest(between(1, 5), { of: orders, column: 'amount' }, [rows]),
    await runColumnTest(notNull(), { of: orders, column: 'amount' }, [rows]),
    await runColumnTest(between(1, 5), { of: others, column: 'amount' }, [given(others, [{ amount: 1 }])]),
  ]
}
`

describe('a column that unit tests of column tests name', () => {
  let shop: RenameProject
  beforeAll(() => {
    shop = new RenameProject({ 'src/models.ts': MODELS, 'test/orders.test.ts': TEST })
  })
  afterAll(() => shop.remove())

  it('is renamed where the compiler reports another argument of the call, and not for another model', async () => {
    const { files } = await shop.plan('orders.amount', 'value')
    expect(files.find(({ file }) => file === 'test/orders.test.ts')!.after).toBe(
      TEST.replaceAll("of: orders, column: 'amount'", "of: orders, column: 'value'").replace(
        '[{ amount: 1 }, { amount: 6 }]',
        '[{ value: 1 }, { value: 6 }]',
      ),
    )
  }, 300_000)
})
