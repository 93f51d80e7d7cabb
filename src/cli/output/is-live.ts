import type { Terminal } from './terminal.js'

/** Whether someone watches a terminal that can redraw lines: not a pipe, a file, CI or `TERM=dumb`. */
export function isLive({ stdout, env }: Terminal): boolean {
  return stdout.isTTY === true && !env['CI'] && env['TERM'] !== 'dumb'
}
