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
      wide: '<svg id="wide"/>',
      narrow: '<svg id="narrow"/>',
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
