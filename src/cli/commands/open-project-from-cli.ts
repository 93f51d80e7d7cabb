import path from 'node:path'
import type { InlineQuery } from '../../runtime/open/inline-query.js'
import type { OpenProject } from '../../runtime/open/open-project.js'
import type { CommonOptions, StateOptions } from '../options/options.js'
import type { Terminal } from '../output/terminal.js'

interface OpenOptions extends Omit<CommonOptions, 'target'>, StateOptions {
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
  { cwd, stderr }: Terminal,
  inline?: InlineQuery,
): Promise<OpenProject> {
  const { openProject } = await import('../../runtime/open/open-project.js')
  const onNote = options.debug ? (note: string) => stderr.write(`note: ${note}\n`) : undefined
  const onWait = (text: string): void => void stderr.write(`${text}; Ctrl-C ends the command\n`)
  const opened = await openProject({ ...options, project: options.config, cwd }, { onNote, onWait, inline })
  if (options.state === undefined) return opened
  const { withState } = await import('../../runtime/artifacts/with-state.js')
  return withState(opened, path.resolve(cwd, options.state), options.state)
}
