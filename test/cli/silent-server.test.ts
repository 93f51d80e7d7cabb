import { symlinkSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliProject } from './cli-project.js'

/** A server that takes connections and says nothing. */
let server: Server
const sockets: Socket[] = []
let shop: CliProject
beforeAll(async () => {
  server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  shop = await CliProject.shop({
    'kerros.config.ts': `import { defineProject } from 'kerros'
import { snowflake } from 'kerros/snowflake'

export default defineProject({
  name: 'shop',
  models: ['src/**/*.ts'],
  targets: {
    dev: snowflake({
      account: 'silent',
      accessUrl: 'http://127.0.0.1:${port}',
      user: 'u',
      password: 'p',
      database: 'D',
      schema: 'S',
      warehouse: 'W',
    }),
  },
})
`,
    'data/ratings.csv': 'id\n1\n',
    'src/raw.ts': `import { integer, source } from 'kerros'
export const raw = source('raw', { ratings: { id: integer() } }, { load: { ratings: { files: ['ratings.csv'] } } })
`,
  })
  symlinkSync(path.resolve('node_modules/snowflake-sdk'), path.join(shop.folder, 'node_modules/snowflake-sdk'))
})
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
  await shop.remove()
})

/** Starts a command, and waits until it has asked the server. */
async function asking(args: string) {
  const before = sockets.length
  const cli = shop.start(args)
  while (sockets.length === before && cli.child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 20))
  return cli
}

describe.skipIf(process.platform === 'win32')('one signal ends a command whose server does not answer', () => {
  it.each(['load', 'seed', 'build', 'snapshot', 'show customers', 'load --dry-run'])('kerros %s', async (args) => {
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
      const { child, ended } = await asking(args)
      child.kill(signal)
      const { code, stderr } = await ended
      expect({ code, stderr }).toEqual({ code: 130, stderr: expect.stringMatching(/\nStopping: .*\nStopped/s) })
    }
  })

  it.each(['docs generate', 'debug', 'compile', 'sources check'])(
    'kerros %s, which does nothing to stop',
    async (args) => {
      for (const signal of ['SIGTERM', 'SIGQUIT'] as const) {
        const { child, ended } = await asking(args)
        child.kill(signal)
        expect(await ended).toMatchObject({ code: null, signal })
      }
    },
  )
})
