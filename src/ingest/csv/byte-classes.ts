/** Bytes that nothing tells apart are one class, so that tables by class are small enough for the nearest cache. */
export class ByteClasses {
  /** For each byte its class. */
  readonly classOf = new Uint8Array(256)
  /** For each class one byte of it. */
  readonly samples: readonly number[]

  /** @param sets Characters of ASCII that belong together. @param signs Bytes that are a class each. */
  constructor(sets: Iterable<string>, signs: Iterable<number>) {
    const all = [...sets]
    const alone = new Set(signs)
    const known = new Map<string, number>()
    const samples: number[] = []
    for (let byte = 0; byte < 256; byte++) {
      const char = String.fromCharCode(byte)
      const name = alone.has(byte) ? `=${byte}` : all.map((set) => (set.includes(char) ? 1 : 0)).join('')
      const found = known.get(name) ?? samples.push(byte) - 1
      known.set(name, found)
      this.classOf[byte] = found
    }
    this.samples = samples
  }
}
