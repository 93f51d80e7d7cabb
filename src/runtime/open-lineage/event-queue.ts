import type { OpenLineageEvent } from '../../artifacts/index.js'
import { isKerrosError, type KerrosError } from '../../core/errors/index.js'
import type { Transport } from './transport.js'

/**
 * Sends events while a command runs: the first before all others, those of one run in their order, those of different runs
 * side by side.
 */
export class EventQueue {
  readonly #transport: Transport
  readonly #last = new Map<string, Promise<void>>()
  readonly #waiting: (() => void)[] = []
  #first: Promise<void> | undefined
  #onTheirWay = 0
  #failure: KerrosError | undefined

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /**
   * Sends an event after those of the same run. After one that could not be sent, nothing is sent: a server that is not there
   * would be waited for again and again.
   */
  add(runId: string, event: () => Promise<OpenLineageEvent>): void {
    this.#send(runId, event, this.#last.get(runId) ?? this.#first)
  }

  /** Sends an event after all that were added. */
  addLast(runId: string, event: () => Promise<OpenLineageEvent>): void {
    this.#send(runId, event, Promise.all(this.#last.values()))
  }

  /** Waits until everything is sent. Returns why something was not. */
  async ended(): Promise<KerrosError | undefined> {
    await Promise.all(this.#last.values())
    return this.#failure
  }

  #send(runId: string, event: () => Promise<OpenLineageEvent>, before: Promise<unknown> | undefined): void {
    const sent = (async () => {
      await before
      await this.#turn()
      try {
        if (!this.#failure) await this.#transport.send(await event())
      } catch (error) {
        if (!isKerrosError(error)) throw error
        this.#failure ??= error
      } finally {
        this.#onTheirWay--
        this.#waiting.shift()?.()
      }
    })()
    // ended() reports it.
    sent.catch(() => undefined)
    this.#first ??= sent
    this.#last.set(runId, sent)
  }

  async #turn(): Promise<void> {
    while (this.#onTheirWay >= this.#transport.atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#onTheirWay++
  }
}
