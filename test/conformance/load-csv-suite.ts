import { gzipSync } from 'node:zlib'
import { fileFormat, integer, source, timestamp, varchar } from 'kerros'
import { beforeEach, describe, expect, it } from 'vitest'
import { contractSuite } from './contract-suite.js'
import { type LoadEngine, LoadProject } from './load-project.js'

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

/** What a load makes of files of CSV with options, whatever the engine. */
export function loadCsvSuite(engine: LoadEngine): void {
  contractSuite('files of CSV', engine, () => {
    let at: LoadProject
    beforeEach(async () => {
      at = await LoadProject.create(engine)
      return async () => {
        at.remove()
        await engine.dropTarget?.(at.target)
      }
    })

    describe('fieldOptionallyEnclosedBy', () => {
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
      ])('%s', async (_, options, content, rows) => {
        await at.write('items.csv', content)
        expect(await at.statuses(shop(options))).toEqual(['items.csv new 2'])
        expect(await at.items()).toEqual(rows)
      })

      it.each(['', '""', 'ż', ','])('%j is no sign', async (sign) => {
        await at.write('items.csv', 'id,name,note\n1,a,\n')
        expect((await at.diagnostics(shop({ fieldOptionallyEnclosedBy: sign }))).length).toBe(1)
      })
    })

    describe('skipHeader: 0', () => {
      it('the columns are those of the source, in order', async () => {
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
      const rows = Array.from({ length: 50_000 }, (_, i) => `${i},"n ""${i}""",\n`).join('')

      it('whole, in several members, and with rows that are no use', async () => {
        await at.write('items.csv.gz', gzipSync(`id,name,note\n${rows}`))
        await at.write('items.2.csv.gz', Buffer.concat([gzipSync('id,name,note\n'), gzipSync('7,a,x\n')]))
        expect(await at.statuses(shop({}))).toEqual(['items.csv.gz new 50000', 'items.2.csv.gz new 1'])
        expect(await at.statuses(shop({}))).toEqual(['items.csv.gz unchanged 50000', 'items.2.csv.gz unchanged 1'])
        await at.write('items.2.csv.gz', gzipSync('id,name,note\n7,a,x\nx,a,x\n'))
        expect(await at.diagnostics(shop({}))).toEqual([
          'data/items.2.csv.gz:3: the value of column "id" is not an integer',
        ])
      })

      it('cut off', async () => {
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
  })
}
