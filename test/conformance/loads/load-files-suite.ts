import { DiagnosticsError, integer, type LoadRunOptions, source, timestamp, varchar } from 'kerros'
import { describe, expect, it } from 'vitest'
import { contractSuite } from '../contract-suite.js'
import { eachInProject, type LoadEngine, type LoadProject } from './load-project.js'

const HEADER = 'id,name,note\n'

const shop = source(
  'raw',
  { items: { id: integer(), name: varchar(), note: varchar().nullable(), _loaded_at: timestamp(), _file: varchar() } },
  { load: { items: { files: ['items.csv', 'item.csv'] } } },
)

/** The microseconds since 1970 of the moment that a load reports. */
function microsecondsOf(loadedAt: string | undefined): number {
  return Date.parse(`${loadedAt!.slice(0, 19)}Z`) * 1000 + Number(loadedAt!.slice(20).padEnd(6, '0'))
}

/** What every loader of files does, whatever their format: which files it loads, which rows they replace, and what it remembers. */
export function loadFilesSuite(engine: LoadEngine): void {
  contractSuite('a load of files', engine, () => {
    let at: LoadProject
    eachInProject(engine, (project) => {
      at = project
    })

    const moment = (column: string): string => `${engine.microseconds(column)} as at`
    const ledger = (columns: string) => at.rows(`select ${columns} from _kerros.load_ledger where table_name <> ''`)
    /** Lets the last load of all tables be in the future, as a clock that is set back does. */
    const setClockBack = () =>
      at.rows(`update _kerros.load_ledger set loaded_at = '2100-01-01 00:00:00.000001' where table_name <> ''`)

    describe('the rows', () => {
      it('have the timestamp of the load and the name of their file, and the ledger has both', async () => {
        await at.write('items.csv', `${HEADER}1,a,x\n2,b,\n`)
        const before = Date.now()
        const { loadedAt, tables, runId } = await at.load(shop)
        expect(tables).toMatchObject([
          { table: 'raw.items', gone: [], files: [{ file: 'items.csv', status: 'new', rows: 2 }] },
        ])
        expect(loadedAt).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/)
        expect(Math.abs(Date.parse(`${loadedAt}Z`) - before)).toBeLessThan(60_000)
        expect(await at.items()).toEqual(['1|a|x', '2|b|NULL'])
        const moments = await at.rows(`select distinct _file, ${moment('_loaded_at')} from raw.items`)
        expect(moments).toEqual([{ _file: 'items.csv', at: microsecondsOf(loadedAt) }])
        const columns = `table_name, file_name, row_count, run_id, sha256, ${moment('loaded_at')}`
        expect(await ledger(columns)).toEqual([
          {
            table_name: 'raw.items',
            file_name: 'items.csv',
            row_count: expect.toSatisfy((count) => Number(count) === 2),
            run_id: runId,
            sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
            at: microsecondsOf(loadedAt),
          },
        ])
      })

      it('have a timestamp of six digits after the point', async () => {
        await at.write('items.csv', `${HEADER}1,a,x\n`)
        const { loadedAt } = await at.load(shop)
        expect(loadedAt).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/)
      })

      it('come from the file of another layout', async () => {
        await at.write('item.csv', `"id","name","note"\n1,"a","x"\n`)
        expect(await at.statuses(shop)).toEqual(['item.csv new 1'])
      })

      it('come from all parts in one load, in the order of their numbers', async () => {
        for (const part of ['', '.2', '.10', '.3']) await at.write(`items${part}.csv`, `${HEADER}1,a${part},\n`)
        expect(await at.statuses(shop)).toEqual([
          'items.csv new 1',
          'items.2.csv new 1',
          'items.3.csv new 1',
          'items.10.csv new 1',
        ])
        const [found] = await at.rows('select count(distinct _loaded_at) as n, count(*) as items from raw.items')
        expect([Number(found!['n']), Number(found!['items'])]).toEqual([1, 4])
      })
    })

    describe('a later load', () => {
      it('adds the rows of new files only, with a later timestamp', async () => {
        await at.write('items.csv', `${HEADER}1,a,\n`)
        const first = await at.load(shop)
        await at.write('items.2.csv', `${HEADER}2,b,\n`)
        await at.delete('items.csv')
        const second = await at.load(shop)
        expect(second.tables[0]).toMatchObject({
          files: [{ file: 'items.2.csv', status: 'new' }],
          gone: ['items.csv'],
        })
        expect(await at.items()).toEqual(['1|a|NULL', '2|b|NULL'])
        expect(second.loadedAt! > first.loadedAt!).toBe(true)
      })

      it('adds nothing for a file that is the same, also with another time', async () => {
        await at.write('items.csv', `${HEADER}1,a,\n`)
        await at.load(shop)
        expect(await at.statuses(shop)).toEqual(['items.csv unchanged 1'])
        await at.touch('items.csv')
        const { loadedAt, tables } = await at.load(shop)
        expect([loadedAt, tables[0]?.files[0]?.status]).toEqual([undefined, 'unchanged'])
        expect(await at.items()).toEqual(['1|a|NULL'])
        await at.write('items.csv', `${HEADER}1,a,\n`)
        expect(await at.statuses(shop)).toEqual(['items.csv unchanged 1'])
      })

      it('adds the rows of a file with the content of another one, with a warning', async () => {
        const warnings = async (options: LoadRunOptions = {}) => {
          const { tables } = await at.load(shop, options)
          return tables[0]!.files.flatMap((one) =>
            one.warnings.map(({ message, hint }) => `${one.file}: ${message}. ${hint}`),
          )
        }
        const hint =
          'so its rows are loaded twice. If that is not intended, keep one of the two files and run kerros load --full-refresh --select source:raw.items'
        await at.write('items.csv', `${HEADER}1,a,\n`)
        await at.write('items.2.csv', `${HEADER}1,a,\n`)
        await at.write('items.3.csv', `${HEADER}2,b,\n`)
        expect(await warnings()).toEqual([
          `items.2.csv: it has the same content as items.csv, which is loaded too, ${hint}`,
        ])
        await at.delete('items.3.csv')
        await at.write('items.4.csv', `${HEADER}2,b,\n`)
        const preview = await at.preview(shop)
        expect(preview.tables[0]!.files.at(-1)!.warnings).toEqual([
          expect.objectContaining({
            message: expect.stringMatching(
              /^it has the same content as items\.3\.csv, whose rows are loaded already, /,
            ),
            commands: ['kerros load --full-refresh --select source:raw.items'],
          }),
        ])
        expect(await warnings()).toEqual([
          `items.4.csv: it has the same content as items.3.csv, whose rows are loaded already, ${hint}`,
        ])
        expect(await at.items()).toEqual(['1|a|NULL', '1|a|NULL', '2|b|NULL', '2|b|NULL'])
        // Nothing new, and then nothing of what is gone.
        expect(await warnings()).toEqual([])
        await at.delete('items.2.csv')
        expect(await warnings({ fullRefresh: true })).toEqual([])
        expect(await at.items()).toEqual(['1|a|NULL', '2|b|NULL'])
      })

      it('replaces the rows of a changed file only', async () => {
        await at.write('items.csv', `${HEADER}1,a,\n2,b,\n`)
        await at.write('items.2.csv', `${HEADER}3,c,\n`)
        const first = await at.load(shop)
        // As long as before: only time and content tell.
        await at.write('items.csv', `${HEADER}1,A,\n9,b,\n`)
        await at.touch('items.csv')
        const second = await at.load(shop)
        expect(second.tables[0]?.files.map(({ status }) => status)).toEqual(['changed', 'unchanged'])
        expect(await at.items()).toEqual(['1|A|NULL', '3|c|NULL', '9|b|NULL'])
        const moments = await at.rows(
          `select _file, ${moment('max(_loaded_at)')} from raw.items group by _file order by _file desc`,
        )
        expect(moments).toEqual([
          { _file: 'items.csv', at: microsecondsOf(second.loadedAt) },
          { _file: 'items.2.csv', at: microsecondsOf(first.loadedAt) },
        ])
      })

      it('is later than all before, also when the clock is set back or rows are replaced', async () => {
        const stamps: string[] = []
        const load = async (options: object = {}): Promise<void> => {
          const { loadedAt } = await at.load(shop, options)
          const [found] = await at.rows(`select ${moment('max(_loaded_at)')} from raw.items`)
          // What is stored is what the load says.
          expect(found!['at']).toBe(microsecondsOf(loadedAt))
          stamps.push(loadedAt!)
        }
        await at.write('items.csv', `${HEADER}1,a,\n`)
        await load()
        await setClockBack()
        await at.write('items.2.csv', `${HEADER}2,b,\n`)
        await load()
        await at.write('items.2.csv', `${HEADER}2,changed,\n`)
        await load()
        await load({ fullRefresh: true })
        await at.write('items.3.csv', `${HEADER}3,c,\n`)
        await load()
        expect(stamps.slice(1)).toEqual([2, 3, 4, 5].map((n) => `2100-01-01 00:00:00.00000${n}`))
        expect(stamps).toEqual([...new Set(stamps)].sort())
      })

      it('with a full refresh loads all files again, and forgets those that are gone', async () => {
        await at.write('items.csv', `${HEADER}1,a,\n`)
        await at.write('items.2.csv', `${HEADER}2,b,\n`)
        await at.load(shop)
        await at.delete('items.2.csv')
        await at.write('items.3.csv', `${HEADER}3,c,\n`)
        expect(await at.statuses(shop, { fullRefresh: true })).toEqual([
          'items.csv reloaded 1',
          'items.3.csv new 1',
          'items.2.csv gone',
        ])
        expect(await at.items()).toEqual(['1|a|NULL', '3|c|NULL'])
        expect(await at.statuses(shop)).toEqual(['items.csv unchanged 1', 'items.3.csv unchanged 1'])
      })

      it('loads a table again that was dropped', async () => {
        await at.write('items.csv', `${HEADER}1,a,\n`)
        await at.load(shop)
        await at.rows('drop table raw.items')
        expect(await at.statuses(shop)).toEqual(['items.csv new 1'])
        expect(await at.items()).toEqual(['1|a|NULL'])
      })

      it('doubles nothing when the ledger is lost', async () => {
        await at.write('items.csv', `${HEADER}1,a,\n`)
        await at.load(shop)
        await at.rows('drop table _kerros.load_ledger')
        expect(await at.statuses(shop)).toEqual(['items.csv new 1'])
        expect(await at.items()).toEqual(['1|a|NULL'])
      })

      it('is described by a dry run, which changes nothing', async () => {
        await at.write('items.csv', `${HEADER}1,a,x\n`)
        expect(await at.plan(shop)).toEqual(['items.csv new'])
        expect(await at.plan(shop, { fullRefresh: true })).toEqual(['items.csv new'])
        await at.load(shop)
        await at.write('items.csv', `${HEADER}1,b,x\n`)
        await at.write('items.2.csv', `${HEADER}2,b,x\n`)
        expect(await at.plan(shop)).toEqual(['items.csv changed', 'items.2.csv new'])
        expect(await at.items()).toEqual(['1|a|x'])
        expect(await at.statuses(shop)).toEqual(['items.csv changed 1', 'items.2.csv new 1'])
      })
    })

    describe('a load that is refused', () => {
      it('leaves everything as before, and says all that is wrong', async () => {
        await at.write('items.csv', `${HEADER}1,a,\n`)
        await at.load(shop)
        await at.write('items.csv', `${HEADER}1,changed,\n`)
        await at.write('items.2.csv', `${HEADER}2,b,\n`)
        await at.write('items.3.csv', `${HEADER}x,c,\n`)
        expect(await at.diagnostics(shop)).toHaveLength(1)
        expect(await at.items()).toEqual(['1|a|NULL'])
        expect(await at.diagnostics(shop, { fullRefresh: true })).toHaveLength(1)
        expect(await at.items()).toEqual(['1|a|NULL'])
        await at.write('items.3.csv', `${HEADER}3,c,\n`)
        expect(await at.statuses(shop)).toEqual(['items.csv changed 1', 'items.2.csv new 1', 'items.3.csv new 1'])
        expect(await at.items()).toEqual(['1|changed|NULL', '2|b|NULL', '3|c|NULL'])
      })

      const three = source(
        'raw',
        { items: { id: integer() }, notes: { id: integer() }, others: { id: integer() } },
        {
          load: {
            items: { files: ['items.csv'] },
            notes: { files: ['notes.csv'] },
            others: { files: ['others.csv'] },
          },
        },
      )
      const NO_NUMBER = 'the value of column "id" is not an integer'

      it('says together that a file is missing, a header is wrong and a row is wrong', async () => {
        await at.write('items.csv', 'id\nx\n')
        await at.write('others.csv', 'ids\n1\n')
        expect(await at.refusals(three)).toEqual([
          'E_FILE_NOT_FOUND data has no file for source "raw.notes": no notes.csv',
          'E_DATA_FORMAT data/others.csv:1: the header lacks the column "id"',
          `E_DATA_FORMAT data/items.csv:2: ${NO_NUMBER}`,
        ])
      })

      it('says what is wrong with rows of several files, in the order of the sources, and creates no table', async () => {
        await at.write('items.csv', 'id\nx\n')
        await at.write('notes.csv', 'id\n1\n')
        await at.write('others.csv', 'id\n1\n2\ny\n')
        expect(await at.refusals(three)).toEqual([
          `E_DATA_FORMAT data/items.csv:2: ${NO_NUMBER}`,
          `E_DATA_FORMAT data/others.csv:4: ${NO_NUMBER}`,
        ])
        const sql = `select table_name from information_schema.tables where upper(table_schema) = 'RAW'`
        expect(await at.rows(sql)).toEqual([])
      })

      const of = (columns: Parameters<typeof source>[1][string]) =>
        source('raw', { t: columns }, { load: { t: { files: ['t.csv'] } } })

      it('for columns that have changed since the table was created says which, and how to rebuild it', async () => {
        await at.write('t.csv', 'id,name\n1,a\n')
        await at.load(of({ id: integer(), name: varchar() }))
        const changed = of({ id: integer(), title: varchar() })
        await at.write('t.csv', 'id,title\n1,a\n')
        expect(await at.refusals(changed)).toEqual([
          'E_CHANGED_COLUMNS the columns of source "raw.t" differ from those of its table: it has no "title"; it also has "name"',
        ])
        const error = await at.load(changed).catch((thrown: unknown) => thrown)
        expect(error instanceof DiagnosticsError && error.hint).toBe(
          'Rebuild the table from the files: kerros load --full-refresh --select source:raw.t',
        )
        const options = { fullRefresh: true, select: ['source:raw.t'] }
        expect(await at.plan(changed, options)).toEqual(['t.csv changed'])
        expect(await at.statuses(changed, options)).toEqual(['t.csv changed 1'])
        expect(await at.rows('select * from raw.t')).toEqual([{ id: 1, title: 'a' }])
      })

      it('replaces a table that does not remember files as a whole, or not at all', async () => {
        const ids = async () => (await at.rows('select id from raw.t order by id')).map((row) => row['id'])
        const sources = of({ id: integer() })
        await at.write('t.csv', 'id\n1\n')
        await at.write('t.2.csv', 'id\n2\n')
        await at.load(sources)
        await at.write('t.2.csv', 'id\n3\n4\n')
        expect(await at.statuses(sources)).toEqual(['t.csv reloaded 1', 't.2.csv changed 2'])
        expect(await ids()).toEqual([1, 3, 4])
        await at.delete('t.csv')
        await at.write('t.2.csv', 'id\n5\n')
        expect(await at.refusals(sources)).toEqual([
          'E_UNSUPPORTED a file of source "raw.t" has changed, but its rows cannot be distinguished from those of t.csv, which is no longer there',
        ])
        expect(await ids()).toEqual([1, 3, 4])
      })

      it('does not take a view for a table', async () => {
        await at.write('t.csv', 'id\n1\n')
        await at.rows('create schema raw')
        await at.rows('create view raw.t as select 1 as id')
        expect(await at.refusals(of({ id: integer() }))).toEqual([
          'E_RELATION_TYPE source "raw.t" is a view in the warehouse, so no files can be loaded into it',
        ])
      })
    })
  })
}
