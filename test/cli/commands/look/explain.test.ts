import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CliProject } from '../../cli-project.js'
import { jsonLines } from '../../json-lines.js'

const TOTALS = `import { count, sum, table } from 'kerros'
import { orders } from './orders.js'

export const totals = table({ o: orders }, (db) =>
  db.selectFrom('o').groupBy('o.customer').select((eb) => ['o.customer', count().as('orders'), sum(eb.ref('o.amount')).as('total')]),
)
`

const READERS = `import { incremental, now, table, view } from 'kerros'
import { orders } from './orders.js'
import { totals } from './totals.js'

export const names = table({ t: totals }, (db) => db.selectFrom('t').select('t.customer'))
export const rich = table({ t: totals }, (db) => db.selectFrom('t').select(['t.customer', 't.total']))
export const shown = view({ t: totals }, (db) => db.selectFrom('t').select('t.customer'))
export const stamped = view({ t: totals }, (db) => db.selectFrom('t').select(['t.customer', now().as('at')]))
export const ofStamped = table({ s: stamped }, (db) => db.selectFrom('s').select(['s.customer', 's.at']))
export const history = incremental({ o: orders }, (db) => db.selectFrom('o').select(['o.id', 'o.amount']), { uniqueKey: 'id' })
export const ofHistory = table({ h: history }, (db) => db.selectFrom('h').select('h.id'))
`

const HOOKED = `import { sql } from 'kysely'
import { table } from 'kerros'
import { totals } from './totals.js'

export const hooked = table({ t: totals }, (db) => db.selectFrom('t').select('t.customer'), { postHook: () => sql\`select 1\` })
`

let project: CliProject

beforeAll(async () => {
  project = await CliProject.shop({ 'src/totals.ts': TOTALS, 'src/readers.ts': READERS })
})

afterAll(() => project.remove())

/** What is said of each node: its decision, and the codes. */
async function explained(names: string): Promise<{ readonly [name: string]: readonly string[] }> {
  const { code, stdout, stderr } = await project.runKept(`explain ${names} --json`)
  expect([code, stderr, code === 0 ? '' : stdout]).toEqual([0, '', ''])
  return Object.fromEntries(
    jsonLines(stdout).map(({ name, decision, reasons }) => [name, [decision, ...reasons.map((one: any) => one.code)]]),
  )
}

async function text(names: string): Promise<string> {
  const { code, stdout, stderr } = await project.runKept(`explain ${names} --quiet`)
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
  return stdout
}

async function build(): Promise<void> {
  const { code, stdout } = await project.runKept('build --reuse on')
  expect([code, code === 0 ? '' : stdout]).toEqual([0, ''])
}

it('says that nothing is recorded where there is no database yet, and makes none', async () => {
  expect(await explained('totals')).toEqual({ totals: ['build', 'noRecord'] })
  await expect(project.read('target/shop.duckdb')).rejects.toThrow('ENOENT')
})

it('says why each node is built, or left as it is, after a build', async () => {
  await build()
  const said = {
    customers: ['reuse'],
    unique_customers_customer: ['reuse'],
    rich: ['reuse'],
    shown: ['reuse'],
    stamped: ['build', 'volatile'],
    ofStamped: ['build', 'unknownInput'],
  }
  const names = 'customers rich shown stamped ofStamped'
  expect(await explained(names)).toEqual(said)
  // Looking has changed nothing: not even whether someone else may have used the file.
  expect(await explained(names)).toEqual(said)
  expect(await text('shown ofStamped')).toMatchInlineSnapshot(`
    "shown (view main.shown) is left as it is
      its code has not changed, and it shows what it reads as that is

    ofStamped (table main.ofStamped) is built
      unknownInput  it reads stamped, of which it is not known whether it has
                    changed: it calls now(), whose result is another one each time
    "
  `)
})

it('says that what a hook does is not known', async () => {
  await project.write({ 'src/hooked.ts': HOOKED })
  expect(await explained('hooked')).toEqual({ hooked: ['build', 'hooks'] })
  await project.restore()
})

it('names the column that is made in another way, and who reads it', async () => {
  await project.write({ 'src/totals.ts': TOTALS.replace('sum(eb', 'max(eb').replace('sum,', 'max,') })
  expect(await explained('totals names rich')).toEqual({
    totals: ['build', 'code'],
    names: ['reuse'],
    // The type of the column is another, too.
    rich: ['build', 'code', 'input'],
  })
  expect(await text('totals rich')).toMatchInlineSnapshot(`
    "totals (table main.totals) is built
      code  its code has changed: how it makes total

    rich (table main.rich) is built
      code   its code has changed: how it makes total
      input  it reads total of totals, where other values may be
    "
  `)
})

it('names the clause that is another, and everything that reads the rows is built', async () => {
  await project.write({ 'src/totals.ts': TOTALS.replace('.groupBy(', ".where('o.amount', '>', '10').groupBy(") })
  expect(await explained('totals names')).toEqual({ totals: ['build', 'code'], names: ['build', 'input'] })
  expect(await text('totals names')).toMatchInlineSnapshot(`
    "totals (table main.totals) is built
      code  its code has changed: which rows it has (where)

    names (table main.names) is built
      input  it reads totals, which has other rows than before
    "
  `)
})

it('names the option that is another', async () => {
  await project.restore()
  await project.write({
    'src/readers.ts': READERS.replace("uniqueKey: 'id'", "uniqueKey: 'id', strategy: 'delete+insert'"),
  })
  expect(await explained('history')).toEqual({ history: ['build', 'settings'] })
  expect(await text('history')).toMatchInlineSnapshot(`
    "history (incremental main.history) is built
      settings  it has changed: its option strategy
    "
  `)
  await project.restore()
})

it('says that a seed has other rows, and which runs decide about what reads them', async () => {
  await project.write({ 'src/orders.csv': 'id,customer,amount\n1,Aino,12.50\n2,Veikko,90.00\n' })
  expect(await explained('orders totals history ofHistory')).toMatchObject({
    orders: ['build', 'settings'],
    totals: ['build', 'input'],
    history: ['build', 'input'],
    ofHistory: ['unlessChanged'],
  })
  expect(await text('orders ofHistory')).toMatchInlineSnapshot(`
    "orders (seed main.orders) is built
      settings  it has changed: the rows of its file

    not_null_orders_id (test) is asked
      input  it reads orders, which has other rows than before

    ofHistory (table main.ofHistory) is perhaps built
      only if the run of history changes a row; nothing else has changed
    "
  `)
  await project.restore()
})

it('says that a relation may have been changed by someone else', async () => {
  const instance = await DuckDBInstance.create(path.join(project.folder, 'target/shop.duckdb'))
  const connection = await instance.connect()
  await connection.run("update main.totals set customer = 'Nobody'")
  await connection.run('checkpoint')
  connection.closeSync()
  instance.closeSync()
  expect(await explained('totals')).toEqual({ totals: ['build', 'touched'] })
})

it('refuses a name that the project does not have', async () => {
  const { code, stderr } = await project.runKept('explain totalz')
  expect(code).not.toBe(0)
  expect(stderr).toContain('totals')
})
