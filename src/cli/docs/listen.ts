import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { KerrosError } from '../../core/errors/index.js'

/** Where a server is to be reached. */
export interface ListenOptions {
  readonly host: string
  /** `undefined`: the first free one from the default on. */
  readonly port: number | undefined
}

const FIRST_PORT = 8080
const TRIES = 20

const WHY: { readonly [code: string]: string } = {
  EADDRINUSE: 'is in use',
  EACCES: 'is one that only the administrator of this machine may use',
  EADDRNOTAVAIL: 'cannot be used: this machine has no such address',
}

/**
 * Lets a server listen.
 *
 * @returns Its port.
 * @throws KerrosError `E_INVALID_OPTION` if the port is in use, or may not be used.
 */
export async function listen(server: Server, { host, port }: ListenOptions): Promise<number> {
  for (let tried = port ?? FIRST_PORT; ; tried++)
    try {
      await listenOn(server, host, tried)
      return (server.address() as AddressInfo).port
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException
      if (code === 'EADDRINUSE' && port === undefined && tried < FIRST_PORT + TRIES) continue
      throw new KerrosError('E_INVALID_OPTION', `port ${tried} ${WHY[code ?? ''] ?? `cannot be used: ${message}`}`, {
        hint: 'Name a free one from 1024 on with --port, or 0 for any.',
        cause,
      })
    }
}

function listenOn(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const off = (): void => {
      server.off('error', failed)
      server.off('listening', listening)
    }
    const failed = (error: Error): void => {
      off()
      reject(error)
    }
    const listening = (): void => {
      off()
      resolve()
    }
    server.once('error', failed)
    server.once('listening', listening)
    server.listen(port, host)
  })
}
