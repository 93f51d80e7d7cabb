import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DuckDbDatabase } from '../../../../src/dialects/duckdb/connect/duckdb-database.js'
import { cleanDuckDbMessage } from '../../../../src/dialects/duckdb/errors/clean-duckdb-message.js'
import type { DuckDbSession } from '../../../../src/dialects/duckdb/session/duckdb-session.js'
import fc from '../../../seeded-fast-check.js'

const database = new DuckDbDatabase()
let session: DuckDbSession

beforeAll(async () => {
  session = await database.connect()
  await session.query(
    'create table people (id integer primary key, name varchar not null, age integer check (age > 0))',
  )
  await session.query('create table pets (owner integer references people (id))')
  await session.query('create unique index people_name on people (name)')
  await session.query(`insert into people values (5, 'secret', 1)`)
  await session.query('insert into pets values (5)')
})
afterAll(() => database.close())

async function messageOf(sql: string): Promise<string> {
  const error = await session.query(sql).then(
    () => new Error('it did not fail'),
    (error: unknown) => error as Error,
  )
  return error.message
}

describe('what DuckDB says today', () => {
  it.each([
    [
      `insert into people values (5, 'x', 1)`,
      'Constraint Error: Duplicate key "id: …" violates primary key constraint',
    ],
    [
      `insert into people values (6, 'secret', 1)`,
      'Constraint Error: Duplicate key "name: …" violates unique constraint',
    ],
    [`insert into people values (6, null, 1)`, 'Constraint Error: NOT NULL constraint failed: people.name'],
    [
      `insert into people values (6, 'x', -1)`,
      'Constraint Error: CHECK constraint failed on table people with expression CHECK((age > 0))',
    ],
    [
      `insert into pets values (99)`,
      'Constraint Error: Violates foreign key constraint because key "id: …" does not exist in the referenced table',
    ],
    [
      `delete from people where id = 5`,
      'Constraint Error: Violates foreign key constraint because key "owner: …" is still referenced by a foreign key in a different table',
    ],
    [`select 'secret'::integer`, 'Conversion Error: Could not convert string … to INT32'],
    [`select 'it''s "se" to INT8 cret'::integer`, 'Conversion Error: Could not convert string … to INT32'],
    [`select 'secret'::decimal(4, 2)`, 'Conversion Error: Could not convert string … to DECIMAL(4,2)'],
    [`select '2020-99-99'::date`, 'Conversion Error: date field value out of range: …'],
    [`select 'secret'::timestamp`, 'Conversion Error: invalid timestamp field format: …'],
    [
      `select 300::tinyint`,
      "Conversion Error: Type INT32 with value … can't be cast because the value is out of range for the destination type INT8",
    ],
    [
      `select 'x'::integer[]`,
      "Conversion Error: Type VARCHAR with value … can't be cast to the destination type INTEGER[]",
    ],
    [
      `select d::decimal(4, 2) from (select 4242.42 as d)`,
      'Conversion Error: Casting value … to type DECIMAL(4,2) failed: value is out of range! when casting from source column d',
    ],
    [`select 'secret'::struct(a integer)`, "Conversion Error: Type VARCHAR with value … can't be cast"],
    [`select 'secret'::union(a integer, b date)`, "Conversion Error: Type VARCHAR can't be cast as UNION …"],
    [`select {'a': 'secret'}::json::struct(a integer)`, 'Conversion Error: Failed to cast value to numerical: …'],
    [
      `select timestamp '4242-01-01'::timestamp_ns`,
      'Conversion Error: Could not convert Timestamp(US) to Timestamp(NS)',
    ],
    [`select format('{secret}', 1)`, 'Invalid Input Error: Argument with name …'],
    [`set threads = 'secret'`, 'Invalid Input Error: Failed to cast value: …'],
    [`create secret (type secret)`, 'Invalid Input Error: Secret type …'],
    [`select 12345678901::decimal(5, 2)`, 'Conversion Error: Could not cast value … to DECIMAL(5,2)'],
    [
      `select id::tinyint from (select 4242 as id)`,
      "Conversion Error: Type INT32 with value … can't be cast because the value is out of range for the destination type INT8 when casting from source column id",
    ],
    [`select 9223372036854775807 + 1`, 'Out of Range Error: Overflow in addition of INT64'],
    [`select strptime('secret', '%Y')`, 'Invalid Input Error: Could not parse string …'],
    [`select '[1,'::json`, 'Conversion Error: Malformed JSON at byte … of input: unexpected end of data.  Input: …'],
    [`select chr(99999999)`, 'Invalid Input Error: Invalid UTF8 Codepoint …'],
    [
      `select nme from people`,
      'Binder Error: Referenced column "nme" not found in FROM clause!\nCandidate bindings: "name", "age"',
    ],
    [`select * from peple`, 'Catalog Error: Table with name peple does not exist!\nDid you mean "people"?'],
    [
      `select p.nme from people as p`,
      'Binder Error: Table "p" does not have a column named "nme"\nCandidate bindings: "name", "age", "id"',
    ],
    // DuckDB thinks of a table of its own.
    [`select * from pg_enu`, 'Catalog Error: Table with name pg_enu does not exist!'],
    [`selec 1`, 'Parser Error: syntax error at or near "selec"'],
    [`select 'secret`, 'Parser Error: unterminated quoted string at or near a string literal'],
  ])('%s', async (sql, expected) => {
    expect(await messageOf(sql)).toBe(expected)
  })

  it('several statements with parameters: what DuckDB says, and what to do', async () => {
    const failed = (sql: string, params: readonly unknown[]) =>
      session.query(sql, params).catch((error: unknown) => error)
    const hint = expect.stringMatching(/each statement with a `sql` of its own/)
    expect(await failed("select $1 as secret; select 'secret' as b", ['secret'])).toMatchObject({
      code: 'E_QUERY',
      message: 'Invalid Input Error: Values were not provided for the following prepared statement parameters: 1',
      hint,
    })
    expect(await failed('select 1 as a; select $1 as b', ['secret', 'secret'])).toMatchObject({
      message: 'Invalid Input Error: Can not bind to parameter number 2, statement only has 1 parameter(s)',
      hint,
    })
    expect(await failed('select $1 as a; select 2 as b', [])).toMatchObject({
      message: 'Invalid Input Error: Expected 1 parameters, but none were supplied',
      hint,
    })
  })

  it('a list of what a name could be is left out when it is empty', () => {
    const start = 'Binder Error: Table "p" does not have a column named "x"'
    for (const list of ['\n\nCandidate bindings: :', '\nCandidate bindings: ', '\n\nCandidate tables: : \n\nLINE 1: x'])
      expect(cleanDuckDbMessage(start + list)).toBe(start)
  })

  it('no message repeats a value or the text of the query', async () => {
    for (const sql of [
      `select 'secret'::uuid`,
      `select 'secret'::boolean`,
      `select blob 'secré'`,
      `select 'secret'::time`,
    ]) {
      const message = await messageOf(sql)
      expect(message).toMatch(/^(Conversion|Invalid Input) Error: /)
      expect(message).not.toMatch(/secr|LINE|select/)
    }
  })

  it('no message repeats a value of a row, for any value and any function', async () => {
    const calls = [
      ...['integer', 'tinyint', 'date', 'timestamp', 'timestamptz', 'time', 'interval', 'uuid', 'boolean', 'json'],
      ...['decimal(4, 2)', 'bit', 'blob', 'hugeint', 'double', "enum('a')", 'integer[]', 'struct(a integer)'],
    ].map((type) => `cast(s as ${type})`)
    calls.push(
      'cast([s] as integer[])',
      "cast({'a': s} as struct(a integer))",
      "timestamp '2020-01-01' at time zone s",
      'error(s)',
      "regexp_matches('a', s)",
      "regexp_replace('a', s, '')",
      "'a' ~ s",
      'unbin(s)',
      'unhex(s)',
      'from_base64(s)',
      "date_part(s, timestamp '2020-01-01')",
      "date_trunc(s, timestamp '2020-01-01')",
      'format(s, 1)',
      'printf(s, 1)',
      "json_extract(s, '$.a')",
      "json_extract('{}', s)",
      'map([s, s], [1, 2])',
      'current_setting(s)',
      'chr(length(s) + 77431000)',
      'make_date(77431, 77431, 77431)',
      'bitstring(s, 3)',
      'sqrt(-length(s))',
    )
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), fc.constantFrom(...calls), async (before, after, call) => {
        const text = `${before}S3CRET${after}`.replaceAll('\0', '')
        const literal = `'${text.replaceAll("'", "''")}'`
        await session.query(`create or replace temp table held as select ${literal} as s`)
        const message = await messageOf(`select ${call} as x from held`)
        expect(message).not.toMatch(/S3CRET|77431/)
      }),
      { numRuns: 600, examples: calls.map((call) => ['(', ')', call] as [string, string, string]) },
    )
  })

  it('a CSV value is left out, its line, file and column stay', async () => {
    const { mkdtempSync, writeFileSync } = await import('node:fs')
    const { tmpdir } = await import('node:os')
    const file = `${mkdtempSync(`${tmpdir()}/kerros-csv-`)}/bad.csv`
    writeFileSync(file, 'a,b\n1,2\nsecret,3\n')
    const message = await messageOf(
      `select * from read_csv('${file}', columns = {a: 'integer', b: 'integer'}, header = true)`,
    )
    expect(message).toBe(
      `Conversion Error: CSV Error on line 3 of ${file}: a value of column "a" is not valid for the column's type`,
    )
  })
})

describe('messages as text', () => {
  it.each([
    [
      'Constraint Error: Duplicate key "a: x, secret: y" violates primary key constraint.',
      'Constraint Error: Duplicate key "a: …" violates primary key constraint',
    ],
    [
      'TransactionContext Error: Failed to commit: PRIMARY KEY or UNIQUE constraint violation: duplicate key "secret: 1"',
      'TransactionContext Error: Failed to commit: PRIMARY KEY or UNIQUE constraint violation: duplicate key …',
    ],
    [
      'TransactionContext Error: Catalog write-write conflict on create with "dim_users"',
      'TransactionContext Error: Catalog write-write conflict on create with "dim_users"',
    ],
    [
      "Conversion Error: Could not convert string 'a\n\nLINE 1: secret' to INT32",
      'Conversion Error: Could not convert string …',
    ],
    ['Strange Error: the value "secret" and 42.5 are odd', 'Strange Error: …'],
    ['Strange Error: secret is odd', 'Strange Error: …'],
    ['no known form "secret"', 'DuckDB Error: …'],
    [
      'Extension Autoloading Error: An error occurred while trying to automatically install the required extension \'httpfs\':\nFailed to download extension "httpfs" at URL "http://me:secret@mirror/httpfs.gz"',
      'Extension Autoloading Error: An error occurred while trying to automatically install the required extension \'httpfs\':\nFailed to download extension "httpfs" at URL "http://…@mirror/httpfs.gz"',
    ],
    ['Invalid Input Error: missing ): (secret', 'Invalid Input Error: missing ) …'],
    ["Not implemented Error: Unknown TimeZone 'secret'!", 'Not implemented Error: Unknown TimeZone …'],
    [
      'IO Error: Cannot open file "https://me:secret@host/a.csv?x=1&X-Amz-Signature=secret": 403',
      'IO Error: Cannot open file "https://…@host/a.csv?x=1&X-Amz-Signature=…": 403',
    ],
  ])('%s', (message, expected) => {
    expect(cleanDuckDbMessage(message)).toBe(expected)
  })
})
