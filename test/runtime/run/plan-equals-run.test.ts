import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { build, incremental, type Step, table, unique, view } from 'kerros'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { compiledNodes } from '../../../src/runtime/compile.js'
import { newRunId } from '../../../src/runtime/lease/run-id.js'
import { type OpenProject, openProject } from '../../../src/runtime/open/open-project.js'
import { planCommand, prepareCommand } from '../../../src/runtime/plan/plan-command.js'
import { runPlan } from '../../../src/runtime/run/run-plan.js'
import { everyMaterialization, raw, Shop } from '../shop.js'

let shop: Shop
beforeEach(async () => {
  shop = await Shop.open('marts')
  await writeFile(path.join(shop.folder, 'countries.csv'), 'code,name\nfi,Finland\n')
})
afterEach(() => shop.close())

const open = (definitions: { readonly [name: string]: unknown }): Promise<OpenProject> =>
  openProject({ project: shop.project(definitions), cwd: shop.folder })

/** Plans, then runs that plan: the statements that the plan shows, and those that were sent. */
async function planAndRun(opened: OpenProject, fullRefresh = false) {
  const warehouse = await opened.target.connect({ projectRoot: opened.root, threads: 1 })
  try {
    const plan = await planCommand(await prepareCommand('build', opened, { fullRefresh }), warehouse, newRunId())
    const shown = compiledNodes(plan, warehouse.dialect).map(({ name, statements }) => [name, statements])
    const result = await runPlan(plan, warehouse, { threads: 1 })
    return { result, shown, sent: result.nodes.map(({ name, statements }) => [name, statements]) }
  } finally {
    await warehouse.close()
  }
}

it('what a dry run shows is what is sent: every materialization, on a first, a second and a full-refresh run', async () => {
  const definitions = everyMaterialization()
  for (const [i, fullRefresh] of [false, false, true].entries()) {
    const { shown, sent, result } = await planAndRun(await open(definitions), fullRefresh)
    expect(result.nodes.map(({ status }) => status)).toEqual(Array(8).fill('success'))
    expect(sent).toEqual(shown)
    await shop.rows(
      `insert into raw.orders values (${4 + i}, 'Ilmari', '2026-01-0${2 + i}')`,
      `update raw.orders set customer = 'Other ${i}' where id = 1`,
    )
  }
})

it('also when a view takes the place of a table and the other way round', async () => {
  const asView = view({ o: raw.orders }, (db) => db.selectFrom('o').select('o.id'))
  const asTable = table({ o: raw.orders }, (db) => db.selectFrom('o').select('o.id'))
  for (const x of [asView, asTable, asView]) {
    const { shown, sent } = await planAndRun(await open({ x }))
    expect(sent).toEqual(shown)
  }
  expect((await planAndRun(await open({ x: asTable }))).sent).toEqual([
    [
      'x',
      [
        'begin transaction',
        'drop view if exists "marts"."x"',
        'create or replace table "marts"."x" as select "o"."id" from "raw"."orders" as "o"',
        'commit',
      ],
    ],
  ])
})

it('of an audited node both the steps of its candidate and those that publish it, with the tests that decide', async () => {
  const columns = { id: { tests: [unique()] } }
  const query = (db: any): any => db.selectFrom('o').select(['o.id', 'o.customer'])
  const definitions = {
    x: table({ o: raw.orders }, query, { audit: true, columns }),
    y: incremental({ o: raw.orders }, query, { uniqueKey: 'id', audit: true, columns } as never),
  }
  for (let i = 0; i < 2; i++) {
    const { shown, sent, result } = await planAndRun(await open(definitions))
    expect(result.nodes.map(({ status }) => status)).toEqual(['success', 'success', 'pass', 'pass'])
    expect(sent).toEqual(shown)
  }
  const opened = await open({ x: definitions.x })
  const warehouse = await opened.target.connect({ projectRoot: opened.root, threads: 1 })
  const plan = await planCommand(await prepareCommand('build', opened, {}), warehouse, newRunId())
  const steps = compiledNodes(plan, warehouse.dialect)[0]!.steps
  await warehouse.close()
  expect(steps.map(({ description, statements }) => [description, statements])).toEqual([
    [
      undefined,
      [
        'create or replace table "marts"."x__kerros_audit" as select "o"."id", "o"."customer" from "raw"."orders" as "o"',
      ],
    ],
    [undefined, ['begin transaction']],
    [
      'when "unique_x_id" has passed:',
      ['drop table "marts"."x"', 'alter table "marts"."x__kerros_audit" rename to "x"'],
    ],
    [undefined, ['commit']],
  ])
})

it('the types of new columns are read at run time, and a dry run says so', async () => {
  const definitions = everyMaterialization()
  await planAndRun(await open(definitions))
  await shop.rows('alter table raw.orders add column note varchar')
  const { integer, incremental, source, timestamp, varchar } = await import('kerros')
  const wider = source('raw', {
    orders: { id: integer(), customer: varchar(), loaded_at: timestamp(), note: varchar() },
  })
  const merged = incremental({ o: wider.orders }, (db) => db.selectFrom('o').selectAll(), {
    uniqueKey: 'id',
    onSchemaChange: 'append_new_columns',
  })
  const opened = await openProject({
    project: { ...shop.project({ merged }), models: [{ wider, merged }] },
    cwd: shop.folder,
  })
  const { shown, sent, result } = await planAndRun(opened)
  expect(result.ok).toBe(true)
  const resolved = JSON.stringify(shown).replace('/* type of the batch, read at run time */', 'VARCHAR')
  expect(JSON.stringify(shown)).not.toBe(resolved)
  expect(JSON.stringify(sent)).toBe(resolved)
})

it('plans are deterministic: but for the id and the timestamp of the run, twice the same', async () => {
  const opened = await open(everyMaterialization())
  await build({ project: shop.project(everyMaterialization()), cwd: shop.folder })
  const warehouse = await opened.target.connect({ projectRoot: opened.root, threads: 1 })
  try {
    const plans = []
    for (let i = 0; i < 2; i++) {
      const plan = await planCommand(await prepareCommand('build', opened, {}), warehouse, newRunId())
      const text = JSON.stringify(plan).replaceAll(plan.runId, 'RUN')
      const moment = plan.startedAt.toISOString()
      plans.push(text.replaceAll(moment, 'NOW').replaceAll(moment.replace('T', ' ').replace('Z', ''), 'NOW'))
    }
    expect(plans[0]).toBe(plans[1])
  } finally {
    await warehouse.close()
  }
})

it('a contract is held against the built relation before anyone can read it, also when no NULL has to be looked for', async () => {
  const { integer } = await import('kerros')
  const nullable = { id: integer().nullable() }
  const good = table({ o: raw.orders }, (db) => db.selectFrom('o').select('o.id'), { contract: nullable } as never)
  await build({ project: shop.project({ x: good }), cwd: shop.folder })
  // The source is not what it was declared to be.
  await shop.rows(
    'drop table raw.orders',
    "create table raw.orders as select 'text' as id, now()::timestamp as loaded_at",
  )
  const result = await build({ project: shop.project({ x: good }), cwd: shop.folder })
  expect(result.nodes[0]!.error).toMatchObject({
    code: 'E_CONTRACT',
    message: 'the built relation does not satisfy the contract of "x": "id" is VARCHAR, not integer',
  })
  expect(await shop.rows('select id from marts.x order by id')).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }])
})

it('steps are plain data', async () => {
  const opened = await open(everyMaterialization())
  const plan = await planCommand(await prepareCommand('build', opened, {}), undefined, newRunId())
  const steps: readonly Step[] = plan.nodes.flatMap((node) => node.steps)
  expect(steps.length).toBeGreaterThan(5)
  const copy = structuredClone(
    steps.map((step) => (step.kind === 'transaction' ? step.steps.map(({ kind }) => kind) : step.kind)),
  )
  expect(copy.flat()).toContain('createTableAs')
})
