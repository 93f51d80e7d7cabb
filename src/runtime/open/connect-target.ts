import { KerrosError } from '../../core/errors/index.js'
import type { ConnectOptions, Target } from '../../core/ports/target.js'
import type { Warehouse } from '../../core/ports/warehouse.js'

/**
 * Connects to a target, unless a signal says to stop: a server that does not answer is not waited for then.
 *
 * @throws KerrosError `E_CANCELLED` as soon as the signal says so, and what the target's `connect` throws.
 */
export async function connectTarget(
  target: Target,
  options: ConnectOptions,
  signal: AbortSignal | undefined,
): Promise<Warehouse> {
  const opening = target.connect(options)
  if (!signal) return opening
  let stop = (): void => {}
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(new KerrosError('E_CANCELLED', 'stopped before there was a connection'))
    signal.addEventListener('abort', stop, { once: true })
    // What is there already is used, so that a run that is stopped early still reports its nodes.
    if (signal.aborted) setTimeout(stop, ALREADY_THERE).unref()
  })
  try {
    return await Promise.race([opening, stopped])
  } catch (error) {
    // It may still come.
    void opening.then((warehouse) => warehouse.close()).catch(() => undefined)
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** For how long a connection is waited for that was asked for when it was to stop already, in milliseconds. */
const ALREADY_THERE = 5000
