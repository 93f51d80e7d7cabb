import { escapeHtml } from '../util/escape-html.js'
import type { Report, ReportChart, ReportTable } from './report.js'
import { REPORT_STYLE } from './report-style.js'

/** A report as one HTML page that asks for nothing else: no script, no font, no picture. Pure. */
export function reportPage({ title, subtitle, figures, charts, tables, work }: Report): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p class="dim">${escapeHtml(subtitle)}</p>
${figures.length === 0 ? '' : figuresHtml(figures)}<div class="charts">
${charts.map(chartHtml).join('\n')}
</div>
${tables.map((table) => `<section>\n${tableHtml(table)}\n</section>`).join('\n')}
${work.length === 0 ? '' : workHtml(work)}</main>
</body>
</html>
`
}

function figuresHtml(figures: Report['figures']): string {
  const items = figures.map(({ value, label }) => `<li><b>${escapeHtml(value)}</b> ${escapeHtml(label)}</li>`)
  return `<ul class="figures">\n${items.join('\n')}\n</ul>\n`
}

function workHtml(work: Report['work']): string {
  const tables = work.map((table) => `<div>\n${tableHtml(table, 'h3')}\n</div>`)
  return `<section>\n<h2>How it was made</h2>\n<div class="work">\n${tables.join('\n')}\n</div>\n</section>\n`
}

function chartHtml({ name, title, description, picture, note, data, sql }: ReportChart): string {
  const about = description === undefined ? '' : `\n<p class="dim">${withCode(description)}</p>`
  const drawn = picture
    ? `<div class="wide">${picture.wide}</div>\n<div class="narrow">${picture.narrow}</div>`
    : `<p class="note">${escapeHtml(note ?? '')}</p>`
  const rows = data && detailsHtml('Data', `${noteHtml(data.note)}${gridHtml(data)}`)
  const statements = sql.map((each) => detailsHtml(each.title, `<pre tabindex="0">${escapeHtml(each.sql)}</pre>`))
  return `<figure id="${escapeHtml(name)}">
<figcaption><h2>${escapeHtml(title)}</h2>${about}</figcaption>
${[drawn, ...(rows === undefined ? [] : [rows]), ...statements].join('\n')}
</figure>`
}

function detailsHtml(title: string, content: string): string {
  return `<details><summary>${escapeHtml(title)}</summary>\n${content}\n</details>`
}

function noteHtml(note: string | undefined): string {
  return note === undefined ? '' : `<p class="dim">${escapeHtml(note)}</p>\n`
}

function tableHtml(table: ReportTable, heading: 'h2' | 'h3' = 'h2'): string {
  const { title, description } = table
  const about = description === undefined ? '' : `<p class="dim">${withCode(description)}</p>\n`
  return `<${heading}>${escapeHtml(title)}</${heading}>\n${about}${gridHtml(table)}`
}

function gridHtml({ columns, rows }: Pick<ReportTable, 'columns' | 'rows'>): string {
  const classOf = (at: number): string => (columns[at]?.isNumber ? ' class="number"' : '')
  const head = columns.map((column, at) => `<th scope="col"${classOf(at)}>${escapeHtml(column.title)}</th>`).join('')
  const body = rows.map(
    (row) => `<tr>${row.map((cell, at) => `<td${classOf(at)}>${escapeHtml(cell)}</td>`).join('')}</tr>`,
  )
  return `<table>
<thead><tr>${head}</tr></thead>
<tbody>
${body.join('\n')}
</tbody>
</table>`
}

/** Descriptions mark code as Markdown does. */
function withCode(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>')
}
