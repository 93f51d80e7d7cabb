import { gzipSync } from 'node:zlib'
import {
  bigint,
  boolean,
  copyInto,
  date,
  decimal,
  double,
  fileFormat,
  integer,
  json,
  source,
  timestamp,
  varchar,
} from 'kerros'
import { describe, expect, it } from 'vitest'
import { contractSuite } from '../contract-suite.js'
import { allInProject, eachInProject, type LoadEngine, type LoadProject } from './load-project.js'

function shop(options: object) {
  const fileFormat_ = fileFormat('special', { type: 'csv', ...options })
  const items = {
    id: integer(),
    name: varchar(),
    note: varchar().nullable(),
    _loaded_at: timestamp(),
    _file: varchar(),
  }
  return source(
    'raw',
    { items },
    { fileFormat: fileFormat_, load: { items: { files: ['items.csv', 'items.csv.gz'] } } },
  )
}

const HEADER = 'id,name,note\n'
const plain = shop({})

/** Microseconds since 1970 as `2024-02-29 23:59:59.5`. */
function momentOf(microseconds: unknown): string | null {
  if (microseconds === null) return null
  const seconds = Math.floor(Number(microseconds) / 1e6)
  const fraction = Number(microseconds) - seconds * 1e6
  const start = new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')
  return fraction === 0 ? start : `${start}.${String(fraction).padStart(6, '0')}`.replace(/0+$/, '')
}

/** What a load makes of files of CSV with options, whatever the engine. */
export function loadCsvSuite(engine: LoadEngine): void {
  contractSuite('files of CSV', engine, () => {
    let at: LoadProject
    const begin = (project: LoadProject): void => {
      at = project
    }

    describe('fieldOptionallyEnclosedBy', () => {
      eachInProject(engine, begin)

      it.each<[string, object, string, readonly string[]]>([
        [
          'another sign',
          { fieldOptionallyEnclosedBy: "'" },
          `id,name,note\n1,'a, ''b''\n"c"',"x"\n2,'',\n`,
          ['1|a, \'b\'\n"c"|"x"', '2||NULL'],
        ],
        [
          'none',
          { fieldOptionallyEnclosedBy: 'none', fieldDelimiter: '|' },
          `id|name|note\n1|"a"|5" disc\n2|""|\n`,
          ['1|"a"|5" disc', '2|""|NULL'],
        ],
      ])('reads fields enclosed by %s', async (_, options, content, rows) => {
        await at.write('items.csv', content)
        expect(await at.statuses(shop(options))).toEqual(['items.csv new 2'])
        expect(await at.items()).toEqual(rows)
      })

      it.each(['', '""', 'ż', ','])('refuses %j', async (sign) => {
        await at.write('items.csv', 'id,name,note\n1,a,\n')
        expect((await at.diagnostics(shop({ fieldOptionallyEnclosedBy: sign }))).length).toBe(1)
      })
    })

    describe('line ends', () => {
      eachInProject(engine, begin)

      // A blank before a number makes the engine read a copy, in which lines end in \n alone.
      it.each([
        ['\r\n', '\n'],
        ['\r\n', '\r\n'],
        ['\r', '\r\n'],
        ['\r\n', '\r'],
        ['\n', '\r\n'],
      ])(
        'are read as they are within quotes, %j, where rows end in %j, also where a copy is read',
        async (within, after) => {
          const rows = [`1,"a${within}b",`, '2,c,', `3,"${within}","d${within}"`]
          for (const first of ['1', ' 1']) {
            await at.write('items.csv', ['id,name,note', ...rows].join(after).replace(`${after}1`, `${after}${first}`))
            await at.statuses(shop({}))
            expect(await at.items()).toEqual([`1|a${within}b|NULL`, '2|c|NULL', `3|${within}|d${within}`])
          }
        },
      )
    })

    describe('skipHeader: 0', () => {
      eachInProject(engine, begin)

      it('reads the columns of the source, in order', async () => {
        await at.write('items.csv', '1,a,x\n2,b,\n')
        expect(await at.statuses(shop({ skipHeader: 0 }))).toEqual(['items.csv new 2'])
        expect(await at.items()).toEqual(['1|a|x', '2|b|NULL'])
      })

      it('rows are counted from the first line', async () => {
        await at.write('items.csv', '1,a,x\n2,b\n')
        expect(await at.diagnostics(shop({ skipHeader: 0 }))).toEqual([
          'data/items.csv:2: the row has 2 fields, the source 3',
        ])
        await at.write('items.csv', '1.5,a,x\n')
        expect(await at.diagnostics(shop({ skipHeader: 0 }))).toEqual([
          'data/items.csv:1: the value of column "id" is not an integer',
        ])
        await at.write('items.csv', 'id,name\n1,a\n')
        expect(await at.diagnostics(shop({ skipHeader: 0 }))).toEqual([
          'data/items.csv:1: the row has 2 fields, the source 3',
        ])
        await at.write('items.csv', '')
        expect(await at.diagnostics(shop({ skipHeader: 0 }))).toEqual(['data/items.csv is empty: it has no rows'])
      })
    })

    describe('packed with gzip', () => {
      eachInProject(engine, begin)

      const rows = Array.from({ length: 50_000 }, (_, i) => `${i},"n ""${i}""",\n`).join('')

      it('reads files whole and in several members, and refuses an invalid row', async () => {
        await at.write('items.csv.gz', gzipSync(`id,name,note\n${rows}`))
        await at.write('items.2.csv.gz', Buffer.concat([gzipSync('id,name,note\n'), gzipSync('7,a,x\n')]))
        expect(await at.statuses(shop({}))).toEqual(['items.csv.gz new 50000', 'items.2.csv.gz new 1'])
        expect(await at.statuses(shop({}))).toEqual(['items.csv.gz unchanged 50000', 'items.2.csv.gz unchanged 1'])
        await at.write('items.2.csv.gz', gzipSync('id,name,note\n7,a,x\nx,a,x\n'))
        expect(await at.diagnostics(shop({}))).toEqual([
          'data/items.2.csv.gz:3: the value of column "id" is not an integer',
        ])
      })

      it('refuses a file that is cut off', async () => {
        const whole = gzipSync(`id,name,note\n${rows}`)
        await at.write('items.csv.gz', whole.subarray(0, whole.length - 5))
        await expect(at.load(shop({}))).rejects.toMatchObject({
          code: 'E_DATA_FORMAT',
          message: 'data/items.csv.gz is not a complete gzip file: it is damaged or cut off',
        })
        await at.write('items.csv.gz', 'id,name,note\n1,a,x\n')
        await expect(at.load(shop({}))).rejects.toMatchObject({ code: 'E_DATA_FORMAT' })
      })
    })

    describe('rows and lines', () => {
      eachInProject(engine, begin)

      it.each([
        ['CRLF', '1,a,x\r\n2,b,\r\n'],
        ['no line end at the end', '1,a,x\n2,b,'],
        ['quoted fields', '"1","a","x"\n2,"b",\n'],
        ['blank lines', '\n1,a,x\n\n2,b,\n\n'],
        ['mixed line ends, LF first', '1,a,x\n2,b,\r\n'],
        ['mixed line ends, CRLF first', '1,a,x\r\n2,b,\n'],
        ['CR alone', '1,a,x\r2,b,\r'],
        ['zeros and spaces', ' 1 ,a,x\n2.0,b,\n'],
      ])('reads %s', async (_, body) => {
        await at.write('items.csv', HEADER + body)
        expect(await at.statuses(plain)).toEqual(['items.csv new 2'])
        expect(await at.items()).toEqual(['1|a|x', '2|b|NULL'])
        expect(await at.statuses(plain)).toEqual(['items.csv unchanged 2'])
      })

      it('distinguishes NULL from the empty string, and reads commas, quotes, line ends and other letters in strings', async () => {
        await at.write(
          'items.csv',
          `\uFEFF"id","name","note"\r\n1,"",""\r\n2,"a, ""b""\r\nc",\r\n3,5" disc,Łódź 𝕏\r\n4,"q ""z""\n\\n",\\N\r\n`,
        )
        await at.load(plain)
        expect(await at.items()).toEqual(['1||', '2|a, "b"\r\nc|NULL', '3|5" disc|Łódź 𝕏', '4|q "z"\n\\n|\\N'])
      })

      it('reads columns in any order, and leaves out those that are not declared, with a warning', async () => {
        await at.write('items.csv', `note,extra,ID,more,name\nx,?,1,?,a\n`)
        const { tables } = await at.load(plain)
        expect(tables[0]?.files[0]?.warnings).toEqual([
          { message: 'left out, since the source does not declare it: "extra", "more"' },
        ])
        expect(await at.items()).toEqual(['1|a|x'])
      })

      it('a header without rows loads, with a warning', async () => {
        await at.write('items.csv', HEADER)
        expect((await at.load(plain)).tables[0]?.files[0]).toMatchObject({
          rows: 0,
          warnings: [{ message: 'it has a header, but no rows' }],
        })
      })

      it('reads many megabytes of rows, some of them spread over lines', async () => {
        const rows = Array.from(
          { length: 60_000 },
          (_, i) => `${i},"${'x'.repeat(i % 200)}${i % 7 === 0 ? '\n,""' : ''}",${i}\n`,
        )
        await at.write('items.csv', HEADER + rows.join(''))
        expect(await at.statuses(plain)).toEqual(['items.csv new 60000'])
        const [sum] = await at.rows(
          'select cast(sum(id) as double) as ids, cast(sum(length(name)) as double) as letters from raw.items',
        )
        const letters = Array.from({ length: 60_000 }, (_, i) => (i % 200) + (i % 7 === 0 ? 3 : 0)).reduce(
          (a, b) => a + b,
        )
        expect(sum).toEqual({ ids: (60_000 * 59_999) / 2, letters })
      })
    })

    describe('files that are no use', () => {
      allInProject(engine, begin)

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
      ])('refuses %s', async (_, content, message) => {
        await at.write('items.csv', content)
        expect(await at.refusals(plain)).toEqual([`E_DATA_FORMAT ${message}`])
      })

      it.each([
        ['semicolons', 'id;name;note\n1;a;x\n'],
        ['tabs', 'id\tname\tnote\n1\ta\tx\n'],
        ['vertical bars', 'ID | Name | note\n1|a|x\n'],
        ['semicolons', '\uFEFF"id";"name";"note"\r\n"1";"a";"x"\r\n'],
        ['semicolons', 'id;name;other;note\n1;a,b;x;\n'],
      ])('says once that there are %s between the fields: %j', async (title, content) => {
        await at.write('items.csv', content)
        expect(await at.refusals(plain)).toEqual([
          `E_DATA_FORMAT data/items.csv:1: the fields are separated by ${title}, not by commas`,
        ])
      })
    })

    describe('rows that are no use', () => {
      allInProject(engine, begin)

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
        [
          'the empty text in a number',
          '1,a,x\n"",b,y\n',
          ['data/items.csv:3: the value of column "id" is not an integer'],
        ],
        ['NULL in a number', '1,a,x\n,b,y\n', ['data/items.csv:3: column "id" is empty, but not nullable']],
        ['NULL in text', '1,a,x\n2,,y\n', ['data/items.csv:3: column "name" is empty, but not nullable']],
        ['a quote that is not closed', '1,a,x\n2,"b,y\n3,c,z\n', ['data/items.csv:3: a quoted field is not closed']],
        ['text after a quote', '1,a,x\n2,"b"c,y\n', ['data/items.csv:3: text follows a closing quote']],
        [
          'a row after rows of several lines, by its line in the file',
          '1,"a\nb\r\n",x\r\n2,"c\nd",x\nsecret,e,x\n',
          ['data/items.csv:7: the value of column "id" is not an integer'],
        ],
        [
          'several rows, together',
          'x,,\n1,a\n2,b,y\n"3"3,c,z\n',
          [
            'data/items.csv:2: the value of column "id" is not an integer',
            'data/items.csv:2: column "name" is empty, but not nullable',
            'data/items.csv:3: the row has 2 fields, the header 3',
            'data/items.csv:5: text follows a closing quote',
          ],
        ],
        [
          'many rows, of which it says the first five',
          'x,a,\n'.repeat(9),
          [2, 3, 4, 5, 6].map((n) => `data/items.csv:${n}: the value of column "id" is not an integer`),
        ],
      ])('refuses %s', async (_, body, messages) => {
        await at.write('items.csv', HEADER + body)
        expect(await at.refusals(plain)).toEqual(messages.map((message) => `E_DATA_FORMAT ${message}`))
      })

      it('refuses bytes that are not UTF-8', async () => {
        await at.write(
          'items.csv',
          Buffer.concat([Buffer.from(`${HEADER}1,a`), Buffer.from([0xff]), Buffer.from(',x\n')]),
        )
        expect(await at.refusals(plain)).toEqual([
          'E_DATA_FORMAT data/items.csv:2: the value of column "name" is not UTF-8',
        ])
      })

      it('finds the line deep in a large file, after rows of several lines', async () => {
        const rows = Array.from({ length: 200_000 }, (_, i) => `${i},"a\n${i}",x\n`)
        rows[150_000] = 'oops,b,y\n'
        await at.write('items.csv', HEADER + rows.join(''))
        expect(await at.refusals(plain)).toEqual([
          'E_DATA_FORMAT data/items.csv:300002: the value of column "id" is not an integer',
        ])
      })

      it('the error names place and column, never the value', async () => {
        await at.write('items.csv', `${HEADER}secret,a,x\n`)
        const error = await at.load(plain).catch((thrown: unknown) => thrown)
        expect(error).toMatchObject({
          code: 'E_DATA_FORMAT',
          at: 'data/items.csv:2',
          hint: 'Nothing was loaded. Correct the file, or the columns of the source.',
        })
        expect(String(error)).not.toContain('secret')
      })
    })

    describe('columns', () => {
      eachInProject(engine, begin)

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
      ])('%s accepts what is valid, and nothing else', async (_, column, good, bad) => {
        const quoted = (values: readonly string[]): string => `v\n${values.map((value) => `"${value}"\n`).join('')}`
        const of = types({ v: column })
        await at.write('t.csv', quoted(good))
        expect(await at.statuses(of)).toEqual([`t.csv new ${good.length}`])
        for (const value of bad) {
          await at.write('t.csv', quoted([good[0]!, value]))
          const [first, ...rest] = await at.refusals(of)
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
        await at.load(of)
        expect(await at.rows('select a::varchar as a, b::varchar as b, c::varchar as c from raw.t order by b')).toEqual(
          [
            { a: '3.5', b: '0.02500', c: '123456789012345678901234567890123456.25' },
            { a: '-0.5', b: '0.99999', c: null },
          ],
        )
      })

      describe('timestamps', () => {
        const of = types({ id: integer(), t: timestamp(), u: timestamp().nullable() })
        const stored = async () => {
          const rows = await at.rows(
            `select ${engine.microseconds('t')} as t, ${engine.microseconds('u')} as u from raw.t order by id`,
          )
          return rows.map(({ t, u }) => ({ t: momentOf(t), u: momentOf(u) }))
        }

        it('reads seconds since 1970', async () => {
          await at.write('t.csv', 'id,t,u\n1,1260759144,\n2,0,-1\n')
          await at.load(of)
          expect(await stored()).toEqual([
            { t: '2009-12-14 02:52:24', u: null },
            { t: '1970-01-01 00:00:00', u: '1969-12-31 23:59:59' },
          ])
        })

        it('reads dates and times, each column in its own way', async () => {
          await at.write('t.csv', 'id,t,u\n1,"2009-12-14 02:52:24",\n2,1900-01-01 00:00:00,1260759144\n')
          await at.load(of)
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
        ])('reads ISO 8601 in UTC: %s', async (text, moment) => {
          // The plain form may stand beside it, before and after.
          await at.write('t.csv', `id,t,u\n1,${MOMENT},\n2,${text},${text}\n3,${MOMENT},${MOMENT}\n`)
          await at.load(of)
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
        ])('refuses what is not ISO 8601: %s', async (text) => {
          for (const column of ['t', 'u']) {
            const [t, u] = column === 't' ? [text, ''] : ['2009-12-14T02:52:24Z', text]
            await at.write('t.csv', `id,t,u\n1,2009-12-14T02:52:24Z,2009-12-14T02:52:24Z\n2,${t},${u}\n`)
            expect(await at.refusals(of)).toEqual([
              `E_DATA_FORMAT data/t.csv:3: the value of column "${column}" is not a timestamp as YYYY-MM-DD HH:MM:SS, with Z or an offset such as +02:00, or without for UTC`,
            ])
          }
        })

        it('refuses nothing at all where a value must be', async () => {
          await at.write('t.csv', 'id,t,u\n1,2009-12-14T02:52:24Z,\n2,,\n')
          expect(await at.refusals(of)).toEqual(['E_DATA_FORMAT data/t.csv:3: column "t" is empty, but not nullable'])
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
          expect(await at.refusals(of)).toEqual([
            `E_DATA_FORMAT data/t.csv:3: the value of column "t" is not ${expected}`,
          ])
        })
      })
      it('stores values of every type', async () => {
        const all = {
          i: integer(),
          b: bigint().nullable(),
          d: decimal(3, 2),
          f: double(),
          t: boolean(),
          day: date(),
          epoch: timestamp(),
          text: timestamp(),
          iso: timestamp(),
          j: json(),
        }
        await at.write(
          't.csv',
          `${Object.keys(all).join(',')}
    1,9223372036854775807,-1.5,1e3,true,2024-02-29,0,2024-02-29 23:59:59,2024-02-29T23:59:59Z,"{""a"":1}"
     2.0 ,,1.500,2,n,1999-12-31,-1,1999-12-31 00:00:00,2024-01-01 00:30:00.123456+02:00,3
    3,1,.5,-0.25,Y,2000-01-01,1425942133,2000-01-01 00:00:00,2024-01-01T00:00:00-0330,null
    `,
        )
        expect(await at.statuses(types(all))).toEqual(['t.csv new 3'])
        const moments = ['epoch', 'text', 'iso'].map((column) => `${engine.microseconds(column)} as ${column}`)
        const rows = await at.rows(
          `select i, b::varchar as b, d::varchar as d, f, t, day::varchar as day, ${moments.join(', ')} from raw.t order by i`,
        )
        const read = rows.map(({ epoch, text, iso, ...row }) => ({
          ...row,
          epoch: momentOf(epoch),
          text: momentOf(text),
          iso: momentOf(iso),
        }))
        expect(read).toEqual([
          {
            i: 1,
            b: '9223372036854775807',
            d: '-1.50',
            f: 1000,
            t: true,
            day: '2024-02-29',
            epoch: '1970-01-01 00:00:00',
            text: '2024-02-29 23:59:59',
            iso: '2024-02-29 23:59:59',
          },
          {
            i: 2,
            b: null,
            d: '1.50',
            f: 2,
            t: false,
            day: '1999-12-31',
            epoch: '1969-12-31 23:59:59',
            text: '1999-12-31 00:00:00',
            iso: '2023-12-31 22:30:00.123456',
          },
          {
            i: 3,
            b: '1',
            d: '0.50',
            f: -0.25,
            t: true,
            day: '2000-01-01',
            epoch: '2015-03-09 23:02:13',
            text: '2000-01-01 00:00:00',
            iso: '2024-01-01 03:30:00',
          },
        ])
      })

      it('reads the strings of nullIf as NULL, also in columns of other types', async () => {
        const nulls = fileFormat('nulls', { type: 'csv', fieldDelimiter: ';', nullIf: ['NULL', '\\N'] })
        const seen = { id: integer().nullable(), seen_at: timestamp().nullable(), note: varchar().nullable() }
        const sources = source('raw', { seen }, { fileFormat: nulls, load: { seen: { files: ['seen.csv'] } } })
        await at.write('seen.csv', 'id;seen_at;note\nNULL;\\N;\\N\n1;0;\n2;NULL;"NULL"\n3;0;NULL\n')
        expect(await at.statuses(sources)).toEqual(['seen.csv new 4'])
        const sql = `select id, ${engine.microseconds('seen_at')} as us, note from raw.seen order by id nulls first`
        expect(await at.rows(sql)).toEqual([
          { id: null, us: null, note: null },
          { id: 1, us: 0, note: null },
          { id: 2, us: null, note: 'NULL' },
          { id: 3, us: 0, note: null },
        ])
        await at.write('seen.csv', 'id;seen_at;note\nNULL;0;x\nnull;0;x\n')
        expect(await at.refusals(sources)).toEqual([
          'E_DATA_FORMAT data/seen.csv:3: the value of column "id" is not an integer',
        ])
      })

      it('has what copyInto says before what the source says', async () => {
        await at.write('Export.csv', 'Nr;Name;note\n1;"a;b";x,y\n')
        const semicolons = fileFormat('semicolons', { type: 'csv', fieldDelimiter: ';' })
        const columns = { id: 'Nr' }
        const load_items = copyInto(plain.items, { files: ['Export.csv'], fileFormat: semicolons, columns })
        expect(await at.statuses({ plain, load_items })).toEqual(['Export.csv new 1'])
        expect(await at.items()).toEqual(['1|a;b|x,y'])
        await at.write('Export.2.csv', 'Nr;Name;note\n2;c;\n')
        expect(await at.statuses({ plain, load_items })).toEqual(['Export.csv unchanged 1', 'Export.2.csv new 1'])
      })
    })
  })
}
