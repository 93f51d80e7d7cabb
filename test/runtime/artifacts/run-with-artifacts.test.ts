import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {
  castTo,
  dataTest,
  defineProject,
  ephemeral,
  incremental,
  integer,
  type RunOptions,
  seed,
  table,
  varchar,
  view,
} from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runWithArtifacts } from '../../../src/runtime/artifacts/run-with-artifacts.js'
import { openProject } from '../../../src/runtime/open/open-project.js'

const orders = seed('orders.csv', { id: integer(), customer: varchar() })
const customers = table({ o: orders }, (db) => db.selectFrom('o').select('o.customer'))
const broken = table({ o: orders }, (db) =>
  db.selectFrom('o').select((eb) => castTo(eb.ref('o.customer'), integer()).as('n')),
)

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'kerros-artifacts-'))
  writeFileSync(path.join(folder, 'orders.csv'), 'id,customer\n1,Aino\n')
})
afterEach(() => rmSync(folder, { recursive: true }))

async function run(options: RunOptions = {}, models: object = { orders, customers }) {
  const project = defineProject({
    name: 'shop',
    models: [{ ...models }],
    targets: { dev: duckdb({ path: 'a.duckdb' }) },
  })
  return runWithArtifacts('build', await openProject({ project, cwd: folder }), options)
}

/** No file can take the place of a folder. */
const block = (name: string) => mkdirSync(path.join(folder, 'target', name), { recursive: true })

const read = (name: string) => JSON.parse(readFileSync(path.join(folder, 'target', name), 'utf8'))

describe('the artifacts of a run', () => {
  it('are its manifest and its results', async () => {
    const { result, unwritten } = await run({ exclude: ['customers'] })
    expect([result.ok, unwritten]).toEqual([true, undefined])
    expect(Object.keys(read('manifest.json').nodes).sort()).toEqual(['model.shop.customers', 'seed.shop.orders'])
    const { results, args, metadata } = read('run_results.json')
    expect(results.map((one: { unique_id: string }) => one.unique_id)).toEqual(['seed.shop.orders'])
    expect(args).toMatchObject({
      which: 'build',
      target: 'dev',
      select: [],
      exclude: ['customers'],
      full_refresh: false,
    })
    expect(metadata.invocation_id).toBe(result.runId)
  })

  it('have the relations of stored failures, and say of other tests that they store none', async () => {
    const query = (db: any) => db.selectFrom('o').select('o.id')
    const stored = dataTest({ o: orders }, query, { storeFailures: 'view' })
    const counted = dataTest({ o: orders }, query, { severity: 'warn' })
    const { result } = await run({}, { orders, stored, counted })
    const relation = '"a"."main_dbt_test__audit"."stored"'
    const { nodes } = read('manifest.json')
    expect(nodes['test.shop.stored']).toMatchObject({
      relation_name: relation,
      schema: 'main_dbt_test__audit',
      config: { store_failures: true, store_failures_as: 'view' },
    })
    expect(nodes['test.shop.counted']).toMatchObject({
      relation_name: null,
      config: { store_failures: null, store_failures_as: null },
    })
    const found = read('run_results.json').results.map((one: any) => [one.unique_id, one.relation_name])
    expect(Object.fromEntries(found)).toEqual({
      'seed.shop.orders': '"a"."main"."orders"',
      'test.shop.stored': relation,
      'test.shop.counted': null,
    })
    expect(result.ok).toBe(false)
  })

  it.each(['manifest.json', 'run_results.json'])(
    'leave the result as it is when %s cannot be written',
    async (name) => {
      block(name)
      const { result, unwritten } = await run()
      expect(result).toMatchObject({ ok: true, nodes: [{ status: 'success' }, { status: 'success' }] })
      expect(unwritten).toMatchObject({
        code: 'E_ARTIFACTS',
        message: expect.stringMatching(`^target/${name} cannot be written: `),
        hint: expect.stringContaining('--no-artifacts'),
      })
    },
  )

  it('do not hide a node that failed', async () => {
    block('manifest.json')
    const { result, unwritten } = await run({}, { orders, broken })
    expect(result.ok).toBe(false)
    expect(result.nodes.map(({ status }) => status)).toEqual(['success', 'error'])
    expect(unwritten).toMatchObject({ code: 'E_ARTIFACTS' })
  })

  it('hear of the start of the run after its reporter, which hears of everything', async () => {
    const heard: string[] = []
    const reporter = {
      onRunStart: () => heard.push('start'),
      onNodeEnd: ({ name }: { readonly name: string }) => heard.push(name),
      onRunEnd: () => heard.push('end'),
    }
    await run({ reporter })
    expect(heard).toEqual(['start', 'orders', 'customers', 'end'])
  })

  it('are made of queries that were called once each, however much is said of them: incremental ones for each kind of run, and to see what they use of it', async () => {
    const called: string[] = []
    const counted =
      <T>(name: string, query: (...args: any[]) => T) =>
      (...args: any[]): T => {
        called.push(name)
        return query(...args)
      }
    const inlined = ephemeral(
      { o: orders },
      counted('inlined', (db) => db.selectFrom('o').selectAll()),
    )
    const listed = view(
      { i: inlined },
      counted('listed', (db) => db.selectFrom('i').select(['i.id', 'i.customer'])),
    )
    const added = incremental(
      { l: listed },
      counted('added', (db) => db.selectFrom('l').select(['l.id', 'l.customer'])),
      { uniqueKey: 'id' } as never,
    )
    const none = dataTest(
      { l: listed },
      counted('none', (db) => db.selectFrom('l').select('l.id').where('l.id', '<', 0)),
    )
    const { result, unwritten } = await run({}, { orders, inlined, listed, added, none })
    expect([result.ok, unwritten]).toEqual([true, undefined])
    expect(called.sort()).toEqual(['added', 'added', 'added', 'inlined', 'listed', 'none'])
  })
})
