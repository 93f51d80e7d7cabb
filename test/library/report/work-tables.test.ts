import { describe, expect, it } from 'vitest'
import type { NodeResult } from '../../../src/core/result/run-result.js'
import type { LoadedFile, LoadResult } from '../../../src/ingest/plan/load-result.js'
import type { ReportNode } from '../../../src/library/report/report-run.js'
import { workTables } from '../../../src/library/report/work-tables.js'
import type { ReportTable } from '../../../src/report/index.js'
import { ended, planned } from '../../cli/reporters/planned-nodes.js'

function runOf(...nodes: readonly NodeResult[]): readonly ReportNode[] {
  return nodes.map((node) => ({ ...node, message: `About ${node.name}` }))
}

function loadOf(...files: readonly (readonly LoadedFile[])[]): LoadResult {
  return {
    target: 'dev',
    runId: 'r',
    directory: '/data',
    loadedAt: undefined,
    tables: files.map((of, i) => ({ table: `raw.t${i}`, files: of, gone: [] })),
    needFullRefresh: [],
    durationMs: 0,
  }
}

const file = (status: LoadedFile['status'], rows: number, durationMs: number): LoadedFile => ({
  file: 'a.csv',
  status,
  rows,
  warnings: [],
  durationMs,
})

const model = (name: string, details: Partial<NodeResult> = {}): NodeResult => ({
  ...ended(planned(name), 'success'),
  materialized: 'table',
  ...details,
})

const test = (name: string, status: 'pass' | 'warn' | 'fail' | 'error'): NodeResult =>
  ended(planned(name, [], 'test'), status)

const kindOf = ({ name }: ReportNode): string => name.split('.')[0]!

function tableOf(title: string, load: LoadResult | undefined, run: readonly ReportNode[]): ReportTable | undefined {
  return workTables(load, run, kindOf).find((table) => table.title === title)
}

describe('what a report says of the work', () => {
  it('is what was loaded, built and tested, and the first only after a load', () => {
    const titles = (load: LoadResult | undefined, ...nodes: readonly NodeResult[]) =>
      workTables(load, runOf(...nodes), kindOf).map(({ title }) => title)
    expect(titles(loadOf(), model('a'), test('t', 'pass'))).toEqual(['Loaded', 'Built', 'Slowest', 'Tested'])
    expect(titles(undefined, model('a'), test('t', 'pass'))).toEqual(['Built', 'Slowest', 'Tested'])
    expect(titles(undefined, test('t', 'pass'))).toEqual(['Tested'])
    expect(titles(undefined)).toEqual([])
  })

  it('begins with what did not go well, and why', () => {
    const run = runOf(model('a'), model('b', { status: 'skipped' }), test('t', 'warn'), test('u', 'fail'))
    expect(workTables(undefined, run, kindOf)[0]).toMatchObject({
      title: 'Failed, warned and skipped',
      rows: [
        ['b', 'skipped', 'About b'],
        ['t', 'warn', 'About t'],
        ['u', 'fail', 'About u'],
      ],
    })
  })

  it('adds up the files of a table, and says where none is new', () => {
    const load = loadOf(
      [file('new', 20_000, 1200), file('unchanged', 345, 0)],
      [file('unchanged', 7, 0), file('unchanged', 8, 0)],
    )
    expect(tableOf('Loaded', load, runOf())?.rows).toEqual([
      ['raw.t0', '2', '20,345', '1.20 s'],
      ['raw.t1', '2', '15', 'unchanged'],
    ])
  })

  it('groups what was built by its folder below the sources, without tests', () => {
    const run = runOf(
      model('a', { file: 'src/marts/core/a.ts', durationMs: 1500 }),
      model('b', { file: 'src/marts/b.ts', durationMs: 500, materialized: 'view' }),
      model('s', { file: 'src/s.ts', materialized: undefined, resourceType: 'seed' }),
      test('unique.a', 'pass'),
    )
    expect(tableOf('Built', undefined, run)?.rows).toEqual([
      ['marts', 'table, view', '2', '2.00 s'],
      ['project', 'seed', '1', '1.00 s'],
    ])
  })

  it('lists the twelve slowest, with the rows that they wrote where the engine says so', () => {
    const nodes = Array.from({ length: 14 }, (_, i) => model(`m${i}`, { durationMs: i * 10 }))
    const run = runOf(...nodes, model('slow', { durationMs: 99_000, rowsAffected: 1234 }), test('unique.a', 'pass'))
    const { rows, columns } = tableOf('Slowest', undefined, run)!
    expect(rows.map(([name]) => name)).toEqual(['slow', ...Array.from({ length: 11 }, (_, i) => `m${13 - i}`)])
    expect(rows.slice(0, 2)).toEqual([
      ['slow', 'table', '1,234', '1 min 39 s'],
      ['m13', 'table', '', '0.13 s'],
    ])
    expect(columns.map(({ isNumber }) => isNumber)).toEqual([false, false, true, true])
  })

  it('counts tests by their kind: those that pass, and all others', () => {
    const run = runOf(
      model('a'),
      test('unique.a', 'pass'),
      test('not_null.a', 'fail'),
      test('unique.b', 'warn'),
      test('unique.c', 'error'),
      test('not_null.b', 'pass'),
    )
    expect(tableOf('Tested', undefined, run)?.rows).toEqual([
      ['unique', '1', '2'],
      ['not_null', '1', '1'],
    ])
  })
})
