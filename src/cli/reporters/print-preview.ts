import pc from 'picocolors'
import type { LoadPreview } from '../../runtime/load/preview-load.js'
import { givenOptions } from '../options/given-options.js'
import type { Terminal } from '../output/terminal.js'
import { formatCount, formatSize } from './format-size.js'
import { fileTitle, givenOfLoad, type LoadPlaceOptions, refreshLines, warningLines } from './load-reporter.js'

/** Prints what a load would do: a line a file, or one JSON object. */
export function printPreview(preview: LoadPreview, options: LoadPlaceOptions, { stdout, stderr }: Terminal): void {
  if (options.json) {
    stdout.write(`${JSON.stringify({ event: 'load_preview', ...preview })}\n`)
    return
  }
  for (const { table, files, gone } of preview.tables) {
    for (const file of files) {
      stdout.write(`${fileTitle(table, file.file, file.status, stdout.columns)} [${formatSize(file.size)}]\n`)
      for (const line of warningLines(table, file, givenOfLoad(options))) stdout.write(`${line}\n`)
    }
    for (const file of gone) stdout.write(pc.dim(`gone      ${table} from ${file}\n`))
  }
  const files = preview.tables.flatMap((table) => table.files).filter(({ status }) => status !== 'unchanged')
  const what = files.length === 0 ? 'Nothing new.' : `${formatCount(files.length, 'file')} would be loaded.`
  stdout.write(`\n${what} ${pc.dim('A dry run: nothing was changed.')}\n`)
  for (const line of refreshLines(preview, givenOptions(options), 'would be replaced')) stderr.write(`${line}\n`)
}
