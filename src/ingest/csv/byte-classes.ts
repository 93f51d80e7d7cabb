/** Bytes that are always treated alike share a class, so that tables indexed by class fit in the nearest cache. */
export class ByteClasses {
  /** The class of each byte. */
  readonly classOf = new Uint8Array(256)
  /** One byte of each class. */
  readonly samples: readonly number[]

  /** @param sets ASCII characters that belong together. @param signs Bytes that get a class of their own. */
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
