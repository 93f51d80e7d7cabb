import { EXIT, type Terminal } from '../output/terminal.js'

/** Ctrl-C, `kill`, and the end of the terminal or the connection in which a command runs. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs work that Ctrl-C stops in good order: the first signal cancels what runs and lets the work say what was done, the
 * second one ends the process at once.
 */
export async function interruptible<T>(terminal: Terminal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted)
    terminal.stderr.write('\nStopping: running statements are cancelled. Press Ctrl-C again to end at once.\n')
    controller.abort()
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  try {
    return await work(controller.signal)
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal)
  }
}
