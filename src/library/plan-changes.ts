import type { OptionNames } from '../core/definitions/options/values/option-checks.js'
import { KerrosError } from '../core/errors/index.js'
import { type ChangesSince, changesSince } from '../runtime/changes/changes-since.js'
import { checkOptions } from '../runtime/open/check-options.js'
import { type OpenProjectOptions, openProject } from '../runtime/open/open-project.js'

/** What {@link planChanges} compares. */
export interface PlanChangesOptions extends OpenProjectOptions {
  /**
   * The path of the project's configuration file. Default: the `kerros.config.ts` of the working directory or the nearest
   * folder above it. A configuration as an object has no files in the revision.
   */
  readonly project?: string | undefined
  /** The revision to compare with: a branch, a tag or a commit. Of a branch, it is the commit at which the work began. */
  readonly base: string
}

const OPTIONS: OptionNames<PlanChangesOptions> = { project: true, target: true, vars: true, cwd: true, base: true }

/**
 * What is different between a project and a revision of its repository: the nodes and columns that are made in another way, what
 * follows from that, and what a build does about it. Does what `kerros plan --base` does. Connects to nothing.
 *
 * ```ts
 * const { nodes } = await planChanges({ base: 'main' })
 * const rebuilt = nodes.filter(({ effect }) => effect === 'rebuild')
 * ```
 *
 * @throws KerrosError `E_GIT` if the revision cannot be read, `E_NO_PROJECT` if it has no such project; DiagnosticsError with everything
 *   that is wrong with the project, now or there.
 */
export async function planChanges(options: PlanChangesOptions): Promise<ChangesSince> {
  checkOptions('planChanges', options, OPTIONS)
  const { base, ...others } = options ?? {}
  if (typeof base !== 'string')
    throw new KerrosError(
      'E_INVALID_OPTION',
      'planChanges(…) compares the project with a revision, and none is named',
      {
        hint: "Name one: planChanges({ base: 'main' }).",
      },
    )
  const opened = await openProject(others)
  if (opened.configFile === undefined)
    throw new KerrosError(
      'E_INVALID_OPTION',
      'planChanges(…) was given the project as an object, which no revision has',
      {
        hint: "Give the path of its configuration file: planChanges({ base: 'main', project: 'kerros.config.ts' }).",
      },
    )
  return changesSince(opened, base, others)
}
