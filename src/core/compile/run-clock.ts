/** The time of a run: one value for everything in it. */
export class RunClock {
  #time: Date | undefined

  /** When the run began; for what asks before any run, the time of the first question. */
  get time(): Date {
    this.#time ??= new Date()
    return this.#time
  }

  /** Begins a run. */
  start(at = new Date()): Date {
    this.#time = at
    return at
  }
}
