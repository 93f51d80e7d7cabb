import { afterAll, describe, expect, it } from 'vitest'
import { textFieldSql } from '../../src/dialects/duckdb/load/duckdb-text-field.js'
import { duckDbLiterals } from '../../src/dialects/duckdb/text/duckdb-literals.js'
import { openDuckDb } from '../core/functions/run-case.js'
import { COLUMNS, casesOf, SEED, TYPES } from './value-cases.js'

// In a file one value that is refused has the others looked at again: here each is alone before the SQL that loads.

let refused = 0
afterAll(() => {
  // biome-ignore lint/suspicious/noConsole: how much was compared is part of the result.
  console.info(`values in SQL: ${refused} refusals, each alone (seed ${SEED})`)
})

describe('the SQL that loads text', () => {
  it.each(TYPES.filter((type) => type !== 'varchar'))('refuses what the rules refuse: %s', async (type) => {
    const { bad } = casesOf(type, { count: 2_000 })
    const format = type === 'epoch' ? 'epoch' : type === 'timestamp' ? 'iso' : undefined
    const { isValid } = textFieldSql('x', COLUMNS[type](), format)
    const list = bad.map(({ text }) => `'${duckDbLiterals.escapeText(text)}'`).join(', ')
    const connection = await openDuckDb()
    const found = await connection.runAndReadAll(`select x from (select unnest([${list}]) as x) where ${isValid}`)
    connection.closeSync()
    expect(found.getRows().flat()).toEqual([])
    refused += bad.length
  })
})
