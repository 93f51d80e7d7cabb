import type { OptionNames } from '../core/definitions/options/values/option-checks.js'
import { KerrosError } from '../core/errors/index.js'
import type { RunResult } from '../core/result/run-result.js'
import { checkOptions, PROJECT_OPTIONS } from '../runtime/open/check-options.js'
import { type OpenProjectOptions, openProject } from '../runtime/open/open-project.js'
import { type RunOptions, runCommand } from '../runtime/run/run-command.js'
import type { SelectionOptions } from '../runtime/select/selection-options.js'

/** What {@link clone} makes relations of, and which ones. */
export interface CloneOptions
  extends OpenProjectOptions,
    SelectionOptions,
    Pick<RunOptions, 'resourceTypes' | 'threads' | 'failFast' | 'reporter' | 'signal'> {
  /** The folder with the `manifest.json` of what is cloned; a relative path starts at the working directory. */
  readonly state: string
  /** Whether relations that the target has already are replaced. Default: false; they are left. */
  readonly fullRefresh?: boolean | undefined
}

const OPTIONS: OptionNames<CloneOptions> = {
  ...PROJECT_OPTIONS,
  state: true,
  fullRefresh: true,
  resourceTypes: true,
  threads: true,
  failFast: true,
  reporter: true,
  signal: true,
}

/**
 * Makes relations of an earlier state in the target: of tables without copying rows, where the engine can, and views of them
 * elsewhere. Does what `kerros clone` does.
 *
 * ```ts
 * const result = await clone({ project: 'kerros.config.ts', target: 'ci', state: 'prod-artifacts' })
 * ```
 *
 * The generated SQL (Snowflake): `create table "DB"."CI"."ORDERS" clone "DB"."PROD"."ORDERS"`
 *
 * @throws KerrosError `E_FILE_NOT_FOUND` without a manifest, `E_STATE` for one of another engine. A node's failure does not throw: see
 *   `status` and `error` in the result.
 */
export async function clone(options: CloneOptions): Promise<RunResult> {
  checkOptions('clone', options, OPTIONS)
  const { state, ...others } = options ?? {}
  if (typeof state !== 'string')
    throw new KerrosError('E_INVALID_OPTION', 'clone(…) does not say of what', {
      hint: "Name the folder that has the manifest.json of what is cloned: clone({ state: 'FOLDER' }).",
    })
  return runCommand('clone', await openProject(others), { ...others, defer: { state } })
}
