import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import { formatSummary } from '../../../src/cli/reporters/format-run.js'
import { lineReporter } from '../../../src/cli/reporters/line-reporter.js'

const SHOWN = { debug: false, given: '', command: 'build', fullRefresh: false, retry: undefined } as const

it('a statement of several tests is shown once', () => {
  const lines: string[] = []
  const reporter = lineReporter((line) => lines.push(stripVTControlCharacters(line)), { ...SHOWN, debug: true })
  for (const [i, name] of ['not_null_a', 'unique_a'].entries())
    reporter.onNodeEnd?.(
      {
        uniqueId: `test.shop.${name}`,
        name,
        resourceType: 'test',
        status: 'pass',
        durationMs: 10,
        statements: ['select 1'],
      } as never,
      { index: i + 1, total: 2 },
    )
  expect(lines.filter((line) => line.startsWith('      '))).toEqual([
    '      select 1',
    '      in the statement of not_null_a',
  ])
})

it('lines are as wide as the terminal', () => {
  const lineOf = (columns?: number): string => {
    const lines: string[] = []
    const write = (line: string) => lines.push(stripVTControlCharacters(line))
    const result = {
      name: 'm',
      resourceType: 'model',
      materialized: 'table',
      relationName: 'main.m',
      status: 'success',
    }
    lineReporter(write, { ...SHOWN, columns }).onNodeEnd?.(
      { ...result, durationMs: 10, rowsAffected: 20_000_263, statements: [] } as never,
      { index: 1, total: 120 },
    )
    return lines[0]!
  }
  expect(lineOf()).toHaveLength(lineOf(200).length)
  expect(lineOf(80).length).toBeLessThanOrEqual(80)
  expect(lineOf(20)).toContain('table main.m ... [20,000,263 rows in 0.01s]')
})

it.each([
  ['no_orders', 'no_orders'],
  [`between_a b'c`, `'between_a b'\\''c'`],
])('the command that shows the rows of a failed test can be pasted: %s', (name, pasted) => {
  const node = { name, resourceType: 'test', status: 'fail', failures: 1, notes: [], file: 'src/a.ts' }
  const lines = formatSummary({ nodes: [node], ok: false, cancelled: false } as never, {
    debug: false,
    given: ' -t prod',
  })
  expect(stripVTControlCharacters(lines.join('\n'))).toContain(`→ See them with: kerros show ${pasted} -t prod\n`)
})
