import type { NodeDiff } from '../../core/compare/node-diff.js'
import { KerrosError } from '../../core/errors/index.js'
import { checkOptions, PROJECT_OPTIONS } from '../open/check-options.js'
import { type OpenProject, type OpenProjectOptions, openProject } from '../open/open-project.js'
import type { SelectionOptions } from '../select/selection-options.js'
import { checkCompareOptions } from './check-compare-options.js'
import { comparableNodes } from './comparable-nodes.js'
import { type CompareOptions, diffNodes } from './diff-nodes.js'
import { otherSide } from './other-side.js'

/** What {@link diff} compares. */
export interface DiffOptions extends OpenProjectOptions, SelectionOptions, CompareOptions {
  /** The other side: a target, `schema:NAME`, or a folder with a `manifest.json`. */
  readonly against: string
}

/**
 * Compares the rows of selected relations with those of another target, another schema or an earlier state: by their keys, or as
 * whole rows where there is no key. Does what `kerros diff` does: the engine compares, and nothing is written.
 *
 * ```ts
 * const [movies] = await diff({ select: ['movies'], against: 'prod' })
 * if (movies?.status === 'different') console.log(movies.rows, movies.columns)
 * ```
 * The generated SQL: counts of keys, then `select … from (…) as "h" full join (…) as "t" on "h"."k0" = "t"."k0"`.
 *
 * @returns What is different, each relation after those that it reads; why a relation cannot be compared is its result.
 * @throws KerrosError if the project cannot be loaded or the target cannot be opened; `E_NO_MATCH`, `E_INVALID_OPTION`,
 *   `E_CANCELLED`.
 */
export async function diff(options: DiffOptions): Promise<readonly NodeDiff[]> {
  checkOptions('diff', options, {
    ...PROJECT_OPTIONS,
    against: true,
    key: true,
    columns: true,
    excludeColumns: true,
    where: true,
    tolerance: true,
    samples: true,
    signal: true,
  })
  if (typeof options?.against !== 'string')
    throw new KerrosError('E_INVALID_OPTION', 'diff(…) does not say what is compared with', {
      hint: "Name a target, a schema or a folder with a manifest.json: diff({ against: 'prod' }).",
    })
  return diffOpened(await openProject(options), options)
}

/** The same of an opened project. */
export async function diffOpened(opened: OpenProject, options: DiffOptions): Promise<readonly NodeDiff[]> {
  const ids = comparableNodes(opened, options)
  checkCompareOptions(options, ids.size)
  const other = await otherSide(opened, options.against, { cwd: options.cwd })
  return diffNodes(opened, ids, other, options)
}
