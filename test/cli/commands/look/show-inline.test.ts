import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CliProject } from '../../cli-project.js'

let shop: CliProject

beforeAll(async () => {
  shop = await CliProject.shop()
  expect(await shop.runKept('build')).toMatchObject({ code: 0 })
}, 120_000)
afterEach(() => shop.restore())
afterAll(() => shop.remove())

const query = (imports: string): string => `import { analysis } from 'kerros'
import { customers } from '${imports}'

export default analysis({ c: customers }, (db) => db.selectFrom('c').select('c.customer').where('c.amount', '>', 50))
`

const ROWS = '{"customer":"Veikko"}\n'

/** Runs a command line with a file of the project as its input. */
const withInput = (file: string, args: string) => shop.run(args, { via: ['/bin/sh', '-c', `"$0" "$@" < ${file}`] })

describe('show --inline', () => {
  it('shows the rows of a query in a file that is no part of the project', async () => {
    await shop.write({ 'asked/query.ts': query('../src/customers.ts') })
    expect(await shop.runKept('show --inline asked/query.ts --json')).toMatchObject({
      code: 0,
      stdout: ROWS,
      stderr: '',
    })
    expect((await shop.runKept('ls --output name')).stdout).not.toContain('inline')
  })

  it('reads the query from its input, with imports from the working directory', async () => {
    await shop.write({ 'query.txt': query('./src/customers.ts') })
    expect(await withInput('query.txt', 'show --inline - --json')).toMatchObject({ code: 0, stdout: ROWS, stderr: '' })
    expect(await withInput('../query.txt', 'show --inline - --json'), 'from another folder').toMatchObject({ code: 2 })
    const changed = query('./src/customers.ts').replace("'>'", "'<'")
    await shop.write({ 'query.txt': changed })
    expect((await withInput('query.txt', 'show --inline - --json')).stdout).toBe('{"customer":"Aino"}\n')
  })

  it('shows the first rows of raw SQL', async () => {
    await shop.write({
      'query.ts': `import { analysis } from 'kerros'
import { sql } from 'kysely'
import { customers } from './src/customers.ts'

export default analysis({ c: customers }, () => sql<{ customer: string }>\`select customer from \${sql.table('c')} as c order by 1 desc\`)
`,
    })
    const shown = await shop.runKept('show --inline query.ts --json')
    expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining(ROWS), stderr: '' })
  })

  it('leaves the cached bundle of the project as it is', async () => {
    await shop.write({ 'query.ts': query('./src/customers.ts') })
    await shop.runKept('ls')
    const before = await shop.read('target/.kerros/project.stamp')
    await shop.runKept('show --inline query.ts')
    expect(await shop.read('target/.kerros/project.stamp')).toBe(before)
  })

  it('says where a query is wrong', async () => {
    await shop.write({ 'query.txt': query('./src/custom.ts') })
    const { code, stderr } = await withInput('query.txt', 'show --inline -')
    expect(code).toBe(2)
    expect(stderr).toMatchInlineSnapshot(`
      "E_LOAD_PROJECT stdin.ts:2:27: Could not resolve "./src/custom.ts"
        → Correct the file; \`npx tsc --noEmit\` shows the same and more.
      "
    `)
  })

  it.each([
    ['a model', `export { customers as default } from './src/customers.ts'`, 'a model'],
    ['nothing', `export const one = 1`, 'nothing'],
    ['another value', `export default 'select 1'`, 'another value'],
  ])('refuses a file whose default export is %s', async (_, content, found) => {
    await shop.write({ 'query.ts': content })
    const { code, stderr } = await shop.runKept('show --inline query.ts')
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(
        new RegExp(`^E_INVALID_DEFINITION .*query\\.ts exports ${found}.*\\n.*→ Write: export default analysis`),
      ),
    })
  })

  it.each([
    ['no file', 'show --inline query.ts', /^E_INVALID_OPTION .*"query\.ts" is not one\n/],
    ['a name as well', 'show customers --inline query.ts', /^error: --inline is instead of a name/],
    ['neither', 'show', /^error: missing required argument 'name'\n\(kerros ls lists the names\)/],
    [
      'a picture',
      'show --inline query.ts --chart a.svg',
      /^error: option '--inline <file>' cannot be used with option '--chart <file>'/,
    ],
  ])('refuses %s', async (_, args, message) => {
    const { code, stderr } = await shop.runKept(args)
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
  })

  it('says that nothing is built yet', async () => {
    await shop.write({ 'query.ts': query('./src/customers.ts') })
    const { stderr } = await shop.runKept('show --inline query.ts -t prod')
    expect(stderr).toMatch(/target "prod" is still empty\n.*→ Build it first: kerros build --target prod\n/)
  })

  it('names no node that cannot be selected in its hints', async () => {
    await shop.write({ 'query.ts': query('./src/customers.ts').replace("'c.customer'", "'c.client' as 'c.customer'") })
    const wrong = await shop.runKept('show --inline query.ts')
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('E_QUERY DuckDB rejects "inline-query"') })
    await shop.write({
      'src/later.ts': `import { view } from 'kerros'
import { orders } from './orders.js'

export const later = view({ o: orders }, (db) => db.selectFrom('o').select('o.id'))
`,
      'query.ts': `import { analysis } from 'kerros'
import { later } from './src/later.ts'

export default analysis({ l: later }, (db) => db.selectFrom('l').selectAll())
`,
    })
    const unbuilt = await shop.runKept('show --inline query.ts')
    expect(unbuilt.stderr).toContain('→ Build it first: kerros build --select +later\n')
    expect(wrong.stderr + unbuilt.stderr).not.toMatch(/--select \+?inline-query/)
  })

  it('shows the rows of a project that lists modules instead of files', async () => {
    await shop.write({
      'kerros.config.ts': `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import * as customers from './src/customers.ts'
import * as orders from './src/orders.ts'

export default defineProject({ name: 'shop', models: [orders, customers], targets: { dev: duckdb({ path: 'target/shop.duckdb' }) } })
`,
      'query.ts': query('./src/customers.ts'),
    })
    expect(await shop.runKept('show --inline query.ts --json')).toMatchObject({ code: 0, stdout: ROWS })
  })
})

describe('show of a test', () => {
  it('shows its failing rows', async () => {
    await shop.write({
      'src/large.ts': `import { dataTest } from 'kerros'
import { customers } from './customers.js'

export const no_large_customer = dataTest({ c: customers }, (db) => db.selectFrom('c').selectAll().where('c.amount', '>', 50))
`,
    })
    const { code, stdout } = await shop.runKept('show no_large_customer --json')
    expect({ code, rows: stdout }).toEqual({ code: 0, rows: '{"customer":"Veikko","amount":80}\n' })
    expect((await shop.runKept('show unique_customers_customer --json')).stdout).toBe('')
  })
})
