import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { snowflakeServer } from '../../../servers/snowflake-server.js'
import type { CliProject } from '../../cli-project.js'
import { snowflakeShop } from '../../snowflake-shop.js'

const server = await snowflakeServer()

describe.skipIf(server.skipReason)('kerros docs generate in Snowflake', { timeout: 120_000 }, () => {
  let shop: CliProject
  beforeAll(async () => {
    shop = await snowflakeShop(server, {
      'src/names.ts': `import { view } from 'kerros'
import { orders } from './orders.js'

export const names = view({ o: orders }, (db) => db.selectFrom('o').select('o.customer'))
`,
    })
    expect((await shop.runKept('build')).code).toBe(0)
    expect(await shop.runKept('docs generate')).toMatchObject({
      code: 0,
      stdout: 'Open target/docs/index.html in a browser.\n',
    })
  })
  afterAll(() => shop?.remove())

  const artifact = async (name: string): Promise<any> => JSON.parse(await shop.read(path.join('target', name)))

  it('says how many rows tables have, and nothing of the rows of views', async () => {
    const { nodes } = await artifact('catalog.json')
    expect(nodes['seed.shop.orders'].stats.num_rows.value).toBe(3)
    expect(nodes['model.shop.customers'].stats.num_rows.value).toBe(2)
    expect(Object.keys(nodes['model.shop.names'].stats)).toEqual(['has_stats'])
    expect(nodes['seed.shop.orders'].columns.amount).toMatchObject({ index: 3, type: 'NUMBER(10,2)' })
  })

  it('finds the statements of the run in the history, and tells threads apart', async () => {
    const { results } = await artifact('run_results.json')
    const built = results.filter(({ status }: { status: string }) => status === 'success')
    expect(built).toHaveLength(3)
    for (const { adapter_response, thread_id } of built) {
      expect(adapter_response.query_ids.length).toBeGreaterThan(0)
      expect(adapter_response.query_id).toMatch(/^[\da-f-]{36}$/)
      expect(thread_id).toMatch(/^Thread-[1-9]$/)
    }
  })
})
