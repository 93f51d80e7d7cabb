import { setMaxListeners } from 'node:events'

/**
 * A signal that follows the given one, for any number of parallel statements: Node would warn about the
 * eleventh listener.
 */
export function sharedSignal(signal: AbortSignal | undefined): AbortSignal | undefined {
  if (!signal) return undefined
  const shared = AbortSignal.any([signal])
  setMaxListeners(0, shared)
  return shared
}
