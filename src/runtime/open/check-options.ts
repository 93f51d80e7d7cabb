import { checkOptionNames, type OptionNames } from '../../core/definitions/options/values/option-checks.js'
import { DiagnosticsError } from '../../core/errors/index.js'
import type { SelectionOptions } from '../select/selection-options.js'
import type { OpenProjectOptions } from './open-project.js'

/** The options of everything that opens a project and selects nodes. */
export const PROJECT_OPTIONS: OptionNames<OpenProjectOptions & SelectionOptions> = {
  project: true,
  target: true,
  vars: true,
  cwd: true,
  select: true,
  exclude: true,
  selector: true,
  indirectSelection: true,
}

/**
 * Refuses options that a function does not have: a misspelt `select` would otherwise build everything.
 *
 * @throws DiagnosticsError `E_INVALID_OPTION` with each of them.
 */
export function checkOptions(called: string, options: unknown, names: OptionNames<any>): void {
  const diagnostics = checkOptionNames(options, names).map(({ message, hint }) => ({
    code: 'E_INVALID_OPTION' as const,
    message: `${called}(…): ${message}`,
    hint,
  }))
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics, `${called}(…)`)
}
