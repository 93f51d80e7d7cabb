import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { CliProject } from './cli-project.js'
import { typedShop } from './typed-shop.js'

let shop: CliProject
beforeAll(async () => {
  shop = await typedShop()
})
afterAll(() => shop.remove())
afterEach(() => shop.restore())

const HELPER = `export const least: number = await new Promise((go) => setTimeout(go, 20, 20))\n`
const CUSTOMERS = `import { sum, table } from 'kerros'
import { least } from './least.js'
import { orders } from './orders.js'

const column = await Promise.resolve('customer' as const)

export const customers = table({ o: orders }, (db) =>
  db
    .selectFrom('o')
    .where('o.amount', '>=', least)
    .groupBy('o.customer')
    .select((eb) => [\`o.\${column}\`, sum(eb.ref('o.amount')).as('amount')]),
)
`

describe('a project whose files await outside of functions', () => {
  it('is built, shown and renamed like any other, also from the cache', async () => {
    await shop.write({ 'src/least.ts': HELPER, 'src/customers.ts': CUSTOMERS })
    await shop.write({ 'kerros.config.ts': `await null\n${await shop.read('kerros.config.ts')}` })
    expect(await shop.run('build')).toMatchObject({ code: 0 })
    for (const _ of ['made', 'cached'])
      expect(JSON.parse((await shop.run('show customers --json')).stdout)).toMatchObject({
        customer: 'Veikko',
        amount: 80,
      })
    const renamed = await shop.run('rename customers.amount total')
    expect(renamed.stderr).toBe('')
    expect(await shop.read('src/customers.ts')).toContain(".as('total')")
    expect(await shop.run('build')).toMatchObject({ code: 0 })
    expect(JSON.parse((await shop.run('show customers --json')).stdout)).toMatchObject({ total: 80 })
  })

  it('is reported with file and line when an await is rejected, with --debug too', async () => {
    await shop.write({ 'src/least.ts': "export const least: number = await Promise.reject(new Error('no answer'))\n" })
    await shop.write({ 'src/customers.ts': CUSTOMERS })
    const plain = await shop.run('build')
    expect(plain).toMatchObject({ code: 2, stdout: '' })
    expect(plain.stderr).toMatch(/^E_LOAD_PROJECT src\/least\.ts:1:51.* fails while it is loaded: no answer\n/)
    expect(plain.stderr).not.toContain('    at ')
    const debug = await shop.run('ls --debug')
    expect(debug.code).toBe(2)
    expect(debug.stderr).toContain('src/least.ts:1:51')
  })

  it.each([
    [
      'ls',
      'src/least.ts',
      'export const least: number = await new Promise<never>(() => {})\n',
      'src/least.ts:1:30 awaits',
    ],
    ['build', 'kerros.config.ts', 'await new Promise(() => {})\n', 'kerros.config.ts:1:1 awaits'],
    [
      'run',
      'src/least.ts',
      'await 1\nexport const least: number = await new Promise<never>(() => {})\n',
      'src/least.ts:1:1 or src/least.ts:2:30 awaits',
    ],
  ])('ends with an error when an await never ends: %s, %s', async (command, file, content, said) => {
    await shop.write({ 'src/customers.ts': CUSTOMERS, 'src/least.ts': HELPER })
    await shop.write({ [file]: content })
    const { code, stdout, stderr } = await shop.run(command)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(`E_LOAD_PROJECT ${said} what never comes`)
  })

  it('ends with an error when an installed package awaits what never comes, which is looked for after ten seconds', async () => {
    await shop.write({
      'node_modules/endless/package.json':
        '{"name":"endless","version":"1.0.0","type":"module","exports":"./index.js"}',
      'node_modules/endless/index.js': 'export const least = await new Promise(() => {})\n',
      'src/customers.ts': CUSTOMERS,
      'src/least.ts': "// @ts-expect-error without types\nexport { least } from 'endless'\n",
    })
    const { code, stdout, stderr } = await shop.run('ls')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(
      /^E_LOAD_PROJECT src\/least\.ts:2:\d+: importing endless never ends: .* awaits what never comes\n/,
    )
  })

  it('waits for an installed package that takes its time', async () => {
    await shop.write({
      'node_modules/endless/package.json':
        '{"name":"endless","version":"1.0.0","type":"module","exports":"./index.js"}',
      'node_modules/endless/index.js': 'export const least = await new Promise((go) => setTimeout(go, 12000, 20))\n',
      'src/customers.ts': CUSTOMERS,
      'src/least.ts': "// @ts-expect-error without types\nexport { least } from 'endless'\n",
    })
    const { code, stderr } = await shop.run('ls')
    expect(code).toBe(0)
    expect(stderr).toBe('waiting for a package that awaits: endless; Ctrl-C ends the command\n')
  })

  it('says what it waits for when something else keeps the process alive, and a signal ends it', async () => {
    await shop.write({
      'src/customers.ts': CUSTOMERS,
      'src/least.ts': 'setInterval(() => {}, 1000)\nexport const least: number = await new Promise<never>(() => {})\n',
    })
    const { child, ended, until } = shop.start('build')
    await until(/waiting for what src\/least\.ts:2:30 awaits; Ctrl-C ends the command/)
    child.kill('SIGTERM')
    expect((await ended).code).not.toBe(0)
  })
})
