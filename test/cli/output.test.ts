import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { DuckDbDatabase } from '../../src/dialects/duckdb/connect/duckdb-database.js'
import { CliProject } from './cli-project.js'
import { jsonLines } from './json-lines.js'

let shop: CliProject
beforeAll(async () => {
  shop = await CliProject.shop()
}, 60_000)
afterEach(() => shop.restore())
afterAll(() => shop.remove())

describe('build', () => {
  it('prints one line a node and the counts, and exits with 0', async () => {
    const { code, stdout, stderr } = await shop.runKept('build')
    expect(stdout).toMatchInlineSnapshot(`
      "target dev: 1 seed, 2 tests, 1 model
      1 of 4 OK    seed main.orders ......................................................... [3 rows in <time>]
      2 of 4 PASS  test not_null_orders_id .................................................. [in <time>]
      3 of 4 OK    table main.customers ..................................................... [2 rows in <time>]
      4 of 4 PASS  test unique_customers_customer ........................................... [in <time>]

      Done. OK=4 WARN=0 ERROR=0 SKIP=0 TOTAL=4
      Finished in <time>.
      "
    `)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })

  it('says once what keeps several nodes from being built, and names the first failure of a skipped one in full', async () => {
    await shop.write({
      'src/raw.ts': `import { acceptedValues, decimal, source, table, testColumns, unique } from 'kerros'
export const raw = source('raw', { visits: { rate: decimal(2, 1) }, pages: { rate: decimal(2, 1) } })
export const visits = testColumns(raw.visits, { rate: [acceptedValues([0.5]), unique()] })
export const pages = testColumns(raw.pages, { rate: [unique()] })
export const rates = table({ v: raw.visits }, (db) => db.selectFrom('v').selectAll())
`,
    })
    const { stdout } = await shop.run('build --select visits+ pages')
    expect(stdout.split('→ Load it first: kerros load')).toHaveLength(2)
    expect(stdout).toContain(
      'reads the source "raw.visits", which does not exist\n  at src/raw.ts:3:49\n  the same: unique_visits_rate\n',
    )
    expect(stdout).toMatch(/SKIP {2}table main\.rates \.+ \[because of accepted_values_visits_rate_0\.5\]/)
    const json = await shop.run('build --select visits+ pages --json')
    expect(json.stdout.match(/"code":"E_QUERY"/g)).toHaveLength(3)
  })

  it('exits with 1 when a test fails, and says what was skipped', async () => {
    await shop.write({ 'src/orders.csv': 'id,customer,amount\n1,Aino,1\n', 'src/bad.ts': FAILING })
    const { code, stdout } = await shop.runKept('build')
    expect(stdout).toMatchInlineSnapshot(`
      "target dev: 1 seed, 3 tests, 1 model
      1 of 5 OK    seed main.orders ......................................................... [1 row in <time>]
      2 of 5 FAIL  test no_orders ........................................................... [1 row in <time>]
      3 of 5 PASS  test not_null_orders_id .................................................. [in <time>]
      4 of 5 SKIP  table main.customers ..................................................... [because of no_orders]
      5 of 5 SKIP  test unique_customers_customer ........................................... [because of no_orders]

      FAIL test no_orders: 1 failing row
        at src/bad.ts:4:14
        → See them with: kerros show no_orders

      Failed. OK=2 WARN=0 ERROR=1 SKIP=2 TOTAL=5
      Finished in <time>.
      → When it is fixed: kerros build --select orders+
      → Or only what failed or was skipped: kerros retry
      "
    `)
    expect(code).toBe(1)
    expect((await shop.runKept('show no_orders')).stdout).toContain('Aino')
  })

  it('runs every test with `kerros test`, also those of what a failing test stops in a build', async () => {
    await shop.write({ 'src/orders.csv': 'id,customer,amount\n1,Aino,1\n', 'src/bad.ts': FAILING })
    await shop.runKept('seed')
    await shop.runKept('run')
    const { code, stdout } = await shop.runKept('test')
    expect(stdout).toContain('FAIL  test no_orders')
    expect(stdout).toContain('PASS  test unique_customers_customer')
    expect(stdout).toContain('Failed. OK=2 WARN=0 ERROR=1 SKIP=0 TOTAL=3')
    expect(code).toBe(1)
  })

  it('stops after the first failure with --fail-fast', async () => {
    await shop.write({ 'src/bad.ts': FAILING })
    const { code, stdout } = await shop.runKept('build --fail-fast')
    expect(stdout).toContain('[not started: --fail-fast]')
    expect(code).toBe(1)
  })

  it('runs in another target', async () => {
    expect((await shop.runKept('build --target prod')).stdout).toContain('marts.customers')
    expect((await shop.runKept('show customers -t prod')).stdout).toContain('Veikko')
  })

  it('takes values of variables', async () => {
    await shop.runKept(['build', '--vars', '{"least": 50}'])
    expect((await shop.runKept('show customers --json')).stdout).toBe('{"customer":"Veikko","amount":80}\n')
  })

  it('shows NaN, the infinities and NULL as four different values in JSON', async () => {
    await shop.write({
      'src/measures.csv': 'id,value\n1,NaN\n2,inf\n3,-inf\n4,\n5,1.5\n',
      'src/measures.ts': `import { double, integer, seed } from 'kerros'
export const measures = seed('src/measures.csv', { id: integer(), value: double().nullable() })
`,
    })
    await shop.runKept('build --select measures')
    const rows = jsonLines((await shop.runKept('show measures --json')).stdout).sort((a, b) => a.id - b.id)
    expect(rows.map(({ value }) => value)).toEqual(['NaN', 'Infinity', '-Infinity', null, 1.5])
  })

  it('distinguishes NaN, the infinities and NULL in meta too, in `ls` and in the manifest', async () => {
    await shop.write({
      'src/measures.csv': 'id,value\n1,1.5\n',
      'src/measures.ts': `import { bigint, double, seed } from 'kerros'
export const measures = seed('src/measures.csv', { id: bigint(), value: double() }, {
  meta: { id: 9007199254740993n, limits: [NaN, Infinity, null] },
})
`,
    })
    const meta = { id: '9007199254740993', limits: ['NaN', 'Infinity', null] }
    expect(jsonLines((await shop.runKept('ls --json --select measures --resource-type seed')).stdout)[0].meta).toEqual(
      meta,
    )
    await shop.runKept('build --select measures')
    const { nodes } = JSON.parse(await readFile(path.join(shop.folder, 'target/manifest.json'), 'utf8'))
    expect(nodes['seed.shop.measures'].config.meta).toEqual(meta)
  })

  it('says so when there is nothing to do', async () => {
    const { code, stdout } = await shop.runKept('snapshot')
    expect(stdout).toMatchInlineSnapshot(`
      "target dev: nothing to do

      Done. OK=0 WARN=0 ERROR=0 SKIP=0 TOTAL=0
      Finished in <time>.
      "
    `)
    expect(code).toBe(0)
  })
})

describe('--json', () => {
  it.each([
    [
      'build',
      [
        'run_start',
        'node_start',
        'node_end',
        'node_start',
        'node_end',
        'node_start',
        'node_end',
        'node_start',
        'node_end',
        'run_end',
      ],
    ],
    ['build --dry-run', ['compiled', 'compiled', 'compiled', 'compiled']],
    ['compile', ['compiled', 'compiled', 'compiled', 'compiled']],
    ['ls', ['node', 'node', 'node', 'node']],
    ['debug', ['check', 'check', 'check', 'check']],
    ['clean', ['clean']],
    ['build --select nope', ['error']],
    ['init other', ['init']],
  ])('%s writes one object a line, and nothing else', async (command, expected) => {
    const { stdout, stderr } = await shop.runKept(`${command} --json`)
    expect(jsonLines(stdout).map(({ event }) => event)).toEqual(expected)
    expect(stderr).toBe('')
  })

  it('reports durations in milliseconds, with three decimals at most', async () => {
    const { stdout } = await shop.runKept('build --json')
    const durations = [...stdout.matchAll(/"durationMs":([^,}]*)/g)].map(([, text]) => text!)
    expect(durations).toHaveLength(5)
    for (const text of durations) expect(text).toMatch(/^\d+(\.\d{1,3})?$/)
  })

  it('reports an empty selection as an error on stdout with --json, and on stderr without it', async () => {
    const { code, stdout, stderr } = await shop.runKept(['ls', '--exclude', '*', '--json'])
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' })
    expect(jsonLines(stdout)).toMatchObject([{ event: 'error', errors: [{ code: 'E_NO_MATCH' }] }])
    expect(await shop.runKept('ls --resource-type snapshot')).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'Nothing to list.\n',
    })
    expect(await shop.runKept('ls --resource-type snapshot --json')).toMatchObject({ code: 0, stdout: '', stderr: '' })
  })

  it("keeps what the project's files print away from stdout", async () => {
    await shop.write({ 'src/noise.ts': "console.log('noise')\nexport const noise = 1\n" })
    const { code, stdout, stderr } = await shop.runKept('ls --json')
    expect(code).toBe(0)
    expect(jsonLines(stdout).map(({ event }) => event)).toEqual(['node', 'node', 'node', 'node'])
    expect(stderr).toBe('noise\n')
  })

  it('reports a wrong use of the command line', async () => {
    const { code, stdout } = await shop.runKept('build --threads 0 --json')
    expect(code).toBe(2)
    expect(jsonLines(stdout)).toMatchObject([{ event: 'error', errors: [{ code: 'E_INVALID_OPTION' }] }])
    expect(stdout).toContain('--threads')
  })

  it('reports a failure with its code, its place and a hint', async () => {
    await shop.write({ 'src/bad.ts': BROKEN })
    const { code, stdout } = await shop.runKept('build --select +bad --json')
    const bad = jsonLines(stdout).find(({ event, name }) => event === 'node_end' && name === 'bad')
    expect(bad).toMatchObject({
      status: 'error',
      error: { code: 'E_QUERY', at: 'src/bad.ts:5:41', hint: expect.any(String) },
    })
    expect(bad.error).not.toHaveProperty('cause')
    expect(jsonLines(stdout).at(-1)).toMatchObject({
      event: 'run_end',
      ok: false,
      counts: { success: 1, pass: 1, error: 1 },
    })
    expect(code).toBe(1)
  })

  it('reports all diagnostics of the project together', async () => {
    await shop.write({
      'src/again.ts': `export { customers as clients } from './customers.js'\n`,
      'src/bad.ts': `import { table } from 'kerros'\nexport const Orders = table({ x: undefined as never }, (db) => db as never)\n`,
    })
    const { code, stdout } = await shop.runKept('build --json')
    expect(
      jsonLines(stdout)[0]
        .errors.map((error: any) => error.code)
        .sort(),
    ).toEqual(['E_AMBIGUOUS_NAME', 'E_AMBIGUOUS_NAME', 'E_INVALID_DEFINITION'])
    expect(code).toBe(2)
  })
})

describe('--quiet', () => {
  it('is silent when everything succeeds, and reports failures on stderr', async () => {
    await shop.remove('target/shop.duckdb')
    expect(await shop.runKept('build --quiet')).toMatchObject({ code: 0, stdout: '', stderr: '' })
    await shop.write({ 'src/bad.ts': FAILING })
    const { code, stdout, stderr } = await shop.runKept('build --quiet')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('FAIL test no_orders')
  })
})

describe('--dry-run and compile', () => {
  it('print the same SQL, and change nothing', async () => {
    await shop.remove('target/shop.duckdb')
    const { stdout, code } = await shop.runKept('build --select customers --dry-run')
    expect(stdout).toMatchInlineSnapshot(`
      "-- before the first node
      create schema if not exists "main";

      -- model.shop.customers (src/customers.ts)
      create or replace table "main"."customers" as
      select "o"."customer", sum("o"."amount") as "amount"
      from "main"."orders" as "o"
      where "o"."amount" >= (0)
      group by "o"."customer";

      -- test.shop.unique_customers_customer (src/customers.ts)
      select count(*) as "failures"
      from (
        select "m"."customer"
        from "main"."customers" as "m"
        where "m"."customer" is not null
        group by "m"."customer"
        having count(*) > 1
      ) as "failing";

      "
    `)
    expect(code).toBe(0)
    await expect(shop.read('target/shop.duckdb')).rejects.toMatchObject({ code: 'ENOENT' })
    const compiled = await shop.runKept('compile --select customers')
    expect(compiled.stdout).toContain('create or replace table "main"."customers"')
    expect(stdout.endsWith(compiled.stdout)).toBe(true)
  })

  it('print SQL that builds the project when it is run by hand', async () => {
    await shop.remove('target/shop.duckdb')
    const { stdout } = await shop.runKept('build --dry-run')
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    await connection.run(stdout)
    const built = await connection.runAndReadAll('select customer, amount from main.customers order by customer')
    instance.closeSync()
    expect(built.getRowsJson()).toEqual([
      ['Aino', '19.75'],
      ['Veikko', '80.00'],
    ])
  })
})

describe('ls', () => {
  it('refuses --selector next to --select or --exclude', async () => {
    for (const other of ['--select', '--exclude'])
      expect(await shop.runKept(`ls --selector nightly ${other} customers`)).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(`^error: option '--selector <name>' cannot be used with option '.*${other}`),
      })
  })

  it('lists ids, names or paths', async () => {
    expect((await shop.runKept('ls')).stdout).toMatchInlineSnapshot(`
      "seed.shop.orders
      model.shop.customers
      test.shop.not_null_orders_id
      test.shop.unique_customers_customer
      "
    `)
    expect((await shop.runKept('ls -s tag:core --output name')).stdout).toBe('customers\nunique_customers_customer\n')
    expect((await shop.runKept('ls --resource-type seed --output path')).stdout).toBe('src/orders.ts\n')
  })

  it('draws what reads what as a tree, with the number of tests', async () => {
    expect((await shop.runKept('ls --output tree')).stdout).toBe('customers  table, 1 test\n└─ orders  seed, 1 test\n')
    expect((await shop.runKept('ls --output tree --resource-type test')).stdout).toBe(
      'not_null_orders_id  test\nunique_customers_customer  test\n',
    )
    expect((await shop.runKept('ls --output tree --json')).stdout).toContain('{"event":"node"')
  })

  it('stops quietly when its reader stops reading', async () => {
    const { stderr } = await shop.run([], { via: ['/bin/sh', '-c', '"$0" "$1" build | head -1'] })
    expect(stderr).toBe('')
  })
})

describe('show', () => {
  it('shows rows as a table', async () => {
    await shop.runKept('build')
    expect((await shop.runKept('show customers --limit 1')).stdout).toMatch(/customer.*amount/)
    const { stdout } = await shop.runKept('show orders')
    expect(stdout).toMatchInlineSnapshot(`
      "┌────┬──────────┬────────┐
      │ id │ customer │ amount │
      ├────┼──────────┼────────┤
      │  1 │ Aino     │  12.50 │
      │  2 │ Veikko   │  80.00 │
      │  3 │ Aino     │   7.25 │
      └────┴──────────┴────────┘
      "
    `)
  })
})

describe('show of what does not run', () => {
  it('says whose query the engine rejects, and where its SQL is', async () => {
    await shop.write({
      'src/asked.ts': `import { analysis } from 'kerros'
import { sql } from 'kysely'
import { orders } from './orders.ts'
export const asked = analysis({ o: orders }, (db) => db.selectFrom('o').select('o.id').where(sql<boolean>\`o.customer + 1 = 2\`))
`,
    })
    await shop.runKept('build')
    const { code, stderr } = await shop.runKept('show asked')
    expect(code).toBe(2)
    expect(stderr).toMatch(/^E_QUERY DuckDB rejects "asked": /)
    expect(stderr).toContain('at src/asked.ts')
    expect(stderr).toContain('See the SQL with: kerros compile --select asked')
  })
})

describe('clean', () => {
  it('removes bundles and leaves databases, also when the project does not load', async () => {
    await shop.runKept('build')
    await shop.write({ 'src/bad.ts': 'export const = 1' })
    expect(await shop.runKept('clean')).toMatchObject({ code: 0, stdout: '', stderr: 'Removed target/.kerros\n' })
    await expect(shop.read('target/shop.duckdb')).resolves.toBeDefined()
    expect(await shop.runKept('clean --all', { cwd: `${shop.folder}/src` })).toMatchObject({
      code: 0,
      stderr: 'Removed ../target\n',
    })
    await expect(shop.read('target/shop.duckdb')).rejects.toMatchObject({ code: 'ENOENT' })
    const nothing = 'Nothing to remove: there is no target/.kerros\n'
    expect(await shop.runKept('clean')).toMatchObject({ code: 0, stdout: '', stderr: nothing })
    expect(jsonLines((await shop.runKept('clean --json')).stdout)).toEqual([{ event: 'clean', removed: null }])
  })

  it('removes nothing while another process has a database of the folder open', async () => {
    await shop.runKept('build')
    const database = new DuckDbDatabase({ path: `${shop.folder}/target/shop.duckdb` })
    await database.open()
    const { code, stderr } = await shop.runKept('clean --all')
    await database.close()
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/E_LOCKED.*shop\.duckdb" is in use by/) })
    expect(await shop.read('target/shop.duckdb')).toBeDefined()
  })
})

const FAILING = `import { dataTest } from 'kerros'
import { orders } from './orders.js'

export const no_orders = dataTest({ o: orders }, (db) => db.selectFrom('o').selectAll())
`

const BROKEN = `import { table } from 'kerros'
import { sql } from 'kysely'
import { orders } from './orders.js'

export const bad = table({ o: orders }, (db) => db.selectFrom('o').select(sql<number>\`cast(o.customer as integer)\`.as('n')))
`
