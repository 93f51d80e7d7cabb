import { rm } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import { ended, startExample } from './example-process.js'

it('the example builds its models, reads a mart and ends by itself, twice', async () => {
  const database = path.resolve(import.meta.dirname, '../../target/shop.duckdb')
  await rm(database, { force: true })
  for (let i = 0; i < 2; i++) {
    const { code, stdout, stderr } = await ended(await startExample('examples/build-from-an-app.ts'))
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.split('\n')).toEqual([
      'success orders',
      'success customers',
      'pass not_null_customers_customer',
      'pass positive_customers_order_count',
      'pass unique_customers_customer',
      'Aino 200.25',
      'Väinö 35.5',
      '',
    ])
  }
})
