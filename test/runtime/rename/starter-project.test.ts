import { afterAll, beforeAll, expect, it } from 'vitest'
import { USUAL_CHOICE } from '../../../src/cli/starter/choice/starter-choice.js'
import { starterFiles } from '../../../src/cli/starter/starter-files.js'
import { RenameProject } from './rename-project.js'

const WAIT = 1_000_000

let shop: RenameProject
beforeAll(async () => {
  const files = Object.entries(await starterFiles('shop', '0.1.0', USUAL_CHOICE))
  shop = new RenameProject(Object.fromEntries(files.filter(([file]) => /\.(?:ts|csv)$/.test(file))))
})
afterAll(() => shop.remove())

it(
  'columns of the starter project are renamed in its models, its tests and its program, and back',
  async () => {
    const before = shop.files()
    const changed: Record<string, readonly string[]> = {}
    for (const column of ['customers.amount', 'customers.customer', 'orders.customer', 'orders.ordered_on']) {
      const [node, old] = column.split('.') as [string, string]
      const found = await shop.rename(column, 'other_name')
      changed[column] = found.files.map(({ file, places }) => `${file} ${places}`)
      expect(found.open, column).toEqual([])
      await shop.rename(`${node}.other_name`, old)
      expect(shop.files(), column).toEqual(before)
    }
    expect(changed).toMatchInlineSnapshot(`
      {
        "customers.amount": [
          "src/marts/customers.ts 1",
          "app.ts 1",
          "test/customers.test.ts 1",
        ],
        "customers.customer": [
          "src/marts/customers.ts 2",
          "app.ts 2",
          "test/customers.test.ts 1",
        ],
        "orders.customer": [
          "src/seeds/orders.ts 1",
          "src/marts/customers.ts 3",
          "app.ts 2",
          "test/customers.test.ts 3",
          "src/seeds/orders.csv 1",
        ],
        "orders.ordered_on": [
          "src/seeds/orders.ts 1",
          "src/marts/customers.ts 1",
          "test/customers.test.ts 2",
          "src/seeds/orders.csv 1",
        ],
      }
    `)
  },
  WAIT,
)
