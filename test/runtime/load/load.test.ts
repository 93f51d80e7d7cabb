import { fileFormat, integer, type LoadRunOptions, source, timestamp, varchar } from 'kerros'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LoadFolder } from './load-folder.js'

let at: LoadFolder
beforeEach(() => {
  at = new LoadFolder()
})
afterEach(() => at.remove())

const HEADER = 'id,name,note\n'

describe('what is loaded', () => {
  it('rows with the moment of the load and the name of the file', async () => {
    await at.write('items.csv', `${HEADER}1,a,x\n2,b,\n`)
    const before = Date.now()
    const { loadedAt, tables, runId } = await at.load()
    expect(tables).toMatchObject([
      { table: 'raw.items', gone: [], files: [{ file: 'items.csv', status: 'new', rows: 2 }] },
    ])
    expect(loadedAt).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/)
    expect(Math.abs(Date.parse(`${loadedAt}Z`) - before)).toBeLessThan(60_000)
    expect(await at.rows('select *, _loaded_at::varchar as moment from raw.items order by id')).toMatchObject([
      { id: 1, name: 'a', note: 'x', _file: 'items.csv' },
      { id: 2, name: 'b', note: null, _file: 'items.csv' },
    ])
    const [entry] = await at.rows(
      `select * replace (strftime(loaded_at, '%Y-%m-%d %H:%M:%S.%f') as loaded_at) from _kerros.load_ledger`,
    )
    expect(entry).toMatchObject({
      table_name: 'raw.items',
      file_name: 'items.csv',
      row_count: 2,
      loaded_at: loadedAt,
      run_id: runId,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })

  it('the other layout', async () => {
    await at.write('item.csv', `"id","name","note"\n1,"a","x"\n`)
    expect(await at.statuses()).toEqual(['item.csv new 1'])
  })

  it('texts that stand for NULL, also in columns of other types', async () => {
    const nulls = fileFormat('nulls', { type: 'csv', fieldDelimiter: ';', nullIf: ['NULL', '\\N'] })
    const seen = { id: integer().nullable(), seen_at: timestamp().nullable(), note: varchar().nullable() }
    const sources = source('raw', { seen }, { fileFormat: nulls, load: { seen: { files: ['seen.csv'] } } })
    await at.write('seen.csv', 'id;seen_at;note\nNULL;\\N;\\N\n1;0;\n2;NULL;"NULL"\n')
    expect(await at.statuses({}, sources)).toEqual(['seen.csv new 3'])
    expect(await at.rows('select id, epoch(seen_at)::int as at, note from raw.seen order by id nulls first')).toEqual([
      { id: null, at: null, note: null },
      { id: 1, at: 0, note: null },
      { id: 2, at: null, note: 'NULL' },
    ])
  })

  it('parts in one load, by number', async () => {
    for (const part of ['', '.2', '.10', '.3']) await at.write(`items${part}.csv`, `${HEADER}1,a${part},\n`)
    expect(await at.statuses()).toEqual([
      'items.csv new 1',
      'items.2.csv new 1',
      'items.3.csv new 1',
      'items.10.csv new 1',
    ])
    const moments = await at.rows('select count(distinct _loaded_at)::int as n, count(*)::int as rows from raw.items')
    expect(moments).toEqual([{ n: 1, rows: 4 }])
  })

  it('parts in many loads: only what is new is added, with a later moment', async () => {
    await at.write('items.csv', `${HEADER}1,a,\n`)
    const first = await at.load()
    await at.write('items.2.csv', `${HEADER}2,b,\n`)
    await at.delete('items.csv')
    const second = await at.load()
    expect(second.tables[0]).toMatchObject({ files: [{ file: 'items.2.csv', status: 'new' }], gone: ['items.csv'] })
    expect(await at.items()).toEqual(['1|a|NULL', '2|b|NULL'])
    expect(second.loadedAt! > first.loadedAt!).toBe(true)
  })

  it('every load is later than the one before, even when the clock was set back', async () => {
    await at.write('items.csv', `${HEADER}1,a,\n`)
    await at.load()
    await at.rows(`update _kerros.load_ledger set loaded_at = '2100-01-01 00:00:00.000001'`)
    await at.write('items.2.csv', `${HEADER}2,b,\n`)
    expect((await at.load()).loadedAt).toBe('2100-01-01 00:00:00.000002')
  })

  it('moments grow strictly from load to load, whatever the clock does, also when rows are replaced', async () => {
    const stamps: string[] = []
    const load = async (options: object = {}): Promise<void> => {
      const { loadedAt } = await at.load(options)
      const [found] = await at.rows(`select strftime(max(_loaded_at), '%Y-%m-%d %H:%M:%S.%f') as at from raw.items`)
      // What is stored is what the load says.
      expect(found!['at']).toBe(loadedAt)
      stamps.push(loadedAt!)
    }
    await at.write('items.csv', `${HEADER}1,a,\n`)
    await load()
    await at.rows(`update _kerros.load_ledger set loaded_at = '2100-01-01 00:00:00.000001'`)
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

  it('the same file again adds nothing, also with another time', async () => {
    await at.write('items.csv', `${HEADER}1,a,\n`)
    await at.load()
    expect(await at.statuses()).toEqual(['items.csv unchanged 1'])
    await at.touch('items.csv')
    const { loadedAt, tables } = await at.load()
    expect([loadedAt, tables[0]?.files[0]?.status]).toEqual([undefined, 'unchanged'])
    expect(await at.items()).toEqual(['1|a|NULL'])
    await at.write('items.csv', `${HEADER}1,a,\n`)
    expect(await at.statuses()).toEqual(['items.csv unchanged 1'])
  })

  it('a file with the content of another one adds its rows, with a warning', async () => {
    const warnings = async (options: LoadRunOptions = {}) => {
      const { tables } = await at.load(options)
      return tables[0]!.files.flatMap(({ file, warnings }) => warnings.map((warning) => `${file}: ${warning}`))
    }
    const wayOut =
      'so its rows are loaded twice; if that is not intended, keep one of the two files and run kerros load --full-refresh --select source:raw.items'
    await at.write('items.csv', `${HEADER}1,a,\n`)
    await at.write('items.2.csv', `${HEADER}1,a,\n`)
    await at.write('items.3.csv', `${HEADER}2,b,\n`)
    expect(await warnings()).toEqual([
      `items.2.csv: it has the same content as items.csv, which is loaded too, ${wayOut}`,
    ])
    await at.delete('items.3.csv')
    await at.write('items.4.csv', `${HEADER}2,b,\n`)
    const preview = await at.preview()
    expect(preview.tables[0]!.files.at(-1)!.warnings).toEqual([
      expect.stringMatching(/^it has the same content as items\.3\.csv, whose rows are loaded already, /),
    ])
    expect(await warnings()).toEqual([
      `items.4.csv: it has the same content as items.3.csv, whose rows are loaded already, ${wayOut}`,
    ])
    expect(await at.items()).toEqual(['1|a|NULL', '1|a|NULL', '2|b|NULL', '2|b|NULL'])
    // Nothing new, and then nothing of what is gone.
    expect(await warnings()).toEqual([])
    await at.delete('items.2.csv')
    expect(await warnings({ fullRefresh: true })).toEqual([])
    expect(await at.items()).toEqual(['1|a|NULL', '2|b|NULL'])
  })

  it('a changed file replaces its own rows only', async () => {
    await at.write('items.csv', `${HEADER}1,a,\n2,b,\n`)
    await at.write('items.2.csv', `${HEADER}3,c,\n`)
    const first = await at.load()
    // As long as before: only time and content tell.
    await at.write('items.csv', `${HEADER}1,A,\n9,b,\n`)
    await at.touch('items.csv')
    const second = await at.load()
    expect(second.tables[0]?.files.map(({ status }) => status)).toEqual(['changed', 'unchanged'])
    expect(await at.items()).toEqual(['1|A|NULL', '3|c|NULL', '9|b|NULL'])
    const moments = await at.rows(
      `select _file, strftime(max(_loaded_at), '%Y-%m-%d %H:%M:%S.%f') as at from raw.items group by _file order by _file desc`,
    )
    expect(moments).toEqual([
      { _file: 'items.csv', at: second.loadedAt },
      { _file: 'items.2.csv', at: first.loadedAt },
    ])
  })

  it('a full refresh loads the folder anew and forgets what is gone', async () => {
    await at.write('items.csv', `${HEADER}1,a,\n`)
    await at.write('items.2.csv', `${HEADER}2,b,\n`)
    await at.load()
    await at.delete('items.2.csv')
    await at.write('items.3.csv', `${HEADER}3,c,\n`)
    expect(await at.statuses({ fullRefresh: true })).toEqual([
      'items.csv reloaded 1',
      'items.3.csv new 1',
      'items.2.csv gone',
    ])
    expect(await at.items()).toEqual(['1|a|NULL', '3|c|NULL'])
    expect(await at.statuses()).toEqual(['items.csv unchanged 1', 'items.3.csv unchanged 1'])
  })

  it('a table that was dropped is loaded again', async () => {
    await at.write('items.csv', `${HEADER}1,a,\n`)
    await at.load()
    await at.rows('drop table raw.items')
    expect(await at.statuses()).toEqual(['items.csv new 1'])
    expect(await at.items()).toEqual(['1|a|NULL'])
  })

  it('a lost ledger doubles nothing', async () => {
    await at.write('items.csv', `${HEADER}1,a,\n`)
    await at.load()
    await at.rows('drop table _kerros.load_ledger')
    expect(await at.statuses()).toEqual(['items.csv new 1'])
    expect(await at.items()).toEqual(['1|a|NULL'])
  })
})

describe('CSV', () => {
  it.each([
    ['CRLF', '1,a,x\r\n2,b,\r\n'],
    ['no line end at the end', '1,a,x\n2,b,'],
    ['quoted fields', '"1","a","x"\n2,"b",\n'],
    ['blank lines', '\n1,a,x\n\n2,b,\n\n'],
    ['mixed line ends, LF first', '1,a,x\n2,b,\r\n'],
    ['mixed line ends, CRLF first', '1,a,x\r\n2,b,\n'],
    ['CR alone', '1,a,x\r2,b,\r'],
    ['zeros and spaces', ' 1 ,a,x\n2.0,b,\n'],
  ])('%s', async (_, body) => {
    await at.write('items.csv', HEADER + body)
    expect(await at.statuses()).toEqual(['items.csv new 2'])
    expect(await at.items()).toEqual(['1|a|x', '2|b|NULL'])
    expect(await at.statuses()).toEqual(['items.csv unchanged 2'])
  })

  it('NULL and the empty text; commas, quotes, line ends and other letters in text', async () => {
    await at.write('items.csv', `\uFEFF"id","name","note"\r\n1,"",""\r\n2,"a, ""b""\r\nc",\r\n3,5" disc,Łódź 𝕏\r\n`)
    await at.load()
    expect(await at.items()).toEqual(['1||', '2|a, "b"\r\nc|NULL', '3|5" disc|Łódź 𝕏'])
  })

  it('columns in any order; those that nobody wants are left out, with a warning', async () => {
    await at.write('items.csv', `note,extra,ID,more,name\nx,?,1,?,a\n`)
    const { tables } = await at.load()
    expect(tables[0]?.files[0]?.warnings).toEqual(['left out, since the source does not declare it: "extra", "more"'])
    expect(await at.items()).toEqual(['1|a|x'])
  })

  it('a header without rows loads, with a warning', async () => {
    await at.write('items.csv', HEADER)
    expect((await at.load()).tables[0]?.files[0]).toMatchObject({ rows: 0, warnings: ['it has a header, but no rows'] })
  })

  it('rows of many megabytes, some of them spread over lines', async () => {
    const rows = Array.from(
      { length: 60_000 },
      (_, i) => `${i},"${'x'.repeat(i % 200)}${i % 7 === 0 ? '\n,""' : ''}",${i}\n`,
    )
    await at.write('items.csv', HEADER + rows.join(''))
    expect(await at.statuses()).toEqual(['items.csv new 60000'])
    const [sum] = await at.rows('select sum(id)::bigint as ids, sum(length(name))::int as letters from raw.items')
    const letters = Array.from({ length: 60_000 }, (_, i) => (i % 200) + (i % 7 === 0 ? 3 : 0)).reduce((a, b) => a + b)
    expect(sum).toEqual({ ids: (60_000 * 59_999) / 2, letters })
  })

  it('paths with signs that mean something to globs and SQL', async () => {
    await at.write('items.csv', `${HEADER}1,a,\n`)
    const { rename } = await import('node:fs/promises')
    await rename(`${at.folder}/data`, `${at.folder}/it's [a] k=v*`)
    expect(await at.statuses({ data: "it's [a] k=v*" })).toEqual(['items.csv new 1'])
    expect(await at.rows('select * exclude (_loaded_at) from raw.items')).toEqual([
      { id: 1, name: 'a', note: null, _file: 'items.csv' },
    ])
  })
})
