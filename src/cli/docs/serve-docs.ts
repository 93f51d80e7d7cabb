import { EXIT } from '../output/terminal.js'
import { docsServer, type LiveState } from './docs-server.js'
import { generateInChild, type RunningChild } from './generate-in-child.js'
import { type ListenOptions, listen } from './listen.js'
import { watchProject } from './watch-project.js'

/** What is served, and where. */
export interface ServeDocsOptions extends ListenOptions {
  /** The project's folder. */
  readonly root: string
  /** The folder of the page. */
  readonly folder: string
  readonly cwd: string
  /** The options of `kerros docs generate`. */
  readonly generateArgs: readonly string[]
  /** Called once pages can be opened. */
  readonly onListening: (url: string) => void
  /** Called after each try to write the site. */
  readonly onGenerated: (result: Generated) => void
}

/** One try to write the site. */
export interface Generated {
  readonly isWritten: boolean
  readonly stdout: string
  readonly stderr: string
  readonly durationMs: number
}

/** Ctrl-C, `kill`, and the closing of the terminal. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Serves the documentation site until a signal comes, and writes it again whenever the project changes. While that fails, the last
 * site stays, and its pages show the errors.
 *
 * @returns The exit code.
 * @throws KerrosError `E_INVALID_OPTION` if the port cannot be used.
 */
export async function serveDocs(options: ServeDocsOptions): Promise<number> {
  const { host, root, folder } = options
  const server = docsServer(folder)
  const port = await listen(server.http, options)
  const updates = siteUpdates(options, server.send)
  const watched = await watchProject(root, updates.request)
  const stopped = signal()
  updates.request()
  await Promise.race([updates.first, stopped])
  options.onListening(`http://${host === '::1' ? '[::1]' : host}:${port}/`)
  await stopped
  watched.close()
  updates.stop()
  server.close()
  return EXIT.interrupted
}

function signal(): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      for (const name of SIGNALS) process.off(name, end)
      resolve()
    }
    for (const name of SIGNALS) process.on(name, end)
  })
}

/** Writes the site, one time after the other; what is asked for in the meantime is one more time. */
function siteUpdates(options: ServeDocsOptions, send: (state: LiveState) => void) {
  let running: RunningChild | undefined
  let isAsked = false
  let isStopped = false
  let version = 0
  let ended: () => void
  const first = new Promise<void>((resolve) => {
    ended = resolve
  })
  const run = async (): Promise<void> => {
    while (isAsked && !isStopped) {
      isAsked = false
      const began = performance.now()
      running = generateInChild(options.generateArgs, options.cwd)
      const { code, stdout, stderr } = await running.ended
      running = undefined
      if (isStopped) break
      const isWritten = code === EXIT.success
      if (isWritten) version++
      send({ version, error: isWritten ? undefined : stderr || stdout })
      options.onGenerated({ isWritten, stdout, stderr, durationMs: performance.now() - began })
    }
    ended()
  }
  return {
    first,
    request: (): void => {
      const isBusy = running !== undefined || isAsked
      isAsked = true
      if (!isBusy) void run()
    },
    stop: (): void => {
      isStopped = true
      running?.child.kill()
    },
  }
}
