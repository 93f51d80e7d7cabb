import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CliProject } from '../../cli-project.js'
import { typedShop } from '../../typed-shop.js'

const WAIT = 300_000

let shop: CliProject
beforeAll(async () => {
  shop = await typedShop({
    'src/growing.ts': `import { incremental } from 'kerros'
import { customers } from './customers.js'

export const growing = incremental({ c: customers }, (db) => db.selectFrom('c').select(['c.customer', 'c.amount']), {
  strategy: 'merge',
  uniqueKey: 'customer',
})
`,
  })
}, WAIT)
afterAll(() => shop.remove())

const DIFF = `--- a/src/customers.ts
+++ b/src/customers.ts
@@ -10,6 +10,6 @@
       .selectFrom('o')
       .where('o.amount', '>=', least)
       .groupBy('o.customer')
-      .select((eb) => ['o.customer', sum(eb.ref('o.amount')).as('amount')]),
+      .select((eb) => ['o.customer', sum(eb.ref('o.amount')).as('revenue')]),
   { tags: ['core'], columns: { customer: { tests: [unique()] } } },
 )
--- a/src/growing.ts
+++ b/src/growing.ts
@@ -1,7 +1,7 @@
 import { incremental } from 'kerros'
 import { customers } from './customers.js'
 
-export const growing = incremental({ c: customers }, (db) => db.selectFrom('c').select(['c.customer', 'c.amount']), {
+export const growing = incremental({ c: customers }, (db) => db.selectFrom('c').select(['c.customer', 'c.revenue']), {
   strategy: 'merge',
   uniqueKey: 'customer',
 })
`

const NOTES = `
Columns that get the new name (2)
  customers.amount
  growing.amount

note the stored rows of "growing", if it was built already, have "amount". Rename it there before the next build: alter table "main"."growing" rename column "amount" to "revenue"
  Or rebuild it, if its sources still have all rows: kerros build --select growing --full-refresh
`

describe('kerros rename', () => {
  it(
    'prints with --dry-run a diff that git applies, and writes nothing',
    async () => {
      const { code, stdout, stderr } = await shop.runKept('rename customers.amount revenue --dry-run')
      expect([code, stdout]).toEqual([0, DIFF])
      expect(stderr).toBe(`customers.amount would be revenue: 2 places in 2 files.\n${NOTES}`)
      expect(await shop.read('src/growing.ts')).toContain('c.amount')
      writeFileSync(path.join(shop.folder, 'rename.diff'), stdout)
      execFileSync('git', ['apply', 'rename.diff'], { cwd: shop.folder })
      expect(await shop.read('src/growing.ts')).toContain('c.revenue')
      await shop.write({ 'src/growing.ts': (await shop.read('src/growing.ts')).replace('c.revenue', 'c.amount') })
      await shop.write({ 'src/customers.ts': (await shop.read('src/customers.ts')).replace("'revenue'", "'amount'") })
    },
    WAIT,
  )

  it(
    'writes the files, says what is next, and that works',
    async () => {
      const { code, stdout, stderr } = await shop.runKept('rename customers.amount revenue')
      expect([code, stderr]).toEqual([0, ''])
      expect(stdout).toBe(`customers.amount is revenue: 2 places in 2 files.
  src/customers.ts  1 place
  src/growing.ts  1 place
${NOTES}
Next: kerros build --select customers+
`)
      expect(await shop.runKept('build --select +customers+')).toMatchObject({ code: 0 })
      const json = await shop.runKept('rename customers.revenue amount --json')
      expect(JSON.parse(json.stdout)).toMatchObject({
        event: 'rename',
        dryRun: false,
        column: { node: 'model.shop.customers', column: 'revenue', name: 'customers.revenue' },
        to: 'amount',
        columns: ['customers.revenue', 'growing.revenue'],
        files: [
          { file: 'src/customers.ts', places: 1 },
          { file: 'src/growing.ts', places: 1 },
        ],
        open: [],
      })
      await shop.restore()
    },
    WAIT,
  )

  it('says what is wrong, with a suggestion', async () => {
    const { code, stderr } = await shop.runKept('rename customers.amuont revenue')
    expect(code).not.toBe(0)
    expect(stderr).toContain('E_UNKNOWN_COLUMN "customers" has no column "amuont"')
    expect(stderr).toContain('Did you mean "amount"?')
  })
})
