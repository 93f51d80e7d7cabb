import { DiagnosticsError } from 'kerros'
import { snowflake } from 'kerros/snowflake'
import { describe, expect, it } from 'vitest'
import { unknownColumnName } from '../../../src/dialects/snowflake/errors/snowflake-errors.js'

const place = { database: 'MOVIELENS', schema: 'DEV' }

/** What is told of options that tsc would not let through. */
function diagnostics(options: unknown): readonly string[] {
  try {
    snowflake(options as never)
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error
    return error.diagnostics.map(({ code, message, hint }) => `${code} ${message} → ${hint}`)
  }
  return []
}

describe('the options of a target', () => {
  it('are accepted when they are valid', () => {
    expect(
      diagnostics({
        ...place,
        account: 'A',
        warehouse: 'W',
        threads: 8,
        transient: false,
        copyGrants: true,
        grants: { select: ['REPORTING'] },
        persistDocs: { relation: true },
        queryTag: 'x',
      }),
    ).toEqual([])
  })

  it.each([
    [undefined, ['there is no database → Say where', 'there is no schema → Say where']],
    ['MOVIELENS', ['the options are a string, not an object → Options are ']],
    [{ database: 'X' }, ["there is no schema → Say where the project's relations are: snowflake({ database:"]],
    [{ ...place, database: ' ' }, ['the database is not a name → Say where']],
    [{ ...place, wharehouse: 'W' }, ['there is no option "wharehouse" → Did you mean "warehouse"?']],
    [{ ...place, persistDoc: {} }, ['there is no option "persistDoc" → Did you mean "persistDocs"?']],
    [{ ...place, username: 'me' }, ['there is no option "username" → It is called "user".']],
    [{ ...place, warehouse: '' }, ["the warehouse is not a name → Give it, or leave it out for the user's default."]],
    [{ ...place, threads: 0 }, ['`threads` is not a whole number of at least 1']],
    [{ ...place, transient: 'no' }, ['the option "transient" is not a boolean']],
    [{ ...place, grants: { select: 'REPORTING' } }, ['the option "grants" has no list of roles for "select"']],
    [{ ...place, grants: ['REPORTING'] }, ['the option "grants" is a list, not an object']],
    [{ ...place, persistDocs: true }, ['the options of "persistDocs" are a boolean, not an object']],
  ])('%j is reported with a hint', (options, wanted) => {
    const told = diagnostics(options)
    expect(told).toEqual(wanted.map((text) => expect.stringContaining(`E_CONFIG snowflake(…): ${text}`)))
  })
})

describe('the column that Snowflake cannot find', () => {
  it.each([
    ["SQL compilation error: error line 1 at position 7\ninvalid identifier 'RATNG'", 'ratng'],
    ["SQL compilation error: error line 3 at position 12\ninvalid identifier 'R.RATNG'", 'ratng'],
    [`SQL compilation error:\ninvalid identifier '"r"."movieId"'`, 'movieId'],
    [`SQL compilation error:\ninvalid identifier 'R."a.b ""c"""'`, 'a.b "c"'],
    ["SQL compilation error:\nObject 'RATINGS' does not exist or not authorized.", undefined],
    ['invalid identifier …', undefined],
  ])('%j is %j', (message, column) => {
    expect(unknownColumnName(message)).toBe(column)
  })
})
