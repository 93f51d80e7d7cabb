import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { integer, notNull, positive, type RunResult, seed, source, table, timestamp, unique, view } from 'kerros'
import { beforeEach, expect, it } from 'vitest'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'

const raw = source(
  'raw',
  { rows: { id: integer(), n: integer(), loaded: timestamp() } },
  { tables: { rows: { eventTime: 'loaded' } } },
)
const columns = { id: { tests: [notNull(), unique()] }, n: { tests: [positive()] } }

/** Audits of seeds, of samples, and of tables that pass their grants on. */
export function auditOptionsSuite(engine: EngineUnderTest): void {
  contractSuite('audits with other options', engine, () => {
    let project: ScratchProject

    beforeEach(async () => {
      project = await ScratchProject.create(engine)
      await project.execute(
        'create schema if not exists raw',
        'create or replace table raw.rows (id integer, n integer, loaded timestamp)',
      )
      return () => project.remove()
    })

    const stored = async (name: string): Promise<readonly (readonly number[])[] | undefined> => {
      const rows = await project.rows(`select id, n from ${name} order by id, n`).catch(() => undefined)
      return rows?.map(({ id, n }) => [Number(id), Number(n)])
    }
    const seen = () => stored('m')
    const rejected = () => stored('m__kerros_audit')
    const codes = ({ nodes }: RunResult) =>
      Object.fromEntries(nodes.map(({ name, status, error }) => [name, error?.code ?? status]))
    const PASSED = { m: 'success', not_null_m_id: 'pass', unique_m_id: 'pass', positive_m_n: 'pass' }
    const REFUSED = { m: 'E_AUDIT', not_null_m_id: 'pass', unique_m_id: 'pass', positive_m_n: 'fail' }

    it('leave the rows of a seed as they were when its new file has wrong ones, and publish those of the next file', async () => {
      const write = (...rows: readonly string[]) =>
        writeFile(path.join(project.folder, 'm.csv'), ['id,n', ...rows, ''].join('\n'))
      const m = seed('m.csv', { id: integer(), n: integer() }, { audit: true, columns })
      const reader = view({ m }, (db) => db.selectFrom('m').selectAll())
      await write('1,10')
      expect(codes(await project.build({ m, reader }))).toEqual({ ...PASSED, reader: 'success' })
      await write('1,10', '2,-2')
      for (const _ of [1, 2]) {
        expect(codes(await project.build({ m, reader }))).toEqual({ ...REFUSED, reader: 'skipped' })
        expect([await seen(), await stored('reader'), await rejected()]).toEqual([
          [[1, 10]],
          [[1, 10]],
          [
            [1, 10],
            [2, -2],
          ],
        ])
      }
      await write('3,30')
      expect(codes(await project.build({ m, reader }))).toEqual({ ...PASSED, reader: 'success' })
      expect([await seen(), await stored('reader'), await rejected()]).toEqual([[[3, 30]], [[3, 30]], undefined])
    })

    it('decide over the rows of a sample in a run with --sample, and over all rows in one without', async () => {
      const m = table({ r: raw.rows }, (db) => db.selectFrom('r').select(['r.id', 'r.n']), { audit: true, columns })
      const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString().slice(0, 19)
      await project.execute(`insert into raw.rows values (1, -1, '${hoursAgo(100)}'), (2, 20, '${hoursAgo(1)}')`)

      expect(codes(await project.build({ raw, m }, { sample: '1 day' }))).toEqual(PASSED)
      expect(await seen()).toEqual([[2, 20]])

      expect(codes(await project.build({ raw, m }))).toEqual(REFUSED)
      expect([await seen(), await rejected()]).toEqual([
        [[2, 20]],
        [
          [1, -1],
          [2, 20],
        ],
      ])

      await project.execute(`insert into raw.rows values (3, -3, '${hoursAgo(2)}')`)
      expect(codes(await project.build({ raw, m }, { sample: '1 day' }))).toEqual(REFUSED)
      expect([await seen(), await rejected()]).toEqual([
        [[2, 20]],
        [
          [2, 20],
          [3, -3],
        ],
      ])

      await project.execute('delete from raw.rows where n < 0')
      expect(codes(await project.build({ raw, m }))).toEqual(PASSED)
      expect([await seen(), await rejected()]).toEqual([[[2, 20]], undefined])
    })

    it('publish the new rows of a table with copyGrants alone, in place of what its candidate began with', async () => {
      const m = table({ r: raw.rows }, (db) => db.selectFrom('r').select(['r.id', 'r.n']), {
        audit: true,
        copyGrants: true,
        columns,
      })
      await project.execute(`insert into raw.rows values (1, 10, '2026-01-01'), (2, 20, '2026-01-01')`)
      expect(codes(await project.build({ raw, m }))).toEqual(PASSED)

      await project.execute('delete from raw.rows where id = 1', `insert into raw.rows values (3, -3, '2026-01-01')`)
      const refused = await project.build({ raw, m })
      expect(codes(refused)).toEqual(REFUSED)
      expect([await seen(), await rejected()]).toEqual([
        [
          [1, 10],
          [2, 20],
        ],
        [
          [2, 20],
          [3, -3],
        ],
      ])

      await project.execute('update raw.rows set n = 30 where id = 3')
      expect(codes(await project.build({ raw, m }))).toEqual(PASSED)
      expect([await seen(), await rejected()]).toEqual([
        [
          [2, 20],
          [3, 30],
        ],
        undefined,
      ])
    })
  })
}
