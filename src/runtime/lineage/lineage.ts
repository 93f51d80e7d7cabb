import type { OptionNames } from '../../core/definitions/options/values/option-checks.js'
import { DiagnosticsError } from '../../core/errors/index.js'
import { Lineage } from '../../core/lineage/lineage.js'
import { projectLineage } from '../../core/lineage/project-lineage.js'
import { checkOptions } from '../open/check-options.js'
import { type OpenProject, type OpenProjectOptions, openProject } from '../open/open-project.js'
import { columnPlaces } from '../places/column-places.js'

const OPTIONS: OptionNames<OpenProjectOptions> = { project: true, target: true, vars: true, cwd: true }

/**
 * The column lineage of a project: for each column of each node, the columns that it is made of, and how; separately, the
 * columns that decide which rows exist. docs/lineage.md defines the kinds. Connects to nothing.
 *
 * ```ts
 * const all = await lineage({ project })
 * for (const edge of all.downstream('src_ratings.rating')) console.log(edge.kind, edge.to)
 * ```
 *
 * @throws DiagnosticsError with everything that is wrong with the project, and with queries that throw.
 */
export async function lineage(options: OpenProjectOptions = {}): Promise<Lineage> {
  checkLineageOptions('lineage', options)
  return lineageOf(await openProject(options))
}

/** The column lineage of an opened project. */
export function lineageOf({ project, root }: Pick<OpenProject, 'project' | 'root'>): Lineage {
  const { nodes, diagnostics } = projectLineage(project)
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics)
  return new Lineage(nodes, columnPlaces(project, root))
}

/** Refuses options that the functions of lineage do not have. */
export function checkLineageOptions(called: string, options: unknown): void {
  checkOptions(called, options, OPTIONS)
}
