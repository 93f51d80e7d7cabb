import { build, defineProject, ephemeral, incremental, integer, type Target, table, view } from 'kerros'
import { sql } from 'kysely'
import { beforeEach, expect, it } from 'vitest'
import { openProject } from '../../../src/runtime/open/open-project.js'
import { showNode } from '../../../src/runtime/show/show-node.js'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { RAW_EVENTS, raw } from '../raw-events.js'
import { ScratchProject } from '../scratch-project.js'

const inputs = { e: raw.events }
const ids = (db: any): any => db.selectFrom('e').select('e.id')
const selected = (db: any): any => db.selectFrom('one').select('one.id')
const contract = { id: integer() }
/** A query that the engine rejects when it runs. */
const broken = (of: object, kind: any = table): any =>
  kind(of, () => sql<{ id: number }>`select e.no_such_column as id from ${sql.table(Object.keys(of)[0]!)} as e`, {
    contract,
  })

/** Runs as a whole: in parallel, next to each other, among many relations. */
export function runSuite(engine: EngineUnderTest): void {
  contractSuite('runs', engine, () => {
    let project: ScratchProject

    beforeEach(async () => {
      project = await ScratchProject.create(engine)
      await project.execute(...RAW_EVENTS)
      return () => project.remove()
    })

    const statuses = (result: { nodes: readonly { name: string; status: string }[] }) =>
      Object.fromEntries(result.nodes.map((node) => [node.name, node.status]))

    it('threads 1 and 16 give the same relations and results, with a failure among them', async () => {
      const table_a = table(inputs, ids)
      const table_b = incremental(inputs, ids, { uniqueKey: 'id' } as never) as any
      const view_model = view(inputs, ids)
      const dep = table({ view_model }, (db: any) => db.selectFrom('view_model').selectAll()) as any
      const both_of_them = view({ table_a, table_b }, (db: any) =>
        db.selectFrom('table_a').select('table_a.id').unionAll(db.selectFrom('table_b').select('table_b.id')),
      ) as any
      const invalid = broken(inputs)
      const skip = table({ invalid }, (db: any) => db.selectFrom('invalid').selectAll()) as any
      const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`t_${i}`, table(inputs, ids)]))
      const definitions = { raw, table_a, table_b, view_model, dep, both_of_them, invalid, skip, ...many }
      const expected = {
        ...Object.fromEntries(Object.keys(definitions).map((name) => [name, 'success'])),
        invalid: 'error',
        skip: 'skipped',
      }
      Reflect.deleteProperty(expected, 'raw')
      for (const [i, threads] of [1, 16].entries()) {
        if (i > 0) await project.execute(`insert into raw.events values (${i + 2}, 'c')`)
        const result = await project.build(definitions, { threads })
        expect(statuses(result)).toEqual(expected)
        expect(result.nodes.find(({ name }) => name === 'skip')).toMatchObject({
          cause: 'model.scratch.invalid',
        })
        const source = await project.rows('select id from raw.events order by id')
        for (const name of ['table_a', 'table_b', 'view_model', 'dep', 't_0', 't_19'])
          expect(await project.rows(`select id from ${name} order by id`), name).toEqual(source)
        expect(await project.rows('select id from both_of_them')).toHaveLength(2 * source.length)
        for (const name of ['invalid', 'skip'])
          await expect(project.rows(`select id from ${name}`)).rejects.toMatchObject({ code: 'E_QUERY' })
      }
    })

    it('two at the same time in one schema: one builds, the other is refused and writes nothing', async () => {
      const one = table(inputs, ids)
      const two = table(inputs, ids)
      let other: Promise<unknown> | undefined
      // The second begins while the first is at work: at the very same time, the protocol server fails where Snowflake waits.
      const onNodeStart = (): void => {
        other ??= project.build({ raw, two }).then(
          () => 'built',
          (error: { readonly code?: string }) => error.code,
        )
      }
      // Enough to be still at work when the second one asks.
      const more = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`more_${i}`, table({ one }, selected)]))
      const first = await project.build({ raw, one, ...more }, { threads: 1, reporter: { onNodeStart } })
      expect(first.ok).toBe(true)
      expect(await other).toBe('E_LOCKED')
      expect(await project.rows('select id from one order by id')).toHaveLength(2)
      await expect(project.rows('select id from two')).rejects.toMatchObject({ code: 'E_QUERY' })
      // The next one is not kept out.
      expect((await project.build({ raw, one, two })).ok).toBe(true)
    })

    it('stops after the first failure with failFast, and builds the rest next time', async () => {
      const invalid = broken(inputs)
      const later = Object.fromEntries(
        Array.from({ length: 3 }, (_, i) => [
          `later_${i}`,
          table({ invalid }, (db: any) => db.selectFrom('invalid').select('invalid.id')) as any,
        ]),
      )
      const apart = Object.fromEntries(Array.from({ length: 3 }, (_, i) => [`z_${i}`, table(inputs, ids)]))
      const { nodes, ok } = await project.build({ raw, invalid, ...later, ...apart }, { threads: 1, failFast: true })
      expect(ok).toBe(false)
      expect(nodes.filter(({ status }) => status === 'error').map(({ name }) => name)).toEqual(['invalid'])
      expect(nodes.filter(({ status }) => status === 'success')).toEqual([])
      const whole = await project.build({ raw, invalid: table(inputs, ids), ...apart }, { threads: 1, failFast: true })
      expect(whole.ok).toBe(true)
    })

    it('an ephemeral model that fails is named where its readers fail', async () => {
      const inner = broken(inputs, ephemeral)
      const outer = table({ inner }, (db: any) => db.selectFrom('inner').select('inner.id')) as any
      const { nodes } = await project.build({ raw, inner, outer })
      expect(nodes).toMatchObject([{ name: 'outer', status: 'error', error: { code: 'E_QUERY' } }])
      expect(nodes[0]!.error!.message.toLowerCase()).toContain('no_such_column')
    })

    it('show reads the number of rows that are asked for, of a query with a limit of its own, too', async () => {
      await project.execute(`insert into raw.events values (3, 'c'), (4, 'd'), (5, 'e'), (6, 'f'), (7, 'g')`)
      const inner = ephemeral(inputs, (db) => db.selectFrom('e').select((eb) => eb('e.id', '+', 10).as('ten')))
      const outer = ephemeral({ inner }, (db) =>
        db.selectFrom('inner').select((eb) => eb('inner.ten', '+', 100).as('all')),
      )
      const four = ephemeral(inputs, (db) => db.selectFrom('e').select('e.id').orderBy('e.id').limit(4))
      const opened = await openProject({
        project: defineProject({ name: 's', models: [{ raw, inner, outer, four }], targets: { dev: project.target } }),
        cwd: project.folder,
      })
      const count = async (name: string, limit: number) => (await showNode(opened, name, limit)).rows.length
      expect([await count('outer', 5), await count('outer', 3), await count('outer', 1000)]).toEqual([5, 3, 7])
      expect([await count('four', 5), await count('four', 3)]).toEqual([4, 3])
    })

    it('a selection asks what exists only of its own schemas', async () => {
      const described: string[] = []
      const { target } = project
      const watched: Target = {
        ...target,
        connect: async (options) => {
          const warehouse = await target.connect(options)
          return new Proxy(warehouse, {
            get: (of, key) => {
              const value = Reflect.get(of, key, of)
              if (key !== 'describe') return typeof value === 'function' ? value.bind(of) : value
              return (places: readonly { readonly schema: string }[], ...rest: readonly unknown[]) => {
                described.push(...places.map(({ schema }) => schema.toLowerCase()))
                return value.call(of, places, ...rest)
              }
            },
          })
        },
      }
      const one = table(inputs, ids)
      const two = table(inputs, ids)
      const own = defineProject({
        name: 'scratch',
        models: [{ raw, one, two }],
        targets: { dev: watched },
        naming: ({ name }) => ({ schema: `of_${name}` }),
      })
      expect((await build({ project: own, cwd: project.folder, select: ['one'] })).ok).toBe(true)
      expect(described).toContain('of_one')
      expect(described).not.toContain('of_two')
    })

    it('a schema with 2,000 other relations is no obstacle: what is in it is read once, and found', async () => {
      const one = incremental(inputs, ids, { uniqueKey: 'id' } as never) as any
      const last = view({ one }, (db: any) => db.selectFrom('one').select('one.id')) as any
      expect((await project.build({ raw, one, last })).ok).toBe(true)
      const { schema } = project.target as { readonly schema?: string }
      const place = schema ?? 'main'
      await project.execute(
        ...Array.from({ length: 2000 }, (_, i) => `create view ${place}.other_${i} as select 1 as id`),
      )
      await project.execute(`insert into raw.events values (3, 'c')`)
      const { nodes } = await project.build({ raw, one, last })
      expect(nodes.map(({ name, status }) => [name, status])).toEqual([
        ['one', 'success'],
        ['last', 'success'],
      ])
      // It is the table of the first run: one that was not found is made again, as a whole.
      expect(nodes[0]!.statements.join('\n')).not.toMatch(/create or replace table/i)
      expect(await project.rows('select id from last')).toHaveLength(3)
    })
  })
}
