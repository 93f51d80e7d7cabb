import { setTimeout as sleep } from 'node:timers/promises'
import { EXIT, type Terminal } from '../output/terminal.js'

/** Ctrl-C, `kill`, and the closing of the terminal or connection in which a command runs. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * How long the process waits at its end for queries that are being cancelled, in milliseconds. When Node exits, it waits for an
 * engine's threads, and from then on nothing cancels a query that began too late for the first signal.
 */
const PATIENCE = 1000

/**
 * How long work may take to stop, in milliseconds: a server that does not answer does not answer a cancellation either, and
 * who sends a signal may send only one.
 */
const LONGEST_STOP = 20_000

/**
 * Runs work that Ctrl-C stops gracefully: the first signal cancels what runs and lets the work report what was done; the
 * second one ends the process, and so does the first after 20 seconds.
 *
 * @param pause Erases what is drawn on the terminal, with the `^C` that it shows itself, before anything is written below.
 * @param said What is said of the first signal.
 */
export async function interruptible<T>(
  terminal: Terminal,
  work: (signal: AbortSignal) => Promise<T>,
  pause?: () => void,
  said = 'Stopping: running statements are cancelled. Press Ctrl-C again to end immediately.',
): Promise<T> {
  const controller = new AbortController()
  let ended: Promise<unknown> | undefined
  let timer: NodeJS.Timeout | undefined
  const onSignal = (): void => {
    pause?.()
    if (controller.signal.aborted) {
      clearTimeout(timer)
      void Promise.race([ended, sleep(PATIENCE)]).then(() => {
        // Node waits for an engine's threads; from here on, the next signal ends even those.
        for (const signal of SIGNALS) process.off(signal, onSignal)
        process.exit(EXIT.interrupted)
      })
      return
    }
    terminal.stderr.write(`\n${said}\n`)
    controller.abort()
    timer = setTimeout(() => {
      terminal.stderr.write('It does not stop: the process ends. What was running may still run on the server.\n')
      onSignal()
    }, LONGEST_STOP)
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  try {
    const result = work(controller.signal)
    ended = result.catch(() => undefined)
    return await result
  } finally {
    clearTimeout(timer)
    for (const signal of SIGNALS) process.off(signal, onSignal)
  }
}
