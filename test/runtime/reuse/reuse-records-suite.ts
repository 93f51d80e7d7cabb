import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Warehouse } from '../../../src/core/ports/warehouse.js'
import { reuseTable } from '../../../src/core/relations/reuse-table.js'
import { forgetRecords, readRecords, writeRecords } from '../../../src/runtime/reuse/reuse-records.js'
import { contractSuite, type EngineUnderTest } from '../../conformance/contract-suite.js'
import { ScratchProject } from '../../conformance/scratch-project.js'
import fc from '../../seeded-fast-check.js'

/** How often random records are written. */
export interface ReuseRecordsOptions {
  readonly numRuns: number
  /** Characters that records do not have here. */
  readonly without?: RegExp
}

/** What is recorded of nodes is what is read, on every engine. */
export function reuseRecordsSuite(engine: EngineUnderTest, { numRuns, without }: ReuseRecordsOptions): void {
  contractSuite('records of reuse', engine, () => {
    let project: ScratchProject
    let warehouse: Warehouse
    let place: { readonly database: string }
    const sent: string[] = []

    beforeEach(async () => {
      project = await ScratchProject.create(engine)
      const connected = await project.target.connect({ projectRoot: project.folder, threads: 1 })
      place = { database: project.target.database }
      sent.length = 0
      warehouse = Object.create(connected, {
        withSession: {
          value: (work: Parameters<Warehouse['withSession']>[0]) =>
            connected.withSession((session) =>
              work({
                ...session,
                execute: (sql, options) => {
                  sent.push(sql)
                  return session.execute(sql, options)
                },
              }),
            ),
        },
      }) as Warehouse
    })
    afterEach(async () => {
      await Object.getPrototypeOf(warehouse).close()
      await project.remove()
    })

    const describe = () => Object.getPrototypeOf(warehouse).describe([reuseTable(place.database)])
    const at = new Date('2026-12-01T10:20:30.456Z')
    const write = async (records: Iterable<readonly [string, string]>, runId = 'run 1', when = at) =>
      writeRecords(warehouse, { ...place, existing: await describe() }, { runId, at: when, records: new Map(records) })
    const read = async () => Object.fromEntries(await readRecords(warehouse, place, await describe()))

    it('do not exist before the first run, which asks nothing', async () => {
      expect(await read()).toEqual({})
      await write([])
      expect(sent).toEqual([])
    })

    it('replace those that their subjects had, and leave the others: one statement each', async () => {
      await write([
        ['["db","s","films"]', '{"key":"a"}'],
        ['["db","s","actors"]', '{"key":"b"}'],
      ])
      sent.length = 0
      await write(
        [
          ['["db","s","films"]', '{"key":"c"}'],
          ['test', '{}'],
        ],
        'run 2',
        new Date('2026-12-02T00:00:00Z'),
      )
      expect(sent).toHaveLength(1)
      expect(await read()).toEqual({
        '["db","s","films"]': '{"key":"c"}',
        '["db","s","actors"]': '{"key":"b"}',
        test: '{}',
      })
      expect(sent).toHaveLength(2)
      await forgetRecords(warehouse, place, ['["db","s","films"]', 'missing'])
      expect(sent).toHaveLength(3)
      expect(await read()).toEqual({ '["db","s","actors"]': '{"key":"b"}', test: '{}' })
      await forgetRecords(warehouse, place, [])
      expect(sent).toHaveLength(4)
      const { rows } = await warehouse.withSession((session) =>
        session.execute(`select run_id as "r", recorded_at as "t" from _kerros.reuse order by 1`),
      )
      expect(rows).toEqual([
        { r: 'run 1', t: at },
        { r: 'run 2', t: new Date('2026-12-02T00:00:00Z') },
      ])
    })

    it('of a subject that has several are not known', async () => {
      await write([
        ['films', '{"key":"a"}'],
        ['actors', '{"key":"b"}'],
      ])
      await warehouse.withSession((session) =>
        session.execute(`insert into _kerros.reuse select * from _kerros.reuse where subject = 'films'`),
      )
      expect(await read()).toEqual({ actors: '{"key":"b"}' })
      await forgetRecords(warehouse, place, ['films'])
      await write([['films', '{"key":"c"}']])
      expect(await read()).toEqual({ actors: '{"key":"b"}', films: '{"key":"c"}' })
    })

    it('are of thousands of subjects, in statements that are not too long', async () => {
      const records = Array.from(
        { length: 3000 },
        (_, i) => [`["db","s","it's ${i}"]`, JSON.stringify({ key: i, text: 'ü"\\'.repeat(100) })] as const,
      )
      await write(records)
      expect(await read()).toEqual(Object.fromEntries(records))
      expect(Math.max(...sent.map((sql) => Buffer.byteLength(sql)))).toBeLessThan(1_000_000)
      sent.length = 0
      await forgetRecords(
        warehouse,
        place,
        records.slice(0, 2999).map(([subject]) => subject),
      )
      expect(sent).toHaveLength(1)
      expect(await read()).toEqual(Object.fromEntries(records.slice(2999)))
    })

    it('come back as they are, with any characters', async () => {
      const text = fc
        .oneof(
          fc.string({ unit: 'grapheme' }),
          fc.json(),
          fc.constantFrom(`it's "\\" \\n 'x' -- /* ?`, '\n\r\t\u2028', '€😀'),
        )
        .map((value) => (without ? value.replaceAll(without, '') : value).replaceAll('\0', ''))
      await write([['first', '']])
      await fc.assert(
        fc.asyncProperty(fc.dictionary(text, text, { maxKeys: 6 }), async (records) => {
          await forgetRecords(warehouse, place, Object.keys(await read()))
          await write(Object.entries(records))
          expect(await read()).toEqual(records)
        }),
        { numRuns },
      )
    })
  })
}
