import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { printChecks } from '../../src/cli/print-checks.js'

test('many statements that mend one thing are told once, at the end', () => {
  const written: string[] = []
  const printer = printChecks({ stdout: { write: (text: string) => written.push(text) } } as never, false)
  const statements = Array.from({ length: 9 }, (_, i) => `grant ${i};`)
  printer.print({ name: 'owner', status: 'missing', detail: 'OTHER owns them', mend: { runAs: 'BOSS', statements } })
  printer.end()
  expect(stripVTControlCharacters(written.join(''))).toBe(
    `FAIL owner       OTHER owns them
                 → 9 statements, see below

-- What is missing, to be run as BOSS:
${statements.join('\n')}
`,
  )
})
