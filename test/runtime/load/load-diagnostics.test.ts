import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { bigint, binary, DiagnosticsError, fileFormat, integer, json, source, timestamp, varchar } from 'kerros'
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
  it('are reported where there is no folder', async () => {
    expect(await diagnostics()).toEqual(['E_FILE_NOT_FOUND there is no folder data'])
  })

  it('are reported where there is no file', async () => {
    await at.write('other.csv', '')
    expect(await diagnostics()).toEqual([
      'E_FILE_NOT_FOUND data has no file for source "raw.items": no items.csv, no item.csv',
    ])
  })

  it('are reported where a folder has their name', async () => {
    await at.write('items.csv/x', '').catch(() => undefined)
    const { mkdir } = await import('node:fs/promises')
    await mkdir(`${at.folder}/data/items.csv`)
    expect(await diagnostics()).toEqual(['E_FILE_NOT_FOUND data/items.csv is a folder, not a file'])
  })
})

describe('nothing is half loaded', () => {
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

  it('of some types are not loaded from a CSV file', async () => {
    await at.write('t.csv', 'v\n')
    expect(await diagnostics(types({ v: binary() }))).toEqual([
      'E_UNSUPPORTED column "v" of source "raw.t" is binary, which cannot be loaded from a CSV file',
    ])
  })

  it('are refused when they have changed since the table was created', async () => {
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
})

it('a project without files has nothing to load', async () => {
  await at.write('x.csv', '')
  expect(await diagnostics(source('raw', { t: { id: integer() } }))).toEqual([
    'E_NO_MATCH the project has no source with files',
  ])
})

describe('files that engines refuse without a place', () => {
  it('a row of three megabytes is reported with its line', async () => {
    const long = 'x'.repeat(3_000_000)
    await at.write('items.csv', `${HEADER}1,a,x\n2,${long},y\n`)
    expect(await diagnostics()).toEqual([
      'E_DATA_FORMAT data/items.csv:3: the row is longer than 2 MB: is a quote not closed?',
    ])
  })

  it('zeros after a compressed file are ignored, and anything else is reported with the file', async () => {
    const packed = source('raw', { t: { id: integer() } }, { load: { t: { files: ['t.csv.gz'] } } })
    const bytes = gzipSync('id\n1\n2\n')
    await at.write('t.csv.gz', Buffer.concat([bytes, Buffer.alloc(512)]))
    expect(await at.statuses({}, packed)).toEqual(['t.csv.gz new 2'])
    await at.write('t.csv.gz', Buffer.concat([bytes, Buffer.from('garbage behind it')]))
    expect((await diagnostics(packed, { fullRefresh: true }))[0]).toMatch(/data\/t\.csv\.gz/)
  })
})

describe('values of Parquet that DuckDB has and no other file', () => {
  it.each([
    ['NaN within a list', json(), `['nan'::double]`, 'json'],
    ['infinity within a struct', json(), `{'a': 'inf'::double}`, 'json'],
    ['an infinite timestamp', timestamp(), `'infinity'::timestamp`, 'timestamp'],
  ])('%s is refused', async (_, column, value, type) => {
    await at.write('other', '')
    const parquet = { fileFormat: fileFormat('p', { type: 'parquet' }), load: { t: { files: ['t.parquet'] } } }
    const file = path.join(at.folder, 'data', 't.parquet')
    await at.rows(`copy (select ${value} as v) to '${file}' (format parquet)`)
    expect(await diagnostics(source('raw', { t: { v: column } }, parquet))).toEqual([
      `E_DATA_FORMAT data/t.parquet: a value of column "v" is not a valid ${type}`,
    ])
  })

  it('words like them in strings of a struct are accepted', async () => {
    await at.write('other', '')
    const parquet = { fileFormat: fileFormat('p', { type: 'parquet' }), load: { t: { files: ['t.parquet'] } } }
    const file = path.join(at.folder, 'data', 't.parquet')
    await at.rows(
      `copy (select {'inf': 'NaN,]', 'ts': timestamp '2026-01-01', 'n': null} as v) to '${file}' (format parquet)`,
    )
    await at.load({}, source('raw', { t: { v: json() } }, parquet))
    expect(await at.rows('select v::varchar as v from raw.t')).toEqual([
      { v: '{"inf":"NaN,]","ts":"2026-01-01 00:00:00","n":null}' },
    ])
  })
})
