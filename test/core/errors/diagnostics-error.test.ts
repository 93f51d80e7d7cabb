import { describe, expect, it } from 'vitest'
import { type Diagnostic, distinctDiagnostics, KerrosError, toDiagnostics } from '../../../src/core/errors/index.js'

describe('diagnostics', () => {
  it('are compared by what they are about, not by their words', () => {
    const found: Diagnostic = { code: 'E_QUERY', message: 'it selects no columns', subject: 'orders' }
    const again = { ...found, at: 'src/reader.ts' }
    const other = { ...found, subject: 'items' }
    expect(distinctDiagnostics([found, again, other])).toEqual([found, other])
  })

  it('begin with the name of a definition unless it is their subject, also when the message quotes another', () => {
    const quoting = new KerrosError('E_UNKNOWN_VARIABLE', 'no value for the variable "orders"')
    expect(toDiagnostics(quoting, 'src/orders.ts', 'orders')).toMatchObject([
      { message: '"orders": no value for the variable "orders"', subject: 'orders', at: 'src/orders.ts' },
    ])
    const named = new KerrosError('E_QUERY', 'the query of "orders" throws', { subject: 'orders', names: ['id'] })
    expect(toDiagnostics(named, 'src/orders.ts', 'orders')).toMatchObject([
      { message: 'the query of "orders" throws', subject: 'orders', names: ['id'] },
    ])
  })

  it('keep their commands as data', () => {
    const error = new KerrosError('E_QUERY', 'not built', { hint: 'Run: kerros build', commands: ['kerros build'] })
    expect(toDiagnostics(error)).toMatchObject([{ hint: 'Run: kerros build', commands: ['kerros build'] }])
  })
})
