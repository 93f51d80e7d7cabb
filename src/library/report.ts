import path from 'node:path'
import type { OptionNames } from '../core/definitions/options/values/option-checks.js'
import type { RunResult } from '../core/result/run-result.js'
import type { LoadResult } from '../ingest/plan/load-result.js'
import { checkOptions } from '../runtime/open/check-options.js'
import { type OpenProjectOptions, openProject } from '../runtime/open/open-project.js'
import type { WrittenReport } from './report/write-report.js'

/** What {@link report} writes, and where. */
export interface ReportOptions extends OpenProjectOptions {
  /** The heading. Default: the project's name. */
  readonly title?: string | undefined
  /** The path of the page; a relative one starts at the working directory. Default: `target/report/index.html` of the project. */
  readonly file?: string | undefined
  /** The result of `build`, `run` or `test`. Default: the last run of a command line on the target, from `target/run_results.json`. */
  readonly run?: RunResult | undefined
  /** The result of `load`, for the number of rows and the time. Default: the page says nothing of loading. */
  readonly load?: LoadResult | undefined
}

const OPTIONS: OptionNames<ReportOptions> = {
  project: true,
  target: true,
  vars: true,
  cwd: true,
  title: true,
  file: true,
  run: true,
  load: true,
}

/**
 * Writes one page with every chart of the project, its rows and its SQL, and with what a run built and tested. Does what
 * `kerros report` does. Reads the rows of the charts in the target.
 *
 * ```ts
 * const run = await build({ project })
 * const { file } = await report({ project, run, title: 'Orders of today' })
 * ```
 *
 * @returns The path of the page, and why charts have no picture.
 * @throws KerrosError `E_NO_MATCH` if the project has no charts and there is no run to report, `E_ARTIFACTS` if the page cannot be
 *   written, `E_QUERY` if charts are to be drawn and there is no database yet.
 */
export async function report(options: ReportOptions = {}): Promise<WrittenReport> {
  checkOptions('report', options, OPTIONS)
  const { reportOf } = await import('./report/report-of.js')
  const { file, cwd = process.cwd() } = options
  return reportOf(await openProject(options), {
    ...options,
    file: file === undefined ? undefined : path.resolve(cwd, file),
  })
}
