import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestProject } from 'vitest/node'
import { NoPythonError } from './python-env.js'
import { type PythonServer, startPythonServer } from './python-server.js'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where tests ask for the servers: a path is a server's name, the answer its {@link ServerAnswer}. */
    readonly testServers: string
  }
}

/** Where a server listens, or why there is none. */
export type ServerAnswer = { readonly url: string } | { readonly skipReason: string }

/** Rows in the first part of an answer of the protocol server; the rest is downloaded, as from Snowflake. */
const ROWS_PER_CHUNK = 1000

/** After so many milliseconds a test has to ask again: an installation takes longer than clients wait for an answer. */
const PATIENCE = 20_000

/**
 * Keeps the servers of the tests: each is started when the first test asks for it, and all end with the run. Nothing is
 * started for runs that need none.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const servers = new TestServers()
  const desk = createServer((request, response) => {
    Promise.race([servers.answer(request.url!.slice(1)), sleep(PATIENCE, undefined, { ref: false })]).then(
      (answer) => (answer ? response.end(JSON.stringify(answer)) : response.writeHead(202).end()),
      (error: Error) => response.writeHead(500).end(error.message),
    )
  })
  const port = await listen(desk)
  project.provide('testServers', `http://127.0.0.1:${port}`)
  return async () => {
    servers.stop()
    desk.closeAllConnections()
    await new Promise((resolve) => desk.close(resolve))
  }
}

class TestServers {
  readonly #started = new Map<string, Promise<PythonServer>>()
  #joined: Promise<void> | undefined
  #hasWarned = false

  async answer(name: string): Promise<ServerAnswer> {
    try {
      const { url } = await this.#start(name)
      await this.#join()
      return { url }
    } catch (error) {
      if (!(error instanceof NoPythonError) || process.env['CI']) throw error
      return { skipReason: this.#warn(error.message) }
    }
  }

  stop(): void {
    // A server that is still starting ends with this process.
    for (const server of this.#started.values())
      server.then(
        ({ stop }) => stop(),
        () => {},
      )
  }

  #start(name: string): Promise<PythonServer> {
    const known = this.#started.get(name)
    if (known) return known
    const server =
      name === 's3'
        ? startPythonServer('s3.py', 's3-requirements.txt')
        : startPythonServer('server.py', 'requirements.txt', [String(ROWS_PER_CHUNK)])
    this.#started.set(name, server)
    return server
  }

  /** Tells the protocol server where `s3://` is, once both run. */
  async #join(): Promise<void> {
    if (!this.#started.has('s3') || !this.#started.has('snowflake')) return
    this.#joined ??= Promise.all([this.#start('s3'), this.#start('snowflake')]).then(async ([s3, snowflake]) => {
      await fetch(`${snowflake.url}/_s3`, { method: 'POST', body: JSON.stringify({ endpoint: s3.url }) })
    })
    await this.#joined
  }

  #warn(reason: string): string {
    if (!this.#hasWarned)
      process.stderr.write(
        `\n!!! SKIPPED: every test on the protocol server of Snowflake and on the S3 server, because ${reason}.\n\n`,
      )
    this.#hasWarned = true
    return reason
  }
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  return (server.address() as AddressInfo).port
}
