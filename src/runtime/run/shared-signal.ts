import { setMaxListeners } from 'node:events'

/**
 * A signal that says what the given one says, for as many listeners as there are statements at once: Node would warn of the
 * eleventh.
 */
export function sharedSignal(signal: AbortSignal | undefined): AbortSignal | undefined {
  if (!signal) return undefined
  const shared = AbortSignal.any([signal])
  setMaxListeners(0, shared)
  return shared
}
