import path from 'node:path'
import { chartSpec, renderChart } from '../../charts/index.js'
import { KerrosError } from '../../core/errors/index.js'
import type { ReadChart } from '../../library/charts/read-charts.js'
import { writeWhole } from '../../runtime/files/write-whole.js'
import { svgToPng } from './svg-to-png.js'

/**
 * Draws a chart into a file, whole or not at all.
 *
 * @param file Its ending is the format.
 * @throws KerrosError `E_INVALID_OPTION` when the file cannot be written; `E_MISSING_DRIVER` when PNG's package is missing.
 */
export async function saveChart({ chart, drawn }: ReadChart, file: string): Promise<void> {
  const spec = chartSpec(chart, drawn)
  const content = await contentOf(path.extname(file).toLowerCase())
  try {
    await writeWhole(file, content, 0o644)
  } catch (cause) {
    throw new KerrosError('E_INVALID_OPTION', `--chart "${file}" cannot be written: ${(cause as Error).message}`, {
      hint: 'Name a file in a folder that you can write to.',
      cause,
    })
  }

  async function contentOf(ending: string): Promise<string | Uint8Array> {
    if (ending === '.json') return `${JSON.stringify(spec, undefined, 2)}\n`
    const svg = await renderChart(spec)
    return ending === '.png' ? svgToPng(svg) : `${svg}\n`
  }
}
