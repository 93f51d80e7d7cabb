import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { artifactsShop } from '../../../artifacts/artifacts-shop.js'
import type { CliProject } from '../../cli-project.js'

let project: CliProject
beforeAll(async () => {
  project = await artifactsShop()
}, 120_000)
afterAll(() => project?.remove())

const REPORT = 'target/report/index.html'

describe('kerros report', { timeout: 120_000 }, () => {
  it('needs a database for charts, and says how to get one', async () => {
    expect(await project.runKept('report')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^E_QUERY .*\n {2}→ .*kerros build/),
    })
  })

  it('writes the charts, the failures and the times of the last run of any project', async () => {
    await project.runKept('build')
    expect(await project.runKept('report')).toEqual({
      code: 0,
      signal: null,
      stdout: `The report is ${REPORT}: open it in a browser.\n`,
      stderr: '',
    })
    const page = await project.read(REPORT)
    expect(page).toContain('<h1>shop</h1>')
    expect(page).toMatch(/<p class="dim">kerros build, [\d-]+ [\d:]+ UTC, target dev<\/p>/)
    expect([...page.matchAll(/<figure id="(\w+)">/g)].map(([, name]) => name)).toEqual(['bars'])
    expect(page).toContain('<summary>SQL of totals</summary>')
    expect(page).toContain('group by &#34;n&#34;.&#34;code&#34;')
    expect(page).toContain('<h3>Failed, warned and skipped</h3>')
    expect(page).toMatch(/<td>accepted_values_seen_label\w*<\/td><td>fail<\/td><td>Got 1 failing row<\/td>/)
    expect(page).toMatch(/<b>5 of 6<\/b> models, seeds and snapshots/)
  })

  it('has another heading and another place where that is asked for, and says where with --json', async () => {
    const args = ['report', '--title', 'Sales & more', '--out', 'out/sales.html', '--json']
    expect(await project.runKept(args)).toMatchObject({
      code: 0,
      stdout: '{"event":"report_written","file":"out/sales.html"}\n',
    })
    expect(await project.read('out/sales.html')).toContain('<h1>Sales &#38; more</h1>')
  })

  it('goes into a folder, and is refused where its name is no page', async () => {
    expect((await project.runKept('report --out pages/')).stdout).toContain('pages/index.html')
    expect((await project.runKept('report --out out')).stdout).toContain('out/index.html')
    expect(await project.runKept('report --out sales.pdf')).toMatchObject({
      code: 2,
      stderr:
        'E_INVALID_OPTION --out "sales.pdf" names no page: a browser opens what ends with .html\n  → Write --out sales.pdf.html, or name a folder: --out sales.pdf/\n',
    })
  })

  it('notes a chart that cannot be read on the page, and warns', async () => {
    await project.write({ 'src/more.ts': MORE })
    const { code, stderr } = await project.runKept('report')
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^WARN E_QUERY .*unbuilt/) })
    expect(stderr).toContain(
      'WARN E_QUERY "best" reads "unbuilt", which is not built yet\n  → Build it first: kerros build --select +best\n',
    )
    expect(await project.read(REPORT)).toMatch(/<h2>Unbuilt<\/h2><\/figcaption>\n<p class="note">.*unbuilt/)
    await project.restore()
  })

  it('leaves out a run on another target, whose results say nothing of this one', async () => {
    const results = await project.read('target/run_results.json')
    await project.write({ 'target/run_results.json': results.replace(/"target": ?"dev"/, '"target":"prod"') })
    expect((await project.runKept('report')).code).toBe(0)
    expect(await project.read(REPORT)).toContain('<p class="dim">Target dev; its last run is not known</p>')
  })

  it('is refused for a project without charts and without a run', async () => {
    await project.remove('target/run_results.json')
    const config = await project.read('kerros.config.ts')
    await project.write({
      'kerros.config.ts': config.replace('src/**/*.ts', 'other/*.ts'),
      'other/a.ts': "import { seed, integer } from 'kerros'\nexport const a = seed('a.csv', { id: integer() })\n",
    })
    expect(await project.runKept('report')).toMatchObject({
      code: 2,
      stderr:
        'E_NO_MATCH project "shop" has no charts and no run to report\n  → Run `kerros build` on the target, or export a chart: chart(model, { … }).\n',
    })
    await project.restore()
  })
})

const MORE = `import { analysis, chart, count, table } from 'kerros'
import { stg_codes } from './shop.ts'
export const unbuilt = table({ c: stg_codes }, (db) => db.selectFrom('c').groupBy('c.code').select(['c.code', count().as('n')]))
export const best_rows = analysis({ u: unbuilt }, (db) => db.selectFrom('u').select(['u.code', 'u.n']).orderBy('u.n'))
export const best = chart(best_rows, { mark: 'bar', category: 'code', value: 'n' })
export const more = chart(unbuilt, { mark: 'bar', category: 'code', value: 'n', title: 'Unbuilt' })
`
