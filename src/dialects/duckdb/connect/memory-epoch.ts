import { randomUUID } from 'node:crypto'

/** The time in which no one but kerros has changed a database in memory: as long as it is there. */
export class MemoryEpoch {
  #value: string | undefined = randomUUID()

  /** The id; `undefined` when rows may be changed unseen. */
  get value(): string | undefined {
    return this.#value
  }

  /** Says that rows may be changed unseen from now on. */
  lose(): void {
    this.#value = undefined
  }
}
