import { expect, it } from 'vitest'
import { renamedHeader } from '../../../src/runtime/rename/seed-header.js'

const names = { from: 'amount', to: 'value' }

it('renamedHeader changes the one field with the name, and nothing else of the file', () => {
  expect(renamedHeader('id,amount\n1,amount\n', names, ',')).toBe('id,value\n1,amount\n')
  expect(renamedHeader('\uFEFF"amount"; id\r\n1;2\r\n', names, ';')).toBe('\uFEFF"value"; id\r\n1;2\r\n')
  expect(renamedHeader('amount_2, amount \n', names, ',')).toBe('amount_2, value \n')
})

it('renamedHeader refuses a header that has the name not exactly once', () => {
  expect(renamedHeader('id,amount_2\n', names, ',')).toBeUndefined()
  expect(renamedHeader('amount,amount\n', names, ',')).toBeUndefined()
})
