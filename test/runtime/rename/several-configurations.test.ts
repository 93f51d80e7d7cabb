import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renameColumn } from '../../../src/runtime/rename/rename-column.js'
import { RenameProject } from './rename-project.js'

const configOf = (...include: readonly string[]): string =>
  JSON.stringify({
    extends: '../../tsconfig.json',
    compilerOptions: { allowImportingTsExtensions: true },
    include,
    exclude: [],
  })

const FILES = {
  'tsconfig.json': configOf('src', 'kerros.config.ts'),
  'tsconfig.test.json': configOf('test'),
  'src/models.ts': `import { integer, source, view } from 'kerros'

export const raw = source('raw', { orders: { id: integer(), amount: integer() } })

export const orders = view({ o: raw.orders }, (db) => db.selectFrom('o').select(['o.id', 'o.amount']))
`,
  'test/orders.test.ts': `import { given, runModel } from 'kerros/testing'
import { orders, raw } from '../src/models.ts'

export async function amounts() {
  const rows = await runModel(orders, [given(raw.orders, [{ id: 1, amount: 2 }])])
  return rows.map((row) => row.amount)
}
`,
  'scripts/print.ts': "console.log('amount')\n",
  'scripts/other.ts': "console.log('amounts')\n",
} as const

const WAIT = 300_000

describe('renameColumn in a project with a configuration for its tests', () => {
  let shop: RenameProject
  beforeAll(() => {
    shop = new RenameProject(FILES)
  })
  afterAll(() => shop.remove())

  it(
    'changes the files of both, says which files it did not look at, and writes with write()',
    async () => {
      const before = shop.files()
      const found = await renameColumn('orders.amount', 'value', { cwd: path.join(shop.folder, 'src') })
      expect(shop.files()).toEqual(before)
      expect(found.notChecked).toEqual(['scripts/print.ts'])
      expect(found.diff.match(/^[-+].*/gm)).toEqual([
        '--- a/src/models.ts',
        '+++ b/src/models.ts',
        "-export const orders = view({ o: raw.orders }, (db) => db.selectFrom('o').select(['o.id', 'o.amount']))",
        "+export const orders = view({ o: raw.orders }, (db) => db.selectFrom('o').select(['o.id', 'o.amount as value']))",
        '--- a/test/orders.test.ts',
        '+++ b/test/orders.test.ts',
        '-  return rows.map((row) => row.amount)',
        '+  return rows.map((row) => row.value)',
      ])
      await found.write()
      expect(shop.files()).toEqual({
        ...before,
        'src/models.ts': FILES['src/models.ts'].replace("'o.amount'", "'o.amount as value'"),
        'test/orders.test.ts': FILES['test/orders.test.ts'].replace('row.amount', 'row.value'),
      })
      await expect(found.write()).rejects.toMatchObject({ code: 'E_RENAME' })
    },
    WAIT,
  )

  it('refuses options that it does not have, and a project without files', async () => {
    const options = { projcet: 'kerros.config.ts' } as object
    await expect(renameColumn('orders.amount', 'value', options)).rejects.toMatchObject({
      diagnostics: [{ code: 'E_INVALID_OPTION' }],
    })
    const inMemory = { project: { name: 'shop' } } as object
    await expect(renameColumn('orders.amount', 'value', inMemory)).rejects.toMatchObject({
      code: 'E_INVALID_OPTION',
      message: 'renameColumn(…): `project` is the path of a configuration file',
    })
  })
})
