import { appendFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OpenLineageEvent } from '../../artifacts/index.js'
import { KerrosError } from '../../core/errors/index.js'
import { withoutCredentials } from '../../core/errors/without-credentials.js'
import { makeFolder } from '../../util/make-folder.js'
import type { OpenLineageOptions } from './open-lineage-options.js'

/** Takes events to where they are kept. */
export interface Transport {
  /** How many events may be on their way at the same time. */
  readonly atOnce: number
  /** @throws KerrosError `E_OPENLINEAGE` for an event that cannot be kept. */
  send(event: OpenLineageEvent): Promise<void>
}

/** How long an answer may take, in milliseconds, and how long to wait before each further try. */
const PATIENCE = 5000
const PAUSES = [200, 1000]

/**
 * The transport that the options ask for.
 *
 * @param root Relative files start here.
 */
export function transportOf({ to, apiKey }: Pick<OpenLineageOptions, 'to' | 'apiKey'>, root: string): Transport {
  return typeof to === 'string' ? fileTransport(path.resolve(root, to), to) : httpTransport(to, apiKey)
}

/** Adds a line for each event to a file, and creates its folder. */
function fileTransport(file: string, shownAs: string): Transport {
  return {
    atOnce: 1,
    send: async (event) => {
      try {
        await makeFolder(path.dirname(file))
        await appendFile(file, jsonOf(event))
      } catch (cause) {
        throw new KerrosError('E_OPENLINEAGE', `${shownAs} cannot be written: ${(cause as Error).message}`, {
          hint: 'Give --openlineage a file in a folder that can be written.',
          cause,
        })
      }
    },
  }
}

/** Posts each event. What may be over soon is tried again: no connection, no answer in time, a server that is busy or broken. */
function httpTransport(url: URL, apiKey: string | undefined): Transport {
  const address = new URL(url)
  // fetch refuses addresses with credentials.
  const { username, password } = address
  address.username = ''
  address.password = ''
  const basic = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const authorization = apiKey ? `Bearer ${apiKey}` : username && `Basic ${Buffer.from(basic).toString('base64')}`
  const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) }
  return {
    atOnce: 8,
    send: async (event) => {
      const body = jsonOf(event)
      for (const pause of [...PAUSES, undefined]) {
        const answer = await post(address, headers, body)
        if (answer === undefined) return
        if (pause === undefined || !answer.isPassing) throw notSent(url, answer)
        await sleep(pause)
      }
    },
  }
}

/** Why an event was not accepted. */
interface Refusal {
  readonly reason: string
  readonly isPassing: boolean
  readonly cause?: unknown
}

async function post(
  address: URL,
  headers: { readonly [name: string]: string },
  body: string,
): Promise<Refusal | undefined> {
  try {
    const {
      ok,
      status,
      body: answer,
    } = await fetch(address, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(PATIENCE),
    })
    await answer?.cancel()
    return ok ? undefined : { reason: `it answers ${status}`, isPassing: status >= 500 || status === 429 }
  } catch (cause) {
    const isLate = cause instanceof Error && cause.name === 'TimeoutError'
    return { reason: isLate ? 'it does not answer' : 'there is no connection to it', isPassing: true, cause }
  }
}

function notSent(url: URL, { reason, isPassing, cause }: Refusal): KerrosError {
  const address = withoutCredentials(url.href)
  return new KerrosError('E_OPENLINEAGE', `OpenLineage events cannot be sent to ${address}: ${reason}`, {
    hint: isPassing
      ? 'Look whether the server runs there, or set OPENLINEAGE_DISABLED=true.'
      : 'Correct the address in OPENLINEAGE_URL and OPENLINEAGE_ENDPOINT, and the key in OPENLINEAGE_API_KEY.',
    cause,
  })
}

function jsonOf(event: OpenLineageEvent): string {
  return `${JSON.stringify(event)}\n`
}
