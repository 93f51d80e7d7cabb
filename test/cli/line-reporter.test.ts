import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { lineReporter } from '../../src/cli/reporters/line-reporter.js'

test('a statement of several tests is shown once', () => {
  const lines: string[] = []
  const reporter = lineReporter((line) => lines.push(stripVTControlCharacters(line)), { showStatements: true })
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
