import path from 'node:path'
import { build, DiagnosticsError, defineProject, fileFormat, integer, KerrosError, oneOf, seed, source } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LoadFolder } from './load-folder.js'

let at: LoadFolder
beforeEach(() => {
  at = new LoadFolder()
})
afterEach(() => at.remove())

const COLUMNS = { id: integer(), status: oneOf('open', "it's").nullable() }
const WANTED = 'is not one of "open", "it\'s"'
const sourceOf = (file: string, options: object = {}) =>
  source('raw', { t: COLUMNS }, { load: { t: { files: [file], ...options } } })

async function messages(work: Promise<unknown>): Promise<readonly string[]> {
  const error = await work.catch((thrown: unknown) => thrown)
  if (error instanceof DiagnosticsError) return error.diagnostics.map(({ message }) => message)
  return error instanceof KerrosError ? [error.message] : []
}

const stored = () => at.rows('select id, status from raw.t order by id')
const GOOD = [
  { id: 1, status: 'open' },
  { id: 2, status: "it's" },
  { id: 3, status: null },
]

describe('a value that oneOf does not list', () => {
  it('is refused in CSV, with line and column', async () => {
    await at.write('t.csv', "id,status\n1,open\n2,it's\n3,\n")
    await at.load({}, sourceOf('t.csv'))
    expect(await stored()).toEqual(GOOD)
    await at.write('t.csv', 'id,status\n1,open\n2,Open\n3,"open "\n4,""\n')
    expect(await messages(at.load({}, sourceOf('t.csv')))).toEqual(
      [3, 4, 5].map((line) => `data/t.csv:${line}: the value of column "status" ${WANTED}`),
    )
    expect(await stored()).toEqual(GOOD)
  })

  it('is refused in JSON, with line and column', async () => {
    const options = { fileFormat: fileFormat('lines', { type: 'json' }) }
    await at.write('t.json', `{"id":1,"status":"open"}\n{"id":2,"status":"it's"}\n{"id":3}\n`)
    await at.load({}, sourceOf('t.json', options))
    expect(await stored()).toEqual(GOOD)
    await at.write('t.json', `{"id":1,"status":"open"}\n{"id":2,"status":"closed"}\n`)
    expect(await messages(at.load({}, sourceOf('t.json', options)))).toEqual([
      `data/t.json:2: the value of column "status" ${WANTED}`,
    ])
  })

  it('is refused in Parquet', async () => {
    const options = { fileFormat: fileFormat('parquet', { type: 'parquet' }) }
    await at.write('other', '')
    const write = (rows: string) =>
      at.rows(
        `copy (select * from (values ${rows}) as t(id, status)) to '${path.join(at.folder, 'data', 't.parquet')}' (format parquet)`,
      )
    await write(`(1, 'open'), (2, 'it''s'), (3, null)`)
    await at.load({}, sourceOf('t.parquet', options))
    expect(await stored()).toEqual(GOOD)
    await write(`(1, 'open'), (2, 'closed')`)
    expect(await messages(at.load({}, sourceOf('t.parquet', options)))).toEqual([
      'data/t.parquet: a value of column "status" is not a valid varchar',
    ])
    expect(await stored()).toEqual(GOOD)
  })

  it('is refused in a seed, in the same words', async () => {
    await at.write('s.csv', 'id,status\n1,closed\n')
    const project = defineProject({
      name: 'p',
      models: [{ s: seed('data/s.csv', COLUMNS) }],
      targets: { dev: duckdb({ path: 'shop.duckdb' }) },
    })
    expect(await messages(build({ project, cwd: at.folder }))).toEqual([
      `data/s.csv:2: the value of column "status" ${WANTED}`,
    ])
  })
})
