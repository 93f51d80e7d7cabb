import { setImmediate } from 'node:timers/promises'

/** Milliseconds of work after which everything else of the process has its turn: about as long as a small statement takes. */
const SLICE = 1

/** Goes over things in slices, so that statements that run at the same time are answered and followed by the next ones. */
export async function* inSlices<T>(things: Iterable<T>): AsyncGenerator<T, void, undefined> {
  let began = performance.now()
  for (const thing of things) {
    yield thing
    if (performance.now() - began < SLICE) continue
    await setImmediate()
    began = performance.now()
  }
}
