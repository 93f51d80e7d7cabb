import path from 'node:path'
import type { KerrosError } from '../../../core/errors/index.js'
import type { InlineQuery } from '../../../runtime/open/inline-query.js'
import type { OpenProject } from '../../../runtime/open/open-project.js'
import { reportWarning } from '../../errors/report-warning.js'
import type { CommonOptions, SelectorOptions, StateOptions } from '../../options/options.js'
import type { Terminal } from '../../output/terminal.js'

interface OpenOptions extends Omit<CommonOptions, 'target'>, StateOptions, SelectorOptions {
  readonly target?: string | undefined
}

/**
 * Opens the project of a command line.
 *
 * @param inline A query that becomes a node of the project.
 * @throws KerrosError `E_NO_PROJECT`, `E_UNKNOWN_TARGET`; DiagnosticsError with everything that is wrong with the project.
 */
export async function openProjectFromCli(
  options: OpenOptions,
  terminal: Terminal,
  inline?: InlineQuery,
): Promise<OpenProject> {
  const { cwd, stderr } = terminal
  const { openProject } = await import('../../../runtime/open/open-project.js')
  const onNote = options.debug ? (note: string) => stderr.write(`note: ${note}\n`) : undefined
  const onWait = (text: string): void => void stderr.write(`${text}; Ctrl-C ends the command\n`)
  const opened = await openProject({ ...options, project: options.config, cwd }, { onNote, onWait, inline })
  if (options.state === undefined) return opened
  const { withState } = await import('../../../runtime/artifacts/with-state.js')
  const { target, ...others } = options
  const given: CommonOptions = { ...others, ...(target !== undefined && { target }) }
  const onWarning = (warning: KerrosError): void => reportWarning(warning, given, terminal)
  const folder = path.resolve(cwd, options.state)
  return withState(opened, { folder, displayPath: options.state, selection: options, onWarning })
}
