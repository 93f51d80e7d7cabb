/** Runs the statements of one session one after the other, in the order in which they were asked for. */
export class StatementQueue {
  /** Settles when the last of the statements that wait has ended; never rejected. */
  #last: Promise<unknown> = Promise.resolve()

  /** Runs `work` when what came before has ended, well or not. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work)
    this.#last = result.catch(() => {})
    return result
  }

  /** Waits until all that was asked for so far has ended, well or not. */
  async settled(): Promise<void> {
    await this.#last
  }
}
