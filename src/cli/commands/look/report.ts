import { stat } from 'node:fs/promises'
import path from 'node:path'
import pc from 'picocolors'
import { KerrosError } from '../../../core/errors/index.js'
import { shellQuoted } from '../../../util/shell-quoted.js'
import { reportWarning } from '../../errors/report-warning.js'
import { type CommonOptions, withCommonOptions } from '../../options/options.js'
import { jsonLine } from '../../output/json-line.js'
import type { AddCommand } from '../shared/add-command.js'
import { openProjectFromCli } from '../shared/open-project-from-cli.js'

interface ReportOptions extends CommonOptions {
  readonly title?: string
  readonly out?: string
}

/** `kerros report`: the project's charts and its last run, as one page. */
export const reportCommand: AddCommand = (program, terminal) => {
  const report = program
    .command('report')
    .description('write one page with every chart, its rows and SQL, and what the last run built and tested')
  withCommonOptions(report)
    .option('--title <text>', "the heading (default: the project's name)")
    .option(
      '--out <file>',
      'where the page goes: a name that ends with .html, or a folder (default: target/report/index.html)',
    )
    .action(async (options: ReportOptions) => {
      const { reportOf } = await import('../../../library/report/report-of.js')
      const { cwd, stdout } = terminal
      const file = options.out === undefined ? undefined : await pageFile(options.out, cwd)
      const opened = await openProjectFromCli(options, terminal)
      const { file: written, errors } = await reportOf(opened, { title: options.title, file })
      for (const error of errors) reportWarning(error, options, terminal)
      const displayPath = path.relative(cwd, written)
      if (options.json) stdout.write(jsonLine({ event: 'report_written', file: displayPath }))
      else if (!options.quiet) stdout.write(`The report is ${pc.bold(displayPath)}: open it in a browser.\n`)
    })
}

/** The page that `--out` names: in a folder, its `index.html`. */
async function pageFile(given: string, cwd: string): Promise<string> {
  const file = path.resolve(cwd, given)
  const isFolder = /[/\\]$/.test(given) || (await stat(file).catch(() => undefined))?.isDirectory()
  if (isFolder) return path.join(file, 'index.html')
  if (/\.html?$/i.test(file)) return file
  throw new KerrosError('E_INVALID_OPTION', `--out "${given}" names no page: a browser opens what ends with .html`, {
    hint: `Write --out ${shellQuoted(`${given}.html`)}, or name a folder: --out ${shellQuoted(`${given}/`)}`,
  })
}
