import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliProject } from '../../cli-project.js'
import { jsonLines } from '../../json-lines.js'

let project: CliProject

const CUSTOMERS = 'id,customer,amount\n1,Aino,12.50\n2,Veikko,80.00\n3,Aino,7.25\n'

beforeAll(async () => {
  project = await CliProject.shop({ '.gitignore': 'node_modules\ntarget\n' })
  git('init', '--quiet', '--initial-branch=main')
  git('add', '.')
  git('-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '--quiet', '-m', 'first')
  const builds = [await project.runKept('build --target prod --quiet')]
  await project.write({ 'src/orders.csv': CUSTOMERS.replace('12.50', '13.50').replace('Veikko', 'Väinö') })
  builds.push(await project.runKept('build --target dev --quiet'))
  expect(builds.map(({ code, stderr }) => [code, stderr])).toEqual([
    [0, ''],
    [0, ''],
  ])
})

afterAll(() => project.remove())

function git(...args: readonly string[]): void {
  execFileSync('git', [...args], { cwd: project.folder })
}

const run = (args: string | readonly string[]) => project.runKept(args)

it('says what is different by key and by column, without a value of a row, and ends with 1', async () => {
  const { code, stdout, stderr } = await run('diff customers --against prod')
  expect([code, stderr]).toEqual([1, ''])
  expect(stdout).toMatchInlineSnapshot(`
    "customers  shop.main.customers against prod.marts.customers
      rows      2 here, 2 there
      key       customer (its test unique)
      + added     1
      - removed   1
      ~ changed   1  of 1 on both sides (100 %)
      = same      0
      changed columns
        amount  1  (100 %)
    "
  `)
})

it('shows rows with --show-values', async () => {
  const { stdout } = await run('diff customers --against prod --show-values')
  expect(stdout.split('\n').slice(9).join('\n')).toMatchInlineSnapshot(`
    "  ~ changed
        customer Aino  amount  19.75 → 20.75
      + added
        customer Väinö  amount 80
      - removed
        customer Veikko  amount 80
    "
  `)
})

it('compares whole rows without a key, and several relations', async () => {
  const { code, stdout } = await run('diff --against prod')
  expect(code).toBe(1)
  expect(stdout).toMatchInlineSnapshot(`
    "orders  shop.main.orders against prod.marts.orders
      rows      3 here, 3 there
      key       none: whole rows are compared
      + added     2
      - removed   2
      = same      1

    customers  shop.main.customers against prod.marts.customers
      rows      2 here, 2 there
      key       customer (its test unique)
      + added     1
      - removed   1
      ~ changed   1  of 1 on both sides (100 %)
      = same      0
      changed columns
        amount  1  (100 %)

    2 relations compared: 0 the same, 2 different
    "
  `)
})

it('ends with 0 for relations that are the same', async () => {
  const { code, stdout } = await run(['diff', 'orders', '--against', 'prod', '--where', 'id = 3'])
  expect([code, stdout]).toEqual([
    0,
    'orders  shop.main.orders against prod.marts.orders\n  the same  1 row in 3 columns, as whole rows\n',
  ])
})

it('ends with 2 for what cannot be compared, and says why', async () => {
  const { code, stdout } = await run('diff customers --against schema:nowhere')
  expect(code).toBe(2)
  expect(stdout).toMatchInlineSnapshot(`
    "customers  shop.main.customers against shop.nowhere.customers
      E_QUERY "customers" is not built: there is no "shop.nowhere.customers"
        → Build it there first.
    "
  `)
  for (const [args, said] of [
    ['customers', 'diff does not say what is compared with'],
    ['customers --against prod --limit 0', 'It must be a whole number of at least 1.'],
    ['customers --against prod --tolerance x', 'It must be a number of at least 0.'],
    ['customers --against prod --key a,', 'It must be names of columns'],
    ['customers --select orders --against prod', '--select is instead of a name'],
  ] as const) {
    const result = await run(`diff ${args}`)
    expect([result.code, result.stdout]).toEqual([2, ''])
    expect(result.stderr).toContain(said)
  }
})

it('writes an object for each relation with --json', async () => {
  const { code, stdout } = await run('diff customers --against prod --json')
  expect(code).toBe(1)
  expect(jsonLines(stdout)).toMatchInlineSnapshot(`
    [
      {
        "columns": [
          {
            "changed": 0,
            "here": "VARCHAR",
            "isCompared": true,
            "isKey": true,
            "name": "customer",
            "nullHere": 0,
            "nullThere": 0,
            "there": "VARCHAR",
          },
          {
            "changed": 1,
            "here": "DECIMAL(38,2)",
            "isCompared": true,
            "isKey": false,
            "name": "amount",
            "nullHere": 0,
            "nullThere": 0,
            "there": "DECIMAL(38,2)",
          },
        ],
        "event": "diff",
        "here": {
          "database": "shop",
          "name": "customers",
          "schema": "main",
        },
        "key": {
          "columns": [
            "customer",
          ],
          "from": "its test unique",
          "nulls": {
            "here": 0,
            "there": 0,
          },
        },
        "name": "customers",
        "rows": {
          "added": 1,
          "changed": 1,
          "here": 2,
          "removed": 1,
          "same": 0,
          "there": 2,
        },
        "samples": [],
        "status": "different",
        "there": {
          "database": "prod",
          "name": "customers",
          "schema": "marts",
        },
        "uniqueId": "model.shop.customers",
      },
    ]
  `)
  const failed = await run('diff orders --against prod --key nr --json')
  expect(failed.code).toBe(2)
  expect(jsonLines(failed.stdout)).toMatchObject([
    { event: 'diff', status: 'error', error: { code: 'E_UNKNOWN_COLUMN' } },
  ])
})

it('has lines of at most 80 columns', async () => {
  const { stdout } = await run('diff --against prod --show-values')
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
})

describe('kerros plan --data', () => {
  it('compares what has changed and what follows with the relations of the revision', async () => {
    const { code, stdout, stderr } = await run('plan --base main --data --against prod')
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout.slice(stdout.indexOf('A build writes'))).toMatchInlineSnapshot(`
      "A build writes 2 of 2 relations. 1 changed, and 1 reads what changed.

      Data  here, compared with prod
        orders  2 added, 2 removed; 3 rows here, 3 there
        customers  1 added, 1 removed, 1 changed (100 %); 2 rows here, 2 there
          ~ amount  1 (100 %)
      "
    `)
  })

  it('adds a table to the comment of a pull request', async () => {
    const { stdout } = await run('plan --base main --data --against prod --markdown')
    expect(stdout.slice(stdout.indexOf('#### Data'))).toMatchInlineSnapshot(`
      "#### Data, compared with prod

      | relation | rows here | rows there | added | removed | changed | what is different |
      |---|---:|---:|---:|---:|---:|---|
      | **orders** | 3 | 3 | 2 | 2 |  |  |
      | **customers** | 2 | 2 | 1 | 1 | 1 | amount: 1 (100 %) |
      "
    `)
  })

  it('says why something is not compared, and names relations as the revision does', async () => {
    await project.write({
      'src/customers.ts': (await project.read('src/customers.ts')).replace('{ tags', "{ alias: 'clients', tags"),
    })
    const { code, stdout } = await run('plan --base main --data --against prod')
    expect([code, stdout.slice(stdout.indexOf('  customers  not'))]).toEqual([
      0,
      '  customers  not compared: "customers" is not built: there is no "shop.main.clients"\n',
    ])
    expect((await run('build --target dev --quiet')).code).toBe(0)
    const built = await run('plan --base main --data --against prod --json')
    const diffs = jsonLines(built.stdout).filter(({ event }) => event === 'diff')
    expect(diffs.map(({ name, here, there }: any) => [name, here.name, there.name])).toEqual([
      ['orders', 'orders', 'orders'],
      ['customers', 'clients', 'customers'],
    ])
    await project.write({
      'src/customers.ts': (await project.read('src/customers.ts')).replace("{ alias: 'clients', tags", '{ tags'),
    })
  })

  it('has nothing to compare where nothing changes', async () => {
    await project.restore()
    const { stdout } = await run('plan --base main --data --against prod')
    expect(stdout).toMatch(/^Nothing changes: .*\n\nData {2}nothing to compare with prod\n$/)
  })

  it('needs both options, or neither', async () => {
    for (const [args, said] of [
      ['--data', '--data does not say what the rows are compared with'],
      ['--against prod', '--against says what --data compares with, which is not given'],
    ] as const) {
      const { code, stderr } = await run(`plan --base main ${args}`)
      expect([code, stderr.includes(said)]).toEqual([2, true])
    }
  })
})
