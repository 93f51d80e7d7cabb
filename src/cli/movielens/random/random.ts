/** A source of random numbers: each call gives the next integer of 0 … 2³² − 1. */
export type Random = () => number

/**
 * Returns a stream of random numbers (the small fast chaotic generator, 32 bits) that depends only on `seed` and
 * `name`. It computes with 32-bit integers only, so it gives the same numbers on every machine. Streams of different
 * names are independent: drawing more from one leaves the others as they were.
 */
export function randomStream(seed: number, name: string): Random {
  // In a typed array, since V8 would allocate an object for each new value of a captured `let`.
  const state = Int32Array.of(hash(name), seed, hash(`${name}/${seed}`), 1)
  const next = (): number => {
    const b = state[1]!
    const c = state[2]!
    const counter = state[3]!
    const sum = (((state[0]! + b) | 0) + counter) | 0
    state[0] = b ^ (b >>> 9)
    state[1] = (c + (c << 3)) | 0
    state[2] = (((c << 21) | (c >>> 11)) + sum) | 0
    state[3] = (counter + 1) | 0
    return sum >>> 0
  }
  // The first numbers still resemble the seed.
  for (let round = 0; round < 15; round++) next()
  return next
}

/** An integer of 0 … `bound` − 1. */
export function below(random: Random, bound: number): number {
  return Math.floor((random() * bound) / 0x1_0000_0000)
}

/** One of the elements, each as likely as the others. */
export function pick<T>(random: Random, elements: readonly T[]): T {
  return elements[below(random, elements.length)]!
}

/** The index of one of the weights (integers), each as likely as its weight says. */
export function pickWeighted(random: Random, weights: readonly number[]): number {
  let left = below(
    random,
    weights.reduce((sum, weight) => sum + weight, 0),
  )
  return weights.findIndex((weight) => {
    left -= weight
    return left < 0
  })
}

/** A bell-shaped integer of −510 … 510 (mean 0, standard deviation 148) made of the four bytes of one random number. */
export function bell(bits: number): number {
  return (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24) - 510
}

/** FNV-1a over UTF-16 code units. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value | 0
}
