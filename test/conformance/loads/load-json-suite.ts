import { gzipSync } from 'node:zlib'
import {
  bigint,
  boolean,
  copyInto,
  type DiagnosticsError,
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
import { eachInProject, type LoadEngine, type LoadProject } from './load-project.js'

const lines = fileFormat('lines', { type: 'json' })
const list = fileFormat('list', { type: 'json', stripOuterArray: true })
const loaded = { _loaded_at: timestamp(), _file: varchar() }

function shop(fileFormat = lines, files = ['items.json', 'items.json.gz']) {
  const items = { id: integer(), name: varchar(), note: varchar().nullable(), ...loaded }
  return source('raw', { items }, { fileFormat, load: { items: { files } } })
}

const A = '{"id":1,"name":"a","note":"x"}'
const B = '{"id":2,"name":"b"}'

/** What a load makes of files of JSON, whatever the engine. */
export function loadJsonSuite(engine: LoadEngine): void {
  contractSuite('files of JSON', engine, () => {
    let at: LoadProject
    eachInProject(engine, (project) => {
      at = project
    })

    describe('objects', () => {
      it.each<[string, any, string]>([
        ['one a line', lines, `${A}\n${B}\n`],
        ['with other line ends, blank lines, and none at the end', lines, `\r\n${A}\r\n\n  ${B}`],
        ['one list', list, `[${A},\n ${B}]\n`],
        ['a list over lines', list, `[\n  {\n    "id": 1, "name": "a", "note": "x" },\n  ${B}\n]`],
        [
          'with other fields, in any order',
          lines,
          `{"x":[{}],"NAME":"a","Note":"x","id":1}\n{"NAME":"b","id":2,"Note":null}\n`,
        ],
      ])('are read: %s', async (_, format, content) => {
        await at.write('items.json', content)
        expect(await at.statuses(shop(format))).toEqual(['items.json new 2'])
        expect(await at.items()).toEqual(['1|a|x', '2|b|NULL'])
        expect(await at.statuses(shop(format))).toEqual(['items.json unchanged 2'])
        const rows = await at.rows('select distinct _file, _loaded_at is not null as at from raw.items')
        expect(rows).toEqual([{ _file: 'items.json', at: true }])
      })

      it('are read from many megabytes', async () => {
        const row = (i: number) => `{"id":${i},"name":"${'é'.repeat(i % 50)}\\n","note":"[{\\"${i}"}`
        const rows = Array.from({ length: 40_000 }, (_, i) => row(i))
        await at.write('items.json', rows.join('\n'))
        expect(await at.statuses(shop())).toEqual(['items.json new 40000'])
        await at.write('items.json', `[${rows.join(',')}]`)
        expect(await at.statuses(shop(list))).toEqual(['items.json changed 40000'])
        const [sum] = await at.rows(
          'select cast(sum(id) as double) as ids, cast(sum(length(name)) as double) as letters from raw.items',
        )
        expect(sum).toEqual({ ids: (40_000 * 39_999) / 2, letters: 40_000 * 25.5 })
      })

      it('are read from parts packed with gzip', async () => {
        await at.write('items.json.gz', gzipSync(`${A}\n`))
        await at.write('items.2.json.gz', gzipSync(`${B}\n`))
        expect(await at.statuses(shop())).toEqual(['items.json.gz new 1', 'items.2.json.gz new 1'])
        expect(await at.items()).toEqual(['1|a|x', '2|b|NULL'])
        await at.write('items.json.gz', gzipSync(`${A}\n`.repeat(1000)).subarray(0, -12))
        expect(await at.diagnostics(shop())).toEqual([
          'data/items.json.gz is not a complete gzip file: it is damaged or cut off',
        ])
        expect(await at.items()).toEqual(['1|a|x', '2|b|NULL'])
      })

      it('replace their rows when they have changed, and all rows with a full refresh', async () => {
        await at.write('items.json', `${A}\n`)
        await at.write('items.2.json', `${B}\n`)
        await at.load(shop())
        await at.write('items.json', `${A.replace('"a"', '"A"')}\n{"id":3,"name":"c"}\n`)
        expect(await at.statuses(shop())).toEqual(['items.json changed 2', 'items.2.json unchanged 1'])
        expect(await at.items()).toEqual(['1|A|x', '2|b|NULL', '3|c|NULL'])
        await at.delete('items.2.json')
        expect(await at.statuses(shop(), { fullRefresh: true })).toEqual(['items.json reloaded 2', 'items.2.json gone'])
        expect(await at.items()).toEqual(['1|A|x', '3|c|NULL'])
      })

      it('are missing in an empty list, with a warning', async () => {
        await at.write('items.json', '[ ]')
        const { tables } = await at.load(shop(list))
        expect(tables[0]?.files).toMatchObject([{ rows: 0, warnings: [{ message: 'it has no rows' }] }])
      })

      it('have the fields that copyInto names', async () => {
        await at.write('items.json', '{"a/b~ \\"c\\"":1,"it\'s":"a"}\n')
        const { items } = source('raw', {
          items: { id: integer(), name: varchar(), note: varchar().nullable(), ...loaded },
        })
        const columns = { id: 'a/b~ "c"', name: "it's" }
        const copy = copyInto(items, { files: ['items.json'], fileFormat: lines, columns })
        await at.load({ items, copy })
        expect(await at.items()).toEqual(['1|a|NULL'])
      })
    })

    describe('values', () => {
      it('keep all digits and letters', async () => {
        const types = {
          i: integer(),
          b: bigint(),
          d: decimal(38, 10),
          f: double(),
          t: boolean(),
          day: date(),
          epoch: timestamp(),
          text: timestamp(),
          iso: timestamp().nullable(),
          j: json().nullable(),
          v: varchar(),
        }
        await at.write(
          'types.json',
          `{"i":-1,"b":9223372036854775807,"d":1234567890123456789012345678.0123456789,"f":1e-3,"t":true,"day":"2024-02-29","epoch":1425942133,"text":"2024-02-29 23:59:59","iso":"2024-01-01T00:30:00.123456+02:00","j":{"a":[1,"ż",{}],"b":null},"v":"𝕏 \\u00e9\\n12345678901234567890.5"}
{"i":"2","b":-9223372036854775808,"d":"0.1","f":2,"t":"no","day":"1999-12-31","epoch":-1,"text":"1999-12-31 00:00:00","iso":null,"j":[1.5],"v":12.5}
{"i":3.0,"b":1e3,"d":0.1,"f":12345678901234567890,"t":1,"day":"2000-01-01","epoch":0,"text":"2000-01-01 00:00:00","j":null,"v":true}
{"i":4,"b":0,"d":0,"f":0,"t":false,"day":"2000-01-01","epoch":0,"text":"2000-01-01 00:00:00","v":"it's {"}
    `,
        )
        const sources = source('raw', { types }, { fileFormat: lines, load: { types: { files: ['types.json'] } } })
        expect(await at.statuses(sources)).toEqual(['types.json new 4'])
        const us = (column: string) => `${engine.microseconds(column)} as ${column}`
        const rows = await at.rows(
          `select i, cast(b as varchar) as b, cast(d as varchar) as d, f, t, cast(day as varchar) as day,
            ${us('epoch')}, ${us('text')}, ${us('iso')}, cast(j as varchar) as j, v from raw.types order by abs(i)`,
        )
        const moment = (...parts: [number, number, number, number?, number?, number?]) => Date.UTC(...parts) * 1000
        expect(rows).toEqual([
          {
            i: -1,
            b: '9223372036854775807',
            d: '1234567890123456789012345678.0123456789',
            f: 0.001,
            t: true,
            day: '2024-02-29',
            epoch: 1425942133_000000,
            text: moment(2024, 1, 29, 23, 59, 59),
            iso: moment(2023, 11, 31, 22, 30) + 123456,
            j: '{"a":[1,"ż",{}],"b":null}',
            v: '𝕏 é\n12345678901234567890.5',
          },
          {
            i: 2,
            b: '-9223372036854775808',
            d: '0.1000000000',
            f: 2,
            t: false,
            day: '1999-12-31',
            epoch: -1_000000,
            text: moment(1999, 11, 31),
            iso: null,
            j: '[1.5]',
            v: '12.5',
          },
          {
            i: 3,
            b: '1000',
            d: '0.1000000000',
            f: 12345678901234567000,
            t: true,
            day: '2000-01-01',
            epoch: 0,
            text: moment(2000, 0, 1),
            iso: null,
            j: null,
            v: 'true',
          },
          {
            i: 4,
            b: '0',
            d: '0.0000000000',
            f: 0,
            t: false,
            day: '2000-01-01',
            epoch: 0,
            text: moment(2000, 0, 1),
            iso: null,
            j: null,
            v: "it's {",
          },
        ])
      })

      it.each<[string, string, readonly string[]]>([
        ['no number', '{"id":"x","name":"a"}', ['the value of column "id" is not an integer']],
        ['a fraction', '{"id":1.5,"name":"a"}', ['the value of column "id" is not an integer']],
        [
          'too large',
          '{"id":2147483648,"name":"a"}',
          ['the value of column "id" does not fit into the 32 bits of an integer; bigint() has 64'],
        ],
        ['an object for text', '{"id":1,"name":{"first":"a"}}', ['the value of column "name" is not a varchar']],
        ['null', '{"id":1,"name":null}', ['column "name" is null, but not nullable']],
        ['missing', '{"id":1}', ['the field "name" is missing, and not nullable']],
        ['no object', '[1]', ['it is not an object']],
        ['two objects', `${A}${A}`, ['it is not JSON']],
        ['a name twice', '{"id":1,"name":"a","id":1}', ['the field "id" occurs twice']],
        ['another case', '{"ID":1,"name":"a"}', ['the field "id" of earlier rows is written "ID"']],
        ['two cases', '{"ID":1,"name":"a","id":1}', ['the fields "id" and "ID" are for the same column']],
        ['what is no JSON, but read by engines', '{"id":NaN,"name":"a",}', ['it is not JSON']],
        ['the end of the file', '{"id":1,"na', ['it is not JSON']],
        [
          'several',
          '{"id":"x"}',
          ['the value of column "id" is not an integer', 'the field "name" is missing, and not nullable'],
        ],
      ])('are refused with their line, and nothing is loaded: %s', async (_, row, messages) => {
        await at.write('items.json', `${A}\n`)
        await at.load(shop())
        // Behind the rows that are looked at first.
        const filling = `{"id":7,"name":"${'x'.repeat(1000)}"}\n`.repeat(1100)
        await at.write('items.json', `${filling}\n${row}\n`)
        expect(await at.diagnostics(shop())).toEqual(messages.map((what) => `data/items.json:1102: ${what}`))
        await at.write('items.json', `[${filling.replaceAll('\n', ',\n')}\n${row}\n]`)
        const inList = await at.diagnostics(shop(list))
        if (row.startsWith('{"id":1,"na') && row.length < 12) expect(inList.length).toBe(1)
        else if (row !== `${A}${A}`) expect(inList).toEqual(messages.map((what) => `data/items.json:1102: ${what}`))
        expect(await at.items()).toEqual(['1|a|x'])
      })

      it('are refused if they are not UTF-8', async () => {
        await at.write('items.json', Buffer.from(`${A}\n{"id":1,"name":"\xff"}\n`, 'latin1'))
        expect(await at.diagnostics(shop())).toEqual(['data/items.json:2: a value is not UTF-8'])
      })
    })

    describe('files that are no use', () => {
      it.each<[string, any, string, string]>([
        ['empty', lines, ' \n', 'data/items.json is empty: it has no rows'],
        ['a list', lines, `[${A}]`, 'data/items.json:1: the file is one list, not one object per line'],
        ['no list', list, A, 'data/items.json:1: it is not a list'],
        ['a list that is cut off', list, `[${A},\n${B}`, 'data/items.json:2: the list is not closed'],
        ['a comma at the end', list, `[${A},]`, 'data/items.json:1: a comma without an object'],
        ['text behind', list, `[${A}]\n${A}`, 'data/items.json:2: text follows the list'],
        [
          'a byte order mark',
          lines,
          `\uFEFF${A}`,
          'data/items.json:1: it begins with a byte order mark, which JSON does not allow',
        ],
        ['a missing field', lines, '{"id":1,"nmae":"a"}', 'data/items.json:1: the row lacks the field "name"'],
        [
          'a field twice',
          lines,
          `${A}\n{"id":1,"ID":1,"name":"a"}`,
          'data/items.json:2: the fields "id" and "ID" are for the same column',
        ],
        [
          'a field in two cases',
          lines,
          `${A}\n\n{"ID":1,"name":"a"}`,
          'data/items.json:3: the field "id" of earlier rows is written "ID"',
        ],
        ['CSV', lines, 'id,name,note\n1,a,x\n', 'data/items.json:1: it is not JSON'],
      ])('are refused: %s', async (_, format, content, message) => {
        await at.write('items.json', content)
        expect(await at.diagnostics(shop(format))).toEqual([message])
      })

      it('suggest the name that may be meant', async () => {
        await at.write('items.json', '{"id":1,"nmae":"a","nte":1}')
        const error = (await at.load(shop()).catch((thrown) => thrown)) as DiagnosticsError
        expect(error.diagnostics[0]?.hint).toBe('Is it "nmae"? Then rename it in the file, or in the source.')
        await at.write('items.json', '{"id":1,"name":"a","nte":1}')
        const { tables } = await at.load(shop())
        expect(tables[0]?.files[0]?.warnings).toEqual([
          { message: 'left out, since the source does not declare it: "nte"' },
          { message: 'none of its first rows has "note": is it "nte"?' },
        ])
      })
    })

    describe('fields that come late in a file', () => {
      it('warns of a field that no column wants, however far behind the first rows it comes', async () => {
        const columns = { id: integer(), s: varchar().nullable() }
        const late = source('raw', { t: columns }, { load: { t: { files: ['t.json'], fileFormat: lines } } })
        const rows = Array.from({ length: 80_000 }, (_, i) => `{"id":${i},"s":"some text"}\n`)
        await at.write('t.json', `${rows.join('')}{"id":2,"ss":"b"}\n{"id":3,"ss":"c"}\n`)
        const { tables } = await at.load(late)
        expect(tables[0]?.files).toMatchObject([
          { rows: 80_002, warnings: [{ message: 'left out, since the source does not declare it: "ss"' }] },
        ])
      })

      it('loads an object of twelve megabytes, and refuses half of a character with its line', async () => {
        const columns = { id: integer(), s: varchar() }
        const sources = source('raw', { t: columns }, { load: { t: { files: ['t.json'], fileFormat: lines } } })
        const long = 'x\\"y'.repeat(3_000_000)
        await at.write('t.json', `{"id":1,"s":"${long}"}\n`)
        expect(await at.statuses(sources)).toEqual(['t.json new 1'])
        expect(await at.rows('select length(s) as n from raw.t')).toEqual([{ n: 9_000_000 }])
        await at.write('t.json', '{"id":1,"s":"a"}\n{"id":2,"s":"\\ud800"}\n')
        await expect(at.load(sources, { fullRefresh: true })).rejects.toThrow(
          'data/t.json:2: a string has half a surrogate pair',
        )
      })
    })
  })
}
