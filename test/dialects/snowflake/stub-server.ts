import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'

/** A request as the driver sends it. */
export interface StubRequest {
  readonly path: string
  readonly query: URLSearchParams
  readonly token: string | undefined
  readonly body: {
    readonly sqlText?: string
    readonly bindings?: Readonly<Record<string, { readonly type: string; readonly value: unknown }>>
    readonly parameters?: Readonly<Record<string, unknown>>
    readonly requestId?: string
    readonly data?: Readonly<Record<string, unknown>>
  }
}

/** What a script makes of a request. Without `body` and `status`, nothing is answered until the test ends. */
export interface StubReply {
  readonly status?: number
  /** An object is sent as JSON, a text as it is. */
  readonly body?: unknown
  readonly delay?: number
  /** The connection is cut instead of the answer being sent. */
  readonly isCut?: boolean
}

/** Answers a request; `undefined` leaves it to the default. */
export type StubScript = (request: StubRequest) => StubReply | undefined | Promise<StubReply | undefined>

/** A column of a result, as the protocol describes it. */
export interface StubColumn {
  readonly name: string
  readonly type: string
  readonly precision?: number
  readonly scale?: number
}

/** The endpoints that the driver uses, on loopback, answering as a test says. It knows no SQL. */
export class StubServer {
  readonly requests: StubRequest[] = []
  script: StubScript = () => undefined
  readonly #server: Server
  #logins = 0

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(): Promise<StubServer> {
    const server = createServer()
    const stub = new StubServer(server)
    server.on('request', (request, response) => void stub.#answer(request, response))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return stub
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** The requests to an endpoint so far. */
  to(path: string): readonly StubRequest[] {
    return this.requests.filter((request) => request.path === path)
  }

  /** The statements that were sent, without those that set a session up; a statement sent twice is here twice. */
  get statements(): readonly string[] {
    return this.to(QUERY)
      .map(({ body }) => body.sqlText!)
      .filter((sql) => !sql.startsWith('alter session'))
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await toRequest(message)
    this.requests.push(request)
    const reply = (await this.script(request)) ?? this.#standard(request)
    if (reply.delay) await new Promise((resolve) => setTimeout(resolve, reply.delay))
    if (reply.isCut) return void message.socket.destroy()
    if (reply.body === undefined && reply.status === undefined) return
    const isText = typeof reply.body === 'string'
    response.writeHead(reply.status ?? 200, { 'content-type': isText ? 'binary/octet-stream' : 'application/json' })
    response.end(isText ? reply.body : JSON.stringify(reply.body ?? {}))
  }

  #standard(request: StubRequest): StubReply {
    if (request.path === LOGIN) return loggedIn(++this.#logins)
    if (request.path === '/session/token-request')
      return ok({ sessionToken: 'renewed', masterToken: 'm', validityInSecondsST: 3600, validityInSecondsMT: 14400 })
    return request.path === QUERY ? rows([{ name: 'status', type: 'text' }], [['done']]) : ok(null)
  }
}

export const LOGIN = '/session/v1/login-request'
export const QUERY = '/queries/v1/query-request'
export const ABORT = '/queries/v1/abort-request'

function loggedIn(login: number): StubReply {
  const validity = { validityInSeconds: 3600, masterValidityInSeconds: 14400 }
  return ok({ token: `session ${login}`, masterToken: 'm', sessionId: login, parameters: [], ...validity })
}

/** An answer of success. */
export function ok(data: unknown): StubReply {
  return { body: { success: true, code: null, message: null, data } }
}

/** A refusal, of a login or a statement. */
export function failure(code: string, message: string, sqlState?: string): StubReply {
  const queryId = '01b00000-0000-0000-0000-00000000dead'
  return { body: { success: false, code, message, data: { sqlState, queryId } } }
}

let queryNumber = 0

/** A result with its rows in it, and perhaps more of them in chunks to download. */
export function rows(
  columns: readonly StubColumn[],
  rowset: readonly (readonly (string | null)[])[],
  chunks: readonly { readonly url: string; readonly rowCount: number }[] = [],
): StubReply {
  const total = chunks.reduce((sum, { rowCount }) => sum + rowCount, rowset.length)
  return ok({
    parameters: [{ name: 'BINARY_OUTPUT_FORMAT', value: 'HEX' }],
    rowtype: columns.map((column) => ({ nullable: true, precision: null, scale: null, ...column })),
    rowset,
    total,
    returned: total,
    ...(chunks.length > 0 && {
      chunks: chunks.map((chunk) => ({ ...chunk, uncompressedSize: 1, compressedSize: 1 })),
      chunkHeaders: { 'x-chunk': '1' },
    }),
    queryId: `01b00000-0000-0000-0000-${String(++queryNumber).padStart(12, '0')}`,
    version: 1,
    statementTypeId: 4096,
  })
}

/** The report of a statement that writes. */
export function report(counts: Readonly<Record<string, number>>): StubReply {
  const columns = Object.keys(counts).map((name) => ({ name, type: 'fixed', precision: 19, scale: 0 }))
  return rows(columns, [Object.values(counts).map(String)])
}

async function toRequest(message: IncomingMessage): Promise<StubRequest> {
  const parts: Buffer[] = []
  for await (const part of message) parts.push(part as Buffer)
  const raw = Buffer.concat(parts)
  const text = (raw[0] === 0x1f ? gunzipSync(raw) : raw).toString()
  const url = new URL(message.url!, 'http://stub')
  const token = /Token="([^"]*)"/.exec(message.headers.authorization ?? '')?.[1]
  return { path: url.pathname, query: url.searchParams, token, body: text === '' ? {} : JSON.parse(text) }
}
