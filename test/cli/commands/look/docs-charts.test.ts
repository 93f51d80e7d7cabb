import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { artifactsShop } from '../../../artifacts/artifacts-shop.js'
import type { CliProject } from '../../cli-project.js'

const DONE = 'Open target/docs/index.html in a browser.\n'

let project: CliProject

beforeAll(async () => {
  project = await artifactsShop()
}, 120_000)
afterAll(() => project?.remove())

/** What the site says of a chart. */
async function chartOf(name: string): Promise<any> {
  const text = await project.read('target/docs/data.js')
  const { nodes } = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1))
  return nodes.find((node: any) => node.id === `exposure.shop.${name}`).chart
}

function drawingFiles(): Promise<readonly string[]> {
  return readdir(path.join(project.folder, 'target/docs/charts')).catch(() => [])
}

describe('charts in the documentation site', () => {
  it('are left undrawn, with a line that says why, where nothing is built yet', async () => {
    const { code, stdout, stderr } = await project.runKept('docs generate')
    expect({ code, stdout }).toEqual({ code: 0, stdout: DONE })
    expect(stderr).toMatch(/^WARN E_QUERY target "dev" is still empty\n.*kerros build/)
    expect(await chartOf('bars')).toMatchObject({
      title: 'Codes',
      sql: expect.stringMatching(/^select \*\s+from "main"\."totals" as "r"\s+limit 100$/),
      note: expect.stringMatching(/^target "dev" is still empty\. Build it first/),
    })
    expect(await drawingFiles()).toEqual([])
  })

  it('are drawn with their two columns of rows, and no others', async () => {
    await project.runKept('build')
    expect(await project.runKept('docs generate')).toMatchObject({ code: 0, stdout: DONE, stderr: '' })
    expect(await chartOf('bars')).toMatchObject({ file: 'charts/1.js' })
    const script = await project.read('target/docs/charts/1.js')
    const [, drawing] = JSON.parse(`[${script.slice(script.indexOf('(') + 1, script.lastIndexOf(')'))}]`)
    expect(drawing).toMatchObject({
      columns: [
        { name: 'code', isNumber: true },
        { name: 'n', isNumber: true },
      ],
      rows: expect.arrayContaining([
        ['1', '1'],
        ['2', '1'],
      ]),
      isCut: false,
    })
    expect(drawing.wide).toMatch(/^<svg[^>]* width="760"/)
    expect(drawing.narrow).toMatch(/^<svg[^>]* width="360"/)
  })

  it('do not keep each other away: one whose rows cannot be read is a line and a note', async () => {
    await project.write({
      'src/lost.ts': `import { chart, count, table } from 'kerros'
import { stg_codes } from './shop.js'

export const lost = table({ c: stg_codes }, (db) => db.selectFrom('c').groupBy('c.label').select(['c.label', count().as('n')]))
export const a_lost_chart = chart(lost, { mark: 'bar', category: 'label', value: 'n' })
`,
    })
    const { code, stdout, stderr } = await project.runKept('docs generate')
    expect({ code, stdout }).toEqual({ code: 0, stdout: DONE })
    expect(stderr).toMatch(/^WARN E_QUERY .*lost.*\n.*\n$/)
    expect(await chartOf('a_lost_chart')).toMatchObject({ note: expect.stringContaining('lost') })
    expect(await chartOf('bars')).toMatchObject({ file: 'charts/2.js' })
    expect(await drawingFiles()).toEqual(['2.js'])
    await project.restore()
  })

  it('are left out by --no-charts, with the rows that an earlier site had', async () => {
    expect(await project.runKept('docs generate --no-charts')).toMatchObject({ code: 0, stdout: DONE, stderr: '' })
    expect(await chartOf('bars')).toMatchObject({ note: expect.stringContaining('--no-charts') })
    expect(await drawingFiles()).toEqual([])
  })

  it('are not drawn from a target that cannot be read, and the site is written all the same', async () => {
    const file = path.join(project.folder, 'target/shop.duckdb')
    const database = await readFile(file)
    await project.write({ 'target/shop.duckdb': 'no database' })
    const { code, stdout, stderr } = await project.runKept('docs generate')
    expect({ code, stdout }).toEqual({ code: 0, stdout: DONE })
    expect(stderr.match(/WARN/g)).toHaveLength(1)
    expect(await chartOf('bars')).toMatchObject({ note: expect.any(String) })
    expect((await project.runKept('docs generate', { program: 'dbt' })).code).toBe(1)
    await writeFile(file, database)
  })
})
