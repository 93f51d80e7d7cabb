import { type Impact, impactOf } from '../../core/lineage/impact.js'
import { type OpenProjectOptions, openProject } from '../open/open-project.js'
import { checkLineageOptions, lineageOf } from './lineage.js'

/**
 * What breaks or changes if a column is dropped, gets another type or is computed differently: what names it, the columns
 * whose values change, the nodes whose rows change, tests, charts and exposures. Connects to nothing.
 *
 * ```ts
 * const { exposures } = await impact('src_movies.title', { project })
 * ```
 *
 * @param column The column with its node, as in `src_movies.title` or `raw.raw_movies.title`.
 * @throws DiagnosticsError with everything that is wrong with the project; KerrosError `E_NO_MATCH` or `E_UNKNOWN_COLUMN` if
 *   the column does not exist.
 */
export async function impact(column: string, options: OpenProjectOptions = {}): Promise<Impact> {
  checkLineageOptions('impact', options)
  const opened = await openProject(options)
  const lineage = lineageOf(opened)
  return impactOf(opened.project, lineage, lineage.column(column), Object.keys(opened.config.targets))
}
