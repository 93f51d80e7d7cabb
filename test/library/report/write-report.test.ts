import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { build, chart, defineProject, double, integer, notNull, seed, unique, varchar } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LoadResult } from '../../../src/ingest/plan/load-result.js'
import { type ReportRun, reportRun } from '../../../src/library/report/report-run.js'
import { type ReportInput, writeReport } from '../../../src/library/report/write-report.js'
import { type OpenProject, openProject } from '../../../src/runtime/open/open-project.js'

const movies = seed(
  'movies.csv',
  { id: integer(), title: varchar(), rating: double() },
  { columns: { id: { tests: [unique(), notNull()] } } },
)
const ratings = (title: string, limit: number) =>
  chart(movies, { mark: 'bar', category: 'title', value: 'rating', title, limit })
const models = [{ movies, by_title: ratings('A chart', 1), best: ratings('B chart', 5), last: ratings('C chart', 5) }]

let folder: string
let opened: OpenProject
let run: ReportRun
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'kerros-report-'))
  writeFileSync(path.join(folder, 'movies.csv'), 'id,title,rating\n1,Up,4.5\n2,Heat,3\n')
  const options = {
    project: defineProject({ name: 'films', models, targets: { dev: duckdb({ path: 'films.duckdb' }) } }),
    cwd: folder,
  }
  opened = await openProject(options)
  run = reportRun('build', await build(options))
})
afterAll(() => rmSync(folder, { recursive: true }))

const LOAD: LoadResult = {
  target: 'dev',
  runId: 'r',
  directory: '/data',
  loadedAt: undefined,
  tables: [
    { table: 'raw.a', gone: [], files: [] },
    {
      table: 'raw.b',
      gone: [],
      files: [{ file: 'b.csv', status: 'new', rows: 12_345, warnings: [], durationMs: 10 }],
    },
  ],
  needFullRefresh: [],
  durationMs: 2500,
}

const TOP = {
  title: 'Top',
  description: 'The best.',
  rows: {
    columns: ['title', 'n', 'avg_rating'],
    rows: [
      { title: 'Up', n: 12_000n, avg_rating: 4.5 },
      { title: null, n: null, avg_rating: null },
    ],
    scales: new Map([['avg_rating', 2]]),
  },
}

async function pageOf(input: Partial<ReportInput> = {}): Promise<string> {
  const { file, errors } = await writeReport(opened, {
    title: 'Films',
    firstCharts: [],
    load: undefined,
    run,
    tables: [],
    ...input,
  })
  expect(errors).toEqual([])
  expect(file).toBe(path.join(folder, 'target/report/index.html'))
  return readFileSync(file, 'utf8')
}

const figuresOf = (page: string) => [...page.matchAll(/<li><b>(.*?)<\/b> (.*?)<\/li>/g)].map(([, ...figure]) => figure)
const chartsOf = (page: string) => [...page.matchAll(/<figure id="(\w+)">/g)].map(([, name]) => name)

describe('a report', () => {
  it('shows the charts that come first in their order, and the others by name', async () => {
    expect(chartsOf(await pageOf())).toEqual(['best', 'by_title', 'last'])
    expect(chartsOf(await pageOf({ firstCharts: ['last', 'gone', 'by_title'] }))).toEqual(['last', 'by_title', 'best'])
  })

  it('draws each chart twice, with the number of rows that the chart has', async () => {
    const [, one, two] = (await pageOf({ firstCharts: ['by_title', 'best'] })).split('<figure ')
    expect(one!.match(/<svg /g)).toHaveLength(2)
    expect(one).toContain('<h2>A chart</h2>')
    const titlesIn = (figure: string) => ['Up', 'Heat'].filter((title) => figure.includes(`>${title}<`))
    expect([titlesIn(one!), titlesIn(two!)].map(({ length }) => length)).toEqual([1, 2])
    expect([...one!.matchAll(/<svg [^>]*viewBox="0 0 (\d+)/g)].map(([, width]) => Number(width))).toEqual([760, 360])
  })

  it('begins with figures of the load and of the run', async () => {
    const time = expect.stringMatching(/^\d+\.\d+ s$/)
    const ofRun = [
      ['1', 'models, seeds and snapshots'],
      [time, 'to build and test'],
      ['2', 'tests passed'],
    ]
    expect(figuresOf(await pageOf())).toEqual(ofRun)
    const ofLoad = [
      ['12,345', 'source rows'],
      ['2.50 s', 'to load'],
    ]
    expect(figuresOf(await pageOf({ load: LOAD }))).toEqual([...ofLoad, ...ofRun])
    const failed = {
      ...run,
      nodes: run.nodes.map((node) => (node.name.startsWith('unique') ? { ...node, status: 'fail' as const } : node)),
    }
    expect(figuresOf(await pageOf({ run: failed })).at(-1)).toEqual(['1 of 2', 'tests passed'])
  })

  it('says when it ran, where, and what was tested by the names of the tests', async () => {
    const page = await pageOf({ run: { ...run, startedAt: new Date('2024-02-29T12:34:56Z') } })
    expect(page).toContain('<p class="dim">kerros build, 2024-02-29 12:34 UTC, target dev</p>')
    for (const kind of ['unique', 'not_null']) expect(page).toContain(`<td>${kind}</td><td class="number">1</td>`)
  })

  it('writes the rows of tables as a reader does, numbers to the right', async () => {
    const page = await pageOf({ tables: [TOP] })
    expect(page).toContain('<p class="dim">The best.</p>')
    expect(page).toContain('<th scope="col" class="number">Avg rating</th>')
    expect(page).toContain('<td>Up</td><td class="number">12,000</td><td class="number">4.50</td>')
    expect(page).toContain('<td>null</td><td class="number">null</td><td class="number">null</td>')
  })

  it('has the rows and the SQL of each chart, and of the model that it draws', async () => {
    const [, best] = (await pageOf()).split('<figure ')
    expect([...best!.matchAll(/<summary>(.*?)<\/summary>/g)].map(([, title]) => title)).toEqual(['Data', 'SQL'])
    expect(best).toContain('<th scope="col">title</th><th scope="col" class="number">rating</th>')
    expect(best).toContain('<td>Up</td><td class="number">4.5')
    expect(best).toContain('from &#34;main&#34;.&#34;movies&#34;')
  })

  it('is written without a run, and says so', async () => {
    const page = await pageOf({ run: undefined })
    expect(page).toContain('<p class="dim">Target dev; its last run is not known</p>')
    expect(page).not.toContain('How it was made')
  })

  it('is refused where it cannot be written, and where a chart has nothing to draw', async () => {
    const input = { title: 'Films', firstCharts: [], load: undefined, run, tables: [] }
    rmSync(path.join(folder, 'target/report'), { recursive: true, force: true })
    writeFileSync(path.join(folder, 'target/report'), '')
    await expect(writeReport(opened, input)).rejects.toMatchObject({ code: 'E_ARTIFACTS' })
    rmSync(path.join(folder, 'target/report'))
    const targets = { dev: duckdb({ path: 'nothing.duckdb' }) }
    const empty = await openProject({ project: defineProject({ name: 'films', models, targets }), cwd: folder })
    await expect(writeReport(empty, input)).rejects.toMatchObject({ code: 'E_QUERY' })
  })
})
