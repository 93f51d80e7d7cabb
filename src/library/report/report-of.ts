import { KerrosError } from '../../core/errors/index.js'
import type { RunResult } from '../../core/result/run-result.js'
import type { LoadResult } from '../../ingest/plan/load-result.js'
import type { OpenProject } from '../../runtime/open/open-project.js'
import { chartsOf } from '../charts/read-charts.js'
import { lastRun, reportRun } from './report-run.js'
import { type WrittenReport, writeReport } from './write-report.js'

/** What a report is about, and where its page goes. */
interface ReportAbout {
  readonly title?: string | undefined
  readonly file?: string | undefined
  /** Default: the last run on the target. */
  readonly run?: RunResult | undefined
  readonly load?: LoadResult | undefined
}

/**
 * Writes the report of an opened project.
 *
 * @throws KerrosError `E_NO_MATCH` if there is nothing to report; as {@link writeReport} does.
 */
export async function reportOf(
  opened: OpenProject,
  { title, file, run: given, load }: ReportAbout,
): Promise<WrittenReport> {
  const { name } = opened.project
  const run = given ? reportRun(undefined, given) : await lastRun(opened)
  if (!run && chartsOf(opened).length === 0)
    throw new KerrosError('E_NO_MATCH', `project "${name}" has no charts and no run to report`, {
      hint: 'Run `kerros build` on the target, or export a chart: chart(model, { … }).',
      commands: ['kerros build'],
    })
  return writeReport(opened, { title: title ?? name, firstCharts: [], load, run, tables: [], file })
}
