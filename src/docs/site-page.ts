import { escapeHtml } from '../util/escape-html.js'
import type { SiteData, SiteDrawing } from './site-data.js'

/** The files of a documentation site by their names, besides the script that draws it. */
export interface SiteFiles {
  readonly 'index.html': string
  readonly 'data.js': string
}

/** Makes the files of a site. All are loaded by name from the folder of the page, so that it opens from `file://`, too. */
export function siteFiles(data: SiteData): SiteFiles {
  return { 'index.html': page(data.project), 'data.js': `window.KERROS_SITE = ${scriptJson(data)}\n` }
}

/**
 * The script of a chart's drawing, which the page loads when it shows the chart: pages from `file://` may load scripts, and
 * nothing else.
 *
 * @param file Its path from the folder of the page.
 */
export function drawingFile(file: string, drawing: SiteDrawing): string {
  return `window.KERROS_DRAWN(${scriptJson(file)}, ${scriptJson(drawing)})\n`
}

function page(project: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' file:; style-src 'self' file: 'unsafe-inline'; img-src data: 'self' file:">
<title>${escapeHtml(project)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs-site.css">
</head>
<body>
<div id="site"><p style="padding: 24px">Loading …</p></div>
<noscript>This documentation is drawn by a script: allow scripts for this page.</noscript>
<script src="data.js"></script>
<script src="docs-site.js"></script>
</body>
</html>
`
}

/** JSON that is also JavaScript and cannot end a script. */
function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
