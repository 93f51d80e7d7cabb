import { expect, it } from 'vitest'
import { cleanSnowflakeMessage } from '../../../../src/dialects/snowflake/errors/clean-snowflake-message.js'
import { redactSql } from '../../../../src/dialects/snowflake/errors/redact-sql.js'

it.each([
  ["SQL compilation error:\nObject 'DB.S.RATNGS' does not exist or not authorized.", undefined],
  ["SQL compilation error: error line 1 at position 7\ninvalid identifier 'RATNG'", undefined],
  ["SQL compilation error:\nambiguous column name 'MOVIE_ID'", undefined],
  ["SQL compilation error:\nTable 'T' already exists.", undefined],
  ["SQL access control error:\nInsufficient privileges to operate on schema 'DEV'", undefined],
  [
    "No active warehouse selected in the current session.  Select an active warehouse with the 'use warehouse' command.\n",
    'No active warehouse selected in the current session.  Select an active warehouse with the … command.',
  ],
  ['NULL result in a non-nullable column', undefined],
  ['Division by zero', undefined],
  ["Numeric value 'it's\nsecret' is not recognized", 'Numeric value … is not recognized'],
  ["Date 'secret' is not recognized", 'Date … is not recognized'],
  ["Timestamp 'secret' is not recognized", 'Timestamp … is not recognized'],
  ["Boolean value 'secret' is not recognized", 'Boolean value … is not recognized'],
  ["String 'secret 'x' y' is too long and would be truncated", 'String … is too long and would be truncated'],
  ["Can't parse 'secret' as date with format 'YYYY-MM-DD'", "Can't parse … as date with format 'YYYY-MM-DD'"],
  ['Failed to cast variant value {"name": "secret"} to FIXED', 'Failed to cast variant value … to FIXED'],
  ['Duplicate row detected during DML action\nRow Values: [1, "secret"]', 'Duplicate row detected during DML action'],
  ["Duplicate field key 'secret'", 'Duplicate field key …'],
  ['Error parsing JSON: {"secret": ', 'Error parsing JSON …'],
  [
    'Number out of representable range: type FIXED[SB1](3,0){nullable}, value 12345',
    'Number out of representable range: type FIXED[SB1](3,0){nullable}, value …',
  ],
  [
    "SQL compilation error:\nsyntax error line 1 at position 7 unexpected ''secret''.",
    'SQL compilation error:\nsyntax error line 1 at position 7 unexpected ….',
  ],
  [
    `Numeric value 'secret' is not recognized\n  File 'ratings.csv', line 3, character 5\n  Row 2, column "T"["A":1]`,
    `Numeric value … is not recognized\n  File 'ratings.csv', line 3, character 5\n  Row 2, column "T"["A":1]`,
  ],
  ["Something new says 'secret' and 'more secret' here", 'Something new says … here'],
])('%s', (message, expected) => {
  expect(cleanSnowflakeMessage(message)).toBe(expected ?? message)
  expect(cleanSnowflakeMessage(message)).not.toContain('secret')
})

it.each([
  ["select 'a''b\\'c', 4711, 1.5e3, x1 from \"T 1\" -- geheim", 'select \'…\', …, …, x1 from "T 1"'],
  ['select $$it is\nsecret$$ /* geheim */ from t1', "select '…'  from t1"],
  [
    "create stage s url = 's3://b/' credentials = (aws_key_id = 'AK' aws_secret_key = 'SK')",
    "create stage s url = '…' credentials = (aws_key_id = '…' aws_secret_key = '…')",
  ],
  ["select 'never closed", "select '…'"],
])('%s is shown without literals', (sql, expected) => {
  expect(redactSql(sql)).toBe(expected)
})

it('a long statement is cut', () => {
  expect(redactSql(`select ${'a, '.repeat(2000)}b`).length).toBeLessThan(2010)
})
