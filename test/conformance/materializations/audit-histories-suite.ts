import {
  between,
  build,
  defineProject,
  incremental,
  integer,
  type Model,
  positive,
  relationships,
  scdType1,
  source,
  type Target,
  table,
} from 'kerros'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { KerrosError } from '../../../src/core/errors/index.js'
import type { Warehouse, WarehouseSession } from '../../../src/core/ports/warehouse.js'
import fc from '../../seeded-fast-check.js'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'
import {
  type AuditBuild,
  type AuditCase,
  type AuditState,
  built,
  possible,
  type Row,
  sameRows,
} from './audit-oracle.js'

const raw = source('raw', { rows: { id: integer(), n: integer() }, ids: { id: integer() } })

/** The project of a case, as the oracle describes it. */
function definitions({ kind, audited, severity }: AuditCase): { readonly [name: string]: unknown } {
  const low = { columns: { n: { tests: [positive({ name: 'low', severity })] } } }
  const own = { audit: audited.a, ...low } as any
  const rows = (db: any) => db.selectFrom('r').select(['r.id', 'r.n'])
  const a: Model<Row> =
    kind === 'table'
      ? (table({ r: raw.rows }, rows, own) as any)
      : kind === 'incremental'
        ? incremental({ r: raw.rows }, rows, { uniqueKey: 'id', ...own })
        : scdType1(raw.rows, { uniqueKey: 'id', ...own })
  const b = table({ a }, (db: any): any => db.selectFrom('a').select(['a.id', 'a.n']).where('a.n', '<', 100), {
    audit: audited.b,
    columns: { n: { tests: [between(-1000, 50, { name: 'high' })] } },
  } as any)
  const c = table({ i: raw.ids }, (db) => db.selectFrom('i').select('i.id'), {
    audit: audited.c,
    columns: { id: { tests: [relationships(a, 'id', { name: 'reference' })] } },
  } as any)
  return { raw, a, b, c }
}

/** A target whose sessions are gone after some statements, as those of a process that ends there. */
function dyingTarget(target: Target, after: number): Target {
  let left = after
  const dying = <T>(work: () => Promise<T>): Promise<T> => {
    if (left-- > 0) return work()
    throw new KerrosError('E_CONNECTION', 'the process has ended')
  }
  return {
    ...target,
    connect: async (options) => {
      const warehouse = await target.connect(options)
      const withSession: Warehouse['withSession'] = (work, use) =>
        warehouse.withSession(
          (session) =>
            work(
              proxied<WarehouseSession>(session, {
                execute: (...args) => dying(() => session.execute(...args)),
                begin: () => dying(() => session.begin()),
                commit: () => dying(() => session.commit()),
              }),
            ),
          use,
        )
      return proxied<Warehouse>(warehouse, { withSession })
    },
  }
}

function proxied<T extends object>(of: T, own: Partial<T>): T {
  return new Proxy(of, {
    get: (target, name) => {
      const value = (own as any)[name] ?? (target as any)[name]
      return typeof value === 'function' && !(name in own) ? value.bind(target) : value
    },
  })
}

const row = fc.record<Row>({ id: fc.integer({ min: 1, max: 4 }), n: fc.constantFrom(-1, 10, 20, 60, 150) })
const change = fc.record({
  rows: fc.uniqueArray(row, { selector: ({ id }) => id, maxLength: 4 }),
  ids: fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }),
  fullRefresh: fc.boolean(),
  exclude: fc.subarray<'low' | 'high' | 'reference'>(['low', 'high', 'reference'], { maxLength: 1 }),
  /** The number of statements after which the process ends. */
  dies: fc.option(fc.integer({ min: 0, max: 30 }), { freq: 3 }),
})
const kinds = fc.constantFrom('table' as const, 'incremental' as const, 'scdType1' as const)
const usually = fc.integer({ min: 0, max: 3 }).map((n) => n > 0)
const cases = fc.record<AuditCase>({
  kind: kinds,
  audited: fc.record({ a: usually, b: usually, c: usually }),
  severity: fc.constantFrom('error', 'error', 'warn'),
})

/** What readers see after each of many builds. */
export function auditHistoriesSuite(engine: EngineUnderTest, { numRuns }: { readonly numRuns: number }): void {
  contractSuite('histories of audits', engine, () => {
    let scratch: ScratchProject
    beforeAll(async () => {
      scratch = await ScratchProject.create(engine)
      await scratch.execute('create schema raw')
    })
    beforeEach(() =>
      scratch.execute(
        'create or replace table raw.rows (id integer, n integer)',
        'create or replace table raw.ids (id integer)',
      ),
    )
    afterAll(() => scratch.remove())

    /** All relations that are there, with their rows: asked at once, since a connection takes longer than a query. */
    const inWarehouse = async (state: AuditState): Promise<AuditState> => {
      const tables = await scratch.rows(
        `select table_name as name from information_schema.tables where lower(table_schema) = '${scratch.target.schema}'`,
      )
      const there = tables.map((one) => String(Object.values(one)[0]).toLowerCase())
      const known = ['a', 'b', 'c'] as const
      const seen = known.filter((name) => there.includes(name))
      const each = seen.map((name) => `select '${name}' as name, id, ${name === 'c' ? '0' : 'n'} as n from ${name}`)
      const rows =
        each.length > 0 ? (await scratch.rows(each.join(' union all '))).map((one) => Object.values(one)) : []
      const rowsOf = (name: string) =>
        rows.filter(([of]) => of === name).map(([, id, n]) => ({ id: Number(id), n: Number(n) }))
      return {
        ...state,
        seen: Object.fromEntries(
          seen.map((name) => [name, name === 'c' ? rowsOf(name).map(({ id }) => id) : rowsOf(name)]),
        ),
        rejected: known.filter((name) => there.includes(`${name}__kerros_audit`)),
      }
    }
    const run = (of: AuditCase, { fullRefresh, exclude }: AuditBuild, target: Target) =>
      build({
        project: defineProject({ name: 'scratch', models: [definitions(of)], targets: { dev: target } }),
        cwd: scratch.folder,
        fullRefresh,
        exclude,
        threads: 2,
      })

    const fill = (source: readonly Row[]) =>
      scratch.execute('delete from raw.rows', ...source.map(({ id, n }) => `insert into raw.rows values (${id}, ${n})`))
    const dropAll = () =>
      scratch.execute(
        ...['a', 'b', 'c']
          .flatMap((name) => [name, `${name}__kerros_audit`])
          .map((name) => `drop table if exists ${name}`),
      )

    it.each(['table', 'incremental', 'scdType1'] as const)(
      'have the rows from before or new ones, at each statement at which a build of a %s can die',
      async (kind) => {
        const of: AuditCase = { kind, audited: { a: true, b: false, c: false }, severity: 'error' }
        const options: AuditBuild = { fullRefresh: false, exclude: [] }
        let isWhole = false
        let left = 0
        for (let dies = 0; !isWhole; dies++) {
          await dropAll()
          const [old, now] = [
            [{ id: 1, n: 10 }],
            [
              { id: 1, n: 20 },
              { id: 2, n: 20 },
            ],
          ]
          await fill(old)
          await run(of, options, scratch.target)
          const before = await inWarehouse({ source: now, ids: [], seen: {}, rejected: [] })
          expect(before.seen.a).toEqual(old)
          await fill(now)
          const result = await run(of, options, dyingTarget(scratch.target, dies)).catch(() => undefined)
          isWhole = result?.ok ?? false
          const found = await inWarehouse(before)
          const expected = built(of, before, options)
          expect([dies, possible(before, expected.state)('a', found.seen.a)]).toEqual([dies, true])
          left += found.rejected.length
          await run(of, options, scratch.target)
          const after = await inWarehouse(before)
          expect([dies, sameRows(after.seen.a, now), after.rejected]).toEqual([dies, true, []])
        }
        // A build that dies before its tests have passed leaves a candidate.
        expect(left).toBeGreaterThan(0)
      },
      120_000,
    )

    it('have after each build the rows that the page says, also after one that dies', async () => {
      const ended = new Set<string>()
      await fc.assert(
        fc.asyncProperty(cases, fc.array(change, { minLength: 2, maxLength: 5 }), async (of, changes) => {
          await dropAll()
          let state: AuditState = { source: [], ids: [], seen: {}, rejected: [] }
          for (const { rows: source, ids, dies, ...options } of changes) {
            state = { ...state, source, ids }
            await scratch.execute(
              'delete from raw.rows',
              'delete from raw.ids',
              ...source.map(({ id, n }) => `insert into raw.rows values (${id}, ${n})`),
              ...ids.map((id) => `insert into raw.ids values (${id})`),
            )
            const expected = built(of, state, options)
            const target = dies === null ? scratch.target : dyingTarget(scratch.target, dies)
            const result = await run(of, options, target).catch(() => undefined)
            const found = await inWarehouse(state)
            const statuses = Object.fromEntries((result?.nodes ?? []).map(({ name, status }) => [name, status]))
            const isWhole =
              JSON.stringify(statuses, Object.keys(statuses).sort()) ===
              JSON.stringify(expected.statuses, Object.keys(expected.statuses).sort())
            if (dies === null || isWhole) {
              expect(statuses).toEqual(expected.statuses)
              for (const name of ['a', 'b', 'c'] as const)
                expect([
                  name,
                  sameRows(found.seen[name], expected.state.seen[name]),
                  found.seen[name],
                  expected.state.seen[name],
                ]).toEqual([name, true, found.seen[name], expected.state.seen[name]])
              expect(found.rejected).toEqual(expected.state.rejected)
              for (const status of Object.values(statuses)) ended.add(status)
            } else {
              ended.add('dies')
              const isPossible = possible(state, expected.state)
              for (const name of ['a', 'b', 'c'] as const)
                expect([name, isPossible(name, found.seen[name])]).toEqual([name, true])
            }
            state = found
          }
        }),
        { numRuns },
      )
      if (numRuns > 10) expect(ended).toEqual(new Set(['dies', 'error', 'fail', 'pass', 'skipped', 'success', 'warn']))
    }, 240_000)
  })
}
