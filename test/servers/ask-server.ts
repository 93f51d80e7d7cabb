import { inject } from 'vitest'
import type { ServerAnswer } from './global-setup.js'

/**
 * Has a server started and waits until it is up. That takes minutes when its packages have to be installed first, longer
 * than a hook may take: to be awaited outside of tests and hooks.
 */
export async function askServer(name: 's3' | 'snowflake'): Promise<ServerAnswer> {
  const ask = (): Promise<Response> => fetch(`${inject('testServers')}/${name}`)
  let response = await ask()
  while (response.status === 202) response = await ask()
  if (!response.ok) throw new Error(`the test server "${name}" did not start: ${await response.text()}`)
  return (await response.json()) as ServerAnswer
}
