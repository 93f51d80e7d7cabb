import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import path from 'node:path'
import { readRegularFile } from '../../util/regular-file.js'
import { LIVE_SCRIPT, livePage, WAITING_PAGE } from './live-script.js'

/** What the pages know of the project. */
export interface LiveState {
  /** Another one is a reason to reload. */
  readonly version: number
  /** What is wrong with the project; `undefined` if nothing is. */
  readonly error: string | undefined
}

/** Serves a documentation site to browsers of this machine. */
export interface DocsServer {
  readonly http: Server
  /** Sends it to every open page. */
  send(state: LiveState): void
  close(): void
}

const TYPES: { readonly [ending: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
}

/** The files of a site, and nothing else: no folder, nothing above it. */
const FILES = /^\/(?:index\.html|data\.js|docs-site\.(?:js|css)|charts\/\d+\.js|images\/\d+\.\w+)$/

/** Another name that leads to this machine is another page's, which is not to read the site. */
const OWN_HOSTS = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i

/**
 * Makes a server of a site, which does not listen yet.
 *
 * @param folder The folder of the page.
 */
export function docsServer(folder: string): DocsServer {
  const pages = new Set<ServerResponse>()
  let state: LiveState = { version: 0, error: undefined }
  const http = createServer((request, response) => {
    void answer(request, response).catch(() => respond(response, 500, 'The file could not be read.'))
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!OWN_HOSTS.test(request.headers.host ?? ''))
      return respond(response, 403, 'This server answers to localhost only.')
    if (request.method !== 'GET' && request.method !== 'HEAD') return respond(response, 405, 'Only GET and HEAD.')
    const name = nameOf(request)
    if (name === '/live') return follow(response)
    if (name === '/live.js') return respond(response, 200, LIVE_SCRIPT, TYPES['.js'])
    if (name === undefined || !FILES.test(name)) return respond(response, 404, 'There is no such page.')
    const content = await readRegularFile(path.join(folder, name)).catch(() => undefined)
    const type = TYPES[path.extname(name).toLowerCase()]
    if (name !== '/index.html')
      return content && type ? respond(response, 200, content, type) : respond(response, 404, 'There is no such file.')
    respond(response, 200, content ? livePage(content.toString('utf8')) : WAITING_PAGE, type)
  }

  function follow(response: ServerResponse): void {
    response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' })
    response.write(message(state))
    pages.add(response)
    response.on('close', () => pages.delete(response))
  }

  return {
    http,
    send: (next) => {
      state = next
      for (const page of pages) page.write(message(state))
    },
    close: () => {
      http.close()
      http.closeAllConnections()
    },
  }
}

/** Files change under their names, so nothing is kept. */
const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

function respond(
  response: ServerResponse,
  status: number,
  content: string | Uint8Array,
  type = 'text/plain; charset=utf-8',
) {
  if (response.headersSent) return
  response.writeHead(status, { ...HEADERS, 'content-type': type, 'content-length': Buffer.byteLength(content) })
  response.end(content)
}

function message(state: LiveState): string {
  return `data: ${JSON.stringify(state)}\n\n`
}

/** The path that is asked for; `undefined` if it is no text. */
function nameOf({ url = '/' }: IncomingMessage): string | undefined {
  try {
    const name = decodeURIComponent(url.split(/[?#]/)[0]!)
    return name === '/' ? '/index.html' : name
  } catch {
    return undefined
  }
}
