import type { JobRun } from '../../artifacts/index.js'
import { KerrosError } from '../../core/errors/index.js'
import { withoutCredentials } from '../../core/errors/without-credentials.js'

/** Where OpenLineage events go, and what they belong to. */
export interface OpenLineageOptions {
  /** The address that gets the events, one POST each; or a file, to which they are added, a line each. */
  readonly to: URL | string
  /** The token in the header `Authorization`. Never printed. */
  readonly apiKey?: string | undefined
  /** The namespace of the jobs. */
  readonly jobNamespace: string
  /** The run that started the command, as a task of a scheduler. */
  readonly parent?: JobRun | undefined
  /** The run at the beginning, as of the scheduler's whole graph. */
  readonly root?: JobRun | undefined
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Reads the option of the command line, and the variables that OpenLineage's own clients read.
 *
 * @param given The value of `--openlineage`: an address or a file. Default: the variable `OPENLINEAGE_URL`.
 * @returns `undefined` when no events are wanted.
 * @throws KerrosError `E_INVALID_OPTION` for a value that cannot be read.
 */
export function openLineageOptions(
  given: string | undefined,
  env: { readonly [name: string]: string | undefined },
): OpenLineageOptions | undefined {
  if (given === undefined && env['OPENLINEAGE_DISABLED']?.toLowerCase() === 'true') return undefined
  const place = given ?? (env['OPENLINEAGE_URL'] || undefined)
  if (place === undefined) return undefined
  const isAddress = /^[a-z][a-z0-9+.-]+:\/\//i.test(place)
  if (!isAddress && given === undefined) throw notAnAddress(place)
  return {
    to: isAddress ? addressOf(place, env['OPENLINEAGE_ENDPOINT'] || 'api/v1/lineage') : place,
    apiKey: env['OPENLINEAGE_API_KEY'] || undefined,
    jobNamespace: env['OPENLINEAGE_NAMESPACE'] || 'kerros',
    parent: runOf(env, 'OPENLINEAGE_PARENT_ID'),
    root: runOf(env, 'OPENLINEAGE_ROOT_PARENT_ID'),
  }
}

/** The endpoint is below the address, as OpenLineage's own clients have it. */
function addressOf(place: string, endpoint: string): URL {
  let url: URL
  try {
    url = new URL(place)
  } catch {
    throw notAnAddress(place)
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw notAnAddress(place)
  const pathname = url.pathname.replace(/\/$/, '')
  if (!pathname.endsWith(`/${endpoint.replace(/^\//, '')}`)) url.pathname = `${pathname}/${endpoint.replace(/^\//, '')}`
  return url
}

function notAnAddress(place: string): KerrosError {
  return new KerrosError('E_INVALID_OPTION', `OpenLineage events cannot be sent to "${withoutCredentials(place)}"`, {
    hint: 'Give an address that begins with http:// or https://, or with --openlineage a file.',
  })
}

/** A run as `NAMESPACE/JOB/UUID`; the namespace may have slashes. */
function runOf(env: { readonly [name: string]: string | undefined }, variable: string): JobRun | undefined {
  const text = env[variable]
  if (!text) return undefined
  const parts = text.split('/')
  const [runId = '', name = ''] = [parts.at(-1), parts.at(-2)]
  const namespace = parts.slice(0, -2).join('/')
  if (namespace !== '' && name !== '' && UUID.test(runId)) return { runId, job: { namespace, name } }
  throw new KerrosError('E_INVALID_OPTION', `the variable ${variable} does not name a run`, {
    hint: 'It is a namespace, a job and the UUID of a run: airflow/daily.build/01936f5e-7a4b-7c3e-9d2f-0a1b2c3d4e5f.',
  })
}
