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
<ul class="figures">
${figures.map(({ value, label }) => `<li><b>${escapeHtml(value)}</b> ${escapeHtml(label)}</li>`).join('\n')}
</ul>
<div class="charts">
${charts.map(chartHtml).join('\n')}
</div>
${tables.map((table) => `<section>\n${tableHtml(table)}\n</section>`).join('\n')}
<section>
<h2>How it was made</h2>
<div class="work">
${work.map((table) => `<div>\n${tableHtml(table, 'h3')}\n</div>`).join('\n')}
</div>
</section>
</main>
</body>
</html>
`
}

function chartHtml({ name, title, description, wide, narrow }: ReportChart): string {
  const about = description === undefined ? '' : `\n<p class="dim">${withCode(description)}</p>`
  return `<figure id="${escapeHtml(name)}">
<figcaption><h2>${escapeHtml(title)}</h2>${about}</figcaption>
<div class="wide">${wide}</div>
<div class="narrow">${narrow}</div>
</figure>`
}

function tableHtml({ title, description, columns, rows }: ReportTable, heading: 'h2' | 'h3' = 'h2'): string {
  const about = description === undefined ? '' : `<p class="dim">${withCode(description)}</p>\n`
  const classOf = (at: number): string => (columns[at]?.isNumber ? ' class="number"' : '')
  const head = columns.map((column, at) => `<th scope="col"${classOf(at)}>${escapeHtml(column.title)}</th>`).join('')
  const body = rows.map(
    (row) => `<tr>${row.map((cell, at) => `<td${classOf(at)}>${escapeHtml(cell)}</td>`).join('')}</tr>`,
  )
  return `<${heading}>${escapeHtml(title)}</${heading}>
${about}<table>
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
