import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { build, defineProject, hook, integer, type ProjectOptions, source, table, varchar } from 'kerros'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runWithArtifacts } from '../../../../src/runtime/artifacts/run-with-artifacts.js'
import { compile } from '../../../../src/runtime/compile.js'
import { openProject } from '../../../../src/runtime/open/open-project.js'
import { raw, Shop } from '../../shop.js'

const log = source('raw', { log: { place: integer(), what: varchar() } })

let shop: Shop
beforeEach(async () => {
  shop = await Shop.open()
  await shop.rows('create table raw.log (place integer, what varchar)')
})
afterEach(() => shop.close())

const fine = table({ o: raw.orders }, (db) => db.selectFrom('o').select('o.id'))
const broken = table({ o: raw.orders }, (db) =>
  db.selectFrom('o').select((eb) => eb.cast<number>('o.customer', 'integer').as('n')),
)

const project = (
  definitions: { readonly [name: string]: unknown },
  hooks: Pick<ProjectOptions, 'onRunStart' | 'onRunEnd'>,
) => ({
  project: defineProject({
    name: 'shop',
    models: [{ raw, log, ...definitions }],
    targets: { dev: shop.target },
    ...hooks,
  }),
  cwd: shop.folder,
})

const writing = (what: string) =>
  hook({ log: log.log }, (db) =>
    db
      .insertInto('log')
      .expression((eb) =>
        eb.selectFrom('log').select(({ fn }) => [fn.countAll<number>().as('place'), sql<string>`${what}`.as('what')]),
      ),
  )
const failing = () => sql`select * from raw.there_is_none`
const logged = async () => (await shop.rows('select what from raw.log order by place')).map(({ what }) => what)
const statuses = ({ nodes }: Awaited<ReturnType<typeof build>>) =>
  Object.fromEntries(nodes.map(({ name, status }) => [name, status]))

describe('hooks around a run', () => {
  it('run before everything and after everything, as nodes of the run', async () => {
    const inModel = table({ o: raw.orders }, (db) => db.selectFrom('o').select('o.id'), { preHook: writing('model') })
    const result = await build(
      project({ fine: inModel }, { onRunStart: [writing('first'), writing('second')], onRunEnd: writing('last') }),
    )

    expect(await logged()).toEqual(['first', 'second', 'model', 'last'])
    expect(result.nodes.map(({ uniqueId, status }) => [uniqueId, status])).toEqual([
      ['operation.shop.shop-on-run-start-0', 'success'],
      ['operation.shop.shop-on-run-start-1', 'success'],
      ['model.shop.fine', 'success'],
      ['operation.shop.shop-on-run-end-0', 'success'],
    ])
  })

  it('before a run stop it when they fail; those after it run all the same', async () => {
    const result = await build(
      project({ fine }, { onRunStart: [writing('first'), failing, writing('never')], onRunEnd: writing('last') }),
    )

    expect(await logged()).toEqual(['first', 'last'])
    expect(statuses(result)).toEqual({
      'shop-on-run-start-0': 'success',
      'shop-on-run-start-1': 'error',
      'shop-on-run-start-2': 'skipped',
      fine: 'skipped',
      'shop-on-run-end-0': 'success',
    })
    expect(result.ok).toBe(false)
    expect(result.nodes[1]!.error).toMatchObject({
      code: 'E_HOOK',
      message: expect.stringMatching(/^the on-run-start 2 of 3 failed: /),
    })
  })

  it.each([true, false])('after a run know its results, also when nodes failed (fail-fast: %s)', async (failFast) => {
    const result = await build({
      ...project(
        { broken, fine },
        {
          onRunEnd: [
            (_db, { results, schemas, run }) =>
              results.map(
                ({ name, status, message }) =>
                  sql`insert into raw.log values (1, ${[name, status, message === null, schemas[0]!.schema, run.command].join(' ')})`,
              ),
          ],
        },
      ),
      failFast,
      threads: 1,
    })

    const lines = (await logged()) as string[]
    expect(lines).toContain('broken error false main build')
    expect(lines.filter((line) => /^fine (success|skipped) true main build$/.test(line))).toHaveLength(1)
    expect(lines).toHaveLength(2)
    expect(statuses(result)).toMatchObject({ broken: 'error', 'shop-on-run-end-0': 'success' })
  })

  it('after a run skip the rest of their list when one fails, and the run has failed', async () => {
    const result = await build(project({ fine }, { onRunEnd: [failing, writing('never')] }))

    expect(statuses(result)).toEqual({
      fine: 'success',
      'shop-on-run-end-0': 'error',
      'shop-on-run-end-1': 'skipped',
    })
    expect(result.ok).toBe(false)
    expect(await logged()).toEqual([])
  })

  it('are printed as they run; those of results are said in words', async () => {
    const compiled = await compile(
      project(
        { fine },
        {
          onRunStart: () => [sql`select 1`, false, sql`select 2`],
          onRunEnd: [
            (_db, { target }) => target.name === 'other' && sql`select 1`,
            (_db, { results }) => sql`select ${results[0]!.name}`,
          ],
        },
      ),
    )

    expect(
      compiled.map(({ name, statements, steps }) => [name, statements, steps.map(({ description }) => description)]),
    ).toEqual([
      ['shop-on-run-start-0', ['select 1', 'select 2'], ['the on-run-start', 'the on-run-start']],
      ['fine', ['create or replace table "main"."fine" as select "o"."id" from "raw"."orders" as "o"'], [undefined]],
      ['shop-on-run-end-1', [], ['the on-run-end 2 of 2, whose statements are made of the results of the run']],
    ])
  })

  it('that read other relations are typed by when they run', async () => {
    await build(
      project(
        { fine },
        {
          onRunEnd: hook({ log: log.log }, (db, { results, run }) =>
            results.map(({ name }, i) => db.insertInto('log').values({ place: i, what: `${name} ${run.command}` })),
          ),
        },
      ),
    )
    expect(await logged()).toEqual(['fine build'])
  })

  it('do not run when there is nothing to do', async () => {
    await build({ ...project({}, { onRunStart: writing('never') }) })
    expect(await logged()).toEqual([])
  })

  it('are nodes of the manifest, and of the results', async () => {
    const given = project(
      { fine },
      { onRunStart: () => sql`select 1`, onRunEnd: (_db, { results }) => sql`select ${results.length}` },
    )
    await runWithArtifacts('build', await openProject(given), {})
    const artifact = async (name: string) => JSON.parse(await readFile(path.join(shop.folder, 'target', name), 'utf8'))
    const { nodes, parent_map } = await artifact('manifest.json')
    const { results } = await artifact('run_results.json')

    expect(nodes['operation.shop.shop-on-run-start-0']).toMatchObject({
      resource_type: 'operation',
      tags: ['on-run-start'],
      raw_code: 'select 1',
      index: 0,
    })
    expect(nodes['operation.shop.shop-on-run-end-0']).toMatchObject({ compiled_code: null, tags: ['on-run-end'] })
    expect(parent_map['operation.shop.shop-on-run-end-0']).toEqual([])
    expect(results.map((each: any) => [each.unique_id, each.status])).toEqual([
      ['operation.shop.shop-on-run-start-0', 'success'],
      ['model.shop.fine', 'success'],
      ['operation.shop.shop-on-run-end-0', 'success'],
    ])
  })

  it('are refused in a configuration when they are text', () => {
    expect(() => project({ fine }, { onRunStart: 'grant select' as never })).toThrow(
      'defineProject(…): the option "onRunStart" has a string where a hook is expected',
    )
  })
})
