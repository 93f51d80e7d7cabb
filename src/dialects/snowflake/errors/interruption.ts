import { cancelledError } from './snowflake-errors.js'

/** How often Snowflake is asked again to cancel, in milliseconds: it forgets what arrives before the statement. */
const REPEAT_AFTER = 1000

/** How long a cancelled statement may take to end, in milliseconds. */
const GRACE = 10_000

/** What can be stopped: a statement that runs, or a stream that is read. */
export interface Stoppable {
  cancel(): void
  /** Ends the wait for an answer that does not come. */
  giveUp(error: Error): void
}

/** The means to stop what one statement does, from its start to the last of its rows. */
export class SnowflakeInterruption {
  readonly #signal: AbortSignal | undefined
  readonly #fire = (): void => this.fire()
  #fired = false
  #target: Stoppable | undefined
  #repeat: NodeJS.Timeout | undefined
  #grace: NodeJS.Timeout | undefined

  /** @throws KerrosError `E_CANCELLED` when `signal` is aborted already. */
  constructor(signal: AbortSignal | undefined) {
    if (signal?.aborted) throw cancelledError()
    this.#signal = signal
    signal?.addEventListener('abort', this.#fire)
  }

  get fired(): boolean {
    return this.#fired
  }

  /** Stops what runs now and what starts later. Safe at any time, any number of times. */
  fire(): void {
    if (this.#fired) return
    this.#fired = true
    this.#stop()
  }

  /** Says what is to be stopped from now on. */
  watch(target: Stoppable): void {
    this.#target = target
    if (this.#fired) this.#stop()
  }

  /** What was watched has ended. */
  unwatch(): void {
    clearInterval(this.#repeat)
    clearTimeout(this.#grace)
    this.#target = undefined
  }

  /** Nothing is left to stop. */
  settle(): void {
    this.unwatch()
    this.#signal?.removeEventListener('abort', this.#fire)
  }

  #stop(): void {
    const target = this.#target
    if (!target) return
    this.#repeat = setInterval(() => target.cancel(), REPEAT_AFTER)
    this.#grace = setTimeout(() => target.giveUp(cancelledError()), GRACE)
    // Last, since it may end the watch immediately.
    target.cancel()
  }
}
