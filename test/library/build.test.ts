import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import * as kerros from 'kerros'
import { build, defineProject, given, integer, run, source, table, unitTest } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const raw = source('raw', { orders: { amount: integer() } })
const orders = table({ o: raw.orders }, (db) => db.selectFrom('o').selectAll().where('o.amount', '>', 1))
const only_large = unitTest(orders, {
  given: [given(raw.orders, [{ amount: 1 }, { amount: 2 }])],
  expect: [{ amount: 1 }],
})

let cwd: string
beforeAll(async () => {
  cwd = await mkdtemp(path.join(os.tmpdir(), 'kerros-library-'))
})
afterAll(() => rm(cwd, { recursive: true, force: true }))

const project = defineProject({
  name: 'shop',
  models: [{ orders, only_large }, raw],
  targets: { dev: duckdb({ path: 'shop.duckdb' }) },
})

describe('functions that run a plan', () => {
  it('run unit tests: a build before what they test, a test alone, a run not', async () => {
    const built = await build({ project, cwd })
    expect(built.nodes.map(({ name, status }) => [name, status])).toEqual([
      ['only_large', 'fail'],
      ['orders', 'skipped'],
    ])
    expect(built.nodes[0]).toMatchObject({
      failures: 2,
      unitTest: { ok: false, missing: [{ amount: 1 }], unexpected: [{ amount: 2 }] },
      statements: [],
    })
    expect(built.nodes[1]!.cause).toBe('unit_test.shop.orders.only_large')
    const tested = await kerros.test({ project, cwd })
    expect(tested.nodes.map(({ name }) => name)).toEqual(['only_large'])
    const ran = await run({ project, cwd })
    expect(ran.nodes.map(({ name }) => name)).toEqual(['orders'])
    const audited = await build({ project: { ...project, audit: true }, cwd })
    expect(audited.nodes.map(({ name, status }) => [name, status])).toEqual([
      ['only_large', 'fail'],
      ['orders', 'skipped'],
    ])
    const without = await build({ project, cwd, resourceTypes: ['model'] })
    expect(without.nodes.map(({ name }) => name)).toEqual(['orders'])
  })
})
