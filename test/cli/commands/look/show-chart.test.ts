import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliProject } from '../../cli-project.js'

const CHARTS = `import { chart } from 'kerros'
import { customers } from './customers.js'
export const by_customer = chart(customers, {
  mark: 'bar', category: 'customer', value: 'amount', orientation: 'horizontal', title: 'Amounts', limit: 1,
})
export const all_customers = chart(customers, { mark: 'bar', category: 'customer', value: 'amount' })
`

/** Hides the optional package, as if it were not installed. */
const WITHOUT_RESVG = `import { register } from 'node:module'
const hook = 'export async function resolve(name, context, next) { if (name.startsWith("@resvg/")) throw new Error("gone"); return next(name, context) }'
register('data:text/javascript,' + encodeURIComponent(hook))
`

let shop: CliProject
beforeAll(async () => {
  shop = await CliProject.shop({ 'src/charts.ts': CHARTS, 'hide.mjs': WITHOUT_RESVG })
  expect((await shop.runKept('build')).code).toBe(0)
}, 120_000)
afterAll(() => shop.remove())

describe('kerros show NAME --chart FILE', () => {
  it('draws SVG with each bar, and says where', async () => {
    expect(await shop.runKept('show all_customers --chart out/all.svg')).toMatchObject({
      code: 0,
      stdout: 'out/all.svg\n',
      stderr: '',
    })
    const svg = await shop.read('out/all.svg')
    for (const text of ['Amount by customer', 'Aino', 'Veikko', '19.75', '80.00']) expect(svg).toContain(`>${text}<`)
  })

  it('draws the number of rows that the chart has, unless --limit says otherwise', async () => {
    await shop.runKept('show by_customer --chart one.json')
    await shop.runKept('show by_customer --chart two.json --limit 2')
    const rowsIn = async (file: string) => JSON.parse(await shop.read(file)).data.values.length
    expect([await rowsIn('one.json'), await rowsIn('two.json')]).toEqual([1, 2])
  })

  it('draws PNG with the optional package', async () => {
    expect((await shop.runKept('show by_customer --chart one.PNG --json')).stdout).toBe(
      '{"event":"chart_written","file":"one.PNG","rows":1}\n',
    )
    const png = await readFile(path.join(shop.folder, 'one.PNG'))
    expect(png.subarray(1, 4).toString()).toBe('PNG')
  })

  it('says how to install what PNG needs', async () => {
    const hide = ['--import', `file://${path.join(shop.folder, 'hide.mjs')}`]
    expect(await shop.run('show by_customer --chart no.png', { nodeOptions: hide })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('npm install @resvg/resvg-js'),
    })
    expect((await shop.run('show by_customer --chart yes.svg', { nodeOptions: hide })).code).toBe(0)
  })

  it('says what can be drawn, where, and as what', async () => {
    const messageOf = async (args: string) => {
      const { code, stderr } = await shop.runKept(args)
      expect(code).toBe(2)
      return stderr
    }
    expect(await messageOf('show customers --chart a.svg')).toBe(
      'E_INVALID_OPTION --chart draws a chart, and "customers" is not one\n  → The charts of this project: all_customers, by_customer\n',
    )
    expect(await messageOf('show by_customer --chart a.jpg')).toContain('must end in .svg, .png or .json.')
    expect(await messageOf('show by_customer --chart src/orders.csv/a.svg')).toContain('cannot be written: ')
  })
})

it('prints a chart as rows where no terminal is, and as JSON', async () => {
  expect((await shop.runKept('show by_customer')).stdout).toContain('│ Aino')
  expect((await shop.runKept('show by_customer --json')).stdout).toContain('"customer":"Aino"')
})
