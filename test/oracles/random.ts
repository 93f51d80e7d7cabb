/** Choices that follow from a seed. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** 0 to `below - 1`. */
  below(below: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((this.#state / 2 ** 32) * below)
  }

  one<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!
  }

  /** Once in twenty times. */
  isRare(): boolean {
    return this.below(20) === 0
  }
}
