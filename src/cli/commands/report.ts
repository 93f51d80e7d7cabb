import path from 'node:path'
import pc from 'picocolors'
import { KerrosError } from '../../core/errors/index.js'
import { reportWarning } from '../errors/report-warning.js'
import { type CommonOptions, withCommonOptions } from '../options/options.js'
import { jsonLine } from '../output/json-line.js'
import type { AddCommand } from './add-command.js'
import { openProjectFromCli } from './open-project-from-cli.js'

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
    .option('--out <file>', 'where the page goes (default: target/report/index.html)')
    .action(async (options: ReportOptions) => {
      const { writeReport } = await import('../report/write-report.js')
      const { lastRun } = await import('../report/report-run.js')
      const { chartsOf } = await import('../charts/read-charts.js')
      const { cwd, stdout } = terminal
      const opened = await openProjectFromCli(options, terminal)
      const run = await lastRun(opened)
      if (!run && chartsOf(opened).length === 0)
        throw new KerrosError('E_NO_MATCH', `project "${opened.project.name}" has no charts and no run to report`, {
          hint: 'Run `kerros build` on the target, or export a chart: chart(model, { … }).',
          commands: ['kerros build'],
        })
      const { file, errors } = await writeReport(opened, {
        title: options.title ?? opened.project.name,
        firstCharts: [],
        load: undefined,
        run,
        tables: [],
        file: options.out === undefined ? undefined : path.resolve(cwd, options.out),
      })
      for (const error of errors) reportWarning(error, options, terminal)
      const displayPath = path.relative(cwd, file)
      if (options.json) stdout.write(jsonLine({ event: 'report_written', file: displayPath }))
      else if (!options.quiet) stdout.write(`The report is ${pc.bold(displayPath)}: open it in a browser.\n`)
    })
}
