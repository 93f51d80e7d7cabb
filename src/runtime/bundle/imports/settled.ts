import type { NeverSettled } from './never-settled.js'

/** After how long it is said what a command waits for, in milliseconds. */
const LONG = 10_000

/** What is said of a promise that code of users may never settle. */
export interface Waiting {
  /** The error when nothing is left in the process that could settle it. */
  readonly stuck: () => NeverSettled
  /** What it waits for, after ten seconds. */
  readonly wait: () => string
  readonly onWait?: ((text: string) => void) | undefined
}

/**
 * Waits for a promise that code of users may never settle. Node would end the process without a word when nothing is left
 * to wait for, with exit code 0 or 13.
 *
 * @throws What the promise is rejected with, or what `stuck` returns.
 */
export async function settled<T>(promise: Promise<T>, { stuck, wait, onWait }: Waiting): Promise<T> {
  let end = (): void => {}
  const never = new Promise<never>((_, reject) => {
    const onEmpty = (): void => reject(stuck())
    process.once('beforeExit', onEmpty)
    const before = process.getActiveResourcesInfo()
    let isSaid = false
    // Its own timer must not be what keeps the process alive.
    const timer = setInterval(() => {
      if (isIdle(before)) return onEmpty()
      if (!isSaid) onWait?.(wait())
      isSaid = true
    }, LONG).unref()
    end = () => {
      process.off('beforeExit', onEmpty)
      clearInterval(timer)
    }
  })
  return Promise.race([promise, never]).finally(end)
}

/** What the bundler's process keeps open while packages are imported for it: with it the process never gets to its end. */
const OF_A_PROCESS: ReadonlySet<string> = new Set(['ProcessWrap', 'PipeWrap', 'TTYWrap'])

/** Whether nothing runs in the process but what has run before: nothing of this can settle a promise of users' code. */
function isIdle(before: readonly string[]): boolean {
  const now = process.getActiveResourcesInfo()
  const count = (resources: readonly string[], type: string): number =>
    resources.filter((resource) => resource === type).length
  return now.every((type) => OF_A_PROCESS.has(type) && count(now, type) <= count(before, type))
}
