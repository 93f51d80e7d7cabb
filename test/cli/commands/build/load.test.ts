import { existsSync } from 'node:fs'
import { chmod, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DuckDbDatabase } from '../../../../src/dialects/duckdb/connect/duckdb-database.js'
import { CliProject } from '../../cli-project.js'
import { jsonLines } from '../../json-lines.js'

const CONFIG = `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'

export default defineProject({
  name: 'shop',
  models: ['src/**/*.ts'],
  targets: { dev: duckdb({ path: 'target/shop.duckdb' }) },
})
`
const SOURCES = `import { integer, source, timestamp, varchar } from 'kerros'

const loaded = { _loaded_at: timestamp(), _file: varchar() }

export const raw = source(
  'raw',
  { orders: { id: integer(), customer: varchar(), ...loaded }, items: { id: integer(), ...loaded }, stock: { id: integer() } },
  { load: { orders: { files: ['orders.csv'] }, items: { files: ['items.csv'] } } },
)
`
const MODELS = `import { incremental, table, view } from 'kerros'
import { raw } from './raw.js'

const orders = view({ o: raw.orders }, (db) => db.selectFrom('o').selectAll())
export const kept_orders = incremental({ o: orders }, (db) => db.selectFrom('o').selectAll())
export const kept_names = incremental({ o: kept_orders }, (db) => db.selectFrom('o').select('o.customer'))
export const items = table({ i: raw.items }, (db) => db.selectFrom('i').selectAll())
export { orders }
`
const MANY = 1_500_000

let project: CliProject
beforeEach(async () => {
  project = await CliProject.create({
    'kerros.config.ts': CONFIG,
    'src/raw.ts': SOURCES,
    'data/orders.csv': 'id,customer\n1,Aino\n2,Veikko\n',
    'data/items.csv': 'id\n1\n',
  })
})
afterEach(() => project.remove())

async function rows(sql: string): Promise<readonly Record<string, unknown>[]> {
  const database = new DuckDbDatabase({ path: path.join(project.folder, 'target/shop.duckdb') })
  try {
    return (await (await database.connect()).query(sql)).rows
  } finally {
    await database.close()
  }
}

describe('kerros load', () => {
  it('prints a line for each file', async () => {
    expect(await project.runKept('load')).toEqual({
      code: 0,
      signal: null,
      stderr: '',
      stdout: `new       raw.items from items.csv ................................... [1 row in <time>]
new       raw.orders from orders.csv ................................. [2 rows in <time>]

Loaded 3 rows from 2 files in <time>.
`,
    })
    expect(
      (await project.runKept('load')).stdout,
    ).toBe(`unchanged raw.items from items.csv ................................... [1 row]
unchanged raw.orders from orders.csv ................................. [2 rows]

Nothing new.
`)
    await project.remove('data/orders.csv')
    expect((await project.runKept('load')).stdout).toContain('gone      raw.orders from orders.csv: its rows stay\n')
  })

  it('reads another folder and one source only, and warns even when it is quiet', async () => {
    await project.write({ 'new/orders.csv': 'id,customer,age\n3,Ilma,7\n' })
    const { code, stdout, stderr } = await project.runKept('load --data new --select source:raw.orders --quiet')
    expect([code, stdout]).toEqual([0, ''])
    expect(stderr).toBe('WARN      raw.orders from orders.csv: left out, since the source does not declare it: "age"\n')
    expect(await rows('select id, customer from raw.orders')).toEqual([{ id: 3, customer: 'Ilma' }])
  })

  it('warns of a file with the content of another one, with a command that has the options that were given', async () => {
    await project.write({ 'new/items.csv': 'id\n1\n', 'new/items.2.csv': 'id\n1\n' })
    const args = ['load', '-t', 'dev', '--data', 'new', '--select', 'source:raw.items', '--quiet']
    const { stderr } = await project.runKept(args)
    expect(stderr).toBe(
      `WARN      raw.items from items.2.csv: it has the same content as items.csv, which is loaded too, so its rows are loaded twice
          → If that is not intended, keep one of the two files and run kerros load --full-refresh --select source:raw.items --target dev --data new
`,
    )
  })

  it('prints JSON lines', async () => {
    const { stdout, stderr } = await project.runKept('load --json')
    const events = jsonLines(stdout)
    expect(stderr).toBe('')
    expect(events).toMatchObject([
      {
        event: 'load_start',
        files: [
          { file: 'items.csv', size: 5 },
          { file: 'orders.csv', size: 28 },
        ],
      },
      { event: 'file_start', table: 'raw.items', file: 'items.csv' },
      { event: 'file_end', table: 'raw.items', file: 'items.csv', status: 'new', rows: 1, warnings: [] },
      { event: 'file_start', table: 'raw.orders', file: 'orders.csv' },
      { event: 'file_end', table: 'raw.orders', file: 'orders.csv', status: 'new', rows: 2 },
      { event: 'load_end', target: 'dev', tables: [{ table: 'raw.items' }, { table: 'raw.orders' }] },
    ])
  })

  it('reports every diagnostic with its place and a hint', async () => {
    await project.write({ 'data/orders.csv': 'id,customer\nx,Aino\n2,\n' })
    expect(await project.runKept('load')).toMatchObject({
      code: 2,
      stderr: `E_DATA_FORMAT data/orders.csv:2: the value of column "id" is not an integer
E_DATA_FORMAT data/orders.csv:3: column "customer" is empty, but not nullable
  → Nothing was loaded. Correct the file, or the columns of the source.
`,
    })
    expect(await rows(`select count(*)::int as n from duckdb_tables() where schema_name = 'raw'`)).toEqual([{ n: 0 }])
  })

  it('--dry-run says what would be loaded, and changes nothing', async () => {
    expect(await project.runKept('load --dry-run')).toEqual({
      code: 0,
      signal: null,
      stderr: '',
      stdout: `new       raw.items from items.csv ................................... [5 bytes]
new       raw.orders from orders.csv ................................. [28 bytes]

2 files would be loaded. A dry run: nothing was changed.
`,
    })
    await expect(project.read('target/shop.duckdb')).rejects.toMatchObject({ code: 'ENOENT' })
    await project.runKept('load')
    await project.write({ 'data/orders.csv': 'id,customer\n1,Ilma\n', 'data/items.2.csv': 'id,age\n' })
    const second = await project.runKept('load --dry-run')
    expect(second.stdout).toMatchInlineSnapshot(`
      "unchanged raw.items from items.csv ................................... [5 bytes]
      new       raw.items from items.2.csv ................................. [7 bytes]
      WARN      raw.items from items.2.csv: left out, since the source does not declare it: "age"
      WARN      raw.items from items.2.csv: it has a header, but no rows
      changed   raw.orders from orders.csv ................................. [19 bytes]

      2 files would be loaded. A dry run: nothing was changed.
      "
    `)
    expect(await rows('select count(*)::int as n from raw.orders')).toEqual([{ n: 2 }])
    const { stdout } = await project.runKept('load --dry-run --json --select source:raw.orders')
    expect(JSON.parse(stdout)).toMatchObject({
      event: 'load_preview',
      tables: [{ table: 'raw.orders', files: [{ file: 'orders.csv', status: 'changed', size: 19, warnings: [] }] }],
      needFullRefresh: [],
    })
    await project.write({ 'data/orders.csv': 'id\n1\n' })
    expect((await project.runKept('load --dry-run')).stderr).toContain('the header lacks the column "customer"')
  })

  it('names the models to rebuild when rows were replaced', async () => {
    await project.write({ 'src/models.ts': MODELS })
    expect((await project.runKept('load')).stderr).toBe('')
    await project.write({ 'data/items.csv': 'id\n7\n' })
    // Nothing incremental reads it.
    expect(await project.runKept('load')).toMatchObject({ code: 0, stderr: '' })
    await project.write({ 'data/orders.csv': 'id,customer\n1,Ilma\n' })
    const would =
      'WARN rows of orders.csv would be replaced; kept_orders, kept_names keep rows computed from the old ones\n'
    const way = 'again: kerros build --full-refresh --select kept_orders+ kept_names+\n'
    expect((await project.runKept('load --dry-run')).stderr).toBe(`${would}  → Then build them ${way}`)
    expect((await project.runKept('load')).stderr).toBe(`${would.replace('would be', 'were')}  → Build them ${way}`)
  })

  it.skipIf(!existsSync('/usr/bin/script'))('draws a live line on a terminal', async () => {
    const lines = Array.from({ length: MANY }, (_, i) => `${i},customer ${i}\n`)
    await project.write({ 'data/orders.csv': `id,customer\n${lines.join('')}` })
    const { code, stdout } = await project.run([], {
      via: ['/bin/sh', '-c', 'script -qec "stty cols 120 rows 30; $0 $1 load" /dev/null'],
    })
    expect(stdout).toMatch(/▸ raw\.orders from orders\.csv( [\d.]+ (kB|MB) of 35\.3 MB| 35\.3 MB read, writing) \d+s/)
    expect(stdout).toContain('Loaded 1,500,001 rows from 2 files')
    expect(code).toBe(0)
  })

  it('show accepts the dotted name of a source', async () => {
    expect((await project.runKept('show raw.orders')).stderr).toContain('→ Load it first: kerros load\n')
    await project.runKept('load --select source:raw.orders')
    const { code, stdout } = await project.runKept('show raw.orders --json --limit 1')
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { id: 1, customer: 'Aino', _file: 'orders.csv' }])
    expect((await project.runKept('show raw.order')).stderr).toContain('E_NO_MATCH there is no "raw.order" to show')
  })

  it('refuses a source without files', async () => {
    expect(await project.runKept('load --select source:raw.stock')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('E_NO_MATCH the selection has no source with files\n'),
    })
  })

  it('reports a folder that does not exist, or is not a folder', async () => {
    expect(await project.runKept('load --data data/items.csv')).toMatchObject({
      code: 2,
      stderr:
        'E_FILE_NOT_FOUND data/items.csv is not a folder\n  → Name the folder that has the files: kerros load --data <folder>\n',
    })
    await project.remove('data')
    expect((await project.runKept('load')).stderr).toBe(
      'E_FILE_NOT_FOUND there is no folder data\n  → Name the folder that holds the files: kerros load --data <folder>\n',
    )
    expect(await project.runKept('load --data nowhere')).toMatchObject({
      code: 2,
      stderr:
        'E_FILE_NOT_FOUND there is no folder nowhere\n  → Name the folder that holds the files: kerros load --data <folder>\n',
    })
  })

  it('makes a second process wait', async () => {
    await project.runKept('load')
    const database = new DuckDbDatabase({ path: path.join(project.folder, 'target/shop.duckdb') })
    await database.open()
    try {
      expect(await project.runKept('load')).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/^E_LOCKED the DuckDB file ".*shop\.duckdb" is in use by process <pid>\n {2}→ /),
      })
    } finally {
      await database.close()
    }
  })

  it('says that there is no right to write', async () => {
    await project.runKept('ls')
    const isRoot = process.getuid?.() === 0
    const folder = path.join(project.folder, 'target')
    await chmod(folder, 0o555)
    await chmod(project.folder, 0o755)
    const nobody = isRoot ? { via: ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] } : {}
    try {
      expect(await project.run('load', nobody)).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(
          /^E_NOT_PERMITTED the DuckDB file ".*shop\.duckdb" cannot be opened: no permission/,
        ),
      })
    } finally {
      await chmod(folder, 0o755)
    }
  })

  it('a file that may not be read', async () => {
    await project.remove('data/orders.csv')
    await mkdir(path.join(project.folder, 'data/orders.csv'))
    expect(await project.runKept('load')).toMatchObject({
      code: 2,
      stderr:
        'E_FILE_NOT_FOUND data/orders.csv is a folder, not a file\n  → Rename the folder, and put the file in its place.\n',
    })
  })
})

describe('in the middle of a load', () => {
  beforeEach(async () => {
    await project.runKept('load')
    const lines = Array.from({ length: MANY }, (_, i) => `${i},customer ${i}\n`)
    await project.write({ 'data/orders.csv': `id,customer\n${lines.join('')}`, 'data/items.csv': 'id\n2\n' })
  }, 60_000)

  const before = { items: 1, orders: 2, ledger: 2 }
  const state = async () => {
    const [row] = await rows(`select (select max(id) from raw.items)::int as items,
      (select count(*) from raw.orders)::int as orders, (select sum(row_count) - 1 from _kerros.load_ledger)::int as ledger`)
    return row
  }

  it('a crash leaves everything as before, and the next load does it all', async () => {
    for (const delay of [0, 50, 200]) {
      const { child, ended, until } = project.start('load --json')
      await until(/"file_start","table":"raw.orders"/)
      await new Promise((resolve) => setTimeout(resolve, delay))
      child.kill('SIGKILL')
      expect((await ended).signal).toBe('SIGKILL')
      expect(await state()).toEqual(before)
    }
    expect((await project.runKept('load')).code).toBe(0)
    expect(await state()).toEqual({ items: 2, orders: MANY, ledger: MANY })
  })

  it('Ctrl-C leaves everything as before and says so', async () => {
    const { child, ended, until } = project.start('load --json')
    await until(/"file_start","table":"raw.orders"/)
    child.kill('SIGINT')
    const { code, stdout, stderr } = await ended
    expect([code, stdout.trim().split('\n').at(-1)]).toEqual([130, '{"event":"load_cancelled"}'])
    expect(stderr).toContain('Stopping')
    expect(await state()).toEqual(before)
  })
})
