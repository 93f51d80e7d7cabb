import { expect, it } from 'vitest'
import { type Report, reportPage } from '../../src/report/index.js'

const REPORT: Report = {
  title: '<Movies> & "more"',
  subtitle: 'today',
  figures: [{ value: '1,000', label: 'rows' }],
  charts: [
    {
      name: 'bars',
      title: 'A < B',
      description: 'At least `min` & more.',
      picture: { wide: '<svg id="wide"/>', narrow: '<svg id="narrow"/>' },
      note: undefined,
      data: { columns: [{ title: 'n', isNumber: true }], rows: [['7']], note: 'The first row.' },
      sql: [{ title: 'SQL', sql: 'select 1 < 2' }],
    },
    {
      name: 'unread',
      title: 'Unread',
      description: undefined,
      picture: undefined,
      note: 'There is no <table>.',
      data: undefined,
      sql: [],
    },
  ],
  tables: [
    {
      title: 'Top',
      description: undefined,
      columns: [
        { title: 'Title', isNumber: false },
        { title: 'Rating', isNumber: true },
      ],
      rows: [['千と千尋 <b>', '4.50']],
    },
  ],
  work: [],
}

it('shows charts for wide and narrow screens, figures and tables', () => {
  const page = reportPage(REPORT)
  for (const part of [
    '<li><b>1,000</b> rows</li>',
    '<div class="wide"><svg id="wide"/></div>',
    '<div class="narrow"><svg id="narrow"/></div>',
    '<th scope="col" class="number">Rating</th>',
    '<td class="number">4.50</td>',
  ])
    expect(page).toContain(part)
})

it('shows the rows and the SQL of a chart on request, and why one has no picture', () => {
  const page = reportPage(REPORT)
  expect(page).toContain('<details><summary>Data</summary>\n<p class="dim">The first row.</p>\n<table>')
  expect(page).toContain('<td class="number">7</td>')
  expect(page).toContain('<summary>SQL</summary>\n<pre tabindex="0">select 1 &#60; 2</pre>')
  expect(page).toContain('<h2>Unread</h2></figcaption>\n<p class="note">There is no &#60;table&#62;.</p>\n</figure>')
})

it('has no heading for what there is not', () => {
  expect(reportPage({ ...REPORT, figures: [] })).not.toMatch(/How it was made|class="figures"/)
})

it('shows names and rows as text, and code of descriptions as code', () => {
  const page = reportPage(REPORT)
  expect(page).toContain('<title>&#60;Movies&#62; &#38; &#34;more&#34;</title>')
  expect(page).toContain('<td>千と千尋 &#60;b&#62;</td>')
  expect(page).toContain('At least <code>min</code> &#38; more.')
})

it('asks for nothing: no script and no address of anything else', () => {
  const page = reportPage(REPORT)
  expect(page).not.toMatch(/<script|src=|url\(|https?:/)
  expect(page).toContain("default-src 'none'")
  expect(page).toContain('prefers-color-scheme: dark')
})
