import { describe, expect, it } from 'vitest'
import { firstLine, otherSeparator } from '../../../src/ingest/csv/other-separator.js'

const DECLARED = ['id', 'name']

describe('otherSeparator', () => {
  it.each([
    ['id;name', 'semicolons'],
    ['id\tname', 'tabs'],
    ['ID | Name', 'vertical bars'],
    ['"id";"name"', 'semicolons'],
    ['other;name', 'semicolons'],
    ['id;na,me', 'semicolons'],
  ])('%s has %s', (line, title) => {
    expect(otherSeparator(line, DECLARED)?.title).toBe(title)
  })

  it.each(['id,name', 'id', 'nothing;known', 'id,other;name', ''])('%j has no other one', (line) => {
    expect(otherSeparator(line, DECLARED)).toBeUndefined()
  })

  it('a comma, where something else is expected', () => {
    expect(otherSeparator('id,name', DECLARED, ';')).toEqual({ text: ',', title: 'commas' })
    expect(otherSeparator('id;name', DECLARED, ';')).toBeUndefined()
  })
})

it('looks at the first line, however it ends', () => {
  expect(['a\nb', '\uFEFFa\r\nb', 'a\rb', 'a'].map(firstLine)).toEqual(['a', 'a', 'a', 'a'])
  expect(firstLine('\na')).toBe('')
})
