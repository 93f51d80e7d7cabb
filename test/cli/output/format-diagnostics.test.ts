import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { formatDiagnostics } from '../../../src/cli/output/format-diagnostics.js'
import type { Diagnostic } from '../../../src/core/errors/index.js'

const SHOWN = { debug: false, given: ' --target prod' }

function missing(subject: string, source: string): Diagnostic {
  const message = `"${subject}" reads the source "${source}", which does not exist`
  return {
    code: 'E_QUERY',
    message,
    subject,
    hint: 'Load it first: kerros load',
    commands: ['kerros load'],
    at: `src/${subject}.ts:1:2`,
  }
}

function texts(diagnostics: readonly Diagnostic[], shownAs = SHOWN): readonly string[] {
  return formatDiagnostics(diagnostics, shownAs).map(stripVTControlCharacters)
}

describe('diagnostics', () => {
  it('of one kind are said once, with the names of the others, and a hint that they share follows them', () => {
    expect(texts([missing('a', 'raw.x'), missing('b', 'raw.y'), missing('c', 'raw.x'), missing('d', 'raw.x')])).toEqual(
      [
        [
          'E_QUERY "a" reads the source "raw.x", which does not exist',
          '  at src/a.ts:1:2',
          '  the same: c, d',
          'E_QUERY "b" reads the source "raw.y", which does not exist',
          '  at src/b.ts:1:2',
          '  → Load it first: kerros load --target prod',
        ].join('\n'),
      ],
    )
  })

  it('whose hints only differ by what they are about have one hint, that of the first', () => {
    const rejected = (subject: string): Diagnostic => ({
      code: 'E_QUERY',
      message: `DuckDB rejects "${subject}": no function f`,
      subject,
      hint: `See the SQL with: kerros compile --select ${subject}`,
    })
    expect(texts([rejected('a'), rejected('b')])).toEqual([
      'E_QUERY DuckDB rejects "a": no function f\n  the same: b\n  → See the SQL with: kerros compile --select a',
    ])
  })

  it('with other codes, words or hints stay apart', () => {
    const one: Diagnostic = { code: 'E_QUERY', message: '"a": no', subject: 'a', hint: 'Do.' }
    const others: readonly Diagnostic[] = [
      { ...one, code: 'E_INTERNAL' },
      { ...one, hint: 'Do not.' },
      { code: 'E_QUERY', message: 'one thing' },
      { code: 'E_QUERY', message: 'another' },
    ]
    expect(texts([one, ...others])).toHaveLength(5)
  })

  it('list twenty names at most, and count the others', () => {
    const many = Array.from({ length: 30 }, (_, i) => missing(`m${i}`, 'raw.x'))
    expect(texts(many)[0]).toMatch(/the same: m1, m2, .*, m20 and 9 more\n/)
  })

  it('are shown one by one with --debug', () => {
    expect(texts([missing('a', 'raw.x'), missing('b', 'raw.x')], { ...SHOWN, debug: true })).toHaveLength(2)
  })
})
