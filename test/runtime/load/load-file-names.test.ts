import { execFile } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { fileFormat, integer, json, source, varchar } from 'kerros'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LoadFolder } from './load-folder.js'

let at: LoadFolder
beforeEach(() => {
  at = new LoadFolder()
})
afterEach(() => at.remove())

const json_lines = fileFormat('json_lines', { type: 'json' })
const parquet = fileFormat('parquet', { type: 'parquet' })

function one(file: string, format?: typeof json_lines) {
  return source(
    'raw',
    { items: { id: integer() } },
    { load: { items: { files: [file], ...(format && { fileFormat: format }) } } },
  )
}

describe('the file that is named is the file that is read', () => {
  for (const name of [
    'a[1].csv',
    'a*.csv',
    'a?.csv',
    'a[!b].csv',
    'a{1,2}.csv',
    "a'b.csv",
    'a%201.csv',
    '[.csv',
    '].csv',
  ])
    it(`reads ${name}, and none of its neighbours`, async () => {
      await at.write(name, 'id\n1\n')
      for (const other of ['a1.csv', 'ab.csv', 'a2.csv', 'ac.csv', 'a 1.csv']) await at.write(other, 'id\n2\n')
      await at.load({}, one(name))
      expect(await at.rows('select id from raw.items')).toEqual([{ id: 1 }])
    })

  it('reads JSON and Parquet files of such names', async () => {
    await at.write('a[1].json', '{"id":1}\n')
    await at.write('a1.json', '{"id":2}\n')
    await at.load({}, one('a[1].json', json_lines))
    expect(await at.rows('select id from raw.items')).toEqual([{ id: 1 }])
    await at.rows(`copy (select 3 as id) to '${path.join(at.folder, 'data', 'a[1].parquet')}' (format parquet)`)
    await at.rows(`copy (select 4 as id) to '${path.join(at.folder, 'data', 'a1.parquet')}' (format parquet)`)
    await at.load({ fullRefresh: true }, one('a[1].parquet', parquet))
    expect(await at.rows('select id from raw.items')).toEqual([{ id: 3 }])
  })

  it('loads from a path with signs that mean something to globs and SQL', async () => {
    await at.write('items.csv', `id,name,note\n1,a,\n`)
    await rename(`${at.folder}/data`, `${at.folder}/it's [a] k=v*`)
    expect(await at.statuses({ data: "it's [a] k=v*" })).toEqual(['items.csv new 1'])
    expect(await at.rows('select * exclude (_loaded_at) from raw.items')).toEqual([
      { id: 1, name: 'a', note: null, _file: 'items.csv' },
    ])
  })

  it('reads from a folder whose name looks like a pattern', async () => {
    for (const [folder, id] of [
      ['data[1]', 1],
      ['data1', 2],
    ] as const) {
      await mkdir(path.join(at.folder, folder))
      await writeFile(path.join(at.folder, folder, 'a.csv'), `id\n${id}\n`)
    }
    await at.load({ data: 'data[1]' }, one('a.csv'))
    expect(await at.rows('select id from raw.items')).toEqual([{ id: 1 }])
  })
})

describe('what is no regular file', () => {
  it('refuses a pipe and a link to a device, instead of waiting for ever', async () => {
    await at.write('other.csv', '')
    await promisify(execFile)('mkfifo', [path.join(at.folder, 'data/items.csv')])
    await expect(at.load()).rejects.toThrow('data/items.csv is not a regular file, but a pipe, a socket or a device')
    await at.delete('items.csv')
    symlinkSync('/dev/zero', path.join(at.folder, 'data/items.csv'))
    await expect(at.load()).rejects.toThrow('data/items.csv is not a regular file')
  })
})

describe('columns named as what every object has', () => {
  const names = ['constructor', 'toString', 'hasOwnProperty', '__proto__', 'valueOf', 'length', 'prototype']
  const columns = Object.fromEntries(names.map((name) => [name, varchar().nullable()]))
  const sources = (file: string, format?: typeof json_lines) =>
    source('raw', { items: columns }, { load: { items: { files: [file], ...(format && { fileFormat: format }) } } })

  it('loads them from CSV, JSON and Parquet', async () => {
    const values = names.map((_, i) => `v${i}`)
    const row = JSON.stringify(Object.fromEntries(names.map((name, i) => [name, values[i]])))
    await at.write('items.csv', `${names.join(',')},other\n${values.join(',')},x\n`)
    await at.write('items.json', `${row}\n{"__proto__":null}\n`)
    const select = names.map((name, i) => `'${values[i]}' as "${name}"`).join(', ')
    await at.rows(`copy (select ${select}) to '${path.join(at.folder, 'data/items.parquet')}' (format parquet)`)
    for (const [file, format, rows] of [
      ['items.csv', undefined, 1],
      ['items.json', json_lines, 2],
      ['items.parquet', parquet, 1],
    ] as const) {
      const result = await at.load({ fullRefresh: true }, sources(file, format as typeof json_lines))
      expect(result.tables[0]?.files[0]?.rows).toBe(rows)
      const list = names.map((name) => `"${name}"`).join(", '|', ")
      expect(await at.rows(`select concat(${list}) as v from raw.items where "__proto__" is not null`)).toEqual([
        { v: values.join('|') },
      ])
    }
  })

  it('takes such a name for the field of another column', async () => {
    const renamed = source(
      'raw',
      { items: { id: integer(), what: json() } },
      { load: { items: { files: ['a.json'], fileFormat: json_lines, columns: { what: '__proto__' } } } },
    )
    await at.write('a.json', '{"id":1,"__proto__":{"constructor":1}}\n')
    await at.load({}, renamed)
    expect(await at.rows('select what::varchar as what from raw.items')).toEqual([{ what: '{"constructor":1}' }])
  })
})
