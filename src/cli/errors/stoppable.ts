import { isKerrosError } from '../../core/errors/index.js'
import type { OutputOptions } from '../options/options.js'
import { EXIT, type Terminal } from '../output/terminal.js'

/**
 * Runs the work of a command that is not a run of nodes: if it is interrupted, that is not an error.
 *
 * @param said What is reported then.
 * @returns The exit code.
 */
export async function stoppable(
  options: OutputOptions,
  terminal: Terminal,
  said: string,
  work: () => Promise<number>,
): Promise<number> {
  try {
    return await work()
  } catch (error) {
    if (!isKerrosError(error) || error.code !== 'E_CANCELLED') throw error
    if (options.json) terminal.stdout.write(`${JSON.stringify({ event: 'cancelled' })}\n`)
    else terminal.stderr.write(`${said}\n`)
    return EXIT.interrupted
  }
}
