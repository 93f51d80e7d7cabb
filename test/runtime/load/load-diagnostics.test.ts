import { gzipSync } from 'node:zlib'
import {
  bigint,
  binary,
  boolean,
  DiagnosticsError,
  date,
  decimal,
  double,
  integer,
  json,
  source,
  timestamp,
  varchar,
} from 'kerros'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LoadFolder, shop } from './load-folder.js'

let at: LoadFolder
beforeEach(() => {
  at = new LoadFolder()
})
afterEach(() => at.remove())

const HEADER = 'id,name,note\n'

/** What a load complains of. */
async function diagnostics(sources: object = shop, options = {}): Promise<readonly string[]> {
  const error = await at.load(options, sources).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof DiagnosticsError) return error.diagnostics.map(({ code, message }) => `${code} ${message}`)
  if (error instanceof Error && 'code' in error) return [`${error.code} ${error.message}`]
  throw error ?? new Error('the load succeeded')
}

describe('files that are no use', () => {
  it('no folder', async () => {
    expect(await diagnostics()).toEqual(['E_FILE_NOT_FOUND there is no folder data'])
  })

  it('no file', async () => {
    await at.write('other.csv', '')
    expect(await diagnostics()).toEqual([
      'E_FILE_NOT_FOUND data has no file for source "raw.items": no items.csv, no item.csv',
    ])
  })

  it.each([
    ['an empty file', '', 'data/items.csv is empty: it has no header'],
    ['a file of blank lines', '\n\n', 'data/items.csv is empty: it has no header'],
    ['a missing column', 'id,note\n1,x\n', 'data/items.csv:1: the header lacks the column "name"'],
    ['a column twice', 'id,name,note,Name\n', 'data/items.csv:1: the header has the column "name" 2 times'],
    [
      'another encoding',
      Buffer.from(HEADER, 'utf16le'),
      'data/items.csv is not a CSV file in UTF-8: its first line cannot be read',
    ],
  ])('%s', async (_, content, message) => {
    await at.write('items.csv', content)
    expect(await diagnostics()).toEqual([`E_DATA_FORMAT ${message}`])
  })

  it.each([
    ['semicolons', 'id;name;note\n1;a;x\n'],
    ['tabs', 'id\tname\tnote\n1\ta\tx\n'],
    ['vertical bars', 'ID | Name | note\n1|a|x\n'],
    ['semicolons', '\uFEFF"id";"name";"note"\r\n"1";"a";"x"\r\n'],
    ['semicolons', 'id;name;other;note\n1;a,b;x;\n'],
  ])('%s between the fields, said once: %j', async (title, content) => {
    await at.write('items.csv', content)
    expect(await diagnostics()).toEqual([
      `E_DATA_FORMAT data/items.csv:1: the fields are separated by ${title}, not by commas`,
    ])
  })

  it('a folder of that name', async () => {
    await at.write('items.csv/x', '').catch(() => undefined)
    const { mkdir } = await import('node:fs/promises')
    await mkdir(`${at.folder}/data/items.csv`)
    expect(await diagnostics()).toEqual(['E_FILE_NOT_FOUND data/items.csv is a folder, not a file'])
  })
})

describe('rows that are no use', () => {
  it.each([
    ['a row too short', '1,a,x\n2,b\n3,c,z\n', ['data/items.csv:3: the row has 2 fields, the header 3']],
    ['a row too long', '1,a,x\n2,b,y,z\n', ['data/items.csv:3: the row has 4 fields, the header 3']],
    ['a comma too many', '1,a,x\n2,b,y,\n', ['data/items.csv:3: the row has 4 fields, the header 3']],
    ['text in a number', '1,a,x\nsecret,b,y\n', ['data/items.csv:3: the value of column "id" is not an integer']],
    ['a fraction', '1,a,x\n2.5,b,y\n', ['data/items.csv:3: the value of column "id" is not an integer']],
    [
      'a number too large',
      '1,a,x\n2147483648,b,y\n',
      ['data/items.csv:3: the value of column "id" does not fit into the 32 bits of an integer; bigint() has 64'],
    ],
    ['the empty text in a number', '1,a,x\n"",b,y\n', ['data/items.csv:3: the value of column "id" is not an integer']],
    ['NULL in a number', '1,a,x\n,b,y\n', ['data/items.csv:3: column "id" is empty, but not nullable']],
    ['NULL in text', '1,a,x\n2,,y\n', ['data/items.csv:3: column "name" is empty, but not nullable']],
    ['a quote that is not closed', '1,a,x\n2,"b,y\n3,c,z\n', ['data/items.csv:3: a quoted field is not closed']],
    ['text after a quote', '1,a,x\n2,"b"c,y\n', ['data/items.csv:3: text follows a closing quote']],
    [
      'lines are those of the file',
      '1,"a\nb\r\n",x\r\n2,"c\nd",x\nsecret,e,x\n',
      ['data/items.csv:7: the value of column "id" is not an integer'],
    ],
    [
      'several at once',
      'x,,\n1,a\n2,b,y\n"3"3,c,z\n',
      [
        'data/items.csv:2: the value of column "id" is not an integer',
        'data/items.csv:2: column "name" is empty, but not nullable',
        'data/items.csv:3: the row has 2 fields, the header 3',
        'data/items.csv:5: text follows a closing quote',
      ],
    ],
    [
      'the first five',
      'x,a,\n'.repeat(9),
      [2, 3, 4, 5, 6].map((n) => `data/items.csv:${n}: the value of column "id" is not an integer`),
    ],
  ])('%s', async (_, body, messages) => {
    await at.write('items.csv', HEADER + body)
    expect(await diagnostics()).toEqual(messages.map((message) => `E_DATA_FORMAT ${message}`))
  })

  it('bytes that are not UTF-8', async () => {
    await at.write('items.csv', Buffer.concat([Buffer.from(`${HEADER}1,a`), Buffer.from([0xff]), Buffer.from(',x\n')]))
    expect(await diagnostics()).toEqual(['E_DATA_FORMAT data/items.csv:2: the value of column "name" is not UTF-8'])
  })

  it('deep in a large file, after rows of several lines', async () => {
    const rows = Array.from({ length: 200_000 }, (_, i) => `${i},"a\n${i}",x\n`)
    rows[150_000] = 'oops,b,y\n'
    await at.write('items.csv', HEADER + rows.join(''))
    expect(await diagnostics()).toEqual([
      'E_DATA_FORMAT data/items.csv:300002: the value of column "id" is not an integer',
    ])
  })

  it('the error names place and column, never the value', async () => {
    await at.write('items.csv', `${HEADER}secret,a,x\n`)
    const error = await at.load().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'E_DATA_FORMAT',
      at: 'data/items.csv:2',
      hint: 'Nothing was loaded. Correct the file, or the columns of the source.',
    })
    expect(String(error)).not.toContain('secret')
  })
})

describe('the problems of all files are told together', () => {
  const two = source(
    'raw',
    { items: { id: integer() }, notes: { id: integer() }, others: { id: integer() } },
    { load: { items: { files: ['items.csv'] }, notes: { files: ['notes.csv'] }, others: { files: ['others.csv'] } } },
  )
  const MISSING = 'E_FILE_NOT_FOUND data has no file for source "raw.notes": no notes.csv'
  const WRONG = 'the value of column "id" is not an integer'

  it('a missing file, a wrong header and a wrong row', async () => {
    await at.write('items.csv', 'id\nx\n')
    await at.write('others.csv', 'ids\n1\n')
    expect(await diagnostics(two)).toEqual([
      MISSING,
      'E_DATA_FORMAT data/others.csv:1: the header lacks the column "id"',
      `E_DATA_FORMAT data/items.csv:2: ${WRONG}`,
    ])
  })

  it('wrong rows of several files, whichever is read first', async () => {
    await at.write('items.csv', 'id\nx\n')
    await at.write('notes.csv', 'id\n1\n')
    await at.write('others.csv', 'id\n1\n2\ny\n')
    expect(await diagnostics(two)).toEqual([
      `E_DATA_FORMAT data/items.csv:2: ${WRONG}`,
      `E_DATA_FORMAT data/others.csv:4: ${WRONG}`,
    ])
    expect(await at.rows("select table_name from information_schema.tables where table_schema = 'raw'")).toEqual([])
  })
})

describe('nothing is half loaded', () => {
  it('a problem in the last file leaves everything as before', async () => {
    await at.write('items.csv', `${HEADER}1,a,\n`)
    await at.load()
    await at.write('items.csv', `${HEADER}1,changed,\n`)
    await at.write('items.2.csv', `${HEADER}2,b,\n`)
    await at.write('items.3.csv', `${HEADER}x,c,\n`)
    expect(await diagnostics()).toHaveLength(1)
    expect(await at.items()).toEqual(['1|a|NULL'])
    expect(await diagnostics(shop, { fullRefresh: true })).toHaveLength(1)
    expect(await at.items()).toEqual(['1|a|NULL'])
    await at.write('items.3.csv', `${HEADER}3,c,\n`)
    expect(await at.statuses()).toEqual(['items.csv changed 1', 'items.2.csv new 1', 'items.3.csv new 1'])
    expect(await at.items()).toEqual(['1|changed|NULL', '2|b|NULL', '3|c|NULL'])
  })

  it('a load that is stopped leaves everything as before', async () => {
    await at.write('items.csv', `${HEADER}1,a,\n`)
    await at.load()
    await at.write('items.2.csv', HEADER + '2,b,\n'.repeat(2_000_000))
    const controller = new AbortController()
    const reporter = { onFileStart: () => setTimeout(() => controller.abort(), 20) }
    await expect(at.load({ signal: controller.signal, reporter })).rejects.toMatchObject({ code: 'E_CANCELLED' })
    expect(await at.items()).toEqual(['1|a|NULL'])
    expect(await at.statuses()).toEqual(['items.csv unchanged 1', 'items.2.csv new 2000000'])
  })
})

describe('columns', () => {
  const types = (columns: Parameters<typeof source>[1][string]) =>
    source('raw', { t: columns }, { load: { t: { files: ['t.csv'] } } })

  it.each([
    [
      'decimal(2, 1)',
      decimal(2, 1),
      ['3.5', '-3.5', '+0.50', '.5', '9.9', '03.5', '4'],
      ['3.55', '10', '99.9', 'x', '', '.', '3.5001'],
    ],
    ['decimal(18, 1)', decimal(18, 1), ['12345678901234567.5'], ['1.55', '123456789012345678.5']],
    [
      'decimal(38, 2)',
      decimal(38, 2),
      ['123456789012345678901234567890123456.25'],
      ['1234567890123456789012345678901234567.25'],
    ],
    [
      'integer',
      integer(),
      ['2147483647', '-2147483648', '007'],
      ['1.5', '2147483648', '-2147483649', 'nan', 'inf', '12a'],
    ],
    ['bigint', bigint(), ['9223372036854775807', '-9223372036854775808'], ['1.5', '9223372036854775808', 'x']],
    ['double', double(), ['1', '1.5e3', '-0.1'], ['x', '']],
    ['boolean', boolean(), ['true', 'FALSE', '1'], ['maybe', '2']],
    [
      'date',
      date(),
      ['2015-02-28', '2016-02-29', '1900-01-01'],
      ['2015-02-29', '28.02.2015', 'infinity', 'epoch', '2015-13-01', '2015-01-01 00:00:00'],
    ],
    ['json', json(), ['{}', '[1]'], ['{', 'x']],
  ])('%s: what fits and what does not', async (_, column, good, bad) => {
    const quoted = (values: readonly string[]): string => `v\n${values.map((value) => `"${value}"\n`).join('')}`
    const of = types({ v: column })
    await at.write('t.csv', quoted(good))
    expect(await at.statuses({}, of)).toEqual([`t.csv new ${good.length}`])
    for (const value of bad) {
      await at.write('t.csv', quoted([good[0]!, value]))
      const [first, ...rest] = await diagnostics(of)
      expect([value, first, rest]).toEqual([
        value,
        expect.stringMatching(
          /^E_DATA_FORMAT data\/t\.csv:3: the value of column "v" (?:is not (?:an? |JSON)|does not fit)/,
        ),
        [],
      ])
    }
  })

  it('decimals keep every digit', async () => {
    const of = types({ a: decimal(2, 1), b: decimal(6, 5), c: decimal(38, 2).nullable() })
    await at.write('t.csv', 'a,b,c\n3.5,0.02500,123456789012345678901234567890123456.25\n-0.5,0.99999,\n')
    await at.load({}, of)
    expect(await at.rows('select a::varchar as a, b::varchar as b, c::varchar as c from raw.t order by b')).toEqual([
      { a: '3.5', b: '0.02500', c: '123456789012345678901234567890123456.25' },
      { a: '-0.5', b: '0.99999', c: null },
    ])
  })

  describe('timestamps', () => {
    const of = types({ id: integer(), t: timestamp(), u: timestamp().nullable() })
    const stored = () => at.rows('select t::varchar as t, u::varchar as u from raw.t order by id')

    it('seconds since 1970', async () => {
      await at.write('t.csv', 'id,t,u\n1,1260759144,\n2,0,-1\n')
      await at.load({}, of)
      expect(await stored()).toEqual([
        { t: '2009-12-14 02:52:24', u: null },
        { t: '1970-01-01 00:00:00', u: '1969-12-31 23:59:59' },
      ])
    })

    it('written out, each column in its own way', async () => {
      await at.write('t.csv', 'id,t,u\n1,"2009-12-14 02:52:24",\n2,1900-01-01 00:00:00,1260759144\n')
      await at.load({}, of)
      expect(await stored()).toEqual([
        { t: '2009-12-14 02:52:24', u: null },
        { t: '1900-01-01 00:00:00', u: '2009-12-14 02:52:24' },
      ])
    })

    const MOMENT = '2009-12-14 02:52:24'
    it.each([
      ['2009-12-14T02:52:24Z', MOMENT],
      ['2009-12-14T02:52:24', MOMENT],
      ['2009-12-14 02:52:24Z', MOMENT],
      ['2009-12-14T04:52:24+02:00', MOMENT],
      ['2009-12-13T21:22:24-0530', MOMENT],
      ['2009-12-14 04:52:24+02', MOMENT],
      ['2009-12-14T02:52:24.5Z', `${MOMENT}.5`],
      ['2009-12-14T02:52:24.1234560000Z', `${MOMENT}.123456`],
      ['2009-12-14T02:52Z', '2009-12-14 02:52:00'],
      ['2009-12-14', '2009-12-14 00:00:00'],
      ['2009-12-14T02:52:24.123456+00:00', `${MOMENT}.123456`],
    ])('ISO 8601, in UTC: %s', async (text, moment) => {
      // The plain form may stand beside it, before and after.
      await at.write('t.csv', `id,t,u\n1,${MOMENT},\n2,${text},${text}\n3,${MOMENT},${MOMENT}\n`)
      await at.load({}, of)
      expect(await stored()).toEqual([
        { t: MOMENT, u: null },
        { t: moment, u: moment },
        { t: MOMENT, u: MOMENT },
      ])
    })

    it.each([
      '2009-02-30T02:52:24Z',
      '2009-12-14T25:52:24Z',
      '2009-12-14T02:52:24+25:00',
      '2009-12-14T02:52:24.1234567Z',
      '2009-12-14T02:52:24 UTC',
      '2009-12-14Z',
      '0000-12-14',
      '2009-12-14T24:00:00Z',
      'infinity',
      'epoch',
      '1260759144',
    ])('not ISO 8601: %s', async (text) => {
      for (const column of ['t', 'u']) {
        const [t, u] = column === 't' ? [text, ''] : ['2009-12-14T02:52:24Z', text]
        await at.write('t.csv', `id,t,u\n1,2009-12-14T02:52:24Z,2009-12-14T02:52:24Z\n2,${t},${u}\n`)
        expect(await diagnostics(of)).toEqual([
          `E_DATA_FORMAT data/t.csv:3: the value of column "${column}" is not a timestamp as YYYY-MM-DD HH:MM:SS, with Z or an offset such as +02:00, or without for UTC`,
        ])
      }
    })

    it('ISO 8601 and nothing at all where something must be', async () => {
      await at.write('t.csv', 'id,t,u\n1,2009-12-14T02:52:24Z,\n2,,\n')
      expect(await diagnostics(of)).toEqual(['E_DATA_FORMAT data/t.csv:3: column "t" is empty, but not nullable'])
    })

    const ISO = 'a timestamp as YYYY-MM-DD HH:MM:SS, with Z or an offset such as +02:00, or without for UTC'
    it.each([
      ['1,1260759144,\n2,2009-12-14 02:52:24,\n', 'a timestamp in whole seconds since 1970, as in the first row'],
      ['1,1260759144,\n2,1260759144.5,\n', 'a timestamp in whole seconds since 1970, as in the first row'],
      ['1,2009-12-14 02:52:24,\n2,1260759144,\n', ISO],
      ['1,2009-12-14 02:52:24,\n2,2009-12-14 25:52:24,\n', ISO],
      ['1,2009-12-14 02:52:24,\n2,infinity,\n', ISO],
    ])('every row is held to the first: %j', async (body, expected) => {
      await at.write('t.csv', `id,t,u\n${body}`)
      expect(await diagnostics(of)).toEqual([`E_DATA_FORMAT data/t.csv:3: the value of column "t" is not ${expected}`])
    })
  })

  it('that are not loaded from a CSV file', async () => {
    await at.write('t.csv', 'v\n')
    expect(await diagnostics(types({ v: binary() }))).toEqual([
      'E_UNSUPPORTED column "v" of source "raw.t" is binary, which cannot be loaded from a CSV file',
    ])
  })

  it('that have changed since the table was made', async () => {
    await at.write('t.csv', 'id,name\n1,a\n')
    await at.load({}, types({ id: integer(), name: varchar() }))
    const changed = types({ id: bigint(), title: varchar() })
    await at.write('t.csv', 'id,title\n1,a\n')
    expect(await diagnostics(changed)).toEqual([
      'E_CHANGED_COLUMNS the columns of source "raw.t" differ from those of its table: "id" is integer there, not bigint; it has no "title"; it also has "name"',
    ])
    await expect(at.load({}, changed)).rejects.toMatchObject({
      hint: 'Rebuild the table from the files: kerros load --full-refresh --select source:raw.t',
    })
    expect(await at.statuses({ fullRefresh: true, select: ['source:raw.t'] }, changed)).toEqual(['t.csv changed 1'])
  })

  it('a table that does not remember files is replaced as a whole, or not at all', async () => {
    const of = types({ id: integer() })
    const ids = async () => (await at.rows('select id from raw.t order by id')).map((row) => row['id'])
    await at.write('t.csv', 'id\n1\n')
    await at.write('t.2.csv', 'id\n2\n')
    await at.load({}, of)
    await at.write('t.2.csv', 'id\n3\n4\n')
    expect(await at.statuses({}, of)).toEqual(['t.csv reloaded 1', 't.2.csv changed 2'])
    expect(await ids()).toEqual([1, 3, 4])
    await at.delete('t.csv')
    await at.write('t.2.csv', 'id\n5\n')
    expect(await diagnostics(of)).toEqual([
      'E_UNSUPPORTED a file of source "raw.t" has changed, but its rows cannot be distinguished from those of t.csv, which is no longer there',
    ])
    expect(await ids()).toEqual([1, 3, 4])
  })

  it('a view is no table', async () => {
    await at.write('t.csv', 'id\n1\n')
    await at.rows('create schema raw')
    await at.rows('create view raw.t as select 1 as id')
    expect(await diagnostics(types({ id: integer() }))).toEqual([
      'E_RELATION_TYPE source "raw.t" is a view in the warehouse, so no files can be loaded into it',
    ])
  })
})

it('a project without files', async () => {
  await at.write('x.csv', '')
  expect(await diagnostics(source('raw', { t: { id: integer() } }))).toEqual([
    'E_NO_MATCH the project has no source with files',
  ])
})

describe('files that engines refuse without a place', () => {
  it('a row of three megabytes is told with its line', async () => {
    const long = 'x'.repeat(3_000_000)
    await at.write('items.csv', `${HEADER}1,a,x\n2,${long},y\n`)
    expect(await diagnostics()).toEqual([
      'E_DATA_FORMAT data/items.csv:3: the row is longer than 2 MB: is a quote not closed?',
    ])
  })

  it('zeros behind a packed file are left out of account, and anything else is told with the file', async () => {
    const packed = source('raw', { t: { id: integer() } }, { load: { t: { files: ['t.csv.gz'] } } })
    const bytes = gzipSync('id\n1\n2\n')
    await at.write('t.csv.gz', Buffer.concat([bytes, Buffer.alloc(512)]))
    expect(await at.statuses({}, packed)).toEqual(['t.csv.gz new 2'])
    await at.write('t.csv.gz', Buffer.concat([bytes, Buffer.from('garbage behind it')]))
    expect((await diagnostics(packed, { fullRefresh: true }))[0]).toMatch(/data\/t\.csv\.gz/)
  })
})
