import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import { printChecks } from '../../../src/cli/output/print-checks.js'
import type { TargetCheck } from '../../../src/core/ports/target-check.js'

function printed(isJson: boolean, check: TargetCheck): string {
  const written: string[] = []
  const printer = printChecks({ stdout: { write: (text: string) => written.push(text) } } as never, isJson)
  printer.print(check)
  printer.end()
  return stripVTControlCharacters(written.join(''))
}

it('statements are listed once, at the end, when there are many for one fix', () => {
  const statements = Array.from({ length: 9 }, (_, i) => `grant ${i};`)
  const fix = { runAs: 'BOSS', statements }
  expect(printed(false, { name: 'owner', status: 'missing', detail: 'OTHER owns them', fix })).toBe(
    `FAIL owner       OTHER owns them
                 → 9 statements, see below

-- What is missing, to be run as BOSS:
${statements.join('\n')}
`,
  )
})

it('a note is printed under a check that succeeds, and its fix is not', () => {
  const check: TargetCheck = { name: 'load', status: 'ok', detail: 'can write', note: 'more takes more' }
  expect(printed(false, check)).toBe(`ok   load        can write
                 → more takes more
`)
  expect(JSON.parse(printed(true, check))).toEqual({ event: 'check', ok: true, ...check })
})
